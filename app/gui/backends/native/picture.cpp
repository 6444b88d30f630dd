#include "app/gui/backends/native/picture.h"

#include "app/gui/backends/native/files.h"
#include "app/gui/ui/png.h"

#include <algorithm>

namespace lazymmu::gui {

bool save_png(const std::string& file, std::vector<unsigned char>& rgba, int width, int height,
              std::string& error) {
    const auto row = static_cast<std::ptrdiff_t>(width) * 4;
    for (int y = 0; y < height / 2; y++)
        std::swap_ranges(rgba.begin() + y * row, rgba.begin() + (y + 1) * row,
                         rgba.begin() + (height - 1 - y) * row);
    const std::string png = png_encode(rgba.data(), width, height);
    error = write_whole(file, png);
    return error.empty();
}

} // namespace lazymmu::gui
