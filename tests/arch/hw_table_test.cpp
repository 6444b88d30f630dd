// The hardware's own tables as panels and queries see them: what is in them, where, and whether an
// entry that memory no longer agrees with may still be there.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

std::vector<HwTableView> tables_of(const Rig& r) {
    std::vector<HwTableView> out;
    if (r.arch().hw_tables) r.arch().hw_tables(r.config(), r.s(), out);
    return out;
}

HwTableView only(const Rig& r) {
    const std::vector<HwTableView> all = tables_of(r);
    if (all.size() != 1) throw std::runtime_error("expected one table");
    return all[0];
}

TEST(HwTable, ThereIsOneWhereTheHardwareHasOne) {
    const std::pair<const char*, const char*> names[] = {
        {"arm64", "Stores"}, {"powerpc", "HPT"}, {"sparc", "TSB"}, {"x86", "P2M"}};
    for (const auto& [arch, label] : names)
        EXPECT_STREQ(only(Rig(arch, v70, "touch(USER);")).label, label);
    EXPECT_TRUE(tables_of(Rig("eager", v70, "touch(USER);")).empty());
    EXPECT_TRUE(tables_of(Rig("x86", v70, "touch(USER);", {{"xen", 0}})).empty());
    EXPECT_TRUE(tables_of(Rig("powerpc", v70, "touch(USER);", {{"radix", 1}})).empty());
    EXPECT_TRUE(tables_of(Rig("powerpc", v70, "touch(USER);", {{"hpt_groups", 0}})).empty());
    EXPECT_TRUE(tables_of(Rig("sparc", v70, "touch(USER);", {{"tsb_entries", 0}})).empty());
    EXPECT_TRUE(tables_of(Rig("arm64", v70, "touch(USER);", {{"store_buffer", 0}})).empty());
}

TEST(HwTable, EveryTableExplainsItself) {
    for (const Arch* arch : real_archs()) {
        const HwTableView t = only(Rig(arch->name, v70, "touch(USER);"));
        for (const char* text : {t.name, t.label, t.path, t.doc, t.empty}) EXPECT_STRNE(text, "");
        for (const char* head : t.columns) EXPECT_STRNE(head, "") << arch->name;
    }
}

TEST(HwTable, HashEntriesInTheirGroups) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pwu\"); touch(USER); lazy_mmu_mode_enable(); "
          "ptep_get_and_clear(USER); lazy_mmu_mode_disable();");
    r.next();
    EXPECT_EQ(only(r).used, 0u);
    EXPECT_EQ(only(r).capacity, 32u * 8);
    r.next();
    const HwTableView t = only(r);
    ASSERT_EQ(t.rows.size(), 1u);
    const HwRow& row = t.rows[0];
    EXPECT_EQ(row.mm, user1);
    EXPECT_EQ(row.va, r.user());
    EXPECT_EQ(row.bytes, r.page());
    EXPECT_EQ(row.slot, 0u);
    EXPECT_EQ(row.place, std::to_string(row.group) + ":0");
    EXPECT_EQ(r.arch().pte_decode(r.config(), row.value).pfn, 7u);
    EXPECT_EQ(row.standing.stale, Staleness::current);
    EXPECT_STREQ(row.standing.why, "");
    r.next(2);
    EXPECT_EQ(only(r).rows[0].standing.stale, Staleness::legal);
    EXPECT_NE(std::string(only(r).rows[0].standing.why).find("batch"), std::string::npos);
    r.next();
    EXPECT_EQ(only(r).used, 0u);
}

