// Tokens: kinds, places, and that any bytes at all are covered.
#include "engine/script/script_lexer.h"

#include <gtest/gtest.h>

#include <random>

namespace lazymmu {
namespace {

std::string kinds(std::string_view text) {
    std::string out;
    for (const Token& t : tokenize(text)) out += "ec0sncKpj"[static_cast<int>(t.kind)];
    return out;
}

TEST(ScriptLexer, TellsKindsApart) {
    EXPECT_EQ(kinds(""), "e");
    EXPECT_EQ(kinds("  \t\r\n "), "e");
    EXPECT_EQ(kinds("// x"), "ce");
    EXPECT_EQ(kinds("/* x\n */ // y\n1"), "cc0e");
    // 'c' stands for comments and calls alike in this table: look at a call by itself
    EXPECT_EQ(tokenize("foo (1)")[0].kind, TokenKind::call);
    EXPECT_EQ(tokenize("foo\n\n(1)")[0].kind, TokenKind::call);
    EXPECT_EQ(tokenize("foo 1")[0].kind, TokenKind::name);
    EXPECT_EQ(tokenize("repeat(3)")[0].kind, TokenKind::keyword);
    EXPECT_EQ(kinds("task A { }"), "Knppe");
    EXPECT_EQ(kinds("\"a b\""), "se");
    EXPECT_EQ(kinds("@#$ \xc3\xa4\xc3\xb6"), "jje");
    EXPECT_EQ(kinds("a/b"), "njne");
    EXPECT_EQ(kinds("(){},;+-*="), "ppppppppppe");
}

TEST(ScriptLexer, ReadsNumbers) {
    const auto number = [](std::string_view text) { return tokenize(text)[0]; };
    EXPECT_EQ(number("192").value, 192u);
    EXPECT_EQ(number("0").value, 0u);
    EXPECT_EQ(number("0x400000").value, 0x400000u);
    EXPECT_EQ(number("0XfF").value, 0xffu);
    EXPECT_EQ(number("18446744073709551615").value, ~u64{0});
    EXPECT_EQ(number("18446744073709551615").fault, TokenFault::none);
    EXPECT_EQ(number("18446744073709551616").fault, TokenFault::too_big);
    EXPECT_EQ(number("0xffffffffffffffff").fault, TokenFault::none);
    EXPECT_EQ(number("0x10000000000000000").fault, TokenFault::too_big);
    EXPECT_EQ(number("0x").fault, TokenFault::bad_number);
    EXPECT_EQ(number("12ab").fault, TokenFault::bad_number);
    EXPECT_EQ(number("0x1g").fault, TokenFault::bad_number);
    EXPECT_EQ(number("010").fault, TokenFault::octal);
    EXPECT_EQ(number("12ab").length, 4u);
}

TEST(ScriptLexer, CountsCharactersAndLines) {
    const std::vector<Token> t =
        tokenize("\xef\xbb\xbf/* \xe2\x82\xac\xf0\x9f\x98\x80 */ a\r\n\tb\n\n c");
    ASSERT_EQ(t.size(), 5u);
    EXPECT_EQ(t[0].column, 1u) << "a byte order mark is no character";
    EXPECT_EQ(t[1].line, 1u);
    EXPECT_EQ(t[1].column, 10u);
    EXPECT_EQ(t[2].line, 2u);
    EXPECT_EQ(t[2].column, 2u);
    EXPECT_EQ(t[3].line, 4u);
    EXPECT_EQ(t[3].column, 2u);
}

TEST(ScriptLexer, KeepsWhatIsNotClosed) {
    EXPECT_EQ(tokenize("/* x")[0].fault, TokenFault::open_comment);
    EXPECT_EQ(tokenize("/*/")[0].fault, TokenFault::open_comment);
    EXPECT_EQ(tokenize("/**/")[0].fault, TokenFault::none);
    EXPECT_EQ(tokenize("\"x\n\"")[0].fault, TokenFault::open_string);
    EXPECT_EQ(tokenize("\"")[0].fault, TokenFault::open_string);
    EXPECT_EQ(tokenize("\"\"")[0].fault, TokenFault::none);
}

TEST(ScriptLexer, CoversAnyBytes) {
    std::mt19937 random(7);
    using namespace std::string_literals;
    const std::string alphabet = "/*\"\n\r \tab09x(){};\0\xff\xc3\xa4_@"s;
    for (int round = 0; round < 2000; round++) {
        std::string text;
        for (auto n = random() % 40; n > 0; n--) text += alphabet[random() % alphabet.size()];
        size_t at = 0;
        const std::vector<Token> tokens = tokenize(text);
        for (const Token& t : tokens) {
            ASSERT_GE(t.offset, at);
            for (; at < t.offset; at++)
                ASSERT_NE(std::string(" \t\r\n").find(text[at]), std::string::npos);
            at += t.length;
            ASSERT_EQ(t.length == 0, t.kind == TokenKind::end);
        }
        ASSERT_EQ(at, text.size());
        ASSERT_EQ(tokens.back().kind, TokenKind::end);
    }
}

TEST(ScriptLexer, FindsWhatIsNotText) {
    const auto none = std::string_view::npos;
    EXPECT_EQ(find_bad_text("abc \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80"), none);
    EXPECT_EQ(find_bad_text(std::string_view("ab\0c", 4)), 2u);
    EXPECT_EQ(find_bad_text("a\x80"), 1u);
    EXPECT_EQ(find_bad_text("a\xc3"), 1u);    // cut off
    EXPECT_EQ(find_bad_text("\xc0\xaf"), 0u); // overlong
    EXPECT_EQ(find_bad_text("\xe0\x80\xaf"), 0u);
    EXPECT_EQ(find_bad_text("\xf0\x80\x80\xaf"), 0u);
    EXPECT_EQ(find_bad_text("\xed\xa0\x80"), 0u);     // surrogate
    EXPECT_EQ(find_bad_text("\xf4\x90\x80\x80"), 0u); // past the last code point
    EXPECT_EQ(find_bad_text("\xff\xfe"), 0u);
    EXPECT_EQ(find_bad_text("\xe2\x82x"), 0u);
}

TEST(ScriptLexer, MakesTextPrintable) {
    EXPECT_EQ(printable("abc"), "abc");
    EXPECT_EQ(printable("a\n\x01\x7f\xff"), "a????");
    EXPECT_EQ(printable("\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 2), "\xe2\x82\xac\xe2\x82\xac...");
    EXPECT_EQ(printable("ab", 2), "ab");
}

} // namespace
} // namespace lazymmu
