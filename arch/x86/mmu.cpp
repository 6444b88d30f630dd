// The other side of a Xen PV guest, and the hardware: what a hypercall does to memory and TLBs,
// what happens on a plain store to a page table, and the hardware's table walk.
//
// The hypervisor checks what it is asked to write: the target must be an entry of a pinned
// page-table page, and no page-table page may be mapped writable. A bad mmu_update changes nothing
// and fails, which the guest's flush warns about.
//
// Upstream: arch/x86/xen/mmu_pv.c; Xen's public/xen.h for the structures. Simplified: machine
// frames are the guest's plus a constant; validation looks at the frame and the write permission
// only.
// Tests: tests/arch/hypervisor_test.cpp, tests/arch/mmu_test.cpp.
#include "arch/x86/x86.h"

#include "engine/kernel/invariants.h"

#include <algorithm>

namespace lazymmu::x86 {

namespace {

bool is_table_frame(StateView s, u64 pfn) {
    return pfn >= table_frame_base && pfn < table_frame_base + s.globals().tables_used;
}

// tlb_miss: slots 0 mm, 1 va, 2 mode; 3 level, 4 entry

Flow walk_level(Cx& cx) {
    const int level = static_cast<int>(cx.arg(3));
    const bool leaf = level == cx.arch.geometry.levels - 1;
    Ptep where = no_ptep;
    u64 entry = 0;
    const bool there = pt_entry_at(cx.config, cx.s, cx.mm_arg(0), cx.arg(1), level, where, entry);
    cx.emit(Ev::walk, 0, cx.arg(3), cx.arg(1), entry, there ? ptep_index(where) : 0);
    cx.set(4, entry);
    if (!entry || (leaf && !pte_present(entry))) return ret(static_cast<u64>(TlbMiss::not_found));
    cx.set(3, cx.arg(3) + 1);
    return leaf ? next() : jump(0);
}
// A real walk is over before an invalidation can complete: an entry that has changed since it was
// read is read again, so that nothing stale is cached behind the back of a flush.
Flow fill(Cx& cx) {
    const Ptep where = pt_find(cx.config, cx.s, cx.mm_arg(0), cx.arg(1));
    if (pt_load(cx.s, where) != cx.arg(4)) {
        cx.set(3, 0);
        return jump(0);
    }
    tlb_fill(cx, cx.mm_arg(0), cx.arg(1), cx.arg(4), cx.mm_arg(0) == MmId::init_mm);
    return ret(static_cast<u64>(TlbMiss::filled));
}
constexpr Line lines[] = {
    {"hardware walk, one level; loop", walk_level},
    {"fill the TLB", fill},
};

} // namespace

const Routine tlb_miss_routine = {fn_tlb_miss, "table walk", always(), "", lines, 5};

u64 ptep_maddr(Ptep where) {
    return ((table_frame(ptep_table(where)) + machine_frame_base) << 12) + ptep_index(where) * 8;
}

Ptep maddr_ptep(u64 ptr) {
    const u64 table = (ptr >> 12) - machine_frame_base - table_frame_base;
    return make_ptep(static_cast<u32>(table), static_cast<u32>(ptr & 0xfff) / 8);
}

void hypervisor_update(Cx& cx, u64 ptr, u64 val) {
    const Ptep where = maddr_ptep(ptr);
    const PteFields f = pte_decode(cx.config, val);
    const bool writable_table = pte_present(val) && f.prot & prot_w && is_table_frame(cx.s, f.pfn);
    if (ptep_table(where) >= cx.s.globals().tables_used || writable_table)
        return cx.warn(Msg::mmu_update_failed);
    if (ptr & preserve_ad_command) val = keep_ad(val, pt_load(cx.s, where));
    store_pte(cx, where, val);
}

void hypervisor_mmuext(Cx& cx, u64 cmd, u64 va) {
    if (cmd == cmd_invlpg_local)
        tlb_drop_page(cx, cx.cpu, static_cast<MmId>(cx.current().mm), va);
    else
        tlb_drop_all(cx, cx.cpu);
}

void trap_and_emulate(Cx& cx, Ptep where, u64 pte) {
    cx.emit(Ev::hw, hw_pte_write_trap, static_cast<u64>(index(ptep_mm(cx.s, where))),
            ptep_va(cx.config, cx.s, where), pte);
    store_pte(cx, where, pte);
}

u64 pcid_of(const Config&, MmId mm) { return static_cast<u64>(index(mm)); }

namespace {

// How many queued updates are for this page-table page, and whether they may wait.
int queued_for(const Config& config, StateView s, u32 table, Standing& standing) {
    int n = 0;
    for (int i = 0; i < config.cpus; i++) {
        const CpuId cpu = static_cast<CpuId>(i);
        const auto& c = *reinterpret_cast<const XenCpu*>(s.arch_cpu(cpu));
        const int before = n;
        for (int e = 0; e < c.mcidx; e++) {
            const u64* args = mc_args(config, c) + c.entries[e].args / 8;
            for (int k = 0; c.entries[e].op == op_mmu_update && k < c.entries[e].count; k++)
                n += ptep_table(maddr_ptep(args[2 * k])) == table;
        }
        if (n == before) continue;
        const Standing here = delay_standing(config, s, cpu);
        if (here.stale > standing.stale) standing = here;
    }
    return n;
}

u32 entries_in(StateView s, u32 table) {
    const u32* first = s.pt_keys();
    const u32* last = first + s.globals().pt_used;
    const auto key = [](u32 t) { return static_cast<u32>(make_ptep(t, 0)); };
    return static_cast<u32>(std::lower_bound(first, last, key(table + 1)) -
                            std::lower_bound(first, last, key(table)));
}

} // namespace

void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out) {
    if (!is_xen(config)) return;
    HwTableView t;
    t.name = "pinned page-table pages";
    t.label = "P2M";
    t.path = "p2m";
    t.group = "level";
    const char* columns[] = {"table", "from", "pseudo-physical", "machine frame"};
    std::copy(columns, columns + 4, t.columns);
    t.doc = "The guest counts pseudo-physical frames, its page tables hold machine frames. Pages "
            "that are page tables are pinned: the guest may only read them.";
    t.empty = "A page-table page appears with the first page that a program names.";
    for (u32 i = 0; i < s.globals().tables_used; i++) {
        const TableInfo& info = s.table(static_cast<int>(i));
        HwRow row;
        row.group = info.level;
        row.slot = i;
        row.place = config.arch->geometry.names[info.level];
        row.mm = static_cast<MmId>(info.mm);
        row.va = info.base_va;
        row.bytes = u64{1} << (config.arch->geometry.shift_of(info.level) +
                               config.arch->geometry.bits[info.level]);
        row.tag = hex_number(table_frame(i));
        row.entry = hex_number(table_frame(i) + machine_frame_base);
        const int queued = queued_for(config, s, i, row.standing);
        row.waits = true;
        row.word = queued ? "updates queued" : "pinned";
        row.help = std::to_string(entries_in(s, i)) +
                   " entries in use; pinned and read-only. mmu_update is the way to change it: a "
                   "plain store traps, and the hypervisor emulates it.";
        if (queued)
            row.help += "\n" + std::to_string(queued) +
                        (queued == 1 ? " update is" : " updates are") +
                        " queued for it: memory has the old entries.";
        t.rows.push_back(std::move(row));
    }
    t.used = static_cast<u32>(t.rows.size());
    t.capacity = config.pt_tables;
    out.push_back(std::move(t));
}

} // namespace lazymmu::x86
