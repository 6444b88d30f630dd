// The generic layer on every backend: the series' own table call by call, the counters' ends, what
// an interrupt changes, and the callers' shims of the kernels before the series.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

constexpr Kernel series[] = {v70, v71, v72};

// The first arch call of a statement: what the generic layer itself asked for.
std::string arch_call(const Rig& r) {
    for (const Event& e : r.events) {
        if (e.kind != Ev::call) continue;
        if (e.code == fn_arch_enter_lazy_mmu_mode) return "enter";
        if (e.code == fn_arch_leave_lazy_mmu_mode) return "leave";
        if (e.code == fn_arch_flush_lazy_mmu_mode) return "flush";
    }
    return "nothing";
}

struct Row {
    std::string call;
    const char* arch_call;
    const char* counts; // enable_count/pause_count after it
    bool lazy;          // after it
};

void expect_rows(const std::vector<Row>& rows) {
    std::string text;
    for (const Row& row : rows) text += row.call;
    for (const Delays& d : delays)
        for (Kernel k : series) {
            Rig r(d.arch, k, text);
            for (size_t i = 0; i < rows.size(); i++) {
                r.next();
                const std::string at = std::string(d.arch) + " " + kernel_name(k) + " call " +
                                       std::to_string(i) + " " + rows[i].call;
                EXPECT_EQ(arch_call(r), rows[i].arch_call) << at;
                EXPECT_EQ(r.counts(), rows[i].counts) << at;
                EXPECT_EQ(task_lazy_mmu_mode_active(r.task()), rows[i].lazy) << at;
                EXPECT_EQ(r.is_lazy(), rows[i].lazy) << at;
            }
            EXPECT_EQ(r.violations, 0u) << d.arch;
            EXPECT_EQ(r.task().status, TaskStatus::exited);
        }
}

TEST(LazyMmu, TableOfTheSeries) {
    expect_rows({{enable, "enter", "1/0", true},
                 {enable, "nothing", "2/0", true},
                 {pause, "leave", "2/1", false},
                 {resume, "enter", "2/0", true},
                 {disable, "flush", "1/0", true},
                 {disable, "leave", "0/0", false}});
}

TEST(LazyMmu, WhilePausedEnableAndDisableDoNothing) {
    expect_rows({{enable, "enter", "1/0", true},
                 {pause, "leave", "1/1", false},
                 {enable, "nothing", "1/1", false},
                 {disable, "nothing", "1/1", false},
                 {pause, "nothing", "1/2", false},
                 {resume, "nothing", "1/1", false},
                 {resume, "enter", "1/0", true},
                 {disable, "leave", "0/0", false}});
}

TEST(LazyMmu, PauseOutsideOfASection) {
    expect_rows({{pause, "nothing", "0/1", false},
                 {enable, "nothing", "0/1", false},
                 {disable, "nothing", "0/1", false},
                 {resume, "nothing", "0/0", false}});
}

// The count and the arch call are two lines, and the task can be preempted between them.
TEST(LazyMmu, CountThenCall) {
    for (Kernel k : series) {
        Rig r("arm64", k, enable + enable + pause + resume + disable + disable);
        const char* tail[] = {"arch_enter_lazy_mmu_mode()", "arch_leave_lazy_mmu_mode()",
                              "arch_enter_lazy_mmu_mode()", "nested: arch_flush_lazy_mmu_mode()",
                              "arch_leave_lazy_mmu_mode(); return"};
        const char* counts[] = {"1/0", "2/1", "2/0", "1/0", "0/0"};
        const u16 hooks[] = {fn_arch_enter_lazy_mmu_mode, fn_arch_leave_lazy_mmu_mode,
                             fn_arch_enter_lazy_mmu_mode, fn_arch_flush_lazy_mmu_mode,
                             fn_arch_leave_lazy_mmu_mode};
        for (int i = 0; i < 5; i++) {
            r.clear();
            r.until(tail[i]);
            EXPECT_EQ(r.counts(), counts[i]) << tail[i];
            EXPECT_EQ(r.count(Ev::call, hooks[i]), 0) << tail[i];
            EXPECT_TRUE(is_preemptible(r.s(), cpu0)) << tail[i];
            r.step();
            EXPECT_EQ(r.count(Ev::call, hooks[i]), 1) << tail[i];
        }
    }
}

TEST(LazyMmu, V72SplitsPauseAndResume) {
    for (Kernel k : {v70, v71, v72}) {
        Rig r("arm64", k, enable + pause + resume);
        r.next(2);
        EXPECT_EQ(r.count(Ev::call, fn_task_lazy_mmu_mode_pause), k == v72);
        r.next();
        EXPECT_EQ(r.count(Ev::call, fn_task_lazy_mmu_mode_resume), k == v72);
    }
}

