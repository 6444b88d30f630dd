// Xen's multicall buffer: what shares an entry, when it is full, and how it is issued.
#include "arch/x86/x86.h"
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

std::string repeat(int n, const std::string& call) {
    return "repeat " + std::to_string(n) + " as i { " + call + " } ";
}
const std::string set = "set_pte_at(USER + i * PAGE, 7 + i, \"pwu\");";
const std::string flush = "flush_tlb_page(USER + i * PAGE);";

TEST(Multicall, TenUpdatesAreOneEntry) {
    Rig r("x86", v70, enable + repeat(10, set) + "lazy_mmu_mode_disable();");
    r.next(11);
    EXPECT_EQ(r.value("batch.mcidx"), "1");
    EXPECT_EQ(r.value("batch.argidx"), "160");
    EXPECT_EQ(r.value("batch.updates"), "10");
    EXPECT_EQ(r.pte(user1, r.user()), "-"); // memory has nothing yet
    EXPECT_EQ(r.next(), "hypercall(1,10)"); // one entry: its own call
    EXPECT_EQ(r.items().substr(0, 10), "call(1,10)");
    EXPECT_EQ(r.count(Ev::hw_item), 11);
    EXPECT_EQ(r.pte(user1, r.user(9)), "16 pwu");
    EXPECT_EQ(r.value("batch.mcidx"), "0");
    EXPECT_EQ(r.value("batch.argidx"), "0");
}

TEST(Multicall, ThirtyOneUpdatesFillTheArguments) {
    Rig r("x86", v70, enable + repeat(32, set));
    EXPECT_EQ(r.next(32), "");
    EXPECT_EQ(r.value("batch.argidx"), "496");
    EXPECT_EQ(r.value("batch.mcidx"), "1");
    EXPECT_EQ(r.next(), "hypercall(1,31)"); // 496 + 16 >= 512
    EXPECT_EQ(r.value("batch.updates"), "1");
}

TEST(Multicall, TwentyOneTlbFlushesFillTheArguments) {
    Rig r("x86", v70, enable + repeat(22, flush));
    EXPECT_EQ(r.next(22), "");
    EXPECT_EQ(r.value("batch.argidx"), "504");
    EXPECT_EQ(r.value("batch.mcidx"), "21"); // each has an entry of its own
    EXPECT_EQ(r.next(), "multicall(21)");
    EXPECT_EQ(r.value("batch.mcidx"), "1");
}

TEST(Multicall, OnlyTheLastEntryIsExtended) {
    Rig r("x86", v70, enable + repeat(13, set + flush));
    EXPECT_EQ(r.next(1 + 24), "");
    EXPECT_EQ(r.value("batch.mcidx"), "24"); // update, flush, update, flush ...
    EXPECT_EQ(r.value("batch.argidx"), "480");
    EXPECT_EQ(r.next(), "");
    EXPECT_EQ(r.value("batch.argidx"), "496");
    EXPECT_EQ(r.next(), "multicall(25)"); // 496 + 24 >= 512
    EXPECT_EQ(r.value("batch.mcidx"), "1");
    const std::string items = r.items();
    EXPECT_EQ(items.rfind("call(1,1); mmu_update(", 0), 0u) << items;
    EXPECT_NE(items.find("call(2,1); mmuext_op(7,U0); call(1,1)"), std::string::npos) << items;
}

TEST(Multicall, EntriesCanFillFirstWhereTheyAreFew) {
    Rig r("x86", v70, enable + repeat(3, set + flush), {{"mc_batch", 4}});
    EXPECT_EQ(r.next(5), "");
    EXPECT_EQ(r.value("batch.mcidx"), "4");
    EXPECT_EQ(r.next(), "multicall(4)"); // the last is a flush: an update needs a fifth entry
    EXPECT_EQ(r.value("batch.mcidx"), "1");
}

TEST(Multicall, AFullBufferStillExtendsItsLastEntry) {
    Rig r("x86", v70, enable + repeat(4, set), {{"mc_batch", 1}});
    EXPECT_EQ(r.next(5), "");
    EXPECT_EQ(r.value("batch.updates"), "4");
}

TEST(Multicall, OrderIsKept) {
    Rig r("x86", v70,
          std::string(enable) + "set_pte_at(USER, 7, \"pwu\"); set_pte_at(USER, 8, \"pu\"); "
                                "modify_prot(USER, \"p\"); lazy_mmu_mode_disable();");
    r.next(4);
    EXPECT_EQ(r.next(), "hypercall(1,3)");
    EXPECT_EQ(r.pte(user1, r.user()), "0 p"); // modify_prot read memory: an empty entry
}

TEST(Multicall, PreserveAdKeepsWhatTheHardwareSet) {
    Rig r("x86", v70,
          "set_pte_at(USER, 7, \"pwuda\"); modify_prot(USER, \"pwu\"); set_pte_at(USER, 7, "
          "\"puda\"); modify_prot(USER, \"pu\");");
    EXPECT_EQ(r.next(2), "hypercall(1,1)");
    ASSERT_EQ(r.count(Ev::hw_item, x86::item_mmu_update), 1);
    for (const Event& e : r.events)
        if (e.kind == Ev::hw_item && e.code == x86::item_mmu_update) {
            EXPECT_EQ(e.c, 1u);
        }
    EXPECT_EQ(r.pte(user1, r.user()), "7 pwuda"); // dirty and accessed survive
    r.next(2);
    EXPECT_EQ(r.pte(user1, r.user()), "7 pua"); // SAVED_DIRTY is the guest's own: it does not
}

