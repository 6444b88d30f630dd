// Images in narrations: `![what it shows](name.png)`, a line of its own. The file is beside the
// lesson; nothing else can be named, since lessons may come from anybody.
#pragma once

#include "engine/limits.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct ImageLine {
    std::string_view alt, path;
    size_t at = 0; // in the text: the "!"
};
// Is this line one? Spaces around it do not count.
bool read_image_line(std::string_view line, ImageLine& out);
// Those of a text, in order; not in blocks of code.
std::vector<ImageLine> image_lines(std::string_view text);

// "": it is a .png at or below the lesson's own folder. Else what was expected.
std::string image_path_problem(std::string_view path);

struct PngInfo {
    u32 width = 0, height = 0;
    std::string problem; // "": it is whole, and within the bounds
};
// What a PNG file says of itself. The pixels are not decoded.
PngInfo png_info(std::string_view bytes);

} // namespace lazymmu