TEST(HwTable, AFullGroupOverflowsIntoTheSecondary) {
    std::string text;
    for (int i = 0; i < 9; i++)
        text += at_page("set_pte_at(USER + % * PAGE, 7, \"pu\"); touch(USER + % * PAGE); ", i);
    Rig r("powerpc", v70, text, {{"hpt_groups", 1}});
    r.run();
    EXPECT_EQ(only(r).used, 8u); // the one group is both, and full: one was evicted
    Rig two("powerpc", v70, text, {{"hpt_groups", 2}});
    two.run();
    const HwTableView t = only(two);
    EXPECT_EQ(t.used, 9u);
    int secondary = 0;
    for (const HwRow& row : t.rows) {
        EXPECT_LT(row.group, 2u);
        EXPECT_LT(row.slot, 8u);
        secondary += row.word == std::string("secondary");
    }
    EXPECT_EQ(two.value("hpt.used"), "9");
    EXPECT_EQ(two.value("hpt.capacity"), "16");
    EXPECT_LE(secondary, 1);
}

TEST(HwTable, TheTsbIsDirectMapped) {
    Rig r("sparc", v70,
          "set_pte_at(USER + PAGE, 7, \"pu\"); set_pte_at(USER + 5 * PAGE, 8, \"pu\"); "
          "access(USER + PAGE, \"r\"); access(USER + 5 * PAGE, \"r\");",
          {{"tsb_entries", 4}});
    r.next(3);
    ASSERT_EQ(only(r).used, 1u);
    EXPECT_EQ(only(r).rows[0].slot, 1u);
    EXPECT_EQ(only(r).rows[0].va, r.user(1));
    EXPECT_EQ(only(r).rows[0].tag, "0x11");
    EXPECT_EQ(r.value("tsb(USER + PAGE).valid"), "true");
    r.next(); // the same entry
    ASSERT_EQ(only(r).used, 1u);
    EXPECT_EQ(only(r).rows[0].va, r.user(5));
    EXPECT_EQ(r.value("tsb(USER + PAGE).cached"), "false");
    EXPECT_EQ(r.value("tsb(USER + PAGE * 5).slot"), "1");
    EXPECT_EQ(r.value("tsb(USER + PAGE * 5).pfn"), "8");
}

TEST(HwTable, WalkersDoNotSeeAStoreBeforeTheBarriers) {
    Rig r("arm64", v70,
          "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); lazy_mmu_mode_disable(); "
          "set_pte_at(KERNEL, 8, \"pw\");");
    r.next(2);
    EXPECT_EQ(r.value("stores.used"), "1");
    EXPECT_EQ(r.value("stores(KERNEL).cached"), "true");
    EXPECT_EQ(r.value("stores(KERNEL).raw"), "0"); // what walkers still see
    EXPECT_EQ(r.value("pte(KERNEL).pfn"), "7");
    EXPECT_EQ(r.value("stores(KERNEL).note"), "dsb, isb owed");
    EXPECT_EQ(only(r).rows[0].standing.stale, Staleness::legal);
    r.next();
    EXPECT_EQ(r.value("stores.used"), "0");
    r.until("isb");
    EXPECT_EQ(r.value("stores(KERNEL).note"), "isb owed");
    EXPECT_EQ(r.value("stores(KERNEL).pfn"), "8");
    EXPECT_EQ(r.value("stores(KERNEL).wrong"), "false"); // the call has not returned yet
}

// A batch that was left behind: the task that runs now has no section that would allow it.
TEST(HwTable, WhatWaitsOutsideOfASectionIsWrong) {
    Rig r("sparc", v612,
          "set_pte_at(USER, 7, \"pu\"); access(USER, \"r\"); lazy_mmu_mode_enable(); "
          "ptep_get_and_clear(USER); switch_to(B);",
          {{"preempt_disable", 0}});
    r.next(4);
    EXPECT_EQ(delay_standing(r.config(), r.s(), cpu0).stale, Staleness::legal);
    EXPECT_EQ(r.value("tsb(USER).stale"), "true");
    EXPECT_EQ(r.value("tsb(USER).wrong"), "false");
    r.next();
    EXPECT_TRUE(r.broke(Invariant::batch_left_behind));
    EXPECT_EQ(delay_standing(r.config(), r.s(), cpu0).stale, Staleness::wrong);
}

