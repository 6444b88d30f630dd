// The per-CPU TLBs: tags, global entries, round-robin eviction, invalidation, and which entries are
// stale.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

// A machine whose TLBs are filled by hand.
struct Tlb : Rig {
    explicit Tlb(const std::string& arch = "arm64", u16 entries = 4)
        : Rig(arch, v70, "touch(USER); task B cpu 1;", {},
              [entries](Config& c) { c.tlb_entries = entries; }) {}
    using Rig::find;
    Cx cx(CpuId cpu = cpu0) { return {*machine.setup, machine.state.ref(), cpu, this}; }
    void fill(MmId mm, u64 va, u64 pte = 1, bool global = false, CpuId cpu = cpu0) {
        Cx c = cx(cpu);
        tlb_fill(c, mm, va, pte, global);
    }
    int find(MmId mm, u64 va, CpuId cpu = cpu0) const {
        return tlb_find(config(), s(), cpu, mm, va);
    }
    int valid(CpuId cpu = cpu0) const {
        int n = 0;
        for (int i = 0; i < config().tlb_entries; i++) n += s().tlb(cpu, i).valid;
        return n;
    }
};

TEST(Tlb, EntriesAreTaggedWithTheirMm) {
    Tlb t;
    t.fill(user1, t.user());
    EXPECT_EQ(t.find(user1, t.user()), 0);
    EXPECT_EQ(t.find(user1, t.user() + 0xfff), 0); // anywhere in the page
    EXPECT_EQ(t.find(user1, t.user(1)), -1);
    EXPECT_EQ(t.find(user2, t.user()), -1);
    EXPECT_EQ(t.find(user1, t.user(), cpu1), -1);
    t.fill(kernel_mm, t.kernel(), 2, true);
    EXPECT_EQ(t.find(user1, t.kernel()), 1); // global: whoever runs
    EXPECT_EQ(t.find(user2, t.kernel()), 1);
}

TEST(Tlb, FillTakesTheOwnSlotThenAFreeOneThenEvicts) {
    Tlb t;
    for (u64 i = 0; i < 4; i++) t.fill(user1, t.user(i), i);
    t.fill(user1, t.user(2), 77); // the same page again: the same slot
    EXPECT_EQ(t.find(user1, t.user(2)), 2);
    EXPECT_EQ(t.s().tlb(cpu0, 2).pte, 77u);
    EXPECT_EQ(t.count(Ev::tlb_evict), 0);
    for (u64 i = 0; i < 6; i++) { // victims: 0, 1, 2, 3, 0, 1
        t.clear();
        t.fill(user1, t.user(10 + i));
        EXPECT_EQ(t.find(user1, t.user(10 + i)), static_cast<int>(i % 4));
        ASSERT_EQ(t.count(Ev::tlb_evict), 1);
        EXPECT_EQ(t.find(Ev::tlb_evict)->b, i < 4 ? t.user(i) : t.user(10 + i - 4));
    }
    Cx cx = t.cx();
    tlb_drop_page(cx, cpu0, user1, t.user(15)); // slot 1
    t.clear();
    t.fill(user1, t.user(30));
    EXPECT_EQ(t.find(user1, t.user(30)), 1); // a free slot goes first
    EXPECT_EQ(t.count(Ev::tlb_evict), 0);
}

TEST(Tlb, DropPage) {
    Tlb t;
    t.fill(user1, t.user(), 1);
    t.fill(user2, t.user(), 2);
    t.fill(user1, t.user(1), 3);
    t.fill(kernel_mm, t.kernel(), 4, true);
    Cx cx = t.cx();
    t.clear();
    EXPECT_EQ(tlb_drop_page(cx, cpu0, user1, t.user() + 8), 1);
    ASSERT_EQ(t.count(Ev::tlb_drop), 1);
    EXPECT_EQ(t.find(Ev::tlb_drop)->c, 1u);
    EXPECT_EQ(t.find(user1, t.user()), -1);
    EXPECT_GE(t.find(user2, t.user()), 0);
    EXPECT_GE(t.find(user1, t.user(1)), 0);
    EXPECT_EQ(tlb_drop_page(cx, cpu0, user1, t.kernel()), 1); // global: whatever the tag
    EXPECT_EQ(tlb_drop_page(cx, cpu0, user1, t.kernel()), 0);
    EXPECT_EQ(t.valid(), 2);
}

