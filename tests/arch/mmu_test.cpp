// Translation by a hardware or software walk on every architecture, and what an arm64 walker does
// not see yet. The hash table of powerpc and the TSB of sparc have tests of their own beside this
// one.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

// A miss walks from the root to the leaf, and the second access hits.
TEST(Walk, LevelByLevelThenFromTheTlb) {
    for (const auto& [arch, options] : {std::pair<const char*, Options>("arm64", {}),
                                        {"x86", {}},
                                        {"x86", {{"xen", 0}}},
                                        {"powerpc", {}},
                                        {"powerpc", {{"radix", 1}}},
                                        {"sparc", {}}}) {
        Rig r(
            arch, v70,
            "set_pte_at(USER + 5 * PAGE, 7, \"pwu\"); repeat 2 { access(USER + 5 * PAGE, \"w\"); }",
            options);
        r.next(2);
        EXPECT_EQ(r.accesses(), "miss 7") << arch;
        int level = 0;
        for (const Event& e : r.events) {
            if (e.kind != Ev::walk) continue;
            EXPECT_EQ(e.a, static_cast<u64>(level)) << arch;
            EXPECT_EQ(e.b, r.user(5)) << arch;
            EXPECT_EQ(e.d, r.arch().geometry.index_of(r.user(5), level)) << arch;
            EXPECT_NE(e.c, 0u) << arch;
            level++;
        }
        EXPECT_EQ(level, r.arch().geometry.levels) << arch;
        EXPECT_EQ(r.count(Ev::tlb_fill), 1) << arch;
        r.next();
        EXPECT_EQ(r.accesses(), "hit 7") << arch;
        EXPECT_EQ(r.count(Ev::walk), 0) << arch;
    }
}

TEST(Walk, EmptyAndNotPresentEntriesAreNotMapped) {
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        Rig r(arch, v70, "access(USER, \"r\"); set_pte_at(USER, 7, \"wu\"); access(USER, \"r\");");
        EXPECT_EQ(r.next(), "") << arch;
        EXPECT_EQ(r.accesses(), "not mapped") << arch;
        r.next(2);
        EXPECT_EQ(r.accesses(), "not mapped") << arch;
        EXPECT_EQ(r.count(Ev::tlb_fill), 0) << arch;
    }
}

TEST(Walk, AMissingTableEndsIt) {
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        Rig r(arch, v70, "touch(USER); access(user2, USER, \"r\");");
        // user2's tables were made when the machine was: take its root entry away again.
        const u32 root = 2;
        const Ptep top = make_ptep(root, r.arch().geometry.index_of(r.user(), 0));
        ASSERT_NE(pt_load(r.s(), top), 0u) << arch;
        pt_write(r.machine.state.ref(), top, 0);
        r.next(2);
        EXPECT_EQ(r.accesses(), "not mapped") << arch;
        EXPECT_EQ(r.count(Ev::walk), 1) << arch;
    }
}

// Kernel translations are global where the hardware has that.
TEST(Walk, KernelEntriesAreGlobal) {
    for (const char* arch : {"arm64", "x86"}) {
        Rig r(arch, v72,
              "set_pte_at(KERNEL, 7, \"pw\"); access(KERNEL, \"w\"); switch_to(B); "
              "access(KERNEL, \"w\");");
        r.next(2);
        EXPECT_EQ(r.s().tlb(cpu0, 0).global, 1) << arch;
        r.next(2);
        EXPECT_EQ(r.accesses(), "hit 7") << arch;
    }
}

