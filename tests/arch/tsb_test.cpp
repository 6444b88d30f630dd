// sparc64: the TSB behind the TLB, and the batch that delays removals from both.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

bool tsb_hit(const Rig& r) { return r.find(Ev::lookup) && r.find(Ev::lookup)->a; }

TEST(Tsb, IsFilledByTheWalkAndDirectMapped) {
    Rig r("sparc", v70,
          "repeat 5 as i { set_pte_at(USER + i * PAGE, 7 + i, \"pu\"); } access(USER, \"r\"); "
          "access(USER + PAGE, \"r\"); "
          "access(USER, \"r\"); access(USER + 4 * PAGE, \"r\"); access(USER, \"r\"); access(USER + "
          "PAGE, \"r\");",
          {{"tsb_entries", 4}}, one_tlb_entry);
    r.next(6);
    EXPECT_FALSE(tsb_hit(r));
    EXPECT_EQ(r.count(Ev::walk), 4);
    EXPECT_EQ(r.accesses(), "miss 7");
    r.next(2); // page 1 took the TLB's only entry
    EXPECT_TRUE(tsb_hit(r));
    EXPECT_EQ(r.count(Ev::walk), 0);
    EXPECT_EQ(r.accesses(), "miss 7");
    r.next(); // page 4 takes the slot of page 0
    EXPECT_EQ(r.accesses(), "miss 11");
    r.next();
    EXPECT_FALSE(tsb_hit(r));
    EXPECT_EQ(r.accesses(), "miss 7");
    r.next();
    EXPECT_TRUE(tsb_hit(r)); // another slot
}

TEST(Tsb, EachMmHasItsOwn) {
    Rig r("sparc", v70,
          "set_pte_at(USER, 7, \"pu\"); set_pte_at(user2, USER, 8, \"pu\"); access(USER, \"r\"); "
          "access(user2, USER, \"r\"); "
          "access(USER, \"r\"); access(user2, USER, \"r\");",
          {}, one_tlb_entry);
    r.next(4);
    EXPECT_EQ(r.accesses(), "miss 8");
    r.next();
    EXPECT_TRUE(tsb_hit(r));
    EXPECT_EQ(r.accesses(), "miss 7");
    r.next();
    EXPECT_TRUE(tsb_hit(r));
    EXPECT_EQ(r.accesses(), "miss 8");
}

TEST(Tsb, IsStaleInASectionUntilTheFlush) {
    Rig r("sparc", v70,
          "set_pte_at(USER, 7, \"pu\"); set_pte_at(USER + PAGE, 8, \"pu\"); access(USER, \"r\"); "
          "access(USER + PAGE, \"r\"); "
          "lazy_mmu_mode_enable(); ptep_get_and_clear(USER); access(USER, \"r\"); access(USER, "
          "\"r\"); lazy_mmu_mode_disable(); access(USER, \"r\");",
          {}, one_tlb_entry);
    r.next(6);
    EXPECT_EQ(r.pte(user1, r.user()), "-");
    r.next();
    EXPECT_TRUE(tsb_hit(r)); // the page table is empty, the TSB is not
    EXPECT_EQ(r.accesses(), "miss 7");
    r.next();
    EXPECT_EQ(r.accesses(), "hit 7");
    EXPECT_EQ(r.violations, 0u); // legally stale: the batch still covers it
    EXPECT_EQ(r.next(), "flush_tsb_user(user1,1); global_flush_tlb_page(user1,U0)");
    r.next();
    EXPECT_FALSE(tsb_hit(r));
    EXPECT_EQ(r.accesses(), "not mapped");
}

TEST(Tsb, NoneMeansAWalkEachTime) {
    Rig r("sparc", v70,
          "set_pte_at(USER, 7, \"pu\"); repeat 2 { access(USER, \"r\"); access(USER + PAGE, "
          "\"r\"); } ptep_get_and_clear(USER); access(USER, \"r\");",
          {{"tsb_entries", 0}}, [](Config& c) { c.tlb_entries = 1; });
    r.next(2);
    EXPECT_EQ(r.count(Ev::walk), 4);
    EXPECT_EQ(r.accesses(), "miss 7");
    r.next(4);
    r.next();
    EXPECT_EQ(r.accesses(), "not mapped");
}

