// powerpc: the hash page table behind the TLB, and the batch that delays removals from it.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

std::string set_and_access(int pages, int stride = 1) {
    const std::string n = std::to_string(pages),
                      page = "USER + i * " + std::to_string(stride) + " * PAGE";
    return "repeat " + n + " as i { set_pte_at(" + page + ", 7 + i, \"pwu\"); } repeat " + n +
           " as i { access(" + page + ", \"r\"); } ";
}

// "primary", "secondary", or "fault": where the last access found its page.
std::string found(const Rig& r) {
    std::string out = "nothing";
    for (const Event& e : r.events)
        if (e.kind == Ev::lookup) out = !e.a ? "fault" : e.code ? "secondary" : "primary";
    return out;
}

TEST(HashTable, AHashFaultInsertsAnEntryAndSaysSo) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pwu\"); access(USER, \"w\"); access(USER + PAGE, \"r\"); "
          "set_pte_at(USER + 2 * PAGE, 8, \"pu\"); access(USER + 2 * PAGE, \"r\"); access(USER, "
          "\"w\");",
          {}, one_tlb_entry);
    r.next();
    EXPECT_EQ(r.value("pte(USER).hashed"), "false");
    r.next();
    EXPECT_EQ(found(r), "fault");
    EXPECT_EQ(r.count(Ev::lookup), 2); // both groups were looked at
    EXPECT_EQ(r.accesses(), "miss 7");
    EXPECT_EQ(r.value("pte(USER).hashed"), "true");
    EXPECT_EQ(r.value("pte(USER).flags"), "pwu");
    r.next();
    EXPECT_EQ(r.accesses(), "not mapped");
    r.next(3); // the TLB has another page now
    EXPECT_EQ(found(r), "primary");
    EXPECT_EQ(r.count(Ev::walk), 0);
    EXPECT_EQ(r.accesses(), "miss 7");
}

// Two groups: the page's number picks the primary one, so every second page shares it.
TEST(HashTable, TheSecondaryGroupTakesTheNinthPage) {
    Rig r("powerpc", v70,
          set_and_access(10, 2) + "repeat 10 as i { access(USER + i * 2 * PAGE, \"r\"); }",
          {{"hpt_groups", 2}}, one_tlb_entry);
    r.next(20);
    for (int i = 0; i < 10; i++) {
        r.next();
        EXPECT_EQ(found(r), i < 8 ? "primary" : "secondary") << i;
        EXPECT_EQ(r.accesses(), "miss " + std::to_string(7 + i));
    }
}

TEST(HashTable, BothFullEvictsOneWithItsTlbEntry) {
    Rig r("powerpc", v70,
          set_and_access(17, 2) + "repeat 17 as i { access(USER + i * 2 * PAGE, \"r\"); }",
          {{"hpt_groups", 2}}, [](Config& c) { c.tlb_entries = 32; });
    r.next(17 + 16);
    r.next(); // the 17th page
    ASSERT_EQ(r.count(Ev::tlb_drop), 1);
    const u64 victim = r.find(Ev::tlb_drop)->b;
    EXPECT_EQ(r.accesses(), "miss 23");
    EXPECT_LT(victim, r.user(16)); // one of the primary group
    r.next();
    int missed = 0;
    for (u64 i = 0; i < 17; i++, r.next())
        if (found(r) == "fault") missed++;
    EXPECT_GE(missed, 1); // it comes back, and pushes out others
    // The victim's own Linux PTE still says that it is hashed: a flush of it finds nothing,
    // harmlessly.
    EXPECT_TRUE(r.arch().pte_decode(r.config(), r.raw(user1, victim)).hashed);
}

TEST(HashTable, OneGroupIsPrimaryAndSecondaryAtOnce) {
    Rig r("powerpc", v70, set_and_access(9) + "access(USER + 8 * PAGE, \"r\");",
          {{"hpt_groups", 1}}, one_tlb_entry);
    r.run();
    EXPECT_EQ(r.accesses().substr(r.accesses().size() - 2), "15");
    EXPECT_EQ(r.violations, 0u);
}

TEST(HashTable, WithoutGroupsEveryMissIsAHashFault) {
    Rig r("powerpc", v70,
          set_and_access(2) + "access(USER, \"r\"); ptep_get_and_clear(USER); access(USER, \"r\");",
          {{"hpt_groups", 0}}, one_tlb_entry);
    r.next(5);
    EXPECT_EQ(found(r), "fault");
    EXPECT_EQ(r.accesses(), "miss 7");
    EXPECT_EQ(r.next(), "flush_hash_page(user1,U0,1)");
    r.next();
    EXPECT_EQ(r.accesses(), "not mapped");
}

