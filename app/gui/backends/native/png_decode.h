// Reads PNG files, which may come from anybody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

struct DecodedPng {
    unsigned width = 0, height = 0;
    std::vector<unsigned char> rgba; // rows from the top, 8 bits each, not multiplied by alpha
    std::string problem;             // "": none, as in "FILE " + problem
};
DecodedPng decode_png(std::string_view bytes);

} // namespace lazymmu::gui
