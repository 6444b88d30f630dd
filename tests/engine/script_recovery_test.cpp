// After an error: what else is looked at, in which order, and where values alone are read.
#include "tests/engine/script_support.h"

#include "engine/text/nearest_name.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

TEST(ScriptErrors, EveryStatementIsLookedAt) {
    const ScriptResult r = compile_script("touch(USER + 1);\n" // value
                                          "tuoch(USER);\n"     // name
                                          "touch(USER, );\n"   // syntax
                                          "touch(USER)\n"      // ';'
                                          "repeat 2 { foo bar; set_pte_at(USER, 1, \"z\");\n }\n"
                                          "touch(0x3);\n",
                                          small_pages());
    std::string places;
    for (const ScriptError& e : r.errors)
        places += std::to_string(e.line) + ":" + std::to_string(e.column) + " ";
    EXPECT_EQ(places, "1:7 2:1 3:11 4:12 5:12 5:42 7:7 ") << errors_text(r.errors);
}

TEST(ScriptErrors, OneErrorPerStatementOfALoop) {
    const ScriptResult r =
        compile_script("repeat 100 as i { touch(USER + 1 + i * PAGE); }", small_pages());
    ASSERT_EQ(r.errors.size(), 1u);
}

TEST(ScriptErrors, AtMostTwentyInSourceOrder) {
    std::string text;
    for (int i = 0; i < 100; i++) text += i % 2 ? "touch(1);\n" : "foo();\n";
    const ScriptResult r = compile_script(text, small_pages());
    ASSERT_EQ(r.errors.size(), static_cast<size_t>(limits::script_errors));
    for (size_t i = 0; i < r.errors.size(); i++) EXPECT_EQ(r.errors[i].line, i + 1);
}

TEST(ScriptErrors, StepsNameTheirText) {
    const std::vector<std::string> texts = {"touch(USER);", "\ntuoch(USER);",
                                            "touch(1);",    std::string("a\0b", 3),
                                            "task A { }",   "const x = y;"};
    const StepScriptResult r = compile_steps(texts, small_pages());
    EXPECT_FALSE(r.program);
    ASSERT_EQ(r.errors.size(), 6u);
    EXPECT_EQ(r.errors[0].text, 1u);
    EXPECT_EQ(r.errors[0].line, 2u);
    EXPECT_EQ(r.errors[1].text, 2u);
    EXPECT_EQ(script_error_text(r.errors[2]), "1:2: expected text in UTF-8, found the byte 0x0");
    EXPECT_EQ(r.errors[2].text, 3u);
    EXPECT_EQ(r.errors[3].text, 4u);
    EXPECT_EQ(r.errors[4].message, "a lesson step cannot have task blocks: use switch_to(B);");
    EXPECT_EQ(r.errors[5].text, 5u);
    const StepScriptResult many = compile_steps(
        std::vector<std::string>(static_cast<size_t>(limits::script_texts) + 1), small_pages());
    ASSERT_EQ(many.errors.size(), 1u);
    EXPECT_EQ(many.errors[0].message, "more than 1024 texts");
    EXPECT_TRUE(compile_steps(std::vector<std::string>(static_cast<size_t>(limits::script_texts)),
                              small_pages())
                    .program);
    const std::string half(static_cast<size_t>(limits::script_bytes) / 2 + 1, ' ');
    const StepScriptResult big = compile_steps({half, half}, small_pages());
    ASSERT_EQ(big.errors.size(), 1u);
    EXPECT_EQ(big.errors[0].text, 1u);
}

TEST(ScriptErrors, Expressions) {
    const auto error = [](const std::string& text) {
        u64 value = 0;
        std::string message;
        EXPECT_FALSE(eval_script_value(text, small_pages(), value, message)) << text;
        return message;
    };
    EXPECT_EQ(error(""), "expected a number, found the end of the text");
    EXPECT_EQ(error("USRE"),
              "expected a number, found the unknown name \"USRE\"; did you mean \"USER\"?");
    EXPECT_EQ(error("1 2"), "expected the end of the expression, found the number 2");
    EXPECT_EQ(error("1 - 2"), "1 - 2 is below 0");
    EXPECT_EQ(error("1 /*"),
              "the comment is not closed: expected \"*/\" before the end of the text");
    EXPECT_EQ(error(std::string("1\0", 2)), "expected text in UTF-8, found the byte 0x0");
    EXPECT_EQ(error("(1"), "expected ')', found the end of the text");
}

TEST(ScriptErrors, NearestName) {
    EXPECT_EQ(nearest_name("enabel", {"enable", "disable"}), "enable"); // swapped letters
    EXPECT_EQ(nearest_name("isable", {"enable", "disable"}), "disable");
    EXPECT_EQ(nearest_name("Z", {"A", "B"}), "");
    EXPECT_EQ(nearest_name("b", {"A", "B"}), "B");
    EXPECT_EQ(nearest_name("", {"A"}), "");
    EXPECT_EQ(nearest_name("abc", {}), "");
    EXPECT_EQ(nearest_name("abc", {""}), "");
    EXPECT_EQ(nearest_name(std::string(1000, 'a'), {std::string_view("a")}), "");
    EXPECT_EQ(nearest_name("completely", {"different"}), "");
}

} // namespace
} // namespace lazymmu::test
