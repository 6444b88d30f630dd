// arm64 translation: TLB, then a hardware walk of four levels. The walker reads memory through its
// own eyes: a kernel PTE store is not visible to it before a dsb on the CPU that stored, and that
// CPU may still remember "no translation" until its isb, which shows as a spurious fault.
//
// The model takes the worst case of what the architecture allows, always: real hardware may show a
// store earlier. When the store buffer is full, the store with the lowest ptep becomes visible.
//
// Upstream: Arm Architecture Reference Manual, D8 (translation), B2.3 (barriers); the
// comment-worthy uses are in arch/arm64/include/asm/pgtable.h. Simplified: user PTE stores are
// visible at once; upper-level entries too. Tests: tests/arch/mmu_test.cpp.
#include "arch/arm64/arm64.h"

#include "engine/kernel/invariants.h"

#include <algorithm>

namespace lazymmu::arm64 {

namespace {

StoreBuffer& buffer(Cx& cx) { return cx.global_data<StoreBuffer>(); }

int find(const StoreBuffer& b, Ptep where) {
    for (int i = 0; i < b.used; i++)
        if (b.slots[i].ptep == static_cast<u32>(where)) return i;
    return -1;
}

void remove(StoreBuffer& b, int i) {
    std::memmove(&b.slots[i], &b.slots[i + 1],
                 static_cast<size_t>(b.used - i - 1) * sizeof b.slots[0]);
    b.used--;
    b.slots[b.used] = PendingStore{};
}

void add(Cx& cx, Ptep where, u64 old) {
    StoreBuffer& b = buffer(cx);
    const int capacity = cx.config.option[opt_store_buffer];
    if (capacity == 0) return;
    if (b.used == capacity) remove(b, 0);
    int i = b.used;
    while (i > 0 && b.slots[i - 1].ptep > static_cast<u32>(where)) {
        b.slots[i] = b.slots[i - 1];
        i--;
    }
    b.slots[i] = PendingStore{};
    b.slots[i].ptep = static_cast<u32>(where);
    b.slots[i].cpu = static_cast<u8>(index(cx.cpu));
    b.slots[i].old = old;
    b.used++;
}

// tlb_miss: slots 0 mm, 1 va, 2 mode; 3 level, 4 entry

// What the walker of this CPU sees of a last-level entry that memory holds.
u64 seen_by_walker(Cx& cx, Ptep where, u64 entry, bool& spurious) {
    const int i = find(buffer(cx), where);
    if (i < 0) return entry;
    const PendingStore& p = buffer(cx).slots[i];
    spurious = pte_valid(entry) && (!p.visible || p.cpu == index(cx.cpu));
    return !p.visible || (spurious && !pte_valid(p.old)) ? p.old : entry;
}

Flow walk_level(Cx& cx) {
    const int level = static_cast<int>(cx.arg(3));
    const bool leaf = level == cx.arch.geometry.levels - 1;
    Ptep where = no_ptep;
    u64 entry = 0;
    bool spurious = false;
    const bool there = pt_entry_at(cx.config, cx.s, cx.mm_arg(0), cx.arg(1), level, where, entry);
    if (there && leaf) entry = seen_by_walker(cx, where, entry, spurious);
    cx.emit(Ev::walk, 0, cx.arg(3), cx.arg(1), entry, there ? ptep_index(where) : 0);
    cx.set(4, entry);
    if (!entry || (leaf && !pte_valid(entry)))
        return ret(static_cast<u64>(spurious ? TlbMiss::spurious : TlbMiss::not_found));
    cx.set(3, cx.arg(3) + 1);
    return leaf ? next() : jump(0);
}

// A real walk is over before a dsb after a tlbi completes: an entry that has changed since it was
// read is read again, so that nothing stale is cached behind the back of a flush.
Flow fill(Cx& cx) {
    const Ptep where = pt_find(cx.config, cx.s, cx.mm_arg(0), cx.arg(1));
    bool spurious = false;
    if (seen_by_walker(cx, where, pt_load(cx.s, where), spurious) != cx.arg(4)) {
        cx.set(3, 0);
        return jump(0);
    }
    const bool global = cx.mm_arg(0) == MmId::init_mm;
    tlb_fill(cx, cx.mm_arg(0), cx.arg(1), cx.arg(4), global);
    return ret(static_cast<u64>(TlbMiss::filled));
}

constexpr Line lines[] = {
    {"hardware walk, one level; loop", walk_level},
    {"fill the TLB", fill},
};

} // namespace

const Routine tlb_miss_routine = {fn_tlb_miss, "table walk", always(), "", lines, 5};

void store_kernel_pte(Cx& cx, Ptep where, u64 pte) {
    const int i = find(buffer(cx), where);
    const u64 old =
        i >= 0 && !buffer(cx).slots[i].visible ? buffer(cx).slots[i].old : pt_load(cx.s, where);
    if (i >= 0) remove(buffer(cx), i);
    add(cx, where, old);
    store_pte(cx, where, pte);
    if (is_lazy(cx.config, cx.s, cx.cpu, cx.task))
        cx.emit(Ev::batch_append, 0, static_cast<u64>(index(ptep_mm(cx.s, where))),
                ptep_va(cx.config, cx.s, where), static_cast<u64>(buffer(cx).used - 1), pte);
}

void store_plain_pte(Cx& cx, Ptep where, u64 pte) {
    const int i = find(buffer(cx), where);
    if (i >= 0) remove(buffer(cx), i);
    store_pte(cx, where, pte);
}

void dsb(Cx& cx) {
    StoreBuffer& b = buffer(cx);
    for (int i = 0; i < b.used; i++)
        if (b.slots[i].cpu == index(cx.cpu)) b.slots[i].visible = 1;
}

void isb(Cx& cx) {
    StoreBuffer& b = buffer(cx);
    for (int i = b.used - 1; i >= 0; i--)
        if (b.slots[i].cpu == index(cx.cpu) && b.slots[i].visible) remove(b, i);
}

u64 asid_of(const Config&, MmId mm) { return static_cast<u64>(index(mm)); }

void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out) {
    if (config.option[opt_store_buffer] == 0) return;
    HwTableView t;
    t.name = "stores that walkers do not see yet";
    t.label = "Stores";
    t.path = "stores";
    const char* columns[] = {"store", "page", "by", "walkers still see"};
    std::copy(columns, columns + 4, t.columns);
    t.doc = "Kernel page-table stores between the store and its barriers: dsb(ishst) shows them "
            "to all table walkers, isb ends what this CPU has speculated.";
    t.empty = "set_pte_at() of a kernel page stores here; its barriers empty it.";
    t.capacity = config.option[opt_store_buffer];
    const auto& b = *reinterpret_cast<const StoreBuffer*>(s.arch_global());
    for (u32 i = 0; i < b.used; i++) {
        const PendingStore& p = b.slots[i];
        const Ptep where = static_cast<Ptep>(p.ptep);
        HwRow row;
        row.slot = i;
        row.place = std::to_string(i);
        row.mm = ptep_mm(s, where);
        row.va = ptep_va(config, s, where);
        row.bytes = config.arch->geometry.page_size();
        row.tag = "CPU " + std::to_string(p.cpu);
        row.value = p.visible ? pt_load(s, where) : p.old;
        row.standing = delay_standing(config, s, static_cast<CpuId>(p.cpu));
        row.waits = true;
        row.word = p.visible ? "isb owed" : "dsb, isb owed";
        row.help = p.visible ? "All walkers see the new entry, but " + row.tag +
                                   " may still remember that there was none, until its isb."
                             : "Memory has the new entry, but no table walker sees it before a "
                               "dsb(ishst) on " +
                                   row.tag + ".";
        t.rows.push_back(std::move(row));
    }
    t.used = b.used;
    out.push_back(std::move(t));
}

} // namespace lazymmu::arm64