// Another CPU replaces the entry after it was read and before the TLB is filled: it is read again.
// (With a hash table, the old entry stays: a set over a hashed PTE is the caller's mistake.)
TEST(Walk, AnEntryThatChangedIsReadAgain) {
    for (const auto& [arch, options] : {std::pair<const char*, Options>("arm64", {}),
                                        {"x86", {}},
                                        {"x86", {{"xen", 0}}},
                                        {"powerpc", {{"radix", 1}}},
                                        {"sparc", {}}}) {
        Rig r(arch, v70,
              "task A { set_pte_at(USER, 7, \"pwu\"); access(USER, \"r\"); } "
              "task B cpu 1 mm user1 { set_pte_at(USER, 8, \"pwu\"); }",
              options);
        r.next();
        r.until("fill");
        while (r.step({Choice::run, 1, 0}).status == StepStatus::ok) {
        }
        EXPECT_EQ(r.pte(user1, r.user()), "8 pwu") << arch;
        r.clear();
        r.run();
        EXPECT_EQ(r.accesses(), "miss 8") << arch;
        EXPECT_EQ(r.count(Ev::walk), r.arch().geometry.levels) << arch;
        EXPECT_EQ(r.violations, 0u) << arch;
    }
}

// arm64: stores that the walker does not see

const char* const two_cpus =
    "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); lazy_mmu_mode_disable(); "
    "access(KERNEL, \"w\"); } task B cpu 1 { repeat 3 { access(KERNEL, \"w\"); } }";

std::string access_on_cpu1(Rig& r) {
    r.clear();
    do r.step({Choice::run, 1, 0});
    while (!r.at_statement(cpu1));
    return r.accesses();
}

TEST(Arm64Stores, DsbMakesThemVisibleToOtherCpus) {
    Rig r("arm64", v70, two_cpus);
    r.next(2);
    EXPECT_EQ(r.pte(kernel_mm, r.kernel()), "7 pw"); // memory has it
    EXPECT_EQ(access_on_cpu1(r), "spurious");        // this walker has not seen it
    r.until("dsb(ishst)");
    EXPECT_EQ(access_on_cpu1(r), "spurious");
    r.until("isb()"); // the dsb ran: visible everywhere, but the storing CPU still owes its isb
    EXPECT_EQ(r.batch().slots.at(0).kind, std::string("isb owed"));
    EXPECT_EQ(access_on_cpu1(r), "miss 7");
    while (!r.at_statement(cpu0)) r.step(run_cpu0);
    EXPECT_TRUE(r.batch().slots.empty());
    r.next();
    EXPECT_EQ(r.accesses(), "miss 7");
    EXPECT_EQ(r.violations, 0u);
}

TEST(Arm64Stores, WithoutIsbTheStoringCpuFaultsSpuriously) {
    Rig r("arm64", v70,
          "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); access(KERNEL, \"w\"); "
          "switch_to(B); access(KERNEL, \"w\"); switch_to(A); access(KERNEL, \"w\"); "
          "lazy_mmu_mode_disable(); access(KERNEL, \"w\");");
    r.next(2);
    EXPECT_EQ(r.batch().slots.at(0).kind, std::string("dsb, isb owed"));
    EXPECT_EQ(r.pending(), 1);
    r.next();
    EXPECT_EQ(r.accesses(), "spurious");
    EXPECT_EQ(r.next(), "dsb(ish)"); // the switch: visible now, the isb is still owed
    EXPECT_EQ(r.batch().slots.at(0).kind, std::string("isb owed"));
    EXPECT_EQ(r.pending(), 0); // of B
    r.next();
    EXPECT_EQ(r.accesses(), "spurious");
    r.next();
    EXPECT_EQ(r.pending(), 1); // of A: the flag stayed
    r.next();
    EXPECT_EQ(r.accesses(), "spurious");
    EXPECT_EQ(r.next(), "dsb(ishst); isb");
    r.next();
    EXPECT_EQ(r.accesses(), "miss 7");
}

