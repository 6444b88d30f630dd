// Text that others wrote, made safe to show: a terminal obeys control characters, and an override
// of the writing direction lets a line look like another one. They are shown instead of obeyed.
#pragma once

#include <string>
#include <string_view>

namespace lazymmu {

// Control characters but tab and line feed, marks that turn the writing direction, line separators
// and tags that nobody sees.
bool is_obeyed(char32_t character);

// "\x1b" for a control character or a byte that is not UTF-8, "<U+202E>" for the others. Tabs and
// line feeds stay.
std::string visible(std::string_view text);
// ... and on one line: a line feed becomes "\n", a tab a blank. For names, titles and messages.
std::string visible_line(std::string_view text);

// The character at `at`, of utf8_length() bytes (json_text.h).
char32_t character_at(std::string_view text, size_t at, size_t length);

} // namespace lazymmu
