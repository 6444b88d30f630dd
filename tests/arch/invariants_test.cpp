// Each invariant fires once where it should, and stays silent once where it could be mistaken.
#include "arch/arch.h"
#include "engine/kernel/invariants.h"
#include "engine/script/script.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lazymmu {
namespace {

struct Outcome {
    u32 violations = 0;
    std::set<std::pair<Invariant, Severity>> hazards;
    bool bug = false;
    bool has(Invariant i) const { return violations & invariant_bit(i); }
};

class Collector final : public EventSink {
  public:
    explicit Collector(Outcome& to) : to_(to) {}
    void on_event(const Event& e) override {
        if (e.kind != Ev::hazard) return;
        to_.hazards.emplace(static_cast<Invariant>(e.code), static_cast<Severity>(e.d));
    }

  private:
    Outcome& to_;
};

Outcome play(const char* arch_name, Kernel kernel, const std::string& text,
             const char* option = nullptr, u16 value = 0) {
    const Arch* arch = find_arch(arch_name);
    const ScriptResult script = compile_script(text, *arch);
    EXPECT_TRUE(script.program) << (script.errors.empty() ? "" : script.errors[0].message);
    Config config = default_config(*arch, kernel);
    for (size_t i = 0; option && i < arch->options.size(); i++)
        if (std::string_view(arch->options[i].name) == option) config.option[i] = value;
    Machine m = make_machine(config, script.program);
    Outcome run;
    Collector sink(run);
    Choice choice;
    for (int n = 0; default_choice(*m.setup, m.view(), choice); n++) {
        const StepResult r = step(m, choice, &sink);
        EXPECT_EQ(r.status, StepStatus::ok) << n;
        if (r.status != StepStatus::ok) break;
        run.violations |= r.violations;
    }
    run.bug = m.view().globals().bug != 0;
    return run;
}

constexpr Kernel v612 = Kernel::v6_12, v618 = Kernel::v6_18, v70 = Kernel::v7_0;

TEST(Invariants, NamesAndDefaults) {
    for (int i = 0; i < invariant_count; i++) {
        Invariant found{};
        const InvariantInfo& info = invariant_info(static_cast<Invariant>(i));
        ASSERT_TRUE(invariant_from_name(info.name, found));
        EXPECT_EQ(found, static_cast<Invariant>(i));
        const bool wrong = wrong_invariants() & invariant_bit(found);
        EXPECT_EQ(wrong, info.severity == Severity::wrong);
    }
    Invariant none{};
    EXPECT_FALSE(invariant_from_name("no_such", none));
}

TEST(Invariants, StaleUse) {
    const std::string fill = "set_pte_at(USER, 1, \"pwu\"); access(USER, \"r\"); ";
    // A set over a hashed PTE never flushes: nothing will ever remove the old translation.
    const Outcome wrong =
        play("powerpc", v70, fill + "set_pte_at(USER, 2, \"pwu\"); access(USER, \"r\");");
    EXPECT_TRUE(wrong.has(Invariant::stale_use));
    // A clear in a section: the removal is in the batch, so the use is legal until disable.
    for (const char* arch : {"powerpc", "sparc"}) {
        const Outcome legal = play(arch, v70,
                                   fill + "lazy_mmu_mode_enable(); ptep_get_and_clear(USER); "
                                          "access(USER, \"r\"); lazy_mmu_mode_disable();");
        EXPECT_EQ(legal.violations, 0u) << arch;
        EXPECT_TRUE(legal.hazards.count({Invariant::stale_use, Severity::legal})) << arch;
        const Outcome gone = play(arch, v70,
                                  fill + "lazy_mmu_mode_enable(); ptep_get_and_clear(USER); "
                                         "lazy_mmu_mode_disable(); access(USER, \"r\");");
        EXPECT_TRUE(gone.hazards.empty()) << arch;
    }
}

TEST(Invariants, NotInEffect) {
    const std::string touch = "set_pte_at(USER, 1, \"pwu\"); touch(USER); ";
    const std::string clear = "ptep_get_and_clear(USER); ";
    // An unbalanced disable leaves 255: the mode looks on for ever.
    const std::string underflow = touch + "lazy_mmu_mode_disable(); " + clear;
    const std::string fine =
        touch + "lazy_mmu_mode_enable(); " + clear + "lazy_mmu_mode_disable();";
    for (const char* arch : {"powerpc", "sparc"}) {
        EXPECT_TRUE(play(arch, v70, underflow).has(Invariant::not_in_effect)) << arch;
        EXPECT_EQ(play(arch, v70, fine).violations, 0u) << arch;
    }
    const std::string set = "set_pte_at(KERNEL, 1, \"pw\"); ";
    EXPECT_TRUE(
        play("arm64", v70, "lazy_mmu_mode_disable(); " + set).has(Invariant::not_in_effect));
    // A resume too many turns the mode off without flushing; the disable then does nothing.
    const std::string lost =
        "lazy_mmu_mode_enable(); " + set + "lazy_mmu_mode_resume(); lazy_mmu_mode_disable();";
    for (const char* arch : {"arm64", "x86"})
        EXPECT_TRUE(play(arch, v70, lost).has(Invariant::not_in_effect)) << arch;
    for (const char* arch : {"arm64", "x86"})
        EXPECT_EQ(play(arch, v70,
                       "lazy_mmu_mode_enable(); " + set + "lazy_mmu_mode_pause(); " + set +
                           "lazy_mmu_mode_resume(); lazy_mmu_mode_disable();")
                      .violations,
                  0u)
            << arch;
}

TEST(Invariants, ReadPending) {
    const std::string text =
        "lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\"); ptep_get(USER); "
        "lazy_mmu_mode_disable();";
    EXPECT_TRUE(play("x86", v70, text).has(Invariant::read_pending));
    EXPECT_FALSE(play("arm64", v70, text).has(Invariant::read_pending));
    EXPECT_FALSE(play("x86", v70, text, "xen", 0).has(Invariant::read_pending));
    EXPECT_FALSE(play("x86", v70, "set_pte_at(USER, 1, \"pwu\"); ptep_get(USER);")
                     .has(Invariant::read_pending));
}

TEST(Invariants, BatchLeftBehind) {
    const std::string text = "task A { lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\"); "
                             "set_pte_at(USER, 2, \"pwu\"); lazy_mmu_mode_disable(); } task B { "
                             "lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); }";
    EXPECT_FALSE(play("sparc", v70, text).has(Invariant::batch_left_behind));
    const Arch* arch = find_arch("sparc");
    Config config = default_config(*arch, v70);
    config.option[2] = 0; // preempt_disable: entering the mode leaves preemption on
    const Machine start = make_machine(config, compile_script(text, *arch).program);
    int broken = 0, preempted = 0;
    for (int at = 1; at < 40; at++) {
        Machine m = start;
        for (int n = 0; n < at; n++) step(m, {Choice::run, 0, 0});
        if (step(m, {Choice::preempt, 0, 1}).status != StepStatus::ok) continue;
        preempted++;
        u32 violations = 0;
        for (int n = 0; n < 8; n++) violations |= step(m, {Choice::run, 0, 0}).violations;
        broken += (violations & invariant_bit(Invariant::batch_left_behind)) != 0;
    }
    EXPECT_GT(broken, 0);
    EXPECT_GT(preempted, broken);
}

TEST(Invariants, SleepInSection) {
    const std::string open = "lazy_mmu_mode_enable(); ", close = " lazy_mmu_mode_disable();";
    const std::string sleep = "might_sleep();";
    for (const Arch* arch : all_archs()) {
        EXPECT_TRUE(play(arch->name, v70, open + sleep + close).has(Invariant::sleep_in_section));
        EXPECT_TRUE(
            play(arch->name, v70, open + "schedule();" + close).has(Invariant::sleep_in_section));
        EXPECT_EQ(play(arch->name, v70, open + close + sleep).violations, 0u);
        EXPECT_EQ(play(arch->name, v70,
                       open + "lazy_mmu_mode_pause(); " + sleep + "lazy_mmu_mode_resume();" + close)
                      .violations,
                  0u);
    }
    EXPECT_TRUE(play("arm64", v70,
                     "preempt_disable(); switch_to(B); preempt_enable(); switch_to(A); "
                     "preempt_enable();")
                    .has(Invariant::sleep_in_section));
}

TEST(Invariants, UnbalancedExit) {
    for (const Arch* arch : all_archs()) {
        EXPECT_TRUE(
            play(arch->name, v70, "lazy_mmu_mode_enable();").has(Invariant::unbalanced_exit));
        EXPECT_TRUE(
            play(arch->name, v70, "lazy_mmu_mode_pause();").has(Invariant::unbalanced_exit));
        EXPECT_EQ(
            play(arch->name, v70, "lazy_mmu_mode_enable(); lazy_mmu_mode_disable();").violations,
            0u);
    }
}

TEST(Invariants, CounterWrap) {
    const std::string many = "repeat 256 { lazy_mmu_mode_enable(); }";
    const std::string fewer = "repeat 255 { lazy_mmu_mode_enable(); } "
                              "repeat 255 { lazy_mmu_mode_disable(); }";
    EXPECT_TRUE(play("arm64", v70, "lazy_mmu_mode_disable();").has(Invariant::counter_wrap));
    EXPECT_TRUE(play("arm64", v70, "lazy_mmu_mode_resume();").has(Invariant::counter_wrap));
    EXPECT_TRUE(play("arm64", v70, many).has(Invariant::counter_wrap));
    EXPECT_EQ(play("arm64", v70, fewer).violations, 0u);
}

TEST(Invariants, KernelBug) {
    const std::string nested = "lazy_mmu_mode_enable(); lazy_mmu_mode_enable(); "
                               "lazy_mmu_mode_disable(); lazy_mmu_mode_disable();";
    const Outcome bug = play("x86", v618, nested);
    EXPECT_TRUE(bug.has(Invariant::kernel_bug) && bug.bug);
    const Outcome fine = play("x86", v70, nested);
    EXPECT_FALSE(fine.has(Invariant::kernel_bug) || fine.bug);
}

TEST(Invariants, HypercallFailed) {
    // Frame 0x10000000 is a page-table page: it may be mapped, but not writable.
    EXPECT_TRUE(play("x86", v70, "set_pte_at(USER, 0x10000000, \"pwu\");")
                    .has(Invariant::hypercall_failed));
    EXPECT_EQ(play("x86", v70, "set_pte_at(USER, 0x10000000, \"pu\");").violations, 0u);
    EXPECT_EQ(play("x86", v70, "set_pte_at(USER, 0x10000000, \"pwu\");", "xen", 0).violations, 0u);
}

TEST(Invariants, BatchingLost) {
    const std::string text =
        "lazy_mmu_mode_enable(); lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); "
        "set_pte_at(KERNEL, 1, \"pw\"); lazy_mmu_mode_disable();";
    EXPECT_TRUE(play("arm64", v618, text).has(Invariant::batching_lost));
    EXPECT_EQ(play("arm64", v618, text).violations & wrong_invariants(), 0u);
    EXPECT_FALSE(play("arm64", v70, text).has(Invariant::batching_lost));
    EXPECT_FALSE(play("arm64", v612, text).has(Invariant::batching_lost)); // nothing to lose yet
}

TEST(Invariants, PauseIgnored) {
    const std::string text =
        "lazy_mmu_mode_enable(); lazy_mmu_mode_enable(); lazy_mmu_mode_pause(); "
        "set_pte_at(USER, 1, \"pwu\"); lazy_mmu_mode_resume(); "
        "lazy_mmu_mode_disable(); lazy_mmu_mode_disable();";
    EXPECT_TRUE(play("x86", v612, text).has(Invariant::pause_ignored));
    EXPECT_EQ(play("x86", v70, text).violations, 0u);
}

} // namespace
} // namespace lazymmu