// Work that is delayed when a call comes, and whether it is gone after it.
TEST(LazyMmu, WhatEveryCallDoesToDelayedWork) {
    for (const Delays& d : delays)
        for (Kernel k : series) {
            const std::string trace = std::string(d.arch) + " " + kernel_name(k);
            std::string text;
            for (int i = 0; i < 5; i++) text += at_page(d.prepare, i);
            const auto change = [&](int i) { return at_page(d.change, i); };
            text += enable + change(0) + enable + change(1) + disable + change(2) + pause +
                    change(3) + resume + change(4) + disable;
            Rig r(d.arch, k, text);
            while (r.line() != "A: lazy_mmu_mode_enable") r.next();
            r.next(2);
            EXPECT_GT(r.pending(), 0) << trace;
            r.next(2); // nested enable: nothing is lost, nothing is flushed
            EXPECT_GT(r.pending(), 0) << trace;
            EXPECT_EQ(r.hw(), "") << trace;
            EXPECT_NE(r.next(), "") << trace << ": nested disable flushes";
            EXPECT_EQ(r.pending(), 0) << trace;
            r.next();
            EXPECT_GT(r.pending(), 0) << trace;
            EXPECT_NE(r.next(), "") << trace << ": pause leaves";
            EXPECT_EQ(r.pending(), 0) << trace;
            EXPECT_NE(r.next(), "") << trace << ": at once while paused";
            EXPECT_EQ(r.pending(), 0) << trace;
            EXPECT_EQ(r.next(), "") << trace << ": resume has nothing to do";
            EXPECT_EQ(r.next(), "") << trace << ": delayed again";
            EXPECT_GT(r.pending(), 0) << trace;
            EXPECT_NE(r.next(), "") << trace << ": disable leaves";
            EXPECT_EQ(r.pending(), 0) << trace;
            EXPECT_EQ(r.violations, 0u) << trace;
        }
}

TEST(LazyMmu, EnableCountWrapsAndWarns) {
    for (Kernel k : series) {
        Rig r("arm64", k, "repeat 256 { lazy_mmu_mode_enable(); } lazy_mmu_mode_disable();");
        r.next(255);
        EXPECT_EQ(r.counts(), "255/0");
        EXPECT_EQ(r.violations, 0u);
        r.next();
        EXPECT_EQ(r.counts(), "0/0"); // 255 + 1
        EXPECT_EQ(r.warnings(), "enable_count==255 overflow");
        EXPECT_EQ(arch_call(r), "nothing"); // the old count was not 0
        EXPECT_TRUE(r.broke(Invariant::counter_wrap));
        r.next(); // an underflow: the new count is not 0, so it flushes
        EXPECT_EQ(r.counts(), "255/0");
        EXPECT_EQ(r.warnings(), "enable_count==0 underflow");
        EXPECT_EQ(arch_call(r), "flush");
    }
}

TEST(LazyMmu, PauseCountWrapsAndWarns) {
    for (Kernel k : series) {
        Rig r("arm64", k, "repeat 256 { lazy_mmu_mode_pause(); } lazy_mmu_mode_resume();");
        r.next(255);
        EXPECT_EQ(r.counts(), "0/255");
        EXPECT_EQ(r.violations, 0u);
        r.next();
        EXPECT_EQ(r.counts(), "0/0");
        EXPECT_EQ(r.warnings(), "pause_count==255 overflow");
        EXPECT_TRUE(r.broke(Invariant::counter_wrap));
        r.next();
        EXPECT_EQ(r.counts(), "0/255");
        EXPECT_EQ(r.warnings(), "pause_count==0 underflow");
    }
}

TEST(LazyMmu, InInterruptNothingHappens) {
    for (const Delays& d : delays)
        for (Kernel k : series) {
            Rig r(d.arch, k,
                  enable + "irq {" + enable + pause + resume + disable +
                      " is_lazy_mmu_mode_active(); } is_lazy_mmu_mode_active();" + disable);
            r.next(2);
            for (int i = 0; i < 4; i++) {
                EXPECT_FALSE(r.is_lazy()) << d.arch;
                r.next();
                EXPECT_EQ(r.counts(), "1/0") << d.arch;
                EXPECT_EQ(arch_call(r), "nothing") << d.arch;
            }
            const auto answer = [&r] {
                r.next();
                for (const Event& e : r.events)
                    if (e.kind == Ev::ret && e.code == fn_is_lazy_mmu_mode_active) return e.a;
                return u64{99};
            };
            EXPECT_EQ(answer(), 0u) << d.arch;
            r.next();
            EXPECT_EQ(answer(), 1u) << d.arch;
            EXPECT_EQ(r.violations, 0u) << d.arch;
        }
}

