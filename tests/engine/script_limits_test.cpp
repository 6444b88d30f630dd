// One past every bound, and junk of every kind: an error, quickly, and never a crash.
#include "engine/script/script_lexer.h"
#include "tests/engine/script_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

namespace lazymmu::test {
namespace {

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; i++) out += text;
    return out;
}

TEST(ScriptLimits, OnePastEach) {
    EXPECT_EQ(first_error("touch(USER);\nrepeat 65535 { touch(USER); }"),
              "2:16: the script has more than 65535 statements when its loops are unrolled");
    EXPECT_EQ(first_error(repeated("repeat 1 {", 9) + repeated("}", 9)),
              "1:90: blocks are nested more than 8 deep");
    EXPECT_EQ(first_error("touch(" + std::string(33, '(') + "1" + std::string(34, ')') + ";"),
              "1:39: '(' is nested more than 32 deep");
    EXPECT_EQ(first_error(std::string(limits::script_bytes + 1, ' ')),
              "1:1: the script is too long: 262145 bytes, at most 262144 are possible");
    std::string names;
    for (int i = 0; i <= limits::script_names; i++)
        names += "const c" + std::to_string(i) + " = 1;\n";
    EXPECT_EQ(first_error(names), "257:7: more than 256 constants");
    std::string handlers;
    for (int i = 0; i <= limits::handlers; i++)
        handlers += "handler h" + std::to_string(i) + " { }\n";
    EXPECT_EQ(first_error(handlers), "9:9: more than 8 handlers");
    EXPECT_EQ(first_error("const " + std::string(32, 'x') + " = 1;"),
              "1:7: names have at most 31 characters");
    EXPECT_EQ(first_error("handler " + std::string(32, 'x') + " { }"),
              "1:9: names have at most 31 characters");
    EXPECT_EQ(first_error("repeat 65535 { repeat 65535 { } }"),
              "1:16: the script computes too much: its loops make more than 8388608 values");
    EXPECT_EQ(first_error("repeat 65535 { const x = " + repeated("1+", 200) + "1; }"),
              "1:26: the script computes too much: its loops make more than 8388608 values");
}

TEST(ScriptLimits, WorkRunsOutAtTheVeryEnd) {
    // The value that is one too many is the last thing in the script: it is an error all the same.
    std::string sum = "1" + repeated("+1", 127); // 255 instructions, and 2 more for each turn
    EXPECT_NE(first_error("repeat 32641 { const x = " + sum + "; }"), "");
    EXPECT_TRUE(compile_script("repeat 32640 { const x = " + sum + "; }", small_pages()).program);
}

TEST(ScriptLimits, RunsOfOneCharacter) {
    for (const char* piece :
         {"(",        ")",      "{",      "}",           "repeat 1 {", "irq {",
          "task A {", "touch(", "\"",     "/*",          "1+",         "const a = ",
          "1 ",       "a",      ";",      "=",           "\n",         "\xe2\x82\xac",
          "touch((",  "task",   "task A", "handler h {", "as ",        "-",
          "a(b",      "{}"}) {
        const std::string text =
            repeated(piece, limits::script_bytes / static_cast<int>(strlen(piece)));
        const ScriptResult r = compile_script(text, small_pages());
        EXPECT_EQ(r.errors.empty(), r.program != nullptr) << piece;
        EXPECT_FALSE(compile_script(repeated(piece, 1 << 20), small_pages()).program) << piece;
        const ScriptResult inside = compile_script("touch(USER, " + text.substr(20), small_pages());
        EXPECT_FALSE(inside.program) << piece;
    }
}

TEST(ScriptLimits, BinaryJunk) {
    EXPECT_EQ(first_error(std::string_view("touch(USER);\n\xe2\x82\xac \0", 18)),
              "2:3: expected text in UTF-8, found the byte 0x0");
    EXPECT_EQ(first_error("\xef\xbb\xbfx\xff"), "1:2: expected text in UTF-8, found the byte 0xff");
    EXPECT_EQ(first_error("\x7f"
                          "ELF"),
              "1:1: expected a statement, found ?");
    std::mt19937 random(11);
    for (int round = 0; round < 500; round++) {
        std::string junk;
        for (int i = 0; i < 300; i++) junk += static_cast<char>(random());
        first_error(junk);
    }
}