TEST(Multicall, OutsideOfTheModeItIsIssuedAtOnce) {
    Rig r("x86", v70,
          "set_pte_at(USER, 7, \"pwu\"); set_pmd(USER, 512, \"pwu\"); flush_tlb_page(USER); "
          "flush_tlb(); modify_prot(USER, \"pu\"); "
          "flush_tlb_range(USER, 3); flush_tlb_kernel_range(KERNEL, 2);");
    EXPECT_EQ(r.next(), "hypercall(1,1)"); // not through the buffer
    EXPECT_EQ(r.count(Ev::batch_append), 0);
    for (const char* hw :
         {"hypercall(1,1)", "hypercall(2,1)", "hypercall(2,1)", "hypercall(1,1)",
          "hypercall(2,1); hypercall(2,1); hypercall(2,1)", "hypercall(2,1); hypercall(2,1)"}) {
        EXPECT_EQ(r.next(), hw);
        EXPECT_GE(r.count(Ev::batch_append), 1);
        EXPECT_EQ(r.pending(), 0);
    }
}

TEST(Multicall, InterruptsAreOffWhileTheBufferIsTaken) {
    Rig r("x86", v70,
          std::string(enable) + "set_pte_at(USER, 7, \"pwu\"); irq { modify_prot(USER, \"pu\"); }");
    r.next();
    r.until("append mmu_update");
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "true");
    r.until("A: irq_enter");
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "false");
    r.next(2);
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "true"); // as before
    r.next();
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "false");
}

// An interrupt inside of a section: set_pte is a direct hypercall and overtakes the queue;
// modify_prot and TLB flushes append to it and drain it.
TEST(Multicall, AnInterruptAndTheInterruptedQueue) {
    for (Kernel k : {v618, v70, v71, v72}) {
        Rig r("x86", k,
              std::string(enable) +
                  "set_pte_at(USER, 7, \"pwu\"); irq { set_pte_at(USER + PAGE, 8, \"pu\"); "
                  "flush_tlb_page(USER); } "
                  "set_pte_at(USER + 2 * PAGE, 9, \"pu\"); lazy_mmu_mode_disable();");
        r.next(3);
        EXPECT_EQ(r.next(), "hypercall(1,1)") << kernel_name(k);
        EXPECT_EQ(r.pte(user1, r.user()), "-");
        EXPECT_EQ(r.pte(user1, r.user(1)), "8 pu");
        EXPECT_EQ(r.next(), "multicall(2)") << kernel_name(k);
        EXPECT_EQ(r.pte(user1, r.user()), "7 pwu");
        EXPECT_EQ(r.next(2), ""); // the section goes on
        EXPECT_EQ(r.pending(), 1);
        EXPECT_EQ(r.next(), "hypercall(1,1)");
    }
}

TEST(Multicall, AnExplicitFlushInInterrupt) {
    for (Kernel k : {v618, v70, v71, v72}) {
        Rig r("x86", k,
              std::string(enable) + "set_pte_at(USER, 7, \"pwu\"); irq { "
                                    "arch_flush_lazy_mmu_mode(); } arch_flush_lazy_mmu_mode();");
        r.next(3);
        EXPECT_EQ(r.next(), k == v72 ? "hypercall(1,1)" : "") << kernel_name(k);
        EXPECT_EQ(r.next(2), k == v72 ? "" : "hypercall(1,1)") << kernel_name(k);
        EXPECT_EQ(r.task().preempt_depth, 0);
        EXPECT_TRUE(r.is_lazy()) << kernel_name(k); // v6: left and entered again
    }
}

TEST(Multicall, WhatPanelsShow) {
    Rig r("x86", v70,
          std::string(enable) + "set_pte_at(USER, 7, \"pwu\"); set_pte_at(USER + PAGE, 8, \"pu\"); "
                                "flush_tlb_page(USER); flush_tlb(); set_pmd(USER, 512, \"p\");");
    r.next(6);
    const BatchView b = r.batch();
    ASSERT_EQ(b.slots.size(), 5u);
    const char* kinds[] = {"mmu_update", "mmu_update", "INVLPG_LOCAL", "TLB_FLUSH_LOCAL",
                           "mmu_update"};
    const u16 groups[] = {0, 0, 1, 2, 3};
    for (size_t i = 0; i < 5; i++) {
        EXPECT_STREQ(b.slots[i].kind, kinds[i]);
        EXPECT_EQ(b.slots[i].group, groups[i]);
    }
    EXPECT_EQ(b.used, 4);
    EXPECT_EQ(b.capacity, 32);
    EXPECT_EQ(b.slots[1].va, r.user(1));
    EXPECT_EQ(b.slots[2].va, r.user());
    EXPECT_EQ(r.arch().pte_decode(r.config(), b.slots[1].value).pfn, 8u);
    const auto queued = [&](u64 va) { return r.arch().is_pending(r.config(), r.s(), user1, va); };
    EXPECT_TRUE(queued(r.user()));
    EXPECT_TRUE(queued(r.user(1)));
    EXPECT_FALSE(queued(r.user(2)));
    EXPECT_FALSE(queued(r.user() + (u64{1} << 38))); // no page table there
}

} // namespace
} // namespace lazymmu::test
