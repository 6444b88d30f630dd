// Hard interrupts: written in the script, and by choice. They borrow the stack of the task that
// they hit.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

constexpr Choice irq(int handler, int cpu = 0) {
    return {Choice::irq, static_cast<u8>(cpu), static_cast<u8>(handler)};
}
const Change three_irqs = [](Config& c) { c.max_irqs = 3; };

TEST(Irq, InlineBlocks) {
    Rig r("arm64", v70, "irq { touch(USER); } touch(USER);");
    r.next();
    EXPECT_EQ(r.count(Ev::irq_enter), 1);
    EXPECT_EQ(r.find(Ev::irq_enter)->a, 1u);
    EXPECT_EQ(r.value("task.A.in_irq"), "1");
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "true");
    r.next();
    EXPECT_EQ(r.find(Ev::statement)->irq, 1); // events know the depth
    r.next();
    EXPECT_EQ(r.find(Ev::irq_exit)->a, 0u);
    EXPECT_EQ(r.value("task.A.in_irq"), "0");
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "false");
}

TEST(Irq, NestedByHand) {
    Rig r("arm64", v70, "irq_enter(); irq_enter(); irq_exit(); irq_exit(); irq_exit();");
    const char* depths[] = {"1", "2", "1", "0", "0"};
    const char* off[] = {"true", "true", "true", "false", "false"};
    for (int i = 0; i < 5; i++) {
        r.next();
        EXPECT_EQ(r.value("task.A.in_irq"), depths[i]) << i;
        EXPECT_EQ(r.value("cpu.0.irqs_off"), off[i]) << i;
    }
    EXPECT_EQ(r.count(Ev::irq_exit), 0); // there was none to leave
}

TEST(Irq, DepthHasFourBits) {
    Rig r("arm64", v70, "repeat 16 { irq_enter(); }");
    r.next(15);
    EXPECT_EQ(r.value("task.A.in_irq"), "15");
    EXPECT_EQ(r.last.status, StepStatus::ok);
    r.next();
    EXPECT_EQ(r.last.status, StepStatus::limit);
    EXPECT_STREQ(r.last.limit, "interrupt depth");
}

TEST(Irq, ByChoiceBetweenAnyTwoLines) {
    const std::string text = "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); "
                             "lazy_mmu_mode_disable(); } "
                             "handler tick { set_pte_at(KERNEL + PAGE, 8, \"pw\"); }";
    Rig plain("arm64", v70, text, {}, three_irqs);
    int lines = 0;
    while (plain.step()) lines++;
    for (int at = 0; at < lines; at++) {
        Rig r("arm64", v70, text, {}, three_irqs);
        for (int i = 0; i < at; i++) r.step();
        const std::string counts = r.counts();
        r.clear();
        ASSERT_EQ(r.step(irq(0)).status, StepStatus::ok) << at;
        EXPECT_EQ(r.task().irq_depth, 1) << at;
        EXPECT_FALSE(r.is_lazy()) << at;
        EXPECT_EQ(r.step(irq(0)).status, StepStatus::not_enabled) << at; // they do not nest
        while (r.task().irq_depth) r.step(run_cpu0);
        EXPECT_EQ(r.counts(), counts) << at;
        EXPECT_EQ(r.count(Ev::hw, 0), 1) << at; // its own change took effect at once
        EXPECT_EQ(r.value("cpu.0.irqs_off"), "false") << at;
        r.run();
        EXPECT_EQ(r.pte(kernel_mm, r.kernel()), "7 pw") << at;
        EXPECT_EQ(r.pte(kernel_mm, r.kernel(1)), "8 pw") << at;
        EXPECT_EQ(r.task().status, TaskStatus::exited) << at;
        EXPECT_EQ(r.violations, 0u) << at;
    }
}

TEST(Irq, OnlySoManyMayArrive) {
    Rig r("arm64", v70,
          "task A { repeat 9 { touch(USER); } } handler tick { touch(user1, USER); } handler tock "
          "{ touch(KERNEL); }",
          {}, [](Config& c) { c.max_irqs = 2; });
    EXPECT_EQ(r.step(irq(2)).status, StepStatus::not_enabled); // no such handler
    for (int handler : {1, 0}) {
        EXPECT_EQ(r.step(irq(handler)).status, StepStatus::ok);
        while (r.task().irq_depth) r.step(run_cpu0);
    }
    EXPECT_EQ(r.step(irq(0)).status, StepStatus::not_enabled);
    Rig none("arm64", v70, "task A { touch(USER); } handler tick { touch(user1, USER); }");
    EXPECT_EQ(none.step(irq(0)).status, StepStatus::not_enabled);
}

TEST(Irq, NotWithInterruptsOffNorOnAnIdleCpu) {
    Rig r("x86", v70,
          "task A { set_pmd(USER, 512, \"pwu\"); } handler tick { touch(user1, USER); }", {},
          [](Config& c) {
              c.max_irqs = 3;
              c.cpus = 2;
          });
    EXPECT_EQ(r.step(irq(0, 1)).status, StepStatus::not_enabled); // CPU 1 has no task
    r.until("append mmu_update");                                 // the buffer is taken
    EXPECT_EQ(r.step(irq(0)).status, StepStatus::not_enabled);
}

// A CPU whose task has ended, and that has no other, takes interrupts all the same.
TEST(Irq, AfterTheTaskHasEnded) {
    const char* text = "task A { touch(USER); } handler tick { set_pte_at(KERNEL, 7, \"pw\"); }";
    Rig r("arm64", v70, text, {}, three_irqs);
    r.run();
    EXPECT_EQ(r.count(Ev::task_exit), 1);
    EXPECT_EQ(r.step(irq(0)).status, StepStatus::ok);
    r.run();
    EXPECT_EQ(r.pte(kernel_mm, r.kernel()), "7 pw");
    EXPECT_EQ(r.count(Ev::task_exit), 1); // it ended once
    EXPECT_EQ(r.task().status, TaskStatus::exited);
    EXPECT_EQ(r.task().sp, 0);
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "false");
}

// A handler that is written by hand inside of a handler by choice would be a third level: by choice
// not.
TEST(Irq, HandlersRunTheirWholeBody) {
    Rig r("powerpc", v70,
          "task A { set_pte_at(USER, 7, \"pu\"); } handler tick { touch(user1, USER); touch(user1, "
          "USER); set_pte_at(user1, USER + PAGE, 8, \"pu\"); }",
          {}, three_irqs);
    r.step(irq(0));
    EXPECT_EQ(r.count(Ev::call, fn_do_irq), 1);
    EXPECT_EQ(r.s().depth(task_a), 2); // the script, do_IRQ
    r.step(run_cpu0);
    EXPECT_EQ(r.line().substr(0, 5), "tick:");
    while (r.task().irq_depth) r.step(run_cpu0);
    EXPECT_EQ(r.count(Ev::statement), 3);
    EXPECT_EQ(r.pte(user1, r.user(1)), "8 pu");
    EXPECT_EQ(r.pte(user1, r.user()), "-"); // A has not begun
}

} // namespace
} // namespace lazymmu::test
