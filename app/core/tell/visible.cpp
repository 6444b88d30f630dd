#include "app/core/tell/visible.h"

#include "app/core/tell/json_text.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace lazymmu {

bool is_obeyed(char32_t c) {
    struct Range {
        char32_t first, last;
    };
    constexpr Range ranges[] = {
        {0x00, 0x08},       {0x0b, 0x1f},     {0x7f, 0x9f},     {0x61c, 0x61c},
        {0x200e, 0x200f},   {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff},
        {0xfff9, 0xfffb},   {0xfffe, 0xffff}, // noncharacters, which XML does not have
        {0xe0000, 0xe0fff},                   // tags, and selectors that change nothing one can see
    };
    return std::any_of(std::begin(ranges), std::end(ranges),
                       [c](const Range& r) { return c >= r.first && c <= r.last; });
}

char32_t character_at(std::string_view text, size_t at, size_t length) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (length <= 1) return byte(0);
    char32_t c = byte(0) & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) c = c << 6 | (byte(i) & 0x3fu);
    return c;
}

std::string visible(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        const size_t length = utf8_length(text, i);
        const char32_t c = character_at(text, i, length);
        char shown[16];
        if (length && !is_obeyed(c)) {
            out += text.substr(i, length);
        } else {
            std::snprintf(shown, sizeof shown, length > 1 && c > 0xff ? "<U+%04X>" : "\\x%02x",
                          static_cast<unsigned>(c));
            out += shown;
        }
        i += length ? length : 1;
    }
    return out;
}

std::string visible_line(std::string_view text) {
    std::string out;
    for (const char c : visible(text)) {
        if (c == '\n')
            out += "\\n";
        else
            out += c == '\t' ? ' ' : c;
    }
    return out;
}

} // namespace lazymmu
