// sparc64 translation: TLB, then the TSB (a direct-mapped table in memory, one per mm, that the
// hardware or the trap handler looks into), then a walk of the page tables in software. Each is
// filled from the one behind it, so each can hold an entry that the page table no longer has.
//
// Upstream: arch/sparc/kernel/tsb.S, arch/sparc/mm/tsb.c. Simplified: one TSB size, no huge TSB, no
// TSB locking. Tests: tests/arch/mmu_test.cpp, tests/arch/tsb_test.cpp.
#include "arch/sparc/sparc.h"

#include "engine/kernel/invariants.h"

#include <algorithm>

namespace lazymmu::sparc {

namespace {

u64 vpn_of(const Config& config, u64 va) { return va >> config.arch->geometry.page_shift; }

TsbEntry* tsb_entry(Cx& cx, MmId mm, u64 va) {
    const u32 n = cx.config.option[opt_tsb_entries];
    if (n == 0) return nullptr;
    TsbEntry* tsb = &cx.global_data<TsbEntry>() + static_cast<u32>(index(mm)) * n;
    return &tsb[vpn_of(cx.config, va) % n];
}

// tlb_miss: slots 0 mm, 1 va, 2 mode; 3 level, 4 entry

Flow look_in_tsb(Cx& cx) {
    const TsbEntry* e = tsb_entry(cx, cx.mm_arg(0), cx.arg(1));
    const bool hit = e && e->vpn_and_valid == (vpn_of(cx.config, cx.arg(1)) << 1 | 1);
    cx.emit(Ev::lookup, 0, hit, cx.arg(1), hit ? e->pte : 0,
            e ? vpn_of(cx.config, cx.arg(1)) % cx.config.option[opt_tsb_entries] : 0);
    if (!hit) return next();
    tlb_fill(cx, cx.mm_arg(0), cx.arg(1), e->pte, false);
    return ret(static_cast<u64>(TlbMiss::filled));
}

Flow walk_level(Cx& cx) {
    const int level = static_cast<int>(cx.arg(3));
    Ptep where = no_ptep;
    u64 entry = 0;
    const bool there = pt_entry_at(cx.config, cx.s, cx.mm_arg(0), cx.arg(1), level, where, entry);
    cx.emit(Ev::walk, 0, cx.arg(3), cx.arg(1), entry, there ? ptep_index(where) : 0);
    cx.set(4, entry);
    const bool leaf = level == cx.arch.geometry.levels - 1;
    if (!entry || (leaf && !pte_accessible(entry)))
        return ret(static_cast<u64>(TlbMiss::not_found));
    cx.set(3, cx.arg(3) + 1);
    return leaf ? next() : jump(1);
}

// The trap handler is over before a cross call can complete: an entry that has changed since it was
// read is read again, so that nothing stale is cached behind the back of a flush.
Flow fill(Cx& cx) {
    const Ptep where = pt_find(cx.config, cx.s, cx.mm_arg(0), cx.arg(1));
    if (pt_load(cx.s, where) != cx.arg(4)) {
        cx.set(3, 0);
        return jump(1);
    }
    if (TsbEntry* e = tsb_entry(cx, cx.mm_arg(0), cx.arg(1))) {
        e->vpn_and_valid = vpn_of(cx.config, cx.arg(1)) << 1 | 1;
        e->pte = cx.arg(4);
    }
    tlb_fill(cx, cx.mm_arg(0), cx.arg(1), cx.arg(4), false);
    return ret(static_cast<u64>(TlbMiss::filled));
}

constexpr Line lines[] = {
    {"look in the TSB of this mm: a hit fills the TLB", look_in_tsb},
    {"walk the page table in software, one level; loop", walk_level},
    {"fill the TSB and the TLB", fill},
};

} // namespace

const Routine tlb_miss_routine = {fn_tlb_miss, "tlb_miss", always(), "arch/sparc/kernel/tsb.S",
                                  lines,       5};

void tsb_drop(Cx& cx, MmId mm, u64 va) {
    TsbEntry* e = tsb_entry(cx, mm, va);
    if (e && e->vpn_and_valid == (vpn_of(cx.config, va) << 1 | 1)) *e = TsbEntry{};
}

u64 context_of(const Config& config, MmId mm) {
    return config.option[opt_ctx_valid] >> index(mm) & 1 ? static_cast<u64>(index(mm)) + 0x10 : 0;
}

void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out) {
    const u32 n = config.option[opt_tsb_entries];
    if (n == 0) return;
    HwTableView t;
    t.name = "translation storage buffer";
    t.label = "TSB";
    t.path = "tsb";
    t.group = "mm";
    const char* columns[] = {"entry", "page", "context", "TTE"};
    std::copy(columns, columns + 4, t.columns);
    t.doc = "A direct-mapped table for each mm, between its page table and the TLBs.";
    t.empty = "access() of a page that is not in the TLB fills it.";
    t.capacity = n * config.mms;
    const TsbEntry* table = reinterpret_cast<const TsbEntry*>(s.arch_global());
    for (u32 i = 0; i < t.capacity; i++) {
        const TsbEntry& e = table[i];
        if (!(e.vpn_and_valid & 1)) continue;
        HwRow row;
        row.group = i / n;
        row.slot = i % n;
        row.place = std::to_string(row.slot);
        row.mm = static_cast<MmId>(row.group);
        row.va = (e.vpn_and_valid >> 1) << config.arch->geometry.page_shift;
        row.bytes = config.arch->geometry.page_size();
        row.tag = hex_number(context_of(config, row.mm));
        row.value = e.pte;
        row.standing = translation_standing(config, s, row.mm, row.va, e.pte);
        row.help = "Entry " + row.place + " of " + std::to_string(n) + " of this mm's TSB: the " +
                   "page number modulo " + std::to_string(n) +
                   ". Another page with the same "
                   "remainder replaces it.";
        t.rows.push_back(std::move(row));
    }
    t.used = static_cast<u32>(t.rows.size());
    out.push_back(std::move(t));
}

} // namespace lazymmu::sparc