// Without a removal that is delayed, a copy that memory disagrees with is there for ever.
TEST(HwTable, ACopyThatNothingRemovesIsWrong) {
    Rig r("powerpc", v70, "set_pte_at(USER, 7, \"pu\"); touch(USER); schedule();");
    r.next(2);
    const Ptep where = pt_find(r.config(), r.s(), user1, r.user());
    ASSERT_NE(where, no_ptep);
    ASSERT_TRUE(pt_write(r.machine.state.ref(), where, 0));
    EXPECT_EQ(r.value("hpt(USER).stale"), "true");
    EXPECT_EQ(r.value("hpt(USER).wrong"), "true");
    EXPECT_STREQ(staleness_name(only(r).rows[0].standing.stale), "wrong");
}

TEST(HwTable, XenPinsItsPageTablePages) {
    Rig r("x86", v70,
          "lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"pwu\"); lazy_mmu_mode_disable();");
    r.next();
    const HwTableView t = only(r);
    EXPECT_EQ(t.used, r.s().globals().tables_used);
    EXPECT_EQ(r.value("p2m(USER).note"), "pinned");
    EXPECT_EQ(r.value("p2m(USER).group"), "3"); // the last level is the nearest
    for (const HwRow& row : t.rows)
        EXPECT_EQ(std::stoull(row.entry, nullptr, 16) - std::stoull(row.tag, nullptr, 16),
                  0x100000u);
    r.next();
    EXPECT_EQ(r.value("p2m(USER).note"), "updates queued");
    EXPECT_EQ(r.value("p2m(USER).stale"), "true");
    EXPECT_EQ(r.value("p2m(USER).wrong"), "false");
    r.next();
    EXPECT_EQ(r.value("p2m(USER).note"), "pinned");
}

TEST(HwTable, QueriesThatHaveNoAnswer) {
    Rig r("powerpc", v70, "touch(USER);");
    EXPECT_EQ(r.value("hpt(USER).cached"), "false");
    EXPECT_EQ(r.value("hpt(USER).pfn"), "0");
    EXPECT_EQ(r.value("hpt.size"), "error: unknown 'size', expected used or capacity");
    EXPECT_EQ(r.value("hpt(USER).size"),
              "error: unknown 'size', expected cached, stale, wrong, group, slot, note, pfn, "
              "flags, hashed, raw, or one of p w x u d a");
    EXPECT_EQ(r.value("hpt(USR).cached").rfind("error: in the address: ", 0), 0u);
    EXPECT_EQ(r.value("tsb(USER).cached").rfind("error: unknown 'tsb(USER).cached'", 0), 0u);
    Rig eager("eager", v70, "touch(USER);");
    EXPECT_EQ(eager.value("hpt.used"), "error: unknown 'hpt.used', expected task.X.NAME, "
                                       "cpu.N.NAME, batch.NAME, pte(ADDR).NAME, tlb(ADDR).NAME or "
                                       "machine.NAME");
}

// A copy's standing and what an access reports are the same thing.
TEST(HwTable, StandingAgreesWithTheHazards) {
    Rig r("powerpc", v70,
          "set_pte_at(USER, 7, \"pu\"); access(USER, \"r\"); lazy_mmu_mode_enable(); "
          "ptep_get_and_clear(USER); access(USER, \"r\");");
    r.next(5);
    const Event* hazard = r.find(Ev::hazard);
    ASSERT_TRUE(hazard);
    EXPECT_EQ(static_cast<Severity>(hazard->d), Severity::legal);
    const TlbEntry& e = r.s().tlb(cpu0, static_cast<int>(hazard->c));
    EXPECT_EQ(translation_standing(r.config(), r.s(), user1, r.user(), e.pte).stale,
              Staleness::legal);
}

} // namespace
} // namespace lazymmu::test
