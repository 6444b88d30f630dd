// powerpc translation. Hash MMU: TLB, then the hash page table (HPT): the page's primary group of 8
// entries, then its secondary group. If neither has it, a hash fault looks at the Linux page table
// and inserts an HPTE, evicting one if both groups are full. Radix MMU: a hardware walk.
//
// An HPTE is a copy: changing the Linux PTE changes nothing until the HPTE is removed. That removal
// is what lazy MMU mode delays.
//
// Upstream: arch/powerpc/mm/book3s64/hash_{utils,native,64k}.c. Simplified: the VSID is a number
// made from the mm and the segment; eviction takes a slot that the page number picks; a hash fault
// does not set Accessed or Dirty. Tests: tests/arch/mmu_test.cpp, tests/arch/hash_table_test.cpp.
#include "arch/powerpc/powerpc.h"

#include "engine/kernel/invariants.h"

#include <algorithm>

namespace lazymmu::powerpc {

namespace {

u64 vpn_of(u64 va) { return va >> 16; }

u64 vsid_of(const Config& config, MmId mm, u64 va) {
    const int shift = segment_size(config, va) == segment_1t ? 40 : 28;
    return (va >> shift) * 37 + static_cast<u64>(index(mm)) * 101;
}

u32 group_of(const Config& config, MmId mm, u64 va, bool secondary) {
    if (config.option[opt_hpt_groups] == 0) return 0; // no hash table: every look into it misses
    const u64 hash = vsid_of(config, mm, va) ^ vpn_of(va);
    return static_cast<u32>((secondary ? ~hash : hash) % config.option[opt_hpt_groups]);
}

Hpte* group(Cx& cx, MmId mm, u64 va, bool secondary) {
    return &cx.global_data<Hpte>() + group_of(cx.config, mm, va, secondary) * hptes_per_group;
}

// Slots of tlb_miss and touch: 0 mm, 1 va, 2 mode or ptep; 3 level, 4 entry

template <bool Secondary> Flow look_in_group(Cx& cx) {
    const Hpte* e = hpte_find(cx, cx.mm_arg(0), cx.arg(1), Secondary);
    cx.emit(Ev::lookup, Secondary, e != nullptr, cx.arg(1), e ? e->pte : 0,
            group_of(cx.config, cx.mm_arg(0), cx.arg(1), Secondary));
    if (!e) return next();
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
    if (!entry || (leaf && !(entry & page_present)))
        return ret(static_cast<u64>(TlbMiss::not_found));
    cx.set(3, cx.arg(3) + 1);
    if (!leaf) return jump(is_radix(cx) ? 0 : 2);
    return next();
}

void insert_hpte(Cx& cx, MmId mm, u64 va, u64 pte) {
    if (is_radix(cx) || cx.config.option[opt_hpt_groups] == 0) return;
    Hpte* slot = hpte_find(cx, mm, va, false);
    bool secondary = false;
    for (int half = 0; !slot && half < 2; half++) {
        Hpte* g = group(cx, mm, va, half == 1);
        for (int i = 0; !slot && i < hptes_per_group; i++)
            if (!g[i].valid) slot = &g[i];
        secondary = half == 1;
    }
    if (!slot) { // both groups are full: one of the primary goes
        slot = group(cx, mm, va, false) +
               vpn_of(va) / cx.config.option[opt_hpt_groups] % hptes_per_group;
        secondary = false;
        tlb_drop_page_everywhere(cx, static_cast<MmId>(slot->mm), slot->vpn << 16);
    }
    *slot = Hpte{};
    slot->vpn = vpn_of(va);
    slot->pte = pte & ~page_hashpte;
    slot->valid = 1;
    slot->mm = static_cast<u8>(index(mm));
    slot->secondary = secondary;
}

// Has the entry changed since it was read? The kernel holds it with H_PAGE_BUSY; here it is read
// again.
bool has_changed(Cx& cx, u64 expected) {
    const Ptep where = pt_find(cx.config, cx.s, cx.mm_arg(0), cx.arg(1));
    return pt_load(cx.s, where) != expected;
}

Flow hash_insert(Cx& cx) {
    if (has_changed(cx, cx.arg(4))) {
        cx.set(3, 0);
        return jump(2);
    }
    insert_hpte(cx, cx.mm_arg(0), cx.arg(1), cx.arg(4));
    const Ptep where = pt_find(cx.config, cx.s, cx.mm_arg(0), cx.arg(1));
    cx.set(4, cx.arg(4) | page_hashpte);
    store_pte(cx, where, cx.arg(4));
    return next();
}

// What was found may be gone again: then nothing is cached, and the access starts over.
Flow fill(Cx& cx) {
    if (has_changed(cx, cx.arg(4))) {
        cx.set(3, 0);
        return jump(0);
    }
    tlb_fill(cx, cx.mm_arg(0), cx.arg(1), cx.arg(4) & ~page_hashpte, false);
    return ret(static_cast<u64>(TlbMiss::filled));
}

constexpr Line hash_lines[] = {
    {"look in the primary group of the hash table", look_in_group<false>},
    {"look in the secondary group", look_in_group<true>},
    {"hash fault: walk the Linux page table, one level; loop", walk_level},
    {"insert an HPTE; set H_PAGE_HASHPTE in the Linux PTE", hash_insert},
    {"fill the TLB", fill},
};
constexpr Line radix_lines[] = {
    {"hardware walk of the radix tree, one level; loop", walk_level},
    {"fill the TLB", fill},
};
Flow touch(Cx& cx) {
    const u64 pte = pt_load(cx.s, cx.ptep_arg(2));
    if (is_radix(cx) || !(pte & page_present)) return next();
    insert_hpte(cx, cx.mm_arg(0), cx.arg(1), pte);
    store_pte(cx, cx.ptep_arg(2), pte | page_hashpte);
    return next();
}
constexpr Line touch_lines[] = {{"if present: insert an HPTE, set H_PAGE_HASHPTE", touch}};

} // namespace

const Routine tlb_miss_routine = {fn_tlb_miss,
                                  "hash_page",
                                  always().and_option(opt_radix, 0),
                                  "arch/powerpc/mm/book3s64/hash_utils.c",
                                  hash_lines,
                                  5};
const Routine radix_miss_routine = {fn_tlb_miss, "radix walk", always().and_option(opt_radix, 1),
                                    "",          radix_lines,  5};
const Routine touch_routine = {
    fn_touch, "hash_page", always(), "arch/powerpc/mm/book3s64/hash_utils.c", touch_lines, 3};

Hpte* hpte_find(Cx& cx, MmId mm, u64 va, bool secondary) {
    if (is_radix(cx) || cx.config.option[opt_hpt_groups] == 0) return nullptr;
    Hpte* g = group(cx, mm, va, secondary);
    for (int i = 0; i < hptes_per_group; i++)
        if (g[i].valid && g[i].vpn == vpn_of(va) && g[i].mm == index(mm) &&
            g[i].secondary == secondary)
            return &g[i];
    return nullptr;
}

void hpte_remove(Cx& cx, MmId mm, u64 va) {
    for (bool secondary : {false, true})
        if (Hpte* e = hpte_find(cx, mm, va, secondary)) *e = Hpte{};
    tlb_drop_page_everywhere(cx, mm, va);
}

u64 lpid_of(const Config&, MmId mm) { return static_cast<u64>(index(mm)); }

void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out) {
    if (config.option[opt_radix] || config.option[opt_hpt_groups] == 0) return;
    HwTableView t;
    t.name = "hash page table";
    t.label = "HPT";
    t.path = "hpt";
    t.group = "group";
    const char* columns[] = {"group:slot", "page", "VSID", "HPTE"};
    std::copy(columns, columns + 4, t.columns);
    t.doc = "What the hardware translates with: copies of Linux PTEs, in groups of 8.";
    t.empty = "touch() or access() of a page inserts an HPTE.";
    t.capacity = u32{config.option[opt_hpt_groups]} * hptes_per_group;
    const Hpte* table = reinterpret_cast<const Hpte*>(s.arch_global());
    for (u32 i = 0; i < t.capacity; i++) {
        const Hpte& e = table[i];
        if (!e.valid) continue;
        HwRow row;
        row.group = i / hptes_per_group;
        row.slot = i % hptes_per_group;
        row.place = std::to_string(row.group) + ":" + std::to_string(row.slot);
        row.mm = static_cast<MmId>(e.mm);
        row.va = e.vpn << 16;
        row.bytes = config.arch->geometry.page_size();
        row.tag = hex_number(vsid_of(config, row.mm, row.va));
        row.value = e.pte;
        row.standing = translation_standing(config, s, row.mm, row.va, e.pte);
        row.word = e.secondary ? "secondary" : "";
        row.help = e.secondary ? "In its secondary group: the primary one was full when it was "
                                 "inserted."
                               : "In its primary group.";
        t.rows.push_back(std::move(row));
    }
    t.used = static_cast<u32>(t.rows.size());
    out.push_back(std::move(t));
}

} // namespace lazymmu::powerpc