// Only the page itself leaves its slot: a conflicting page keeps it.
TEST(Tsb, AFlushDropsOnlyItsOwnPage) {
    Rig r("sparc", v70,
          "set_pte_at(USER, 7, \"pu\"); set_pte_at(USER + 4 * PAGE, 8, \"pu\"); access(USER, "
          "\"r\"); access(USER + 4 * PAGE, \"r\"); "
          "ptep_get_and_clear(USER); touch(USER); access(USER + PAGE, \"r\"); access(USER + 4 * "
          "PAGE, \"r\");",
          {{"tsb_entries", 4}}, [](Config& c) { c.tlb_entries = 0; });
    r.next(4);
    EXPECT_EQ(r.next(), "flush_tsb_user_page(user1,U0); global_flush_tlb_page(user1,U0)");
    r.next(3);
    EXPECT_TRUE(tsb_hit(r));
}

// The batch

TEST(TsbBatch, FillsAt192AndRemembersExecutable) {
    Rig r("sparc", v70,
          "repeat 193 as i { set_pte_at(USER + i * PAGE, 7, \"pxu\"); } lazy_mmu_mode_enable(); "
          "repeat 193 as i { ptep_get_and_clear(USER + i * PAGE); } lazy_mmu_mode_disable();");
    r.next(194);
    EXPECT_EQ(r.task().preempt_depth, 1);
    EXPECT_EQ(r.next(191), "");
    EXPECT_EQ(r.pending(), 191);
    EXPECT_TRUE(r.batch().slots.back().exec);
    EXPECT_EQ(r.batch().slots.back().va, r.user(190));
    EXPECT_EQ(r.next(), "flush_tsb_user(user1,192); smp_flush_tlb_pending(user1,192)");
    EXPECT_EQ(r.count(Ev::hw_item), 2 * 192);
    EXPECT_EQ(r.find(Ev::hw_item)->b, r.user() | 1);
    EXPECT_EQ(r.pending(), 0);
    r.next();
    EXPECT_EQ(r.next(), "flush_tsb_user(user1,1); global_flush_tlb_page(user1,U192x)");
    EXPECT_EQ(r.task().preempt_depth, 0);
}

TEST(TsbBatch, OnlyAccessibleUserEntries) {
    Rig r(
        "sparc", v70,
        "lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"wu\"); ptep_get_and_clear(USER); "
        "set_pte_at(USER, 7, \"pu\"); "
        "set_pte_at(KERNEL, 7, \"pw\"); ptep_get_and_clear(KERNEL); set_pte_at(USER, 8, \"pu\");");
    EXPECT_EQ(r.next(6), "");
    EXPECT_EQ(r.pending(), 0); // the old ones were empty, not valid, or the kernel's
    r.next();
    EXPECT_EQ(r.pending(), 1); // a set over a valid one
    EXPECT_FALSE(r.batch().slots[0].exec);
}

TEST(TsbBatch, AnotherMmFlushesFirstEvenOutsideOfTheMode) {
    Rig r("sparc", v70,
          "set_pte_at(USER, 7, \"pu\"); set_pte_at(user2, USER, 8, \"pu\"); set_pte_at(user2, USER "
          "+ PAGE, 8, \"pu\"); "
          "lazy_mmu_mode_enable(); ptep_get_and_clear(USER); irq { ptep_get_and_clear(user2, "
          "USER); } ");
    r.next(6);
    EXPECT_EQ(r.value("batch.mm"), "user1");
    EXPECT_EQ(r.next(), "flush_tsb_user(user1,1); global_flush_tlb_page(user1,U0); "
                        "flush_tsb_user_page(user2,U0); global_flush_tlb_page(user2,U0)");
    Rig lazy(
        "sparc", v70,
        "set_pte_at(USER, 7, \"pu\"); set_pte_at(user2, USER, 8, \"pu\"); lazy_mmu_mode_enable(); "
        "ptep_get_and_clear(USER); ptep_get_and_clear(user2, USER);");
    EXPECT_EQ(lazy.next(5), "flush_tsb_user(user1,1); global_flush_tlb_page(user1,U0)");
    EXPECT_EQ(lazy.value("batch.mm"), "user2");
    EXPECT_EQ(lazy.value("batch.tlb_nr"), "1");
}

