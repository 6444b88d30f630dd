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

} // namespace lazymmu::x86
