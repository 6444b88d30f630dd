// What good scripts compile to.
#include "tests/engine/script_support.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

constexpr u64 user = 0x7f1234000000, kernel = 0xffffc90000000000;

std::shared_ptr<const Program> compiled(std::string_view text, const Arch& arch = small_pages()) {
    ScriptResult r = compile_script(text, arch);
    EXPECT_TRUE(r.program) << text << "\n" << errors_text(r.errors);
    return r.program ? r.program : std::make_shared<Program>(Program{{Body{}}, {}, "", 0});
}

// The arguments of the first op of task A.
std::vector<u64> args(std::string_view text) {
    const auto p = compiled(text);
    if (p->tasks[0].ops.empty()) return {};
    return {std::begin(p->tasks[0].ops[0].args), std::end(p->tasks[0].ops[0].args)};
}
using Args = std::vector<u64>;

TEST(Script, EncodesTheArgumentsOfEveryCall) {
    EXPECT_EQ(args("lazy_mmu_mode_enable();"), (Args{0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(args("set_pte_at(0x400000, 7, \"pwu\");"), (Args{1, 0x400000, 7, 11, 0, 0}));
    EXPECT_EQ(args("set_pte_at(user2, 0x400000, 7, \"pwxuda\");"),
              (Args{2, 0x400000, 7, 63, 0, 0}));
    EXPECT_EQ(args("set_ptes(USER, 7, \"\", 65535);"), (Args{1, user, 7, 0, 65535, 0}));
    EXPECT_EQ(args("ptep_get(KERNEL);"), (Args{0, kernel, 0, 0, 0, 0}));
    EXPECT_EQ(args("ptep_get_and_clear(user3, USER);"), (Args{3, user, 0, 0, 0, 0}));
    EXPECT_EQ(args("clear_full_ptes(USER, 4);"), (Args{1, user, 4, 0, 0, 0}));
    EXPECT_EQ(args("ptep_set_wrprotect(USER);"), (Args{1, user, 0, 0, 0, 0}));
    EXPECT_EQ(args("modify_prot(USER, \"ad\");"), (Args{1, user, 48, 0, 0, 0}));
    EXPECT_EQ(args("set_pmd(USER, 4294967296, \"x\");"), (Args{1, user, 4294967296, 4, 0, 0}));
    EXPECT_EQ(args("flush_tlb_page(USER);"), (Args{1, user, 0, 0, 0, 0}));
    EXPECT_EQ(args("flush_tlb_range(init_mm, KERNEL, 2);"), (Args{0, kernel, 2, 0, 0, 0}));
    EXPECT_EQ(args("flush_tlb_kernel_range(KERNEL, 3);"), (Args{kernel, 3, 0, 0, 0, 0}));
    EXPECT_EQ(args("flush_tlb();"), (Args{1, 0, 0, 0, 0, 0}));
    EXPECT_EQ(args("flush_tlb(init_mm);"), (Args{0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(args("touch(USER);"), (Args{1, user, 0, 0, 0, 0}));
    EXPECT_EQ(args("access(USER + 3, \"r\");"), (Args{1, user + 3, 'r', 0, 0, 0}));
    EXPECT_EQ(args("access(user2, USER, \"w\");"), (Args{2, user, 'w', 0, 0, 0}));
    EXPECT_EQ(args("access(KERNEL, \"x\");"), (Args{0, kernel, 'x', 0, 0, 0}));
    EXPECT_EQ(args("switch_to(H);"), (Args{7, 0, 0, 0, 0, 0}));
}

TEST(Script, ComputesLikeC) {
    const auto value = [](const char* text) {
        u64 v = 0;
        std::string error;
        EXPECT_TRUE(eval_script_value(text, small_pages(), v, error)) << text << ": " << error;
        return v;
    };
    EXPECT_EQ(value("2 + 3 * 4"), 14u);
    EXPECT_EQ(value("(2 + 3) * 4"), 20u);
    EXPECT_EQ(value("10 - 3 - 2"), 5u);
    EXPECT_EQ(value("USER + 3 * PAGE"), user + 3 * 4096);
    EXPECT_EQ(value("0xffffffffffffffff - 0 * 7 + 0"), ~u64{0});
    EXPECT_EQ(value(" 1 /* one */ + // and\n 1"), 2u);
    const std::string parens(limits::script_parens, '('), closed(limits::script_parens, ')');
    std::string deep = "1";
    for (int i = 0; i < limits::script_parens; i++) deep = "1+2*(" + deep + ")";
    EXPECT_EQ(value((parens + "5" + closed).c_str()), 5u);
    EXPECT_EQ(value(deep.c_str()), (u64{1} << (limits::script_parens + 1)) - 1);
}

TEST(Script, LinearFormFollowsTheSwitches) {
    const auto p = compiled("lazy_mmu_mode_enable();\n"
                            "set_pte_at(USER, 1, \"pu\");\n"
                            "switch_to(C);\n"
                            "set_pte_at(USER, 2, \"pu\"); flush_tlb();\n"
                            "switch_to(A);\n"
                            "lazy_mmu_mode_disable();\n");
    ASSERT_EQ(p->tasks.size(), 3u);
    EXPECT_EQ(call_names(p->tasks[0]),
              "lazy_mmu_mode_enable set_pte_at switch_to lazy_mmu_mode_disable");
    EXPECT_EQ(call_names(p->tasks[1]), "");
    EXPECT_EQ(call_names(p->tasks[2]), "set_pte_at flush_tlb switch_to");
    EXPECT_EQ(p->tasks[0].name, "A");
    EXPECT_EQ(p->tasks[2].name, "C");
    EXPECT_EQ(p->tasks[0].ops[1].args[0], 1u); // user1
    EXPECT_EQ(p->tasks[2].ops[0].args[0], 1u); // by default C shares A's mm
    EXPECT_EQ(p->tasks[2].ops[1].line, 4u);
    EXPECT_EQ(p->tasks[2].ops[1].column, 28u);
    EXPECT_EQ(p->steps, 0u);
}

TEST(Script, HeadersPlaceTasksWhereverTheyAreWritten) {
    const auto p = compiled("switch_to(B); ptep_get(USER); flush_tlb();\n"
                            "task B cpu 3 mm user3; task A mm init_mm; task D;");
    ASSERT_EQ(p->tasks.size(), 4u);
    EXPECT_EQ(p->task_cpu[1], 3);
    EXPECT_EQ(p->task_mm[1], 3);
    EXPECT_EQ(p->task_mm[0], 0);
    EXPECT_EQ(p->task_mm[2], 1);
    EXPECT_EQ(p->tasks[1].ops[0].args[0], 3u);
    EXPECT_EQ(p->tasks[1].ops[1].args[0], 3u);
}

TEST(Script, BlockFormKeepsEachTasksOrder) {
    const auto p = compiled("const va = USER;\n"
                            "task B cpu 1 mm user1 { ptep_get(va); switch_to(A); touch(va); }\n"
                            "task A { switch_to(B); irq { flush_tlb(); } }\n"
                            "handler tick { ptep_get(KERNEL); flush_tlb(user2); }\n"
                            "handler other { }\n");
    ASSERT_EQ(p->tasks.size(), 2u);
    EXPECT_EQ(call_names(p->tasks[0]), "switch_to irq_enter flush_tlb irq_exit");
    EXPECT_EQ(call_names(p->tasks[1]), "ptep_get switch_to touch");
    EXPECT_EQ(p->tasks[1].ops[0].args[0], 1u);
    EXPECT_EQ(p->task_cpu[1], 1);
    ASSERT_EQ(p->handlers.size(), 2u);
    EXPECT_EQ(p->handlers[0].name, "tick");
    EXPECT_EQ(call_names(p->handlers[0]), "ptep_get flush_tlb");
    EXPECT_TRUE(p->handlers[1].ops.empty());
    EXPECT_EQ(p->bodies(), 4u);
    EXPECT_EQ(p->body(3).name, "other");
}

TEST(Script, UnrollsLoops) {
    const auto p = compiled("repeat 3 as i { repeat i as j {\n"
                            "  const va = USER + (10 * i + j) * PAGE; set_pte_at(va, i, \"p\"); }\n"
                            "}\n"
                            "repeat 0 { touch(USER); } repeat 2 { repeat 2 { irq_enter(); } }");
    ASSERT_EQ(p->tasks[0].ops.size(), 3u + 4u);
    EXPECT_EQ(p->tasks[0].ops[0].args[1], user + 10 * 4096);
    EXPECT_EQ(p->tasks[0].ops[1].args[1], user + 20 * 4096);
    EXPECT_EQ(p->tasks[0].ops[2].args[1], user + 21 * 4096);
    EXPECT_EQ(p->tasks[0].ops[2].args[2], 2u);
    EXPECT_EQ(p->tasks[0].ops[2].line, 2u);
}

TEST(Script, LoopsMaySwitchTasks) {
    const auto p = compiled("repeat 2 { touch(USER); switch_to(B); flush_tlb(); switch_to(A); }");
    EXPECT_EQ(call_names(p->tasks[0]), "touch switch_to touch switch_to");
    EXPECT_EQ(call_names(p->tasks[1]), "flush_tlb switch_to flush_tlb switch_to");
}

TEST(Script, InterruptsBelongToTheTask) {
    const auto p = compiled("irq {\n  repeat 2 { irq { might_sleep(); } }\n  }\n");
    EXPECT_EQ(call_names(p->tasks[0]), "irq_enter irq_enter might_sleep irq_exit "
                                       "irq_enter might_sleep irq_exit irq_exit");
    EXPECT_EQ(p->tasks[0].ops.front().line, 1u);
    EXPECT_EQ(p->tasks[0].ops.back().line, 3u);
    EXPECT_EQ(p->tasks[0].ops.back().column, 3u);
}

TEST(Script, NamesAreForgottenAtTheEndOfTheirBlock) {
    compiled("repeat 1 as i { const x = i; touch(USER + x * PAGE); }\n"
             "repeat 1 as i { const x = i; touch(USER + x * PAGE); } const i = 1; const x = 2;");
}

TEST(Script, TakesCommentsEmptyTextsAndOtherLineEnds) {
    EXPECT_TRUE(compiled("")->tasks[0].ops.empty());
    EXPECT_TRUE(compiled(" // nothing \n ; ; ")->tasks[0].ops.empty());
    const auto p = compiled(
        "\xef\xbb\xbf// \xe2\x82\xac\r\ntouch(\r\n  USER);\r\n/* a\r\n b */flush_tlb();\r\n");
    ASSERT_EQ(p->tasks[0].ops.size(), 2u);
    EXPECT_EQ(p->tasks[0].ops[0].line, 2u);
    EXPECT_EQ(p->tasks[0].ops[1].line, 5u);
    EXPECT_EQ(p->tasks[0].ops[1].column, 6u);
    EXPECT_EQ(p->source, "// \xe2\x82\xac\ntouch(\n  USER);\n/* a\n b */flush_tlb();\n");
}

TEST(Script, KnowsTheWindowsOfTheArchitecture) {
    const auto p =
        compiled("touch(USER); touch(KERNEL); touch(KERNEL + PAGE); touch(0x2000);", low_kernel());
    EXPECT_EQ(p->tasks[0].ops[0].args[1], 0xfff8000100000000u);
    EXPECT_EQ(p->tasks[0].ops[0].args[0], 1u);
    EXPECT_EQ(p->tasks[0].ops[1].args[0], 0u);
    EXPECT_EQ(p->tasks[0].ops[2].args[1], 0x140002000u);
    EXPECT_EQ(p->tasks[0].ops[3].args[0], 1u);
}

TEST(Script, ReachesItsLimits) {
    EXPECT_EQ(compiled("repeat 65535 { touch(USER); }")->tasks[0].ops.size(),
              static_cast<size_t>(limits::script_ops));
    std::string nested = "touch(USER);";
    for (int i = 0; i < limits::script_nesting; i++) nested = "repeat 1 {" + nested + "}";
    EXPECT_EQ(compiled(nested)->tasks[0].ops.size(), 1u);
    std::string longest = "touch(USER);//";
    longest.resize(limits::script_bytes, ' ');
    EXPECT_EQ(compiled(longest)->tasks[0].ops.size(), 1u);
    std::string names, handlers;
    for (int i = 0; i < limits::script_names; i++) names += "const c" + std::to_string(i) + " = 1;";
    compiled(names);
    compiled("const " + std::string(limits::name_bytes, 'x') + " = 1;");
    for (int i = 0; i < limits::handlers; i++) handlers += "handler h" + std::to_string(i) + " { }";
    EXPECT_EQ(compiled(handlers)->handlers.size(), static_cast<size_t>(limits::handlers));
    std::string sum = "1";
    for (int i = 0; i < 40000; i++) sum += "+1";
    EXPECT_EQ(args("set_pte_at(USER, " + sum + ", \"p\");")[2], 40001u);
}

TEST(Script, StepsAreOneScript) {
    const std::vector<std::string> texts = {"const va = USER;\nlazy_mmu_mode_enable();", "",
                                            "\n\nset_pte_at(va, 1, \"p\"); switch_to(B);\n",
                                            "touch(va); handler h { flush_tlb(user1); }"};
    const StepScriptResult r = compile_steps(texts, small_pages());
    ASSERT_TRUE(r.program);
    const Program& p = *r.program;
    EXPECT_EQ(p.steps, 4u);
    ASSERT_EQ(p.tasks.size(), 2u);
    EXPECT_EQ(call_names(p.tasks[0]), "lazy_mmu_mode_enable set_pte_at switch_to");
    EXPECT_EQ(call_names(p.tasks[1]), "touch");
    EXPECT_EQ(p.tasks[0].ops[0].step, 0u);
    EXPECT_EQ(p.tasks[0].ops[1].step, 2u);
    EXPECT_EQ(p.tasks[1].ops[0].step, 3u);
    EXPECT_EQ(p.handlers[0].ops[0].step, 3u);
    // Lines are those of the joined source.
    EXPECT_EQ(p.source, texts[0] + "\n" + texts[2] + texts[3]);
    EXPECT_EQ(p.tasks[0].ops[0].line, 2u);
    EXPECT_EQ(p.tasks[0].ops[1].line, 5u);
    EXPECT_EQ(p.tasks[1].ops[0].line, 6u);
    EXPECT_TRUE(compile_steps({}, small_pages()).program);
}

} // namespace
} // namespace lazymmu::test
