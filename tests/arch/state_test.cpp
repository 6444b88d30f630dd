// The state is canonical: whatever was used and given back leaves no trace, so equal machines are
// equal bytes.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

// What a section did to one page and took back: only the page tables' own pages remain, and those
// were there from the start.
TEST(State, WhatIsGivenBackLeavesNoTrace) {
    for (const char* arch : archs)
        for (Kernel k : every_kernel) {
            Rig r(
                arch, k,
                "lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"pxwu\"); set_pte_at(KERNEL, 8, "
                "\"pw\"); touch(USER); lazy_mmu_mode_disable(); "
                "access(USER, \"r\"); access(KERNEL, \"w\"); lazy_mmu_mode_enable(); "
                "modify_prot(USER, \"pu\"); ptep_get_and_clear(USER); ptep_get_and_clear(KERNEL); "
                "flush_tlb_page(USER); lazy_mmu_mode_disable(); ptep_get_and_clear(USER); "
                "flush_tlb_kernel_range(KERNEL, 1); might_sleep();");
            const Machine start = r.machine;
            r.run();
            ASSERT_EQ(r.task().status, TaskStatus::exited) << arch;
            // All bytes but those that say how far the program is.
            Machine end = r.machine;
            end.state.ref().task(task_a) = start.view().task(task_a);
            const u32 words = end.setup->layout.stack_words;
            std::memcpy(end.state.ref().stack(task_a), start.view().stack(task_a), words * 8);
            EXPECT_TRUE(end.state == start.state) << arch << " " << kernel_name(k);
        }
}

TEST(State, CopiesAreIndependent) {
    Rig r("x86", v70, "lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"pu\");");
    const Machine copy = r.machine;
    const Digest before = copy.digest();
    r.run();
    EXPECT_EQ(copy.digest(), before);
    EXPECT_FALSE(r.machine.digest() == before);
    EXPECT_FALSE(copy.state == r.machine.state);
}

TEST(State, UnusedStackWordsAreZero) {
    for (const char* arch : archs) {
        Rig r(arch, v70,
              "lazy_mmu_mode_enable(); modify_prot(USER, \"pu\"); zap_pte_range(USER, 2); "
              "lazy_mmu_mode_disable();");
        while (r.step()) {
            const TaskState& t = r.task();
            for (int i = t.sp; i < r.config().stack_words; i++)
                ASSERT_EQ(r.s().stack(task_a)[i], 0u) << arch << " word " << i;
        }
    }
}

TEST(State, EmptyBatchesAreZero) {
    for (const Delays& d : delays)
        for (Kernel k : {v70, v72}) {
            std::string text;
            for (int i = 0; i < 3; i++) text += at_page(d.prepare, i);
            text += "lazy_mmu_mode_enable(); ";
            for (int i = 0; i < 3; i++) text += at_page(d.change, i);
            Rig r(d.arch, k, text + "lazy_mmu_mode_disable();");
            while (r.line() != "A: lazy_mmu_mode_enable") r.next();
            const Layout& l = r.s().layout();
            const auto block = [&] {
                return std::string(reinterpret_cast<const char*>(r.s().arch_cpu(cpu0)),
                                   l.arch_cpu_bytes);
            };
            const std::string before = block();
            r.next(4);
            EXPECT_GT(r.pending(), 0) << d.arch;
            if (l.arch_cpu_bytes) {
                EXPECT_NE(block(), before) << d.arch;
            }
            r.next();
            EXPECT_EQ(block(), before) << d.arch;
            EXPECT_EQ(block().find_first_not_of('\0'), std::string::npos) << d.arch;
        }
}

// Two ways to the same situation are one state: what an explorer needs.
TEST(State, TheOrderOfIndependentStepsDoesNotMatter) {
    for (const char* arch : archs) {
        const std::string text = "task A { set_pte_at(USER, 7, \"pu\"); } task B cpu 1 { "
                                 "set_pte_at(user2, USER, 8, \"pu\"); }";
        Rig ab(arch, v70, text), ba(arch, v70, text);
        const auto all = [](Rig& r, u8 cpu) {
            while (r.step({Choice::run, cpu, 0}).status == StepStatus::ok) {
            }
        };
        all(ab, 0), all(ab, 1);
        all(ba, 1), all(ba, 0);
        EXPECT_EQ(ab.machine.digest(), ba.machine.digest()) << arch;
    }
}

TEST(State, MachinesGrowToWhatTheProgramNames) {
    Rig cpus("arm64", v70, "touch(USER); task B cpu 2;");
    EXPECT_EQ(cpus.config().cpus, 3);
    EXPECT_EQ(cpus.value("cpu.1.current"), "-");
    Rig mms("arm64", v70, "touch(user3, USER);");
    EXPECT_EQ(mms.config().mms, 4);
    Rig home("arm64", v70, "touch(USER); task B mm user3;");
    EXPECT_EQ(home.config().mms, 4);
    EXPECT_EQ(home.value("task.B.mm"), "user3");
}

TEST(State, BatchingOffEmptiesTheMode) {
    for (const Delays& d : delays) {
        Rig r(d.arch, v70,
              at_page(d.prepare, 0) + "lazy_mmu_mode_enable(); " + at_page(d.change, 0) +
                  "lazy_mmu_mode_disable();",
              {}, [](Config& c) { c.batching_off = true; });
        while (r.line() != "A: lazy_mmu_mode_enable") r.next();
        r.next();
        EXPECT_EQ(r.counts(), "0/0") << d.arch;
        EXPECT_NE(r.next(), "") << d.arch; // at once
        EXPECT_EQ(r.next(), "") << d.arch;
    }
}

} // namespace
} // namespace lazymmu::test
