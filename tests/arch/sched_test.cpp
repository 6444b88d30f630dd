// The scheduler: switches with their hooks, when a CPU may be preempted, tasks that start, end and
// move.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

constexpr Choice to(int task, int cpu = 0) {
    return {Choice::preempt, static_cast<u8>(cpu), static_cast<u8>(task)};
}

TEST(Sched, SwitchGoesThereAndBack) {
    for (const char* arch : archs)
        for (Kernel k : every_kernel) {
            Rig r(arch, k, "switch_to(B); touch(USER); switch_to(A); touch(USER + PAGE);", {},
                  [](Config& c) { c.task_init_pause = 1; });
            EXPECT_EQ(r.value("cpu.0.current"), "A");
            r.next();
            EXPECT_EQ(r.value("cpu.0.current"), "B") << arch;
            EXPECT_EQ(r.value("cpu.0.irqs_off"), "false") << arch; // schedule_tail
            ASSERT_EQ(r.count(Ev::switch_to), 1) << arch;
            EXPECT_EQ(r.find(Ev::switch_to)->a, 0u);
            EXPECT_EQ(r.find(Ev::switch_to)->b, 1u);
            EXPECT_EQ(r.count(Ev::ret, fn_schedule_tail), 1);
            r.next(2);
            EXPECT_EQ(r.value("cpu.0.current"), "A") << arch;
            EXPECT_EQ(r.count(Ev::ret, fn_schedule_tail), 0); // A goes on behind its own switch
            EXPECT_EQ(r.count(Ev::ret, fn_schedule), 1);
            EXPECT_EQ(r.value("cpu.0.irqs_off"), "false");
            r.run();
            EXPECT_EQ(r.violations, 0u) << arch;
        }
}

TEST(Sched, InterruptsAreOffWhileSwitching) {
    Rig r("x86", v70, "switch_to(B); touch(USER);");
    r.step();
    r.step();
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "true");
    EXPECT_EQ(r.step(to(1)).status, StepStatus::not_enabled);
    r.until("current = next");
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "true");
}

TEST(Sched, ASwitchToNowhereDoesNothing) {
    Rig r("arm64", v70,
          "switch_to(B); touch(USER); switch_to(B); switch_to(A); switch_to(C); task C cpu 1;");
    r.next(2);
    r.next(); // to itself
    EXPECT_EQ(r.count(Ev::switch_to), 0);
    EXPECT_EQ(r.value("cpu.0.current"), "B");
    r.next();
    EXPECT_EQ(r.value("cpu.0.current"), "A");
    r.next(); // C lives on another CPU
    EXPECT_EQ(r.count(Ev::switch_to), 0);
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "false");
}

TEST(Sched, SchedulePicksTheNextRunnableTask) {
    Rig r("arm64", v70,
          "task A { schedule(); schedule(); } task B { schedule(); } task C { touch(USER); "
          "schedule(); }");
    r.next();
    EXPECT_EQ(r.value("cpu.0.current"), "B");
    r.next();
    EXPECT_EQ(r.value("cpu.0.current"), "C");
    r.next(2);
    EXPECT_EQ(r.value("cpu.0.current"), "A");
    Rig alone("arm64", v70, "schedule(); touch(USER);");
    alone.next();
    EXPECT_EQ(alone.count(Ev::switch_to), 0);
}

TEST(Sched, PreemptionNeedsPreemptCountZeroAndInterruptsOn) {
    Rig r("arm64", v70,
          "task A { preempt_disable(); touch(USER); preempt_disable(); preempt_enable(); "
          "preempt_enable(); irq { touch(USER); } touch(USER); } "
          "task B { touch(USER); }");
    const auto allowed = [&r] {
        Rig copy = r;
        return copy.step(to(1)).status == StepStatus::ok;
    };
    EXPECT_TRUE(allowed());
    const bool after[] = {false, false, false, false, true, false, false, true, true};
    for (const bool expected : after) {
        r.next();
        EXPECT_EQ(allowed(), expected) << r.line();
        EXPECT_EQ(is_preemptible(r.s(), cpu0), expected);
    }
}

TEST(Sched, EverySectionOfPowerpcAndSparcIsAtomic) {
    for (const char* arch : archs) {
        Rig r(
            arch, v70,
            "task A { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); } task B { touch(USER); }");
        r.next();
        const bool atomic = std::string(arch) == "powerpc" || std::string(arch) == "sparc";
        EXPECT_EQ(r.task().preempt_depth, atomic) << arch;
        EXPECT_EQ(r.step(to(1)).status, atomic ? StepStatus::not_enabled : StepStatus::ok) << arch;
    }
}

TEST(Sched, SwitchingWhileAtomicWarns) {
    Rig r("arm64", v70, "preempt_disable(); switch_to(B); touch(USER);");
    r.next(2);
    EXPECT_EQ(r.warnings(), "scheduling while atomic");
    EXPECT_EQ(r.value("cpu.0.current"), "B"); // and goes on
    EXPECT_TRUE(r.broke(Invariant::sleep_in_section));
}

TEST(Sched, PreemptCountHasTheKernelsLayout) {
    TaskState t;
    EXPECT_EQ(preempt_count(t), 0u);
    t.preempt_depth = 3;
    t.irq_depth = 2;
    EXPECT_EQ(preempt_count(t), 0x20003u);
    EXPECT_TRUE(in_interrupt(t));
    t.irq_depth = 0;
    EXPECT_FALSE(in_interrupt(t));
    t.preempt_depth = -1;
    EXPECT_TRUE(in_interrupt(t));
}

