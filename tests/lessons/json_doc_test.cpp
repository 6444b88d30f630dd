// The JSON reader of lessons: values, places, and what it says about broken input.
#include "lessons/format/json_doc.h"

#include <gtest/gtest.h>

namespace lazymmu::json {
namespace {

TEST(JsonDoc, RemembersWhereEverythingStands) {
    const std::string text = "{\n  \"a\" : [1, -2.5e1,true,null],\n  \"b\\n\": \"x\\\"y\"\n}";
    const Doc doc = parse(text);
    ASSERT_TRUE(doc.ok) << doc.error;
    const Node& a = *doc.root.find("a");
    EXPECT_EQ(text.substr(a.key_at, 3), "\"a\"");
    EXPECT_EQ(text[a.at], '[');
    ASSERT_EQ(a.items.size(), 4u);
    EXPECT_EQ(text.substr(a.items[0].at, 1), "1");
    EXPECT_EQ(text.substr(a.items[1].at, 6), "-2.5e1");
    EXPECT_TRUE(a.items[1].integer);
    EXPECT_EQ(a.items[1].num, -25);
    EXPECT_EQ(text.substr(a.items[2].at, 4), "true");
    EXPECT_EQ(text.substr(a.items[3].at, 4), "null");
    const Node& b = *doc.root.find("b\n");
    EXPECT_EQ(text.substr(b.key_at, 5), "\"b\\n\"");
    EXPECT_EQ(text[b.at], '"');
    EXPECT_EQ(b.str, "x\"y");
}

TEST(JsonDoc, PositionsAfterNestedValuesAndAByteOrderMark) {
    const std::string text = "\xef\xbb\xbf[ {\"k\": {}}, [[]], \"end\" ]";
    const Doc doc = parse(text);
    ASSERT_TRUE(doc.ok) << doc.error;
    ASSERT_EQ(doc.root.items.size(), 3u);
    EXPECT_EQ(text.substr(doc.root.items[2].at, 5), "\"end\"");
}

TEST(JsonDoc, MapsDecodedBytesThroughEscapes) {
    // decoded: a " b é c (pair) d
    const std::string text = "[\"a\\\"b\\u00e9c\\ud83d\\ude00d\"]";
    const Doc doc = parse(text);
    ASSERT_TRUE(doc.ok);
    const Node& n = doc.root.items[0];
    ASSERT_EQ(n.str, "a\"b\xc3\xa9"
                     "c\xf0\x9f\x98\x80"
                     "d");
    const std::vector<u32> at = string_offsets(text, n.at);
    ASSERT_EQ(at.size(), n.str.size() + 1);
    EXPECT_EQ(at[0], 2u);
    EXPECT_EQ(at[1], 3u); // the escaped quote
    EXPECT_EQ(at[2], 5u); // b
    EXPECT_EQ(at[3], 6u); // é: both bytes
    EXPECT_EQ(at[4], 6u);
    EXPECT_EQ(text[at[5]], 'c');
    EXPECT_EQ(at[6], at[9]); // four bytes from one pair
    EXPECT_EQ(text[at[10]], 'd');
    EXPECT_EQ(text[at[11]], '"'); // the end
}

TEST(JsonDoc, PositionsCountCharacters) {
    Positions at("äb\ncd");
    EXPECT_EQ(at(2).column, 2u); // behind a character of two bytes
    EXPECT_EQ(at(5).line, 2u);
    EXPECT_EQ(at(5).column, 2u);
    EXPECT_EQ(at(0).line, 1u); // going back works, too
}

std::string error_of(const std::string& text) {
    const Doc doc = parse(text);
    EXPECT_FALSE(doc.ok);
    return std::to_string(doc.error_at) + ": " + doc.error;
}

TEST(JsonDoc, SyntaxErrorsPointAtTheToken) {
    EXPECT_EQ(error_of(""),
              "0: not valid JSON: unexpected end of input; expected '[', '{', or a literal");
    EXPECT_EQ(error_of("{\"a\" 1}"), "5: not valid JSON: unexpected number literal; expected ':'");
    EXPECT_EQ(error_of("[1,,2]").substr(0, 2), "3:");
    EXPECT_EQ(error_of("{\"a\": 1,}").substr(0, 2), "8:");
    EXPECT_EQ(error_of("[1] x").substr(0, 2), "4:");
    EXPECT_EQ(error_of("{\"a\": tru}").substr(0, 2), "6:");
}

TEST(JsonDoc, BoundsAreErrorsNotCrashes) {
    EXPECT_NE(error_of(std::string(500'000, '[')).find("nested too deep"), std::string::npos);
    std::string many = "[1";
    for (u32 i = 0; i < limits::json_values; i++) many += ",1";
    EXPECT_NE(error_of(many + "]").find("too many values"), std::string::npos);
    std::string keys = "{";
    for (u32 i = 0; i <= limits::json_keys; i++)
        keys += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
    EXPECT_NE(error_of(keys + "}").find("too many keys"), std::string::npos);
    EXPECT_EQ(error_of("{\"a\": 1, \"a\": 2}"), "9: the key \"a\" stands twice here");
}

TEST(JsonDoc, BinaryIsCalledByItsName) {
    EXPECT_EQ(error_of(std::string("\x89PNG\r\n\x1a\n\0\0\0", 11)),
              "0: not a text file: byte 0x89 here; expected JSON in UTF-8");
    EXPECT_EQ(error_of(std::string("{\"a\": \0}", 8)).substr(0, 2), "6:");
    EXPECT_EQ(error_of("[\"\xc3(\"]").substr(0, 2), "2:");
}

} // namespace
} // namespace lazymmu::json
