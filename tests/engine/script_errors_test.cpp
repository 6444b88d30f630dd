// What bad scripts are told: where, what was expected, what was found, what was meant.
#include "tests/engine/script_support.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

struct Bad {
    const char* script;
    const char* error; // the first one, as script_error_text() writes it
    u32 length;
};

void expect_errors(const std::vector<Bad>& cases) {
    for (const Bad& c : cases) {
        const ScriptResult r = compile_script(c.script, small_pages());
        EXPECT_FALSE(r.program) << c.script;
        ASSERT_FALSE(r.errors.empty()) << c.script;
        EXPECT_EQ(script_error_text(r.errors[0]), c.error) << c.script;
        EXPECT_EQ(r.errors[0].length, c.length) << c.script;
        EXPECT_EQ(r.errors.size(), 1u) << c.script << "\n" << errors_text(r.errors);
    }
}

TEST(ScriptErrors, UnknownWords) {
    expect_errors({
        {"lazy_mmu_mode_enabel();",
         "1:1: unknown call \"lazy_mmu_mode_enabel\"; did you mean \"lazy_mmu_mode_enable\"?", 20},
        {" set_pte(USER, 1, \"p\");",
         "1:2: unknown call \"set_pte\"; set_pte_at([mm,] va, pfn, \"pwxuda\") does it", 7},
        {"xyzzy();", "1:1: unknown call \"xyzzy\"", 5},
        {"repaet 3 { touch(USER); }",
         "1:1: expected a statement, found \"repaet\"; did you mean \"repeat\"?", 6},
        {"touch;", "1:6: expected '(' after \"touch\", found ';'", 1},
        {"touch(USR);",
         "1:7: expected an mm or an address, found the unknown name \"USR\"; did you mean "
         "\"USER\"?",
         3},
        {"touch(usr1, USER);",
         "1:7: expected an mm or an address, found the unknown name \"usr1\"; did you mean "
         "\"user1\"?",
         4},
        {"flush_tlb(user9);",
         "1:11: expected an mm, found the unknown name \"user9\"; did you mean \"user1\"?", 5},
        {"const base = 1; touch(USER + bsae);",
         "1:30: expected a number, found the unknown name \"bsae\"; did you mean \"base\"?", 4},
        {"switch_to(b);", "1:11: expected a task, A to H, found \"b\"; did you mean \"B\"?", 1},
        {"switch_to(I);", "1:11: expected a task, A to H, found \"I\"", 1},
        {"switch_to(1);", "1:11: expected a task, A to H, found the number 1", 1},
        {"task B mm usr2;",
         "1:11: expected an mm (init_mm, user1, user2, user3), found \"usr2\"; did you mean "
         "\"user2\"?",
         4},
    });
}

// An entry that no CPU looks at is a mistake: every call with an mm and an address, both ways.
TEST(ScriptErrors, AddressesBelongToTheirMm) {
    expect_errors({
        {"set_pte_at(user2, KERNEL, 7, \"pw\");",
         "1:19: 0xffffc90000000000 is a kernel address, which only init_mm maps, not user2", 6},
        {"set_pte_at(init_mm, USER, 7, \"pw\");",
         "1:21: 0x7f1234000000 is a user address, which a user mm maps (user1, user2 or user3), "
         "not "
         "init_mm",
         4},
    });
    int calls = 0;
    for (const ApiCall& call : api_calls()) {
        const auto& p = call.params;
        const bool address = p.size() > 1 && p[0] == Param::mm &&
                             (p[1] == Param::va || p[1] == Param::ptep || p[1] == Param::pmdp);
        if (!address || call.user_only) continue;
        const std::string example = call.example; // name(USER...
        const size_t at = example.find("USER");
        ASSERT_NE(at, std::string::npos) << example;
        const std::string head = example.substr(0, at), tail = example.substr(at + 4);
        for (const std::string wrong : {"init_mm, USER", "user1, KERNEL", "user3, KERNEL"}) {
            const ScriptResult r = compile_script(head + wrong + tail, small_pages());
            ASSERT_EQ(r.errors.size(), 1u) << head + wrong + tail;
            EXPECT_NE(r.errors[0].message.find(" address, which "), std::string::npos);
        }
        for (const std::string right : {"USER", "KERNEL", "user2, USER", "init_mm, KERNEL"})
            EXPECT_TRUE(compile_script(head + right + tail, small_pages()).program)
                << head + right + tail;
        calls++;
    }
    EXPECT_GE(calls, 12);
}