TEST(TsbBatch, WithoutAContextThereIsNothingInTheTlb) {
    const std::string text =
        "repeat 2 as i { set_pte_at(USER + i * PAGE, 7, \"pu\"); } lazy_mmu_mode_enable(); "
        "repeat 2 as i { ptep_get_and_clear(USER + i * PAGE); } lazy_mmu_mode_disable();";
    Rig without("sparc", v70, text, {{"ctx_valid", 0x4}});
    EXPECT_EQ(without.next(6), "flush_tsb_user(user1,2)");
    Rig with("sparc", v70, text);
    EXPECT_EQ(with.next(6), "flush_tsb_user(user1,2); smp_flush_tlb_pending(user1,2)");
}

TEST(TsbBatch, FlushTlbCallsAreEmpty) {
    Rig r(
        "sparc", v70,
        "set_pte_at(USER, 7, \"pu\"); access(USER, \"r\"); flush_tlb_page(USER); "
        "flush_tlb_range(USER, 2); "
        "set_pte_at(KERNEL, 7, \"pw\"); access(KERNEL, \"r\"); flush_tlb_kernel_range(KERNEL, 2);");
    EXPECT_EQ(r.next(4), "");
    EXPECT_EQ(r.value("tlb(USER).cached"), "true");
    r.next(2);
    EXPECT_EQ(r.value("tlb(KERNEL).cached"), "true");
    EXPECT_EQ(r.next(), "flush_tlb_kernel_range(K0,2)");
    EXPECT_EQ(r.value("tlb(KERNEL).cached"), "false");
    EXPECT_EQ(r.value("tlb(USER).cached"), "true");
}

TEST(TsbBatch, PendingPagesAreKnown) {
    Rig r("sparc", v70,
          "set_pte_at(USER, 7, \"pxu\"); lazy_mmu_mode_enable(); ptep_get_and_clear(USER);");
    r.next(3);
    EXPECT_TRUE(r.arch().is_pending(r.config(), r.s(), user1, r.user()));
    EXPECT_FALSE(r.arch().is_pending(r.config(), r.s(), user1, r.user(1)));
    EXPECT_FALSE(r.arch().is_pending(r.config(), r.s(), user2, r.user()));
}

// v6.18: a flag of the batch, and the inner leave clears it.
TEST(TsbBatch, ActiveFlagOnV618) {
    Rig r("sparc", v618,
          "set_pte_at(USER, 7, \"pu\"); lazy_mmu_mode_enable(); lazy_mmu_mode_enable(); "
          "arch_flush_lazy_mmu_mode(); "
          "lazy_mmu_mode_disable(); ptep_get_and_clear(USER); lazy_mmu_mode_disable();");
    r.next(4);
    EXPECT_EQ(r.value("batch.active"), "1");
    EXPECT_EQ(r.task().preempt_depth, 2);
    r.next();
    EXPECT_EQ(r.value("batch.active"), "0");
    EXPECT_NE(r.next(), ""); // at once
    EXPECT_TRUE(r.broke(Invariant::batching_lost));
    r.next();
    EXPECT_EQ(r.task().preempt_depth, 0);
}

// Before v6.15 preemption stayed on: the batch could be left behind.
TEST(TsbBatch, PreemptionOn) {
    Rig r("sparc", v612,
          "set_pte_at(USER, 7, \"pu\"); lazy_mmu_mode_enable(); ptep_get_and_clear(USER); "
          "switch_to(B);",
          {{"preempt_disable", 0}});
    r.next(3);
    EXPECT_EQ(r.task().preempt_depth, 0);
    r.next();
    EXPECT_TRUE(r.broke(Invariant::batch_left_behind));
}

} // namespace
} // namespace lazymmu::test
