// The reference's translation: TLB, then a walk of four levels. The last level is read and put into
// the TLB in one line, so no store can come between the two.
//
// Upstream: none. Tests: tests/arch/eager_test.cpp.
#include "arch/eager/eager.h"

namespace lazymmu::eager {

namespace {

// tlb_miss: slots 0 mm, 1 va, 2 mode; 3 level

Flow walk_level(Cx& cx) {
    const int level = static_cast<int>(cx.arg(3));
    const bool leaf = level == cx.arch.geometry.levels - 1;
    Ptep where = no_ptep;
    u64 entry = 0;
    const bool there = pt_entry_at(cx.config, cx.s, cx.mm_arg(0), cx.arg(1), level, where, entry);
    cx.emit(Ev::walk, 0, cx.arg(3), cx.arg(1), entry, there ? ptep_index(where) : 0);
    if (!pte_present(entry)) return ret(static_cast<u64>(TlbMiss::not_found));
    cx.set(3, cx.arg(3) + 1);
    if (!leaf) return jump(0);
    tlb_fill(cx, cx.mm_arg(0), cx.arg(1), entry, cx.mm_arg(0) == MmId::init_mm);
    return ret(static_cast<u64>(TlbMiss::filled));
}
constexpr Line lines[] = {{"walk one level; the last one fills the TLB; loop", walk_level}};

} // namespace

const Routine tlb_miss_routine = {fn_tlb_miss, "table walk", always(), "", lines, 4};

u64 tag_of(const Config&, MmId mm) { return static_cast<u64>(index(mm)); }

} // namespace lazymmu::eager