// Barriers are this CPU's own: another one's pay for nothing here.
TEST(Arm64Stores, AnotherCpusBarriersDoNotCount) {
    for (const bool switched : {false, true}) {
        Rig r("arm64", v70,
              "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); " +
                  std::string(switched ? "switch_to(C); " : "") +
                  "access(KERNEL, \"w\"); } task B cpu 1 { set_pte_at(KERNEL + PAGE, 8, \"pw\"); "
                  "access(KERNEL, \"w\"); } task C { access(KERNEL, \"w\"); }");
        r.next(switched ? 3 : 2);
        const std::string owed = switched ? "isb owed" : "dsb, isb owed";
        access_on_cpu1(r); // B's store, with both barriers
        EXPECT_EQ(r.hw(), "dsb(ishst); isb");
        ASSERT_EQ(r.batch().slots.size(), 1u);
        EXPECT_EQ(r.batch().slots[0].kind, owed);
        EXPECT_EQ(access_on_cpu1(r), switched ? "miss 7" : "spurious");
        r.next();
        EXPECT_EQ(r.accesses(), "spurious");
    }
}

TEST(Arm64Stores, AnOldTranslationIsSeenUntilTheDsb) {
    Rig r("arm64", v70,
          "set_pte_at(KERNEL, 7, \"pw\"); lazy_mmu_mode_enable(); set_pte_at(KERNEL, 8, \"pw\"); "
          "access(KERNEL, \"r\"); set_pte_at(KERNEL, 9, \"pw\"); access(KERNEL, \"r\"); "
          "switch_to(B); access(KERNEL, \"r\");",
          {}, [](Config& c) { c.tlb_entries = 0; });
    const auto seen = [&r] { // the leaf that the walker read
        u64 pfn = 0;
        for (const Event& e : r.events)
            if (e.kind == Ev::walk && e.a == 3) pfn = r.arch().pte_decode(r.config(), e.c).pfn;
        return pfn;
    };
    r.next(4);
    EXPECT_EQ(seen(), 7u);
    r.next(2);
    EXPECT_EQ(seen(), 7u); // two stores later it is still the first value
    EXPECT_EQ(r.batch().slots.size(), 1u);
    r.next(2);
    EXPECT_EQ(seen(), 9u); // valid before: no miss was speculated, so no isb is needed
}

TEST(Arm64Stores, AFullBufferLetsTheLowestEntryOut) {
    const std::string text =
        "lazy_mmu_mode_enable(); repeat 3 as i { set_pte_at(KERNEL + (2 - i) * PAGE, "
        "7 + i, \"pw\"); } repeat 3 as i { access(KERNEL + i * PAGE, \"w\"); }";
    Rig r("arm64", v70, text, {{"store_buffer", 2}});
    r.next(4); // pages 2, 1, 0: page 1 had to go when page 0 came
    EXPECT_EQ(r.batch().slots.size(), 2u);
    EXPECT_EQ(r.batch().slots[0].va, r.kernel(0));
    EXPECT_EQ(r.batch().slots[1].va, r.kernel(2));
    std::string seen;
    for (int i = 0; i < 3; i++) {
        r.next();
        seen += r.accesses() + ", ";
    }
    EXPECT_EQ(seen, "spurious, miss 8, spurious, ");
    Rig none("arm64", v70, text, {{"store_buffer", 0}});
    none.next(5);
    EXPECT_EQ(none.accesses(), "miss 9"); // no buffer: every store is visible at once
    EXPECT_EQ(none.pending(), 1);         // the flag is there all the same
}

TEST(Arm64Stores, ClearsAndUserEntriesAreVisibleAtOnce) {
    Rig r("arm64", v70,
          "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); ptep_get_and_clear(KERNEL); "
          "access(KERNEL, \"r\"); set_pte_at(USER, 8, \"pu\"); access(USER, \"r\");");
    r.next(4);
    EXPECT_EQ(r.accesses(), "not mapped");
    EXPECT_TRUE(r.batch().slots.empty());
    r.next(2);
    EXPECT_EQ(r.accesses(), "miss 8");
}

