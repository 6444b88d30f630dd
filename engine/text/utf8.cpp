// Tests: tests/engine/script_lexer_test.cpp.
#include "engine/text/utf8.h"

#include <algorithm>

namespace lazymmu {
namespace {

// Bytes of the UTF-8 character at the start of s; 0 if it is none.
size_t character_length(std::string_view s) {
    const unsigned char first = static_cast<unsigned char>(s[0]);
    if (first < 0x80) return 1;
    const size_t n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || s.size() < n) return 0;
    for (size_t i = 1; i < n; i++)
        if (!continues_character(s[i])) return 0;
    const unsigned char second = static_cast<unsigned char>(s[1]);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second > 0x9f;
    const bool beyond = first == 0xf4 && second > 0x8f;
    return overlong || surrogate || beyond ? 0 : n;
}

} // namespace

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

size_t find_bad_text(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        const size_t n = character_length(text.substr(i));
        if (n == 0 || text[i] == '\0') return i;
        i += n;
    }
    return std::string_view::npos;
}

unsigned count_characters(std::string_view text) {
    return static_cast<unsigned>(
        std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string printable(std::string_view text, size_t most) {
    std::string out;
    size_t taken = 0;
    for (size_t i = 0; i < text.size(); taken++) {
        if (taken == most) return out + "...";
        const size_t n = character_length(text.substr(i));
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (n == 0 || c < 0x20 || c == 0x7f) {
            out += '?';
        } else {
            out += text.substr(i, n);
        }
        i += n ? n : 1;
    }
    return out;
}

} // namespace lazymmu