// set_pte_at() never flushes: over a hashed PTE the old translation stays, and nothing will remove
// it.
TEST(HashTable, SetOverAHashedPteLeavesAStaleEntry) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pwu\"); access(USER, \"r\"); set_pte_at(USER, 8, \"pwu\"); "
          "set_pte_at(USER + PAGE, 9, \"pu\"); access(USER + PAGE, \"r\"); access(USER, \"r\"); "
          "access(USER, \"r\");",
          {}, one_tlb_entry);
    r.next(2);
    EXPECT_EQ(r.next(), "");
    EXPECT_EQ(r.value("pte(USER).hashed"), "false");
    r.next(3); // not even in the TLB any more
    EXPECT_EQ(r.accesses(), "miss 7");
    r.next();
    EXPECT_EQ(r.accesses(), "hit 7");
    EXPECT_TRUE(r.broke(Invariant::stale_use));
}

TEST(HashTable, ClearRemovesEntryAndTranslation) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pwu\"); access(USER, \"r\"); ptep_get_and_clear(USER); "
          "access(USER, \"r\");");
    r.next(2);
    EXPECT_EQ(r.next(), "flush_hash_page(user1,U0,1)");
    EXPECT_EQ(r.count(Ev::tlb_drop), 1);
    r.next();
    EXPECT_EQ(r.accesses(), "not mapped");
    EXPECT_EQ(found(r), "fault");
}

TEST(HashTable, RadixHasNone) {
    Rig r(
        "powerpc", v70,
        "set_pte_at(USER, 7, \"pwu\"); access(USER, \"r\"); lazy_mmu_mode_enable(); "
        "ptep_get_and_clear(USER); access(USER, \"r\"); flush_tlb_page(USER); access(USER, \"r\"); "
        "lazy_mmu_mode_disable(); flush_tlb_range(USER, 2); touch(USER);",
        {{"radix", 1}});
    r.next(2);
    EXPECT_EQ(r.count(Ev::lookup), 0);
    EXPECT_EQ(r.value("pte(USER).hashed"), "false");
    EXPECT_EQ(r.next(2), "");
    EXPECT_EQ(r.task().preempt_depth, 0); // the hooks return at once
    EXPECT_FALSE(r.is_lazy());
    r.next();
    EXPECT_EQ(r.accesses(), "hit 7"); // stale until its caller flushes
    EXPECT_FALSE(r.broke(Invariant::stale_use));
    EXPECT_EQ(r.next(), "tlbie(user1,U0)");
    r.next();
    EXPECT_EQ(r.accesses(), "not mapped");
    EXPECT_EQ(r.next(2), "tlbie(user1,U0); tlbie(user1,U1)");
    EXPECT_STREQ(r.batch().owner, "none");
    EXPECT_FALSE(r.arch().batches(r.config()));
}

// touch() is what a hash fault leaves behind, without an access.
TEST(HashTable, Touch) {
    Rig r("powerpc", v70,
          "touch(USER); set_pte_at(USER, 7, \"wu\"); touch(USER); set_pte_at(USER, 7, \"pwu\"); "
          "touch(USER); "
          "touch(USER); access(USER, \"r\");");
    r.next();
    EXPECT_EQ(r.pte(user1, r.user()), "-");
    r.next(2);
    EXPECT_EQ(r.value("pte(USER).hashed"), "false"); // not present
    r.next(2);
    EXPECT_EQ(r.value("pte(USER).hashed"), "true");
    const Digest once = r.machine.digest();
    r.next(2);
    EXPECT_EQ(found(r), "primary");
    EXPECT_FALSE(r.machine.digest() == once);
}

// The batch

TEST(HashBatch, FillsAt192) {
    Rig r("powerpc", v70,
          "repeat 193 as i { set_pte_at(USER + i * PAGE, 7, \"pu\"); touch(USER + i * PAGE); } "
          "lazy_mmu_mode_enable(); repeat 193 as i { ptep_get_and_clear(USER + i * PAGE); } "
          "lazy_mmu_mode_disable();");
    r.next(2 * 193 + 1);
    EXPECT_EQ(r.task().preempt_depth, 1);
    EXPECT_EQ(r.next(191), "");
    EXPECT_EQ(r.pending(), 191);
    EXPECT_EQ(r.batch().slots.back().va, r.user(190));
    EXPECT_EQ(r.next(), "flush_hash_range(user1,192,1)");
    EXPECT_EQ(r.count(Ev::hw_item), 192);
    EXPECT_EQ(r.pending(), 0);
    EXPECT_EQ(r.next(), "");
    EXPECT_EQ(r.next(), "flush_hash_page(user1,U192,1)"); // one entry: the single call
    EXPECT_EQ(r.task().preempt_depth, 0);
}

