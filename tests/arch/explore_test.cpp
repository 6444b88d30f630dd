// The explorer against a naive enumerator: depth first, whole states in a std::map, no
// fingerprints, no packing. Both must count the same states and find the same shortest violation.
#include "arch/arch.h"
#include "engine/explore/explore.h"
#include "engine/explore/search.h"
#include "engine/script/script.h"
#include "tests/sanitized.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace lazymmu {
namespace {

constexpr auto user_section = "lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\"); "
                              "lazy_mmu_mode_disable(); ";
constexpr auto kernel_section = "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 1, \"pw\"); "
                                "lazy_mmu_mode_disable(); ";

std::string two(const std::string& a, const std::string& b) {
    return "task A { " + a + " } task B { " + b + " }";
}

struct Case {
    const char* name;
    const char* arch;
    Kernel kernel;
    std::string script;
    int irqs = 0;
    int migrations = 0;
    int patches = 0;
    int init_pause = 0;
    Verdict verdict = Verdict::holds;
    Invariant broken = Invariant::stale_use; // if violated
};

std::vector<Case> cases() {
    const std::string nested =
        std::string("lazy_mmu_mode_enable(); ") + user_section + "lazy_mmu_mode_disable();";
    const std::string paused = "lazy_mmu_mode_enable(); lazy_mmu_mode_pause(); "
                               "lazy_mmu_mode_resume(); lazy_mmu_mode_disable();";
    const std::string tick =
        " handler tick { lazy_mmu_mode_enable(); "
        "set_pte_at(user1, USER + PAGE, 3, \"pwu\"); lazy_mmu_mode_disable(); }";
    const Kernel v70 = Kernel::v7_0;
    return {
        {"arm64", "arm64", v70, two(kernel_section, kernel_section)},
        {"arm64 nested", "arm64", v70, two(nested, user_section)},
        {"arm64 irq", "arm64", v70, two(user_section, user_section) + tick, 1},
        {"arm64 v6.18", "arm64", Kernel::v6_18, two(kernel_section, user_section)},
        {"powerpc", "powerpc", v70, two(user_section, user_section)},
        {"powerpc irq", "powerpc", v70, two(user_section, user_section) + tick, 1},
        {"powerpc v6.18", "powerpc", Kernel::v6_18, two(user_section, user_section)},
        {"sparc", "sparc", v70, two(user_section, user_section)},
        {"sparc nested", "sparc", v70, two(nested, nested)},
        {"sparc irq", "sparc", v70, two(user_section, user_section) + tick, 1},
        {"xen v6.12", "x86", Kernel::v6_12, two(user_section, user_section)},
        {"xen v6.12 nested", "x86", Kernel::v6_12, two(nested, user_section), 0, 0, 0, 0,
         Verdict::violated, Invariant::kernel_bug},
        {"xen v6.18", "x86", Kernel::v6_18, two(user_section, user_section)},
        {"xen v6.18 nested", "x86", Kernel::v6_18, two(nested, ""), 0, 0, 0, 0, Verdict::violated,
         Invariant::kernel_bug},
        {"xen v7.0", "x86", v70, two(user_section, user_section), 0, 0, 0, 0, Verdict::violated,
         Invariant::kernel_bug},
        {"xen v7.0 pause", "x86", v70, two(paused, user_section), 0, 0, 0, 0, Verdict::violated,
         Invariant::kernel_bug},
        {"xen v7.0 alone", "x86", v70, two(user_section, ""), 0, 0, 0, 0, Verdict::violated,
         Invariant::kernel_bug},
        {"xen v7.1", "x86", Kernel::v7_1, two(user_section, user_section)},
        {"xen v7.1 irq", "x86", Kernel::v7_1, two(user_section, user_section) + tick, 1},
        {"xen reverted", "x86", v70, two(user_section, user_section), 0, 0,
         patch_revert_291b3abed657},
        {"xen ctxsw", "x86", v70, two(user_section, user_section), 0, 0, patch_ctxsw_pause_resume,
         1, Verdict::violated, Invariant::kernel_bug},
        {"xen v7.2", "x86", Kernel::v7_2, two(user_section, user_section), 0, 0, 0, 1},
        {"xen v7.2 forked", "x86", Kernel::v7_2, two(user_section, user_section), 0, 0, 0, 0,
         Verdict::violated, Invariant::counter_wrap},
        // nobody moves a task that a CPU is just switching to
        {"sparc migration", "sparc", v70,
         "task A { set_pte_at(USER, 7, \"pwua\"); lazy_mmu_mode_enable(); "
         "ptep_get_and_clear(USER); "
         "lazy_mmu_mode_disable(); } task B { ptep_get(USER); } task C cpu 1 { ptep_get(USER); }",
         0, 1},
        {"xen v7.2 migration", "x86", Kernel::v7_2,
         "task A { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); } "
         "task B cpu 1 { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); }",
         0, 0, 0, 1},
    };
}

Machine machine_of(const Case& c) {
    const Arch* arch = find_arch(c.arch);
    const ScriptResult script = compile_script(c.script, *arch);
    EXPECT_TRUE(script.program) << c.name << ": "
                                << (script.errors.empty() ? "" : script.errors[0].message);
    Config config = default_config(*arch, c.kernel);
    config.max_irqs = static_cast<u8>(c.irqs);
    config.max_migrations = static_cast<u8>(c.migrations);
    config.patches = static_cast<u8>(c.patches);
    config.task_init_pause = static_cast<u8>(c.init_pause);
    return fit_for_exploring(make_machine(config, script.program));
}

// Depth first; a state is entered again if it is reached in fewer steps.
class Naive {
  public:
    explicit Naive(const Machine& start) { visit(start); }
    size_t states() const { return best_.size(); }
    size_t shortest() const { return shortest_; } // steps to the first violation; 0: none

