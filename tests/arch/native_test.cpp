// x86 on bare metal: nothing is delayed, stores are seen at once, and flushes reach what they
// should.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

const Options bare = {{"xen", 0}};

TEST(Native, TheModeDoesNothing) {
    for (Kernel k : every_kernel) {
        Rig r("x86", k,
              "lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"pwu\"); arch_flush_lazy_mmu_mode(); "
              "set_ptes(USER + PAGE, 8, \"pu\", 2); "
              "ptep_set_wrprotect(USER); modify_prot(USER, \"pwu\"); set_pmd(USER, 512, \"pu\"); "
              "lazy_mmu_mode_pause(); lazy_mmu_mode_resume(); "
              "ptep_get_and_clear(USER + PAGE); lazy_mmu_mode_disable(); switch_to(B);",
              bare);
        const char* pages[] = {"-, -, -",           "7 pwu, -, -",       "7 pwu, -, -",
                               "7 pwu, 8 pu, 9 pu", "7 pu, 8 pu, 9 pu",  "7 pwu, 8 pu, 9 pu",
                               "7 pwu, 8 pu, 9 pu", "7 pwu, 8 pu, 9 pu", "7 pwu, 8 pu, 9 pu",
                               "7 pwu, -, 9 pu",    "7 pwu, -, 9 pu",    "7 pwu, -, 9 pu"};
        for (const char* expected : pages) {
            EXPECT_EQ(r.next(), "") << kernel_name(k);
            EXPECT_EQ(r.pte(user1, r.user(0)) + ", " + r.pte(user1, r.user(1)) + ", " +
                          r.pte(user1, r.user(2)),
                      expected)
                << kernel_name(k);
            EXPECT_FALSE(r.is_lazy());
            EXPECT_EQ(r.pending(), 0);
            EXPECT_EQ(r.task().preempt_depth, 0);
        }
        EXPECT_EQ(r.count(Ev::batch_append), 0);
        EXPECT_EQ(r.violations, 0u);
    }
}

TEST(Native, WhatClearReturns) {
    Rig r("x86", v70,
          "set_pte_at(USER, 7, \"pwuda\"); ptep_get_and_clear(USER); ptep_get_and_clear(USER);",
          bare);
    const auto answer = [&r] {
        for (const Event& e : r.events)
            if (e.kind == Ev::ret && e.code == fn_ptep_get_and_clear) return e.a;
        return ~u64{0};
    };
    r.next(2);
    EXPECT_EQ(r.arch().pte_decode(r.config(), answer()).pfn, 7u);
    r.next();
    EXPECT_EQ(answer(), 0u);
}

TEST(Native, Flushes) {
    const std::string text = "task A { set_pte_at(USER, 7, \"pu\"); set_pte_at(USER + PAGE, 8, "
                             "\"pu\"); set_pte_at(KERNEL, 9, \"p\"); access(USER, \"r\"); "
                             "access(USER + PAGE, \"r\"); access(KERNEL, \"r\"); %; } task B cpu 1 "
                             "mm user1 { access(USER, \"r\"); access(KERNEL, \"r\"); }";
    const auto after = [&](const std::string& call) {
        std::string script = text;
        script.replace(script.find('%'), 1, call);
        Rig r("x86", v70, script, bare);
        r.next(3);
        while (r.step({Choice::run, 1, 0}).status == StepStatus::ok) {
        }
        r.next(4);
        std::string out = r.hw() + " ";
        for (const char* path :
             {"cpu.0.tlb(USER).cached", "cpu.0.tlb(USER + PAGE).cached", "cpu.0.tlb(KERNEL).cached",
              "cpu.1.tlb(USER).cached", "cpu.1.tlb(KERNEL).cached"})
            out += r.value(path).substr(0, 1);
        return out;
    };
    EXPECT_EQ(after("touch(USER)"), " ttttt");
    EXPECT_EQ(after("flush_tlb_page(USER)"), "invlpg(user1,U0) fttft"); // on all CPUs
    EXPECT_EQ(after("flush_tlb_range(USER, 2)"), "invlpg(user1,U0); invlpg(user1,U1) fftft");
    EXPECT_EQ(after("flush_tlb_kernel_range(KERNEL, 1)"), "invlpg(init_mm,K0) ttftf");
    EXPECT_EQ(after("flush_tlb()"), "cr3_write(user1) ffttt"); // this CPU, and global entries stay
}

TEST(Native, StaleUntilTheCallerFlushes) {
    Rig r("x86", v70,
          "set_pte_at(USER, 7, \"pu\"); access(USER, \"r\"); ptep_get_and_clear(USER); "
          "access(USER, \"r\"); flush_tlb_page(USER); access(USER, \"r\");",
          bare);
    r.next(4);
    EXPECT_EQ(r.accesses(), "hit 7");
    EXPECT_EQ(r.value("tlb(USER).stale"), "true");
    EXPECT_EQ(r.violations, 0u);
    r.next(2);
    EXPECT_EQ(r.accesses(), "not mapped");
}

TEST(Native, NoBufferAtAll) {
    Rig r("x86", v70, "touch(USER);", bare);
    EXPECT_EQ(r.s().layout().arch_cpu_bytes, 0u);
    EXPECT_STREQ(r.batch().owner, "none");
    EXPECT_TRUE(r.batch().fields.empty());
    EXPECT_FALSE(r.arch().batches(r.config()));
    const Ptep where = pt_find(r.config(), r.s(), user1, r.user());
    EXPECT_FALSE(r.arch().is_queued(r.config(), r.s(), where));
}

} // namespace
} // namespace lazymmu::test
