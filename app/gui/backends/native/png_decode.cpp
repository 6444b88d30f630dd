#include "app/gui/backends/native/png_decode.h"

#include "lessons/format/image.h"

#include <png.h>

#include <cstring>

namespace lazymmu::gui {

DecodedPng decode_png(std::string_view bytes) {
    DecodedPng out;
    // Sizes and checksums are right before the library sees anything.
    const PngInfo info = png_info(bytes);
    out.problem = info.problem;
    if (!out.problem.empty()) return out;
    png_image image;
    std::memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    bool ok = png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0 &&
              image.width == info.width && image.height == info.height;
    if (ok) {
        image.format = PNG_FORMAT_RGBA;
        out.rgba.resize(PNG_IMAGE_SIZE(image));
        ok = png_image_finish_read(&image, nullptr, out.rgba.data(), 0, nullptr) != 0;
    }
    if (ok) {
        out.width = info.width;
        out.height = info.height;
    } else {
        out.problem = std::string("is damaged: ") + image.message;
        out.rgba.clear();
    }
    png_image_free(&image);
    return out;
}

} // namespace lazymmu::gui
