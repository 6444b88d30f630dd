// Tests: tests/engine/script_lexer_test.cpp.
#include "engine/script/script_lexer.h"

#include <algorithm>
#include <iterator>

namespace lazymmu {

namespace {

constexpr std::string_view keywords[] = {"as",  "const", "cpu",    "handler",
                                         "irq", "mm",    "repeat", "task"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_char(char c) { return is_name_start(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_punctuation(char c) {
    return std::string_view("(){},;+-*=").find(c) != std::string_view::npos;
}

int digit_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

void read_number(std::string_view word, Token& t) {
    u32 base = 10;
    if (word.size() >= 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
        base = 16;
        word.remove_prefix(2);
    }
    if (word.empty()) t.fault = TokenFault::bad_number;
    for (char c : word) {
        const int digit = digit_value(c);
        if (digit >= static_cast<int>(base)) {
            t.fault = TokenFault::bad_number;
            return;
        }
        const u64 d = static_cast<u64>(digit);
        if (t.value > (~u64{0} - d) / base) t.fault = TokenFault::too_big;
        t.value = t.value * base + d;
    }
    if (base == 10 && word.size() > 1 && word[0] == '0') t.fault = TokenFault::octal;
}

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(text) {
        if (text_.substr(0, 3) == "\xef\xbb\xbf") at_ = 3; // a byte order mark is no character
    }

    std::vector<Token> run() {
        std::vector<Token> tokens;
        for (;;) {
            while (more() && is_space(here())) advance();
            tokens.push_back(next());
            if (tokens.back().kind == TokenKind::end) return tokens;
        }
    }

  private:
    bool more() const { return at_ < text_.size(); }
    char here() const { return text_[at_]; }
    char peek() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }
    bool at_comment() const { return here() == '/' && (peek() == '/' || peek() == '*'); }

    void advance() {
        const char c = text_[at_++];
        if (c == '\n') {
            line_++;
            column_ = 1;
        } else if (!more() || !continues_character(text_[at_])) {
            column_++; // a character counts once, when its last byte is passed
        }
    }

    Token next() {
        Token t;
        t.offset = static_cast<u32>(at_);
        t.line = line_;
        t.column = column_;
        if (more()) {
            if (at_comment()) {
                peek() == '/' ? line_comment(t) : block_comment(t);
            } else if (here() == '"') {
                string(t);
            } else if (is_digit(here())) {
                number(t);
            } else if (is_name_start(here())) {
                word(t);
            } else if (is_punctuation(here())) {
                t.kind = TokenKind::punctuation;
                advance();
            } else {
                junk(t);
            }
        }
        t.length = static_cast<u32>(at_) - t.offset;
        return t;
    }

    void line_comment(Token& t) {
        t.kind = TokenKind::comment;
        while (more() && here() != '\n') advance();
    }

    void block_comment(Token& t) {
        t.kind = TokenKind::comment;
        advance();
        advance();
        while (more() && !(here() == '*' && peek() == '/')) advance();
        if (!more()) {
            t.fault = TokenFault::open_comment;
            return;
        }
        advance();
        advance();
    }

    void string(Token& t) {
        t.kind = TokenKind::string;
        advance();
        while (more() && here() != '"' && here() != '\n' && here() != '\r') advance();
        if (more() && here() == '"') {
            advance();
        } else {
            t.fault = TokenFault::open_string;
        }
    }

    void number(Token& t) {
        t.kind = TokenKind::number;
        const size_t from = at_;
        while (more() && is_name_char(here())) advance();
        read_number(text_.substr(from, at_ - from), t);
    }

    void word(Token& t) {
        const size_t from = at_;
        while (more() && is_name_char(here())) advance();
        t.kind = TokenKind::name;
        size_t behind = at_;
        while (behind < text_.size() && is_space(text_[behind])) behind++;
        if (behind < text_.size() && text_[behind] == '(') t.kind = TokenKind::call;
        if (is_script_keyword(text_.substr(from, at_ - from))) t.kind = TokenKind::keyword;
    }

    void junk(Token& t) {
        t.kind = TokenKind::junk;
        while (more() && !is_space(here()) && !is_name_char(here()) && !is_punctuation(here()) &&
               here() != '"' && !at_comment())
            advance();
    }

    std::string_view text_;
    size_t at_ = 0;
    u32 line_ = 1, column_ = 1;
};

} // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

std::vector<std::string_view> script_keywords() {
    return {std::begin(keywords), std::end(keywords)};
}

bool is_script_keyword(std::string_view word) {
    return std::find(std::begin(keywords), std::end(keywords), word) != std::end(keywords);
}

} // namespace lazymmu