  private:
    static std::string bytes(const Machine& m) {
        return {reinterpret_cast<const char*>(m.view().data()), m.setup->layout.size};
    }
    void visit(const Machine& start) {
        std::vector<std::pair<Machine, size_t>> todo = {{start, 0}};
        best_[bytes(start)] = 0;
        while (!todo.empty()) {
            const auto [m, depth] = std::move(todo.back());
            todo.pop_back();
            Choice choices[max_choices];
            const int n = enabled_choices(*m.setup, m.view(), choices);
            for (int i = 0; i < n; i++) {
                Machine after = m;
                const StepResult r = step(after, choices[i]);
                ASSERT_EQ(r.status, StepStatus::ok);
                if (r.violations & wrong_invariants() && (!shortest_ || depth + 1 < shortest_))
                    shortest_ = depth + 1;
                const auto [at, fresh] = best_.try_emplace(bytes(after), depth + 1);
                if (!fresh && at->second <= depth + 1) continue;
                at->second = depth + 1;
                todo.emplace_back(std::move(after), depth + 1);
            }
        }
    }
    std::map<std::string, size_t> best_;
    size_t shortest_ = 0;
};

TEST(Explore, VerdictsAreTheKnownOnes) {
    for (const Case& c : cases()) {
        Explorer x(machine_of(c), {});
        x.run();
        const ExploreReport r = x.report();
        EXPECT_EQ(r.verdict, c.verdict) << c.name << " " << r.bound;
        if (c.verdict != Verdict::violated) continue;
        EXPECT_TRUE(r.violations & invariant_bit(c.broken)) << c.name << " " << r.violations;
    }
}

TEST(Explore, CountsAndShortestAgreeWithANaiveEnumerator) {
    const std::vector<Case> all = cases();
    ASSERT_GE(all.size(), 20u);
    for (size_t i = 0; i < all.size(); i += sanitized ? 4 : 1) {
        const Case& c = all[i];
        const Machine start = machine_of(c);
        const Naive naive(start);
        ExploreOptions endless;
        endless.invariants = 0; // never stop
        Explorer everything(start, endless);
        everything.run();
        EXPECT_EQ(everything.report().states, naive.states()) << c.name;
        EXPECT_EQ(everything.report().verdict, Verdict::holds) << c.name;
        Explorer search(start, {});
        search.run();
        EXPECT_EQ(search.counterexample().size(), naive.shortest()) << c.name;
    }
}

TEST(Explore, ReductionKeepsTheVerdictAndCountsFewer) {
    for (const Case& c : cases()) {
        Explorer full(machine_of(c), {});
        full.run();
        ExploreOptions options;
        options.reduce = true;
        Explorer reduced(machine_of(c), options);
        reduced.run();
        EXPECT_EQ(reduced.report().verdict, full.report().verdict) << c.name;
        EXPECT_LT(reduced.report().states, full.report().states) << c.name;
    }
}

TEST(Explore, CounterexamplesReplayToTheViolation) {
    for (bool reduce : {false, true}) {
        for (const Case& c : cases()) {
            ExploreOptions options;
            options.reduce = reduce;
            Explorer x(machine_of(c), options);
            x.run();
            const std::vector<Choice> schedule = x.counterexample();
            EXPECT_EQ(schedule.empty(), c.verdict != Verdict::violated) << c.name;
            Machine m = x.start();
            for (size_t i = 0; i < schedule.size(); i++) {
                const StepResult r = step(m, schedule[i]);
                ASSERT_EQ(r.status, StepStatus::ok) << c.name << " step " << i;
                EXPECT_EQ((r.violations & wrong_invariants()) != 0, i + 1 == schedule.size())
                    << c.name << " step " << i;
            }
        }
    }
}

// Two programs that an earlier hash got wrong: it saw 61 of these states ...
TEST(Explore, SeesStatesThatDifferInOneWord) {
    const Arch& x86 = *find_arch("x86");
    const ScriptResult script =
        compile_script("task A cpu 2 mm user1 { ptep_get_and_clear(user1, USER + 2 * PAGE); "
                       "access(KERNEL + 2 * PAGE, \"r\"); } "
                       "task B mm user1 { ptep_get_and_clear(user1, USER + PAGE); "
                       "set_pte_at(KERNEL + 2 * PAGE, 7, \"pw\"); }",
                       x86);
    ASSERT_TRUE(script.program);
    const Machine start =
        fit_for_exploring(make_machine(default_config(x86, Kernel::v7_1), script.program));
    Explorer x(start, {});
    x.run();
    EXPECT_EQ(x.report().verdict, Verdict::holds);
    EXPECT_EQ(x.report().states, 70u);
    EXPECT_EQ(Naive(start).states(), 70u);
}

// ... and said of a schedule of 13 lines here that none is shorter.
TEST(Explore, FindsTheShortestOfThreeTasks) {
    const Arch& x86 = *find_arch("x86");
    const ScriptResult script =
        compile_script("task A { might_sleep(); flush_tlb_page(USER); } "
                       "task B cpu 1 { flush_tlb_page(USER); lazy_mmu_mode_pause(); } "
                       "task C { lazy_mmu_mode_enable(); might_sleep(); lazy_mmu_mode_resume(); }",
                       x86);
    ASSERT_TRUE(script.program);
    const Machine start =
        fit_for_exploring(make_machine(default_config(x86, Kernel::v7_1), script.program));
    Explorer x(start, {});
    x.run();
    EXPECT_EQ(x.report().verdict, Verdict::violated);
    const std::vector<Choice> schedule = x.counterexample();
    EXPECT_EQ(schedule.size(), 12u);
    EXPECT_EQ(schedule, std::vector<Choice>(12, {Choice::run, 1, 0})); // B alone
}

// What lies behind a capacity that is hit is not known: a violation that is found elsewhere may not
// be the shortest, so the search ends, and Search goes on with a larger one.
TEST(Explore, ACapacityThatIsHitEndsTheSearch) {
    const Arch& arm64 = *find_arch("arm64");
    // A needs the deeper stack, and breaks its promise first.
    const ScriptResult script = compile_script(
        "task A { irq { modify_prot(user1, USER, \"pu\"); } lazy_mmu_mode_resume(); } "
        "task B cpu 1 { set_pte_at(USER, 7, \"pu\"); flush_tlb_page(USER); "
        "set_pte_at(USER, 7, \"pu\"); flush_tlb_page(USER); lazy_mmu_mode_disable(); }",
        arm64);
    ASSERT_TRUE(script.program);
    const auto machine_with = [&](u16 words) {
        Config config = default_config(arm64, Kernel::v7_0);
        config.stack_words = words;
        return make_machine(config, script.program);
    };
    Explorer enough(machine_with(96), {});
    enough.run();
    ASSERT_EQ(enough.report().verdict, Verdict::violated);
    u16 words = 96;
    const auto hits = [&] {
        Explorer x(machine_with(words), {});
        x.run();
        return x.report().verdict == Verdict::inconclusive;
    };
    while (words > 8 && !hits()) words--;
    ASSERT_TRUE(hits());
    Search search(machine_with(words), {});
    search.run();
    EXPECT_EQ(search.report().verdict, Verdict::violated);
    EXPECT_EQ(search.counterexample().size(), enough.counterexample().size());
}

TEST(Explore, SlicesDoNotChangeTheResult) {
    const Machine start = machine_of(cases()[17]);
    Explorer whole(start, {});
    whole.run();
    Explorer sliced(start, {});
    int slices = 0;
    while (sliced.run_for(100)) slices++;
    EXPECT_GT(slices, 10);
    EXPECT_EQ(sliced.report().states, whole.report().states);
    EXPECT_EQ(sliced.report().transitions, whole.report().transitions);
}

TEST(Explore, ABoundIsNeverCalledHolds) {
    const Machine start = machine_of(cases()[17]);
    const auto verdict = [&](ExploreOptions o) {
        Explorer x(start, o);
        x.run();
        EXPECT_EQ(x.report().verdict, Verdict::inconclusive);
        return x.report().bound;
    };
    ExploreOptions states, bytes, depth;
    states.max_states = 1000;
    bytes.max_bytes = 200'000;
    depth.max_depth = 10;
    EXPECT_EQ(verdict(states), "max_states");
    EXPECT_EQ(verdict(bytes), "max_bytes");
    EXPECT_EQ(verdict(depth), "max_depth");
    Config small = start.config();
    small.stack_words = 10;
    Explorer x(make_machine(small, start.setup->program), {});
    x.run();
    EXPECT_EQ(x.report().verdict, Verdict::inconclusive);
    EXPECT_EQ(x.report().bound, "stack_words");
}

// Why immune? sparc holds because entering the mode disables preemption. Without that it breaks.
TEST(Explore, SparcWithoutPreemptDisableBreaks) {
    const std::string set_twice = "lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\"); "
                                  "set_pte_at(USER, 2, \"pwu\"); lazy_mmu_mode_disable(); ";
    const Case c = {"sparc", "sparc", Kernel::v7_0, two(set_twice, set_twice)};
    Explorer immune(machine_of(c), {});
    immune.run();
    EXPECT_EQ(immune.report().verdict, Verdict::holds);
    Machine m = machine_of(c);
    Config config = m.config();
    for (size_t i = 0; i < config.arch->options.size(); i++)
        if (std::string_view(config.arch->options[i].name) == "preempt_disable")
            config.option[i] = 0;
    Explorer broken(make_machine(config, m.setup->program), {});
    broken.run();
    EXPECT_EQ(broken.report().verdict, Verdict::violated);
    EXPECT_TRUE(broken.report().violations & invariant_bit(Invariant::batch_left_behind));
}

} // namespace
} // namespace lazymmu
