// Cuts script text into tokens. The parser uses it, and editors that colour text: it never fails,
// it keeps comments, and the tokens with the white space between them cover the whole text.
#pragma once

#include "engine/limits.h"
#include "engine/text/utf8.h"

#include <string_view>
#include <vector>

namespace lazymmu {

enum class TokenKind : u8 {
    end,         // of the text; always the last token, and empty
    comment,     // to the end of the line, or between slash-star and star-slash
    number,      // 192 or 0x400000
    string,      // with its quotes
    name,        // a constant, a task, an mm
    call,        // a name with '(' behind it
    keyword,     // task repeat irq ...
    punctuation, // one of ( ) { } , ; + - * =
    junk,        // anything else; neighbours are one token
};

enum class TokenFault : u8 { none, open_comment, open_string, bad_number, octal, too_big };

struct Token {
    TokenKind kind = TokenKind::end;
    TokenFault fault = TokenFault::none;
    u32 offset = 0, length = 0; // in bytes
    u32 line = 1, column = 1;   // from 1; columns count characters (code points)
    u64 value = 0;              // of a number

    std::string_view in(std::string_view text) const { return text.substr(offset, length); }
};

std::vector<Token> tokenize(std::string_view text);

std::vector<std::string_view> script_keywords();
bool is_script_keyword(std::string_view word);

} // namespace lazymmu