TEST(ScriptErrors, Properties) {
    expect_errors({
        {"set_pte_at(USER, 1, \"W\");",
         "1:22: unknown property 'W': expected p (present), w (writable), x (executable), u "
         "(user), d (dirty) or a (accessed); did you mean \"w\"?",
         1},
        {"set_pte_at(USER,1, \"r\");",
         "1:21: unknown property 'r': expected p (present), w (writable), x (executable), u "
         "(user), d (dirty) or a (accessed)",
         1},
        {"set_pte_at(USER, 1, \"\xe2\x82\xac\");",
         "1:22: unknown property '\xe2\x82\xac': expected p (present), w (writable), x "
         "(executable), u (user), d (dirty) or a (accessed)",
         1},
        {"/*\xe2\x82\xac*/ modify_prot(USER,\"pq\");",
         "1:26: unknown property 'q': expected p (present), w (writable), x (executable), u "
         "(user), d (dirty) or a (accessed)",
         1},
        {"set_pte_at(USER, 1, \"pwp\");", "1:24: the property 'p' is given twice", 1},
        {"set_pte_at(USER, 1, pwu);",
         "1:21: expected properties like \"pwu\", found \"pwu\" (set_pte_at([mm,] va, pfn, "
         "\"pwxuda\"))",
         3},
        {"set_pte_at(USER, 1, \"pwu);",
         "1:21: expected '\"' at the end of the string, found the string \"pwu); (set_pte_at([mm,] "
         "va, pfn, \"pwxuda\"))",
         6},
        {"access(USER, \"rw\");", "1:14: expected \"r\", \"w\" or \"x\", found \"rw\"", 4},
        {"access(USER, \"W\");",
         "1:14: expected \"r\", \"w\" or \"x\", found \"W\"; did you mean \"w\"?", 3},
        {"access(USER, 1);",
         "1:14: expected \"r\", \"w\" or \"x\", found the number 1 (access([mm,] va, \"r|w|x\"))",
         1},
        {"access(USER, \"r);", "1:14: expected \"r\", \"w\" or \"x\", found \"r);", 4},
    });
}

TEST(ScriptErrors, NumberOfArguments) {
    expect_errors({
        {"touch();", "1:7: expected an address, found ')' (touch([mm,] va))", 1},
        {"touch(user1);", "1:12: expected ',' and an address, found ')' (touch([mm,] va))", 1},
        {"set_pte_at(USER);",
         "1:16: expected ',' and a frame number, found ')' (set_pte_at([mm,] va, pfn, \"pwxuda\"))",
         1},
        {"set_pte_at(USER, 1);",
         "1:19: expected ',' and properties like \"pwu\", found ')' (set_pte_at([mm,] va, pfn, "
         "\"pwxuda\"))",
         1},
        {"clear_full_ptes(USER);",
         "1:21: expected ',' and a number of pages, found ')' (clear_full_ptes([mm,] va, n))", 1},
        {"touch(USER, 1);",
         "1:11: expected ')' after the last argument, found ',' (touch([mm,] va))", 1},
        {"flush_tlb(1);", "1:11: expected ')', found the number 1 (flush_tlb([mm]))", 1},
        {"schedule(1);", "1:10: expected ')', found the number 1 (schedule())", 1},
        {"switch_to();", "1:11: expected a task, A to H, found ')'", 1},
        {"touch(\"p\");", "1:7: expected an address, found the string \"p\" (touch([mm,] va))", 3},
        {"touch(USER + user1);", "1:14: expected a number, found \"user1\" (touch([mm,] va))", 5},
        {"touch(ptep_get(USER));",
         "1:7: expected an address, found the call \"ptep_get\": calls have no value here", 8},
        {"touch(task);", "1:7: expected an address, found the keyword \"task\" (touch([mm,] va))",
         4},
        {"touch(USER",
         "1:11: expected ')' after the last argument, found the end of the text (touch([mm,] va))",
         1},
        {"touch(@);", "1:7: expected an address, found @ (touch([mm,] va))", 1},
    });
}