// Work in an interrupt inside of a section takes effect at once.
TEST(LazyMmu, ChangesInInterruptAreNotDelayed) {
    for (const Delays& d : delays)
        for (Kernel k : series) {
            Rig r(d.arch, k,
                  at_page(d.prepare, 0) + enable + "irq {" + at_page(d.change, 0) + "}" + disable);
            while (r.line() != "A: irq_enter") r.next();
            r.next();
            EXPECT_NE(r.next(), "") << d.arch << " " << kernel_name(k);
            EXPECT_EQ(r.pending(), 0) << d.arch << " " << kernel_name(k);
        }
}

// A preempt count below zero has all bits set, also those of interrupts.
TEST(LazyMmu, NegativePreemptCountCountsAsInterrupt) {
    Rig r("arm64", v70, std::string("preempt_enable();") + enable + "preempt_disable();" + enable);
    r.next(2);
    EXPECT_EQ(r.task().preempt_depth, -1);
    EXPECT_TRUE(in_interrupt(r.task()));
    EXPECT_EQ(r.counts(), "0/0");
    r.next(2);
    EXPECT_EQ(r.counts(), "1/0");
}

// Before the series: every call is an arch call, the counters do not exist, and nesting is whatever
// the architecture makes of it.
TEST(LazyMmu, ShimsBeforeTheSeries) {
    const std::string text = enable + enable + disable + pause + resume + disable;
    const char* expected[] = {"enter", "enter", "leave", "leave", "enter", "leave"};
    for (const char* arch : {"arm64", "powerpc", "sparc"})
        for (Kernel k : {v612, v618}) {
            Rig r(arch, k, text);
            for (const char* call : expected) {
                r.next();
                EXPECT_EQ(arch_call(r), call) << arch;
                EXPECT_EQ(r.counts(), "0/0") << arch;
            }
        }
}

TEST(LazyMmu, ShimsTellWhatTheArchitectureWouldDo) {
    const std::string text = std::string("is_lazy_mmu_mode_active();") + enable +
                             "is_lazy_mmu_mode_active();" + enable + disable +
                             "is_lazy_mmu_mode_active();";
    for (const char* arch : {"arm64", "powerpc", "sparc"}) {
        Rig r(arch, v618, text);
        std::string answers;
        while (r.task().status == TaskStatus::runnable) {
            r.next();
            for (const Event& e : r.events)
                if (e.kind == Ev::ret && e.code == fn_is_lazy_mmu_mode_active)
                    answers += std::to_string(e.a);
        }
        EXPECT_EQ(answers, "010") << arch; // the inner leave ended the mode
    }
    Rig none("arm64", v612, text); // had no lazy MMU mode at all
    none.run();
    for (const Event& e : none.events)
        if (e.kind == Ev::ret && e.code == fn_is_lazy_mmu_mode_active) {
            EXPECT_EQ(e.a, 0u);
        }
    Rig xen("x86", v618, text); // entering twice is a BUG
    xen.run();
    EXPECT_EQ(xen.warnings(), "enter_lazy: a lazy mode is already set");
    EXPECT_EQ(xen.last.violations, invariant_bit(Invariant::kernel_bug));
}

// What the lesson on nesting shows: on v6.18 the inner leave ends the batching of the outer
// section.
TEST(LazyMmu, InnerLeaveBeforeAndAfterTheSeries) {
    const std::string text = enable + "set_pte_at(KERNEL, 7, \"pw\");" + enable +
                             "set_pte_at(KERNEL + PAGE, 8, \"pw\");" + disable +
                             "set_pte_at(KERNEL + 2 * PAGE, 9, \"pw\");" +
                             "set_pte_at(KERNEL + 3 * PAGE, 9, \"pw\");" + disable;
    const auto barriers = [&](Kernel k) {
        Rig r("arm64", k, text);
        r.run();
        return r.count(Ev::hw, 0); // dsb(ishst)
    };
    EXPECT_EQ(barriers(v612), 4); // never batched
    EXPECT_EQ(barriers(v618), 3); // inner leave, then one for each
    EXPECT_EQ(barriers(v70), 2);  // inner flush, outer leave
    EXPECT_EQ(barriers(v72), 2);
}

} // namespace
} // namespace lazymmu::test
