// The chunks of a PNG (RFC 2083, chapter 3): enough to tell a damaged file, and its size, without a
// library.
#include "lessons/format/image.h"
#include "lessons/format/limits.h"

namespace lazymmu {
namespace {

constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
constexpr size_t header_bytes = 13;

u32 number(std::string_view s, size_t at) {
    u32 out = 0;
    for (size_t i = 0; i < 4; i++) out = out << 8 | static_cast<unsigned char>(s[at + i]);
    return out;
}

u32 crc32(std::string_view s) {
    u32 crc = ~0u;
    for (const char c : s) {
        crc ^= static_cast<unsigned char>(c);
        for (int k = 0; k < 8; k++) crc = crc & 1 ? 0xedb88320u ^ crc >> 1 : crc >> 1;
    }
    return ~crc;
}

std::string pixels(u32 width, u32 height) {
    return std::to_string(width) + " x " + std::to_string(height);
}

} // namespace

PngInfo png_info(std::string_view bytes) {
    PngInfo out;
    if (bytes.size() > limits::image_bytes) {
        out.problem = "has more than " + std::to_string(limits::image_bytes / 1024) + " KiB";
        return out;
    }
    if (!bytes.starts_with(signature)) {
        out.problem = "is no PNG file";
        return out;
    }
    bool data = false;
    for (size_t at = signature.size(); bytes.size() - at >= 12;) {
        const u32 length = number(bytes, at);
        const std::string_view type = bytes.substr(at + 4, 4);
        if (length > bytes.size() - at - 12) break;
        if (number(bytes, at + 8 + length) != crc32(bytes.substr(at + 4, length + 4))) {
            out.problem = "is damaged: a checksum is wrong";
            return out;
        }
        if ((at == signature.size()) != (type == "IHDR") ||
            (type == "IHDR" && length != header_bytes)) {
            out.problem = "is no PNG file";
            return out;
        }
        if (type == "IHDR") {
            out.width = number(bytes, at + 8);
            out.height = number(bytes, at + 12);
            if (!out.width || !out.height || out.width > limits::image_side ||
                out.height > limits::image_side) {
                out.problem = "has " + pixels(out.width, out.height) +
                              " pixels; an image has at most " +
                              pixels(limits::image_side, limits::image_side);
                return out;
            }
        }
        data |= type == "IDAT";
        if (type == "IEND") {
            if (!data) out.problem = "is damaged: it has no pixels";
            return out;
        }
        at += length + 12;
    }
    out.problem = "is damaged: it is cut off";
    return out;
}

} // namespace lazymmu