TEST(ScriptErrors, Values) {
    expect_errors({
        {"touch(USER + 1);",
         "1:7: 0x7f1234000001 is not the start of a page: pages have 4096 bytes (0x1000) here", 8},
        {"set_pmd(user2, 0x200800, 1, \"p\");",
         "1:16: 0x200800 is not the start of a page: pages have 4096 bytes (0x1000) here", 8},
        {"touch(0x1000000000000);",
         "1:7: 0x1000000000000 is not an address on testarch: user ones are near USER = "
         "0x7f1234000000, kernel ones near KERNEL = 0xffffc90000000000",
         15},
        {"flush_tlb_kernel_range(USER, 1);", "1:24: 0x7f1234000000 is not a kernel address", 4},
        {"set_pte_at(USER, 4294967297, \"p\");",
         "1:18: frame numbers go up to 0x100000000, found 0x100000001", 10},
        {"set_ptes(USER, 4294967295, \"p\", 3);",
         "1:16: frame numbers go up to 0x100000000, found 0x100000001", 10},
        {"clear_full_ptes(USER, 0);", "1:23: expected 1 to 65535 pages, found 0", 1},
        {"clear_full_ptes(user1, USER, 65536);", "1:30: expected 1 to 65535 pages, found 65536", 5},
        {"clear_full_ptes(0xfffffffffffff000, 2);",
         "1:37: 2 pages from 0xfffffffffffff000 on go past the end of the address space", 1},
        {"flush_tlb_range(0xfffffffff000, 2);",
         "1:33: 2 pages from 0xfffffffff000 on go past the end of the address space", 1},
        {"touch(USER - KERNEL);", "1:7: 0x7f1234000000 - 0xffffc90000000000 is below 0", 13},
        {"touch(0xffffffffffffffff + 1);", "1:7: 0xffffffffffffffff + 1 does not fit in 64 bits",
         22},
        {"const x = 0x100000000 * 0x100000000;",
         "1:11: 0x100000000 * 0x100000000 does not fit in 64 bits", 25},
        {"touch(18446744073709551616);", "1:7: 18446744073709551616 does not fit in 64 bits", 20},
        {"touch(0x10000000000000000);", "1:7: 0x10000000000000000 does not fit in 64 bits", 19},
        {"touch(12ab);", "1:7: 12ab is not a number: expected 192 or 0x400000", 4},
        {"touch(010);", "1:7: a decimal number does not start with 0: 010", 3},
        {"touch(-1);", "1:7: expected an address, found '-' (touch([mm,] va))", 1},
        {"repeat 65536 { }", "1:8: expected at most 65535 turns, found 65536", 5},
        {"repeat 5 as i {\n touch(USER + i * (PAGE - i + 1)); }",
         "2:8: 0x7f1234001ffe is not the start of a page: pages have 4096 bytes (0x1000) here "
         "(when i is 2)",
         25},
        {"repeat 2 as i { repeat 2 as j { touch(KERNEL + i - j); } }",
         "1:39: 0xffffc8ffffffffff is not the start of a page: pages have 4096 bytes (0x1000) here "
         "(when i is 0, j is 1)",
         14},
        {"repeat 2 as i { touch(USER * (1 - i * 2)); }", "1:23: 1 - 2 is below 0 (when i is 1)",
         18},
        {"const x = 1 - 2; touch(x); const y = x + 1; touch(y);", "1:11: 1 - 2 is below 0", 5},
    });
}

