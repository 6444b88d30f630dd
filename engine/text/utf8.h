// Pieces of UTF-8 that somebody wrote: whole or not, and shown in messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lazymmu {

// Not the first byte of a character.
bool continues_character(char c);
// The offset of the first byte that is not UTF-8 or is NUL; npos if there is none.
size_t find_bad_text(std::string_view text);
// Characters in a piece of UTF-8.
unsigned count_characters(std::string_view text);
// At most `most` characters of a piece of text, without line breaks and control characters, valid
// UTF-8 whatever comes in: for messages.
std::string printable(std::string_view text, size_t most = 40);

} // namespace lazymmu
