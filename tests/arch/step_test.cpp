// step(): its statuses, the capacities that a config may make too small, and which choices there
// are.
#include "tests/arch/support.h"
#include "tests/sanitized.h"

#include <random>

namespace lazymmu::test {
namespace {

std::vector<Choice> choices_of(const Rig& r) {
    Choice out[max_choices];
    const int n = enabled_choices(*r.machine.setup, r.s(), out);
    return {out, out + n};
}

TEST(Step, RefusedChoicesChangeNothing) {
    Rig r("x86", v70,
          "task A { lazy_mmu_mode_enable(); } task B { touch(USER); } handler tick { touch(user1, "
          "USER); }");
    const Digest before = r.machine.digest();
    for (const Choice& c :
         {Choice{Choice::run, 1, 0}, Choice{Choice::preempt, 0, 0}, Choice{Choice::preempt, 0, 5},
          Choice{Choice::irq, 0, 0}, Choice{Choice::migrate, 0, 1}, Choice{Choice::run, 200, 0},
          Choice{static_cast<Choice::Kind>(9), 0, 0}}) {
        const StepResult s = r.step(c);
        EXPECT_EQ(s.status, StepStatus::not_enabled);
        EXPECT_EQ(s.violations, 0u);
        EXPECT_EQ(r.machine.digest(), before);
    }
    EXPECT_TRUE(r.events.empty());
}

TEST(Step, NothingRunsAfterABug) {
    Rig r("x86", v70, "arch_enter_lazy_mmu_mode(); arch_enter_lazy_mmu_mode();");
    r.run();
    ASSERT_NE(r.s().globals().bug, 0);
    EXPECT_EQ(r.count(Ev::bug), 1);
    const Digest before = r.machine.digest();
    EXPECT_EQ(r.step(run_cpu0).status, StepStatus::halted);
    EXPECT_EQ(r.step({Choice::preempt, 0, 1}).status, StepStatus::halted);
    EXPECT_EQ(r.machine.digest(), before);
    EXPECT_TRUE(choices_of(r).empty());
    Choice c;
    EXPECT_FALSE(default_choice(*r.machine.setup, r.s(), c));
}

// The last line that a machine may run before a capacity is too small.
std::string limit_of(Rig& r) {
    r.run();
    if (r.last.status != StepStatus::limit) return "none";
    return r.last.limit;
}

TEST(Step, StackWords) {
    for (const char* arch : archs) {
        Rig small(arch, v70,
                  "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); lazy_mmu_mode_disable();",
                  {}, [](Config& c) { c.stack_words = 6; });
        EXPECT_EQ(limit_of(small), "stack_words") << arch;
        Rig enough(
            arch, v70,
            "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); lazy_mmu_mode_disable();");
        EXPECT_EQ(limit_of(enough), "none") << arch;
    }
    // A preemption and an interrupt need stack too.
    const auto tight = [](Config& c) {
        c.stack_words = 3;
        c.max_irqs = 1;
    };
    Rig r("arm64", v70,
          "task A { touch(USER); } task B { touch(USER); } handler t { touch(user1, USER); }", {},
          tight);
    Rig q = r;
    EXPECT_EQ(r.step({Choice::preempt, 0, 1}).status, StepStatus::limit);
    EXPECT_EQ(q.step({Choice::irq, 0, 0}).status, StepStatus::limit);
}

TEST(Step, PageTablePages) {
    for (const char* arch : archs) {
        Rig r(arch, v70, "set_pte_at(USER, 7, \"pu\");", {}, [](Config& c) { c.pt_tables = 4; });
        EXPECT_EQ(limit_of(r), "pt_tables") << arch;
        Rig huge(arch, v70, "set_pmd(USER, 512, \"pu\");", {}, [](Config& c) { c.pt_tables = 3; });
        EXPECT_EQ(limit_of(huge), "pt_tables") << arch;
    }
    for (const char* arch : {"arm64", "x86"}) { // the linear map
        Rig r(arch, v70, "alloc_page(0x40000);", {{"debug_pagealloc", 1}},
              [](Config& c) { c.pt_tables = 6; });
        EXPECT_EQ(limit_of(r), "pt_tables") << arch;
    }
}

TEST(Step, PageTableEntries) {
    for (const char* arch : archs) {
        Rig r(arch, v70, "repeat 3 as i { set_pte_at(USER + i * PAGE, 7, \"pu\"); }", {},
              [](Config& c) { c.pt_entries = 5; }); // three of upper levels
        r.next(2);
        EXPECT_EQ(r.last.status, StepStatus::ok) << arch;
        EXPECT_EQ(limit_of(r), "pt_entries") << arch;
    }
    Rig traced("x86", v70,
               "lazy_mmu_mode_enable(); repeat 3 as i { set_pte_at(USER + i * PAGE, 7, \"pu\"); } "
               "lazy_mmu_mode_disable();",
               {}, [](Config& c) { c.pt_entries = 5; });
    EXPECT_EQ(limit_of(traced), "pt_entries"); // in the hypercall
}

TEST(Step, ChoicesInTheirOrder) {
    Rig r("arm64", v70,
          "task A { touch(USER); } task B cpu 1 { touch(USER); } task C { touch(USER); } task D "
          "cpu 1 { touch(USER); } "
          "handler x { touch(KERNEL); } handler y { touch(KERNEL); }",
          {}, [](Config& c) {
              c.max_irqs = 1;
              c.max_migrations = 1;
          });
    const std::vector<Choice> expected = {
        {Choice::run, 0, 0},     {Choice::preempt, 0, 2}, {Choice::irq, 0, 0}, {Choice::irq, 0, 1},
        {Choice::run, 1, 0},     {Choice::preempt, 1, 3}, {Choice::irq, 1, 0}, {Choice::irq, 1, 1},
        {Choice::migrate, 1, 2}, {Choice::migrate, 0, 3},
    };
    EXPECT_TRUE(choices_of(r) == expected);
    for (const Choice& c : expected) {
        Rig copy = r;
        EXPECT_EQ(copy.step(c).status, StepStatus::ok);
        EXPECT_EQ(Choice::unpack(c.pack()), c);
    }
    Choice first;
    ASSERT_TRUE(default_choice(*r.machine.setup, r.s(), first));
    EXPECT_EQ(first, run_cpu0);
}

TEST(Step, DefaultChoiceTakesTheLowestCpuThatCanGoOn) {
    Rig r("arm64", v70, "task A { touch(USER); } task B cpu 1 { touch(USER); }");
    Choice c;
    ASSERT_TRUE(default_choice(*r.machine.setup, r.s(), c));
    EXPECT_EQ(c, run_cpu0);
    r.next();
    ASSERT_TRUE(default_choice(*r.machine.setup, r.s(), c));
    EXPECT_EQ(c, (Choice{Choice::run, 1, 0}));
    r.run();
    EXPECT_FALSE(default_choice(*r.machine.setup, r.s(), c));
    EXPECT_TRUE(choices_of(r).empty());
}

// What enabled_choices() lists is what step() accepts, and nothing else; a run without a sink and a
// run with one are the same; a list of choices is a run.
TEST(Step, RandomRunsAgree) {
    const std::string text =
        "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); set_pte_at(USER, 7, "
        "\"pu\"); touch(USER); ptep_get_and_clear(USER); lazy_mmu_mode_disable(); } "
        "task B { lazy_mmu_mode_enable(); set_pte_at(user2, USER, 7, \"pu\"); "
        "lazy_mmu_mode_pause(); lazy_mmu_mode_resume(); lazy_mmu_mode_disable(); } "
        "task C cpu 1 { access(USER, \"r\"); } handler tick { set_pte_at(KERNEL + PAGE, 8, "
        "\"pw\"); }";
    for (const char* arch : archs)
        for (int seed = 1; seed <= thinned(6, 3); seed++) {
            Rig r(arch, v71, text, {}, [](Config& c) {
                c.max_irqs = 2;
                c.max_migrations = 2;
            });
            Machine quiet = r.machine, again = r.machine;
            std::mt19937 random(static_cast<unsigned>(seed));
            std::vector<Choice> run;
            for (int n = 0;; n++) {
                const std::vector<Choice> enabled = choices_of(r);
                if (enabled.empty()) break;
                if (n % 7 == 0)
                    for (u8 kind = 0; kind < 4; kind++)
                        for (u8 cpu = 0; cpu < 3; cpu++)
                            for (u8 arg = 0; arg < 4; arg++) {
                                const Choice c = {static_cast<Choice::Kind>(kind), cpu, arg};
                                if (kind == Choice::run && arg) continue;
                                Machine copy = r.machine;
                                const bool listed =
                                    std::find(enabled.begin(), enabled.end(), c) != enabled.end();
                                ASSERT_EQ(lazymmu::step(copy, c).status == StepStatus::ok, listed)
                                    << arch << " " << seed;
                            }
                run.push_back(enabled[random() % enabled.size()]);
                const StepResult a = r.step(run.back()), b = lazymmu::step(quiet, run.back());
                ASSERT_EQ(a.violations, b.violations);
                ASSERT_EQ(r.machine.digest(), quiet.digest()) << arch << " seed " << seed;
                ASSERT_LT(n, 5000);
            }
            for (const Choice& c : run) lazymmu::step(again, c);
            EXPECT_TRUE(again.state == quiet.state) << arch << " seed " << seed;
            for (TaskId t : {task_a, task_b, task_c})
                EXPECT_EQ(r.task(t).status, TaskStatus::exited) << arch << " seed " << seed;
        }
}

TEST(Step, TheSourcePanelsView) {
    Rig r("arm64", v70, "task A { lazy_mmu_mode_enable(); touch(USER); }");
    FrameHeader h;
    const u64* slots = nullptr;
    ASSERT_TRUE(r.s().frame(task_a, 0, h, slots));
    SourceLine at = source_line(*r.machine.setup, h, slots);
    ASSERT_TRUE(at.body);
    EXPECT_EQ(at.body->name, "A");
    EXPECT_EQ(at.line, 0);
    r.step();
    r.step();
    EXPECT_EQ(r.s().depth(task_a), 2);
    ASSERT_TRUE(r.s().frame(task_a, 0, h, slots));
    at = source_line(*r.machine.setup, h, slots);
    ASSERT_TRUE(at.routine);
    EXPECT_STREQ(at.routine->name, "lazy_mmu_mode_enable");
    EXPECT_EQ(at.line, 1);
    ASSERT_TRUE(r.s().frame(task_a, 1, h, slots));
    EXPECT_EQ(source_line(*r.machine.setup, h, slots).line, 1); // the statement to come back to
    EXPECT_FALSE(r.s().frame(task_a, 2, h, slots));
}

} // namespace
} // namespace lazymmu::test