// Errors can always be shown and written as JSON: they are UTF-8 and name a place in the text.
void expect_sane(const std::string& text) {
    const ScriptResult r = compile_script(text, small_pages());
    ASSERT_EQ(r.errors.empty(), r.program != nullptr) << text;
    const u32 lines = static_cast<u32>(std::count(text.begin(), text.end(), '\n')) + 1;
    const ScriptError* before = nullptr;
    for (const ScriptError& e : r.errors) {
        ASSERT_EQ(find_bad_text(e.message), std::string_view::npos) << text;
        ASSERT_EQ(find_bad_text(e.nearest), std::string_view::npos) << text;
        ASSERT_TRUE(e.line >= 1 && e.line <= lines && e.column >= 1 && e.length >= 1) << text;
        ASSERT_FALSE(e.message.empty());
        if (before) {
            ASSERT_TRUE(before->line < e.line ||
                        (before->line == e.line && before->column <= e.column))
                << text;
        }
        before = &e;
    }
    if (!r.program) return;
    ASSERT_EQ(find_bad_text(r.program->source), std::string_view::npos);
    size_t ops = 0;
    for (size_t b = 0; b < r.program->bodies(); b++) {
        ops += r.program->body(b).ops.size();
        for (const Op& op : r.program->body(b).ops) ASSERT_TRUE(op.line >= 1 && op.line <= lines);
    }
    ASSERT_LE(ops, static_cast<size_t>(limits::script_ops));
}

TEST(ScriptLimits, RandomMutationsNeverCrash) {
    const std::vector<std::string> seeds = {
        "const va = USER + 2 * PAGE;\nrepeat 3 as i { set_pte_at(va + i * PAGE, i, \"pwu\"); }\n"
        "irq { set_pte_at(KERNEL, 9, \"pw\"); }\nswitch_to(B); access(user1, va, \"r\"); // end\n",
        "task A { switch_to(B); repeat 2 { touch(USER); } }\ntask B cpu 1 mm user1 { flush_tlb(); "
        "}\n"
        "handler tick { lazy_mmu_mode_pause(); flush_tlb(user2); /* x */ }\n",
        "task B cpu 2 mm user3;\nset_ptes(0x400000, 7, \"p\", (2 + 3) * 4 - 1);\nswitch_to(B);\n"
        "flush_tlb_kernel_range(KERNEL, 4);\n"};
    const std::vector<std::string> pieces = {"(",
                                             ")",
                                             "{",
                                             "}",
                                             ";",
                                             ",",
                                             "\"",
                                             "*",
                                             "/*",
                                             "//",
                                             "task ",
                                             "B",
                                             "repeat 9 ",
                                             "irq {",
                                             "0x",
                                             "18446744073709551615",
                                             "as ",
                                             "const ",
                                             "=",
                                             "-",
                                             "\n",
                                             "\xe2\x82\xac",
                                             "\xff",
                                             "user1",
                                             "handler ",
                                             "65536",
                                             "switch_to(C);"};
    std::mt19937 random(5);
    for (int round = 0; round < 20000; round++) {
        std::string text = seeds[random() % seeds.size()];
        for (auto n = 1 + random() % 6; n > 0; n--) {
            const size_t at = random() % (text.size() + 1);
            switch (random() % 4) {
            case 0: text.insert(at, pieces[random() % pieces.size()]); break;
            case 1: text.erase(at, 1 + random() % 8); break;
            case 2:
                if (at < text.size()) text[at] = static_cast<char>(random());
                break;
            default: text.insert(at, text.substr(random() % text.size(), random() % 30)); break;
            }
            if (text.empty()) text = " ";
        }
        ASSERT_NO_FATAL_FAILURE(expect_sane(text)) << "round " << round;
    }
}

} // namespace
} // namespace lazymmu::test
