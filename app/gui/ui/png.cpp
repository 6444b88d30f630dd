// PNG (RFC 2083) with deflate's fixed Huffman codes (RFC 1951, 3.2.6) and matches found by a hash
// of three bytes. Rows use the "up" filter: most rows of a screen repeat the one above.
#include "app/gui/ui/png.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lazymmu::gui {
namespace {

using Bytes = std::vector<uint8_t>;

class BitWriter {
  public:
    explicit BitWriter(Bytes& out) : out_(out) {}

    void bits(uint32_t value, int n) { // least significant bit first
        acc_ |= static_cast<uint64_t>(value) << used_;
        for (used_ += n; used_ >= 8; used_ -= 8, acc_ >>= 8)
            out_.push_back(static_cast<uint8_t>(acc_));
    }

    void code(uint32_t value, int n) { // Huffman codes: most significant bit first
        uint32_t reversed = 0;
        for (int i = 0; i < n; i++) reversed |= (value >> i & 1) << (n - 1 - i);
        bits(reversed, n);
    }

    void literal_or_length(uint32_t symbol) {
        if (symbol < 144)
            code(0x30 + symbol, 8);
        else if (symbol < 256)
            code(0x190 + symbol - 144, 9);
        else if (symbol < 280)
            code(symbol - 256, 7);
        else
            code(0xc0 + symbol - 280, 8);
    }

    void finish() { bits(0, 7); }

  private:
    Bytes& out_;
    uint64_t acc_ = 0;
    int used_ = 0;
};

void write_match(BitWriter& w, uint32_t length, uint32_t distance) {
    static constexpr uint16_t length_base[] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                               15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                               67, 83, 99, 115, 131, 163, 195, 227, 258};
    static constexpr uint8_t length_extra[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                               2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static constexpr uint16_t distance_base[] = {
        1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
        193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    uint32_t l = 28, d = 29;
    while (length_base[l] > length) l--;
    while (distance_base[d] > distance) d--;
    w.literal_or_length(257 + l);
    w.bits(length - length_base[l], length_extra[l]);
    w.code(d, 5);
    w.bits(distance - distance_base[d], d < 2 ? 0 : static_cast<int>(d / 2 - 1));
}

uint32_t hash3(const uint8_t* p) {
    const uint32_t v = p[0] | static_cast<uint32_t>(p[1]) << 8 | static_cast<uint32_t>(p[2]) << 16;
    return v * 0x9e3779b1u >> 17; // 15 bits
}

void deflate(const Bytes& in, Bytes& out) {
    BitWriter w(out);
    w.bits(1, 1);                            // the last block
    w.bits(1, 2);                            // fixed codes
    std::vector<uint32_t> last(1u << 15, 0); // position + 1 of the hash's last occurrence
    const uint32_t n = static_cast<uint32_t>(in.size());
    for (uint32_t i = 0; i < n;) {
        uint32_t length = 0, distance = 0;
        if (i + 3 <= n) {
            uint32_t& slot = last[hash3(&in[i])];
            if (slot && i - (slot - 1) <= 32768) {
                const uint32_t from = slot - 1;
                const uint32_t most = n - i < 258 ? n - i : 258;
                while (length < most && in[from + length] == in[i + length]) length++;
                distance = i - from;
            }
            slot = i + 1;
        }
        if (length >= 3) {
            write_match(w, length, distance);
            i += length;
        } else {
            w.literal_or_length(in[i++]);
        }
    }
    w.literal_or_length(256);
    w.finish();
}

void put32(Bytes& out, uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(v >> shift));
}

uint32_t crc32(const uint8_t* p, size_t n) {
    static const std::array<uint32_t, 256> table = [] {
        std::array<uint32_t, 256> t{};
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t c = i;
            for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
            t[i] = c;
        }
        return t;
    }();
    uint32_t c = ~0u;
    while (n--) c = table[(c ^ *p++) & 255] ^ c >> 8;
    return ~c;
}

uint32_t adler32(const Bytes& in) {
    uint32_t a = 1, b = 0;
    for (const uint8_t byte : in) {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

void chunk(Bytes& png, const char* type, const Bytes& data) {
    put32(png, static_cast<uint32_t>(data.size()));
    const size_t start = png.size();
    png.insert(png.end(), type, type + 4);
    png.insert(png.end(), data.begin(), data.end());
    put32(png, crc32(&png[start], png.size() - start));
}

Bytes filtered_rows(const unsigned char* pixels, size_t width, size_t height) {
    Bytes rows;
    rows.reserve((width * 3 + 1) * height);
    for (size_t y = 0; y < height; y++) {
        const unsigned char* row = pixels + y * width * 4;
        rows.push_back(y ? 2 : 0); // filter: up, or none
        for (size_t x = 0; x < width * 4; x++) {
            if (x % 4 == 3) continue;
            const int above = y ? row[x - width * 4] : 0;
            rows.push_back(static_cast<uint8_t>(row[x] - above));
        }
    }
    return rows;
}

} // namespace

std::string png_encode(const unsigned char* pixels, int width, int height) {
    Bytes header;
    put32(header, static_cast<uint32_t>(width));
    put32(header, static_cast<uint32_t>(height));
    header.insert(header.end(), {8, 2, 0, 0, 0}); // 8 bits, RGB, deflate, filters, not interlaced

    const Bytes rows =
        filtered_rows(pixels, static_cast<size_t>(width), static_cast<size_t>(height));
    Bytes data = {0x78, 0x01}; // zlib: deflate, 32 KB window
    deflate(rows, data);
    put32(data, adler32(rows));

    Bytes png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    chunk(png, "IHDR", header);
    chunk(png, "IDAT", data);
    chunk(png, "IEND", {});
    return {png.begin(), png.end()};
}

} // namespace lazymmu::gui
