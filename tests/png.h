// Makes small PNG files for tests, hostile ones too: every chunk has the right checksum.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lazymmu_png {

using std::uint32_t;

inline std::string big_endian(uint32_t v) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(v >> shift);
    return out;
}

inline std::string png_chunk(const std::string& type, const std::string& data) {
    uint32_t crc = ~0u;
    for (const char c : type + data) {
        crc ^= static_cast<unsigned char>(c);
        for (int k = 0; k < 8; k++) crc = crc & 1 ? 0xedb88320u ^ crc >> 1 : crc >> 1;
    }
    return big_endian(static_cast<uint32_t>(data.size())) + type + data + big_endian(~crc);
}

// RGBA with 8 bits, of these sizes, with these bytes as its pixels.
inline std::string png_of(uint32_t width, uint32_t height, const std::string& idat) {
    return "\x89PNG\r\n\x1a\n" +
           png_chunk("IHDR",
                     big_endian(width) + big_endian(height) + std::string("\x08\x06\0\0\0", 5)) +
           png_chunk("IDAT", idat) + png_chunk("IEND", "");
}

// zlib's form, in one block that is not compressed.
inline std::string stored(const std::string& raw) {
    uint32_t a = 1, b = 0;
    for (const char c : raw) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    const uint32_t n = static_cast<uint32_t>(raw.size());
    std::string out = "\x78\x01\x01";
    for (const uint32_t v : {n, ~n}) {
        out += static_cast<char>(v);
        out += static_cast<char>(v >> 8);
    }
    return out + raw + big_endian(b << 16 | a);
}

// One colour; small.
inline std::string plain_png(uint32_t width, uint32_t height, std::string_view rgba) {
    std::string raw;
    for (uint32_t y = 0; y < height; y++) {
        raw += '\0';
        for (uint32_t x = 0; x < width; x++) raw += rgba;
    }
    return png_of(width, height, stored(raw));
}

} // namespace lazymmu_png
