// The reference backend: every change is in effect when its line is done, on every kernel, and its
// entries keep what was put into them.
#include "arch/arch.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"
#include "engine/run/query.h"
#include "engine/script/script.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

const Arch& eager_arch() { return *find_arch("eager"); }

struct Seen : EventSink {
    int hw = 0, appends = 0, faults = 0, hazards = 0;
    void on_event(const Event& e) override {
        hw += e.kind == Ev::hw;
        appends += e.kind == Ev::batch_append;
        faults += e.kind == Ev::fault;
        hazards += e.kind == Ev::hazard;
    }
};

Machine run(const std::string& text, Kernel kernel, Seen& seen) {
    const ScriptResult r = compile_script(text, eager_arch());
    EXPECT_TRUE(r.program) << text;
    Machine m = make_machine(default_config(eager_arch(), kernel), r.program);
    Choice choice;
    while (default_choice(*m.setup, m.view(), choice)) {
        EXPECT_EQ(step(m, choice, &seen).violations, 0u) << text;
        for (int i = 0; i < m.config().tlb_entries; i++)
            if (m.view().tlb(CpuId{0}, i).valid) {
                EXPECT_FALSE(tlb_is_stale(m.config(), m.view(), CpuId{0}, i)) << text;
            }
    }
    return m;
}

std::string value_of(const Machine& m, const char* path) {
    QueryValue v;
    std::string error;
    EXPECT_TRUE(query(*m.setup, m.view(), path, v, error)) << error;
    return v.text;
}

TEST(Eager, IsAReferenceAndComesLast) {
    EXPECT_TRUE(eager_arch().reference);
    EXPECT_EQ(all_archs().back(), &eager_arch());
    EXPECT_EQ(real_archs().size() + 1, all_archs().size());
    for (const Arch* a : real_archs()) EXPECT_FALSE(a->reference) << a->name;
}

TEST(Eager, NothingIsDelayedInASection) {
    for (int k = 0; k < kernel_count; k++) {
        Seen seen;
        const Machine m =
            run("set_ptes(USER, 7, \"pwu\", 3); access(USER, \"w\");"
                "lazy_mmu_mode_enable();"
                "ptep_set_wrprotect(USER); access(USER, \"w\");" // fault
                "modify_prot(USER + PAGE, \"pu\"); access(USER + PAGE, \"r\");"
                "ptep_get_and_clear(USER + PAGE); access(USER + PAGE, \"r\");" // fault
                "set_pte_at(USER + PAGE, 9, \"pwu\"); access(USER + PAGE, \"w\");"
                "set_pmd(USER, 512, \"pwu\"); clear_full_ptes(USER + 2 * PAGE, 1);"
                "flush_tlb_page(USER); is_lazy_mmu_mode_active();"
                "lazy_mmu_mode_disable();",
                static_cast<Kernel>(k), seen);
        EXPECT_EQ(seen.hw, 0);
        EXPECT_EQ(seen.appends, 0);
        EXPECT_EQ(seen.hazards, 0);
        EXPECT_EQ(seen.faults, 2);
        EXPECT_EQ(value_of(m, "pte(USER).flags"), "pu");
        EXPECT_EQ(value_of(m, "pte(USER).pfn"), "7");
        EXPECT_EQ(value_of(m, "pte(USER + PAGE).pfn"), "9");
        EXPECT_EQ(value_of(m, "pte(USER + 2 * PAGE).raw"), "0");
        BatchView batch;
        eager_arch().batch(m.config(), m.view(), CpuId{0}, TaskId{0}, batch);
        EXPECT_EQ(batch.capacity, 0);
        EXPECT_EQ(eager_arch().pending(m.config(), m.view(), CpuId{0}, TaskId{0}), 0);
        EXPECT_FALSE(eager_arch().is_pending(m.config(), m.view(), MmId{1},
                                             eager_arch().geometry.user_base));
    }
}

TEST(Eager, EntriesKeepWhatWasPutIn) {
    const Config config = default_config(eager_arch());
    for (u64 pfn : {u64{0}, u64{7}, (u64{1} << 40) - 1})
        for (int prot = 0; prot < 64; prot++) {
            const u64 pte = eager_arch().pte_encode(config, pfn, static_cast<Prot>(prot));
            EXPECT_NE(pte, 0u);
            EXPECT_EQ(eager_arch().pte_decode(config, pte).pfn, pfn);
            EXPECT_EQ(eager_arch().pte_decode(config, pte).prot, prot);
            EXPECT_EQ(eager_arch().pte_decode(config, eager_arch().pte_wrprotect(pte)).prot,
                      prot & ~int{prot_w});
        }
    u64 explained = 0;
    for (const PteBit& b : eager_arch().pte_bits)
        for (int i = b.lo; i <= b.hi; i++) explained |= u64{1} << i;
    EXPECT_EQ(eager_arch().pte_encode(config, ~u64{0}, 0x3f) & ~explained, 0u);
    EXPECT_EQ(eager_arch().context_tag(config, MmId{2}), 2u);
}

} // namespace
} // namespace lazymmu