TEST(Sched, PreemptCountEventsAreSigned) {
    Rig r("arm64", v70, "preempt_enable();");
    r.next();
    const Event* e = r.find(Ev::count);
    ASSERT_TRUE(e);
    EXPECT_EQ(e->code, static_cast<u16>(Counter::preempt_count));
    EXPECT_EQ(static_cast<i64>(e->c), -1);
    EXPECT_EQ(e->b, 0u);
}

TEST(Sched, ATaskThatEndsHandsOver) {
    Rig r("arm64", v70, "task A { touch(USER); } task B { touch(USER); } task C { touch(USER); }");
    r.next();
    EXPECT_EQ(r.task(task_a).status, TaskStatus::exited);
    EXPECT_EQ(r.count(Ev::task_exit), 1);
    EXPECT_EQ(r.step(run_cpu0).status, StepStatus::not_enabled); // it has nothing to run
    EXPECT_EQ(r.step(to(0)).status, StepStatus::not_enabled);
    Choice c;
    ASSERT_TRUE(default_choice(*r.machine.setup, r.s(), c));
    EXPECT_EQ(c, to(1)); // the lowest one
    r.run();
    EXPECT_EQ(r.count(Ev::task_exit), 3);
    EXPECT_FALSE(default_choice(*r.machine.setup, r.s(), c));
    for (TaskId t : {task_a, task_b}) { // a dead task leaves nothing on its stack
        EXPECT_EQ(r.task(t).sp, 0);
        for (int i = 0; i < r.config().stack_words; i++) ASSERT_EQ(r.s().stack(t)[i], 0u);
    }
}

TEST(Sched, AnIdleCpuTakesItsFirstTask) {
    Rig r("arm64", v70, "task A { touch(USER); touch(USER); } task B { touch(USER); }", {},
          [](Config& c) {
              c.cpus = 2;
              c.max_migrations = 1;
          });
    EXPECT_EQ(r.value("cpu.1.current"), "-");
    EXPECT_EQ(r.step(to(1, 1)).status, StepStatus::not_enabled); // B lives on CPU 0
    EXPECT_EQ(r.step({Choice::run, 1, 0}).status, StepStatus::not_enabled);
    EXPECT_EQ(r.step({Choice::migrate, 0, 1}).status,
              StepStatus::not_enabled); // it is there already
    EXPECT_EQ(r.step({Choice::migrate, 1, 0}).status, StepStatus::not_enabled); // it runs
    EXPECT_EQ(r.step({Choice::migrate, 1, 7}).status, StepStatus::not_enabled); // nobody
    EXPECT_EQ(r.step({Choice::migrate, 1, 1}).status, StepStatus::ok);
    ASSERT_EQ(r.count(Ev::migrate), 1);
    EXPECT_EQ(r.find(Ev::migrate)->a, 1u);
    EXPECT_EQ(r.find(Ev::migrate)->b, 0u);
    EXPECT_EQ(r.find(Ev::migrate)->c, 1u);
    EXPECT_EQ(r.value("task.B.cpu"), "1");
    EXPECT_EQ(r.step({Choice::migrate, 0, 1}).status, StepStatus::not_enabled); // one was allowed
    EXPECT_EQ(r.step(to(1, 0)).status, StepStatus::not_enabled);
    EXPECT_EQ(r.step(to(1, 1)).status, StepStatus::ok);
    EXPECT_EQ(r.value("cpu.1.current"), "B");
    EXPECT_EQ(r.count(Ev::switch_to), 1);
    EXPECT_EQ(r.step(to(1, 1)).status, StepStatus::not_enabled); // it runs already
    r.run();
    EXPECT_EQ(r.task(task_b).status, TaskStatus::exited);
}

TEST(Sched, TwoCpusRunOneTaskEach) {
    Rig r("sparc", v70,
          "task A { lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"pu\"); set_pte_at(USER, 8, "
          "\"pu\"); lazy_mmu_mode_disable(); } "
          "task B cpu 1 { set_pte_at(USER, 7, \"pu\"); }");
    EXPECT_EQ(r.config().cpus, 2);
    EXPECT_EQ(r.value("cpu.1.current"), "B");
    r.next(3);
    EXPECT_EQ(r.pending(cpu0), 1);
    EXPECT_EQ(r.pending(cpu1), 0); // each CPU has a batch of its own
    EXPECT_FALSE(r.is_lazy(cpu1));
    while (r.step({Choice::run, 1, 0}).status == StepStatus::ok) {
    }
    EXPECT_EQ(r.task(task_b).status, TaskStatus::exited);
    EXPECT_EQ(r.pending(cpu0), 1);
    EXPECT_EQ(r.counts(task_b), "0/0");
}

// A task that ends inside of a routine of its own, having been switched away from while it ended.
TEST(Sched, EndingInASwitch) {
    for (const char* arch : archs) {
        Rig r(arch, v72, "task A { touch(USER); } task B { switch_to(A); }", {},
              [](Config& c) { c.task_init_pause = 1; });
        r.run();
        EXPECT_EQ(r.task(task_a).status, TaskStatus::exited) << arch;
        EXPECT_EQ(r.task(task_b).status, TaskStatus::exited) << arch;
        EXPECT_EQ(r.violations, 0u) << arch;
    }
}

} // namespace
} // namespace lazymmu::test
