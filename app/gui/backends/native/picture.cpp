#include "app/gui/backends/native/picture.h"

#include "app/gui/png.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace lazymmu::gui {

bool save_png(const std::string& file, std::vector<unsigned char>& rgba, int width, int height,
              std::string& error) {
    const auto row = static_cast<std::ptrdiff_t>(width) * 4;
    for (int y = 0; y < height / 2; y++)
        std::swap_ranges(rgba.begin() + y * row, rgba.begin() + (y + 1) * row,
                         rgba.begin() + (height - 1 - y) * row);
    const std::string png = png_encode(rgba.data(), width, height);
    std::FILE* f = std::fopen(file.c_str(), "wb");
    bool ok = f && std::fwrite(png.data(), 1, png.size(), f) == png.size();
    if (f) ok = std::fclose(f) == 0 && ok;
    if (!ok) error = file + ": " + std::strerror(errno);
    return ok;
}

} // namespace lazymmu::gui