TEST(HashBatch, AnotherMmOrSegmentSizeFlushesFirst) {
    const std::string far = "0x7fff80000000"; // above 1 TB: segments of 1 TB
    const std::string fill =
        "set_pte_at(USER, 7, \"pu\"); touch(USER); set_pte_at(user2, USER, 8, \"pu\"); "
        "touch(user2, USER); set_pte_at(" +
        far + ", 9, \"pu\"); touch(" + far + "); lazy_mmu_mode_enable(); ";
    Rig mm("powerpc", v70, fill + "ptep_get_and_clear(USER); ptep_get_and_clear(user2, USER);");
    mm.next(8);
    EXPECT_EQ(mm.value("batch.mm"), "user1");
    EXPECT_EQ(mm.value("batch.ssize"), "256M");
    EXPECT_EQ(mm.next(), "flush_hash_page(user1,U0,1)");
    EXPECT_EQ(mm.value("batch.mm"), "user2");
    EXPECT_EQ(mm.pending(), 1);
    Rig size("powerpc", v70, fill + "ptep_get_and_clear(USER); ptep_get_and_clear(" + far + ");");
    size.next(8);
    EXPECT_EQ(size.next(), "flush_hash_page(user1,U0,1)");
    EXPECT_EQ(size.value("batch.ssize"), "1T");
    EXPECT_EQ(size.pending(), 1);
}

TEST(HashBatch, WriteProtectAndModifyProt) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pwu\"); touch(USER); ptep_set_wrprotect(USER); "
          "ptep_set_wrprotect(USER); "
          "modify_prot(USER, \"pwu\"); modify_prot(USER, \"pu\");");
    EXPECT_EQ(r.next(3), "flush_hash_page(user1,U0,1)");
    EXPECT_EQ(r.value("pte(USER).flags"), "pu");
    EXPECT_EQ(r.value("pte(USER).hashed"), "true"); // the bit stays
    EXPECT_EQ(r.next(), "");                        // not writable any more: nothing to do
    EXPECT_EQ(r.next(), "flush_hash_page(user1,U0,1)");
    EXPECT_EQ(r.pte(user1, r.user()), "7 pwu");
    EXPECT_EQ(r.next(), ""); // commit dropped the bit
}

TEST(HashBatch, LocalIsPerMm) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pu\"); touch(USER); ptep_get_and_clear(USER); set_pte_at(user2, "
          "USER, 7, \"pu\"); "
          "touch(user2, USER); ptep_get_and_clear(user2, USER);",
          {{"local", 0x2}});
    EXPECT_EQ(r.next(3), "flush_hash_page(user1,U0,1)");
    EXPECT_EQ(r.next(3), "flush_hash_page(user2,U0,0)");
}

TEST(HashBatch, KernelRangeIsNeverDelayed) {
    Rig r("powerpc", v70,
          "set_pte_at(KERNEL, 7, \"pw\"); access(KERNEL, \"w\"); lazy_mmu_mode_enable(); "
          "flush_tlb_kernel_range(KERNEL, 2); lazy_mmu_mode_disable();");
    EXPECT_EQ(r.next(4), "flush_tlb_kernel_range(K0,2)");
    EXPECT_EQ(r.count(Ev::tlb_drop), 1);
    EXPECT_EQ(r.arch().is_pending(r.config(), r.s(), kernel_mm, r.kernel()), false);
}

TEST(HashBatch, PendingPagesAreKnown) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pu\"); touch(USER); lazy_mmu_mode_enable(); "
          "ptep_get_and_clear(USER);");
    r.next(4);
    EXPECT_TRUE(r.arch().is_pending(r.config(), r.s(), user1, r.user()));
    EXPECT_FALSE(r.arch().is_pending(r.config(), r.s(), user1, r.user(1)));
    EXPECT_FALSE(r.arch().is_pending(r.config(), r.s(), user2, r.user()));
}

// Until v6.18 a switch saves an active batch in a thread flag; from v7.0 preemption is off instead.
TEST(HashBatch, TheSwitchSavesAnActiveBatchOnV618) {
    const std::string text = "set_pte_at(USER, 7, \"pu\"); touch(USER); lazy_mmu_mode_enable(); "
                             "ptep_get_and_clear(USER); "
                             "switch_to(B); switch_to(A); lazy_mmu_mode_disable(); switch_to(B);";
    Rig r("powerpc", v618, text, {{"preempt_disable", 0}});
    r.next(4);
    EXPECT_EQ(r.value("batch.active"), "1");
    EXPECT_EQ(r.next(), "flush_hash_page(user1,U0,1)");
    EXPECT_EQ(r.value("batch.active"), "0");
    EXPECT_EQ(r.value("task.A.thread_flags"), "1");
    r.next();
    EXPECT_EQ(r.value("batch.active"), "1");
    EXPECT_EQ(r.value("task.A.thread_flags"), "0");
    r.next();
    EXPECT_EQ(r.value("batch.active"), "0");
    r.next();
    EXPECT_EQ(r.value("task.A.thread_flags"), "0"); // nothing to save
    EXPECT_EQ(r.violations, 0u);
    Rig left("powerpc", v70, text, {{"preempt_disable", 0}}); // what preempt_disable() is for
    left.next(5);
    EXPECT_TRUE(left.broke(Invariant::batch_left_behind));
}

} // namespace
} // namespace lazymmu::test