TEST(Tlb, DropMmKeepsGlobalOnesAndOthers) {
    Tlb t;
    t.fill(user1, t.user());
    t.fill(user1, t.user(1));
    t.fill(user2, t.user());
    t.fill(user1, t.kernel(), 1, true);
    Cx cx = t.cx();
    EXPECT_EQ(tlb_drop_mm(cx, cpu0, user1), 2);
    EXPECT_GE(t.find(user2, t.user()), 0);
    EXPECT_GE(t.find(user1, t.kernel()), 0);
    EXPECT_EQ(tlb_drop_all(cx, cpu0), 2);
    EXPECT_EQ(t.valid(), 0);
}

TEST(Tlb, EverywhereMeansEveryCpu) {
    Tlb t;
    t.fill(user1, t.user(), 1, false, cpu0);
    t.fill(user1, t.user(), 1, false, cpu1);
    t.fill(user1, t.user(1), 1, false, cpu1);
    Cx cx = t.cx();
    EXPECT_EQ(tlb_drop_page_everywhere(cx, user1, t.user()), 2);
    EXPECT_EQ(t.valid(cpu0), 0);
    EXPECT_EQ(t.valid(cpu1), 1);
    t.fill(user1, t.user(), 1, false, cpu0);
    EXPECT_EQ(tlb_drop_page(cx, cpu1, user1, t.user()), 0);
    EXPECT_EQ(t.valid(cpu0), 1);
}

TEST(Tlb, WithoutEntriesNothingIsCached) {
    Tlb t("arm64", 0);
    const Digest before = t.machine.digest();
    t.fill(user1, t.user());
    EXPECT_EQ(t.find(user1, t.user()), -1);
    EXPECT_EQ(t.machine.digest(), before);
    EXPECT_TRUE(t.events.empty());
}

TEST(Tlb, DroppedEntriesLeaveNoTrace) {
    Tlb t;
    const Digest before = t.machine.digest();
    t.fill(user1, t.user(), 5);
    EXPECT_FALSE(t.machine.digest() == before);
    Cx cx = t.cx();
    tlb_drop_all(cx, cpu0);
    EXPECT_EQ(t.machine.digest(), before);
}

// An entry that gives more, or something else, than memory does now is stale; one that gives less
// is only slow.
TEST(Tlb, Stale) {
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        Tlb t(arch);
        const Ptep where = pt_find(t.config(), t.s(), user1, t.user());
        const auto stale = [&](int cached, u64 pfn, int memory) {
            const auto pte = [&](u64 frame, int prot) {
                return t.arch().pte_encode(t.config(), frame, static_cast<Prot>(prot));
            };
            t.fill(user1, t.user(), pte(7, cached));
            pt_write(t.machine.state.ref(), where, memory < 0 ? 0 : pte(pfn, memory));
            return tlb_is_stale(t.config(), t.s(), cpu0, 0);
        };
        const int pu = prot_p | prot_u;
        EXPECT_FALSE(stale(pu, 7, pu)) << arch;
        EXPECT_TRUE(stale(pu, 8, pu)) << arch << ": another frame";
        EXPECT_TRUE(stale(pu, 7, -1)) << arch << ": empty";
        EXPECT_TRUE(stale(pu, 7, prot_u)) << arch << ": not present";
        EXPECT_TRUE(stale(pu | prot_w, 7, pu)) << arch << ": a right was taken away";
        EXPECT_TRUE(stale(pu | prot_x, 7, pu)) << arch;
        EXPECT_TRUE(stale(pu, 7, prot_p)) << arch;
        EXPECT_FALSE(stale(pu, 7, pu | prot_w | prot_x)) << arch << ": a right was given";
        EXPECT_FALSE(stale(pu | prot_d | prot_a, 7, pu)) << arch << ": not a right";
    }
    Tlb t;
    t.fill(user1, t.user() + (u64{1} << 40)); // no page table there at all
    EXPECT_TRUE(tlb_is_stale(t.config(), t.s(), cpu0, 0));
}

} // namespace
} // namespace lazymmu::test
