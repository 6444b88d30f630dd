// JSON text for the few places that write some without the JSON library.
#pragma once

#include "engine/limits.h"

#include <string>
#include <string_view>

namespace lazymmu {

// With the quotes. Bytes that are not UTF-8 become U+FFFD, so that the result is always valid; what
// a terminal would obey (visible.h) is escaped.
std::string json_quoted(std::string_view text);

// Writes one object, member by member.
class JsonObject {
  public:
    JsonObject& text(std::string_view name, std::string_view value);
    JsonObject& number(std::string_view name, i64 value);
    JsonObject& truth(std::string_view name, bool value);
    JsonObject& raw(std::string_view name, std::string_view json);
    std::string str() const { return out_ + '}'; }

  private:
    std::string out_ = "{";
};

// ... and one list, value by value.
class JsonList {
  public:
    JsonList& text(std::string_view value) { return raw(json_quoted(value)); }
    JsonList& raw(std::string_view json);
    std::string str() const { return out_ + ']'; }

  private:
    std::string out_ = "[";
};

// The length of the UTF-8 sequence at `at`, or 0 if there is none that is valid.
size_t utf8_length(std::string_view text, size_t at);

} // namespace lazymmu