TEST(ScriptErrors, Statements) {
    expect_errors({
        {"touch(USER)\nflush_tlb();", "1:12: expected ';' after the call, found \"flush_tlb\"", 1},
        {"touch(USER) // end\n\nflush_tlb();",
         "1:12: expected ';' after the call, found \"flush_tlb\"", 1},
        {"touch(USER) flush_tlb();", "1:12: expected ';' after the call, found \"flush_tlb\"", 1},
        {"touch(USER)", "1:12: expected ';' after the call, found the end of the text", 1},
        {"touch(USER) 5; flush_tlb();", "1:12: expected ';' after the call, found the number 5", 1},
        {"const x = 1\nflush_tlb();", "1:12: expected ';' after the constant, found \"flush_tlb\"",
         1},
        {"irq { touch(USER) }", "1:18: expected ';' after the call, found '}'", 1},
        {"5;", "1:1: expected a statement, found the number 5", 1},
        {"{ touch(USER); }", "1:1: expected a statement, found '{'", 1},
        {"touch(USER); }", "1:14: found '}' without a '{' before it", 1},
        {"\"a\xe2\x82\xac\";", "1:1: expected a statement, found the string \"a\xe2\x82\xac\"", 4},
        {"/* \xe2\x82\xac */ @@;", "1:9: expected a statement, found @@", 2},
        {"flush_tlb(); /* x\n",
         "1:14: the comment is not closed: expected \"*/\" before the end of the text", 2},
        {"irq touch(USER);", "1:5: expected '{' after \"irq\", found \"touch\"", 5},
        {"irq {\n touch(USER);\n",
         "3:1: expected '}' to close the block of line 1, found the end of the text", 1},
        {"repeat 2 {\n irq {\n touch(USER);\n",
         "4:1: expected '}' to close the block of line 2, found the end of the text", 1},
        {"repeat { touch(USER); }", "1:8: expected how often to repeat, found '{'", 1},
        {"repeat 2 as { touch(USER); }", "1:13: expected a name for the loop's number, found '{'",
         1},
        {"const 5 = 5;", "1:7: expected a name for the constant, found the number 5", 1},
        {"const x 5;", "1:9: expected '=' after the constant's name, found the number 5", 1},
        {"const x = ;", "1:11: expected a value for the constant, found ';'", 1},
        {"const PAGE = 5;", "1:7: \"PAGE\" has a meaning of its own and cannot be defined", 4},
        {"const user1 = 5;", "1:7: \"user1\" has a meaning of its own and cannot be defined", 5},
        {"repeat 2 as A { }", "1:13: \"A\" has a meaning of its own and cannot be defined", 1},
        {"const touch = 5;", "1:7: \"touch\" has a meaning of its own and cannot be defined", 5},
        {"const x = 1;\nrepeat 2 as x { }", "2:13: \"x\" is already defined, on line 1", 1},
        {"const mm = 1;", "1:7: expected a name for the constant, found the keyword \"mm\"", 2},
        {"repeat 2 { const x = 1; } touch(x);",
         "1:33: expected an mm or an address, found the unknown name \"x\"", 1},
        {"touch((USER);", "1:13: expected ')' after the last argument, found ';' (touch([mm,] va))",
         1},
    });
}

TEST(ScriptErrors, TasksAndHandlers) {
    expect_errors({
        {"task A { }\ntask A { }", "2:1: task A is declared twice", 4},
        {"task B { }", "1:1: task B needs a task A: tasks are A, B, C, ... in a row", 4},
        {"task A { } task D { }", "1:12: task D needs a task B: tasks are A, B, C, ... in a row",
         4},
        {"task A { switch_to(B); }", "1:20: there is no task B in this script", 1},
        {"task A { }\ntouch(USER); touch(USER);",
         "2:1: statements outside of blocks cannot be mixed with task blocks", 5},
        {"touch(USER);\ntask A { } task B { }",
         "2:1: task blocks cannot be mixed with statements outside of blocks", 4},
        {"task A cpu 4;", "1:12: expected a CPU, 0 to 3, found the number 4", 1},
        {"task A cpu x;", "1:12: expected a CPU, 0 to 3, found \"x\"", 1},
        {"task A cpu 1 cpu 1;", "1:14: cpu is said twice", 3},
        {"task A mm user1 mm user2;", "1:17: mm is said twice", 2},
        {"task A mm 1;", "1:11: expected an mm (init_mm, user1, user2, user3), found the number 1",
         1},
        {"task { }", "1:6: expected a task, A to H, found '{'", 1},
        {"task A",
         "1:7: expected '{', ';', cpu or mm after the task's name, found the end of the text", 1},
        {"task A {\n touch(USER);\ntask B { }",
         "3:1: expected '}' to close the block of line 1, found the keyword \"task\"", 4},
        {"task A { irq { repeat 2 { \ntask B { }",
         "2:1: expected '}' to close the block of line 1, found the keyword \"task\"", 4},
        {"handler { }", "1:9: expected a name for the handler, found '{'", 1},
        {"handler t { }\nhandler t { }", "2:9: handler \"t\" is declared twice", 1},
        {"handler t { touch(USER); }",
         "1:13: an interrupt handler has no mm of its own: give one, as in touch(user1, ...)", 5},
        {"handler t { flush_tlb(); }",
         "1:13: an interrupt handler has no mm of its own: give one, as in flush_tlb(user1)", 9},
        {"handler t touch(USER);", "1:11: expected '{' after \"handler\", found \"touch\"", 5},
        {"irq { switch_to(B); }", "1:7: switch_to() inside irq { } is only possible in task blocks",
         9},
    });
}

} // namespace
} // namespace lazymmu::test
