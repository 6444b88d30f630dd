#include "app/core/tell/json_text.h"

#include "app/core/tell/visible.h"

#include <cstdio>

namespace lazymmu {

size_t utf8_length(std::string_view text, size_t at) {
    const auto byte = [&](size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const unsigned first = byte(at);
    if (first < 0x80) return at < text.size() ? 1 : 0;
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) return 0;
    for (size_t i = 1; i < length; i++)
        if ((byte(at + i) & 0xc0) != 0x80) return 0;
    // over-long forms, surrogates, and what lies beyond the last character
    if (first == 0xe0 && byte(at + 1) < 0xa0) return 0;
    if (first == 0xed && byte(at + 1) > 0x9f) return 0;
    if (first == 0xf0 && byte(at + 1) < 0x90) return 0;
    if (first == 0xf4 && byte(at + 1) > 0x8f) return 0;
    return length;
}

namespace {

std::string unicode_escape(char32_t c) {
    char out[16];
    const unsigned above = static_cast<unsigned>(c) - 0x10000;
    if (c < 0x10000)
        std::snprintf(out, sizeof out, "\\u%04x", static_cast<unsigned>(c));
    else
        std::snprintf(out, sizeof out, "\\u%04x\\u%04x", 0xd800 + (above >> 10),
                      0xdc00 + (above & 0x3ff));
    return out;
}

} // namespace

std::string json_quoted(std::string_view text) {
    std::string out = "\"";
    for (size_t i = 0; i < text.size();) {
        const size_t length = utf8_length(text, i);
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (length == 0) {
            out += "\xef\xbf\xbd";
        } else if (c == '"' || c == '\\') {
            out += '\\';
            out += text[i];
        } else if (const char32_t whole = character_at(text, i, length);
                   c < 32 || is_obeyed(whole)) {
            out += unicode_escape(whole);
        } else {
            out += text.substr(i, length);
        }
        i += length ? length : 1;
    }
    return out + '"';
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
    if (out_.size() > 1) out_ += ',';
    out_ += json_quoted(name);
    out_ += ':';
    out_ += json;
    return *this;
}

JsonList& JsonList::raw(std::string_view json) {
    if (out_.size() > 1) out_ += ',';
    out_ += json;
    return *this;
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
    return raw(name, json_quoted(value));
}
JsonObject& JsonObject::number(std::string_view name, i64 value) {
    return raw(name, std::to_string(value));
}
JsonObject& JsonObject::truth(std::string_view name, bool value) {
    return raw(name, value ? "true" : "false");
}

} // namespace lazymmu
