// What the listings of call sites share (engine/mm_ops_*.cpp, and those of single architectures):
// loops over pages, one page an iteration, and the locks around them.
//
// A loop works on one page-table page at a time, as the kernel's pte_range functions do: their
// callers lock, open a section, and close both again for every page-table page.
//
// Simplified: a page-table lock is preempt_count++ and nobody ever waits for it (no PREEMPT_RT).
#pragma once

#include "engine/kernel/page_table.h"

namespace lazymmu {

inline constexpr u64 gather_frame = 0x1f0; // of the page that a full mmu_gather asks for

// The slots of a routine that goes through pages. mm < 0: init_mm.
struct PageLoop {
    int mm, va, ptep, n; // va stays that of the first page; ptep is the current page's
    int done;            // pages done so far
};

inline MmId loop_mm(const Cx& cx, const PageLoop& l) {
    return l.mm < 0 ? MmId::init_mm : cx.mm_arg(l.mm);
}
inline u64 loop_va(const Cx& cx, const PageLoop& l) {
    return cx.arg(l.va) + cx.arg(l.done) * cx.page_size();
}
inline bool loop_has_more(const Cx& cx, const PageLoop& l) { return cx.arg(l.done) < cx.arg(l.n); }

// The entry of a page whose page-table page exists; if there was no room for it, the step fails.
Ptep entry_of(Cx& cx, MmId mm, u64 va);
// Is this page's entry the first one of a page-table page?
bool starts_page_table(const Cx& cx, u64 va);
// Goes to the next page. False: the range, or this page-table page, is done.
bool next_page(Cx& cx, const PageLoop& l);

Flow lock_page_table(Cx& cx);
Flow unlock_page_table(Cx& cx);
Flow enable_lazy_mmu(Cx& cx);
Flow disable_lazy_mmu(Cx& cx);

} // namespace lazymmu