TEST(Arm64Stores, TheBufferIsTheSameBytesInAnyOrder) {
    const auto digest = [](const char* order) {
        Rig r("arm64", v70, std::string("lazy_mmu_mode_enable(); ") + order);
        r.next(3);
        return std::string(reinterpret_cast<const char*>(r.s().arch_global()), 8 + 24 * 3);
    };
    EXPECT_EQ(digest("set_pte_at(KERNEL, 7, \"pw\"); set_pte_at(KERNEL + PAGE, 8, \"pw\");"),
              digest("set_pte_at(KERNEL + PAGE, 8, \"pw\"); set_pte_at(KERNEL, 7, \"pw\");"));
}

TEST(Arm64Stores, PendingMeansInTheBuffer) {
    Rig r("arm64", v70,
          "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); touch(KERNEL + PAGE); "
          "lazy_mmu_mode_disable();");
    const auto pending = [&r](u64 va) {
        return r.arch().is_pending(r.config(), r.s(), kernel_mm, va);
    };
    r.next(3);
    EXPECT_TRUE(pending(r.kernel()));
    EXPECT_FALSE(pending(r.kernel(1)));
    r.next();
    EXPECT_FALSE(pending(r.kernel()));
}

// Which stores owe barriers at all.
TEST(Arm64Barriers, OnlyValidKernelEntries) {
    struct Case {
        const char* call;
        const char* hw;
    };
    const char* both = "dsb(ishst); isb";
    for (const Case& c :
         {Case{"set_pte_at(KERNEL, 7, \"pw\");", both},
          Case{"set_pte_at(KERNEL, 7, \"px\");", both},
          Case{"set_pte_at(KERNEL, 7, \"w\");", ""}, // not valid
          Case{"set_pte_at(USER, 7, \"pwu\");", ""},
          Case{"set_ptes(KERNEL, 7, \"pw\", 5);", both}, // once for all of them
          Case{"ptep_get_and_clear(KERNEL);", ""}, Case{"ptep_set_wrprotect(KERNEL);", ""},
          Case{"modify_prot(KERNEL, \"p\");", both}, Case{"set_pmd(KERNEL, 512, \"pw\");", both},
          Case{"set_pmd(USER, 512, \"pwu\");", both}, // whatever it maps
          Case{"set_pmd(KERNEL, 512, \"w\");", ""},
          Case{"flush_tlb_page(USER);", "tlbi(user1,U0); dsb(ish)"},
          Case{"flush_tlb_range(USER, 2);", "tlbi(user1,U0); tlbi(user1,U1); dsb(ish)"},
          Case{"flush_tlb_kernel_range(KERNEL, 1);", "tlbi(init_mm,K0); dsb(ish); isb"}}) {
        Rig r("arm64", v70, c.call);
        EXPECT_EQ(r.next(), c.hw) << c.call;
        const bool flush = std::string(c.call).rfind("flush", 0) == 0;
        Rig lazy("arm64", v70, std::string("lazy_mmu_mode_enable(); ") + c.call);
        EXPECT_EQ(lazy.next(2), flush ? c.hw : "") << c.call; // invalidation is never delayed
        EXPECT_EQ(lazy.pending(), c.hw == both) << c.call;
    }
}

TEST(Arm64Barriers, InterruptsOnV618) {
    Rig r(
        "arm64", v618,
        "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); irq { "
        "set_pte_at(KERNEL + PAGE, 8, \"pw\"); lazy_mmu_mode_enable(); arch_flush_lazy_mmu_mode(); "
        "lazy_mmu_mode_disable(); } lazy_mmu_mode_disable();");
    r.next(3);
    EXPECT_EQ(r.value("batch.TIF_LAZY_MMU"), "1");
    EXPECT_EQ(r.next(), "dsb(ishst); isb"); // in interrupt: at once
    EXPECT_EQ(r.next(3), "");               // none of the calls does anything there
    EXPECT_EQ(r.value("batch.TIF_LAZY_MMU"), "1");
    EXPECT_EQ(r.value("batch.TIF_LAZY_MMU_PENDING"), "1");
    EXPECT_EQ(r.next(2), "dsb(ishst); isb");
    EXPECT_EQ(r.value("task.A.thread_flags"), "0");
}

} // namespace
} // namespace lazymmu::test
