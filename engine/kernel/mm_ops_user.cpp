// Where the kernel opens sections on user page tables: munmap, fork, mprotect, mremap, madvise.
//
// All of them hold the page-table lock, so preemption is off in the section. The TLB is the
// caller's business: what must go is flushed after the section (or, by move_ptes(), just after it
// and still under the lock). On powerpc (hash) and sparc64 that flush is empty: there the batch of
// the section has done it.
//
// Upstream: mm/memory.c zap_pte_range(), copy_pte_range(); mm/mprotect.c change_pte_range();
// mm/mremap.c move_ptes(); mm/madvise.c madvise_cold_or_pageout_pte_range(); mm/mmu_gather.c.
// Simplified: present pages and empty entries only (no swap, no migration entries); one page at a
// time where kernels batch a large folio; the mmu_gather flushes once, at the end, and asks for one
// more page after its first 8 (MMU_GATHER_BUNDLE); copies are always copy-on-write.
// Tests: tests/arch/mm_ops_test.cpp.
#include "engine/kernel/engine_routines.h"
#include "engine/kernel/mm_ops.h"

namespace lazymmu {

namespace {

constexpr auto memory_c = "mm/memory.c";
constexpr auto lock_text = "lock the page table: preempt_count++";
constexpr auto enable_text = "lazy_mmu_mode_enable()";
constexpr auto disable_text = "lazy_mmu_mode_disable()";
constexpr auto next_text = "next: next page; loop until this page table is done";

u64 load(Cx& cx, int ptep) { return load_pte(cx, cx.ptep_arg(ptep)); }
PteFields decode(Cx& cx, u64 pte) { return cx.arch.pte_decode(cx.config, pte); }

// The loops of these listings: slot numbers, and the lines to jump to.
template <const PageLoop& L, int First> Flow loop(Cx& cx) {
    return next_page(cx, L) ? jump(First) : next();
}
template <const PageLoop& L, int Locks = 1> Flow unlock_and_loop(Cx& cx) {
    for (int i = 0; i < Locks; i++) unlock_page_table(cx);
    return loop_has_more(cx, L) ? jump(0) : next();
}
template <const PageLoop& L> Flow flush_range(Cx& cx) {
    return call(fn_flush_tlb_range, cx.arg(L.mm), cx.arg(L.va), cx.arg(L.n));
}
Flow lock_both(Cx& cx) {
    lock_page_table(cx);
    return lock_page_table(cx);
}

// zap_pte_range: slots 0 mm, 1 va, 2 ptep, 3 n; 4 done, 5 gathered
constexpr PageLoop zap_loop = {0, 1, 2, 3, 4};
constexpr u64 gather_bundle = 8;

Flow zap_skip(Cx& cx) { return load(cx, 2) ? next() : jump(5); }
Flow zap_clear(Cx& cx) {
    return call(fn_ptep_get_and_clear, cx.arg(0), loop_va(cx, zap_loop), cx.arg(2));
}
Flow zap_gather(Cx& cx) {
    cx.set(5, cx.arg(5) + 1);
    return cx.arg(5) == gather_bundle ? call(fn_alloc_page, gather_frame) : next();
}
Flow zap_finish(Cx& cx) {
    return cx.arg(5) >= gather_bundle ? call(fn_free_page, gather_frame) : next();
}
constexpr Line zap_lines[] = {
    {lock_text, lock_page_table},
    {enable_text, enable_lazy_mmu},
    {"if (pte_none(*ptep)) goto next", zap_skip},
    {"ptep_get_and_clear(mm, va, ptep)", zap_clear},
    {"gather the page; if (8 of them fill the gather) alloc_page()", zap_gather},
    {next_text, loop<zap_loop, 2>},
    {disable_text, disable_lazy_mmu},
    {"unlock the page table; if (more to do) start over", unlock_and_loop<zap_loop>},
    {"tlb_finish_mmu(): flush_tlb_range(mm, va, n)", flush_range<zap_loop>},
    {"  and give the gather's extra page back: free_page()", zap_finish},
};
constexpr Routine zap = {fn_zap_pte_range, "zap_pte_range", always(), memory_c, zap_lines, 6};

// copy_pte_range: slots 0 mm, 1 va, 2 ptep, 3 to mm, 4 to ptep, 5 n; 6 done, 7 pte
constexpr PageLoop copy_loop = {0, 1, 2, 5, 6};

Flow copy_skip(Cx& cx) {
    cx.set(7, load(cx, 2));
    return cx.arg(7) ? next() : jump(5);
}
Flow copy_wrprotect(Cx& cx) {
    if (!(decode(cx, cx.arg(7)).prot & prot_w)) return next();
    return call(fn_ptep_set_wrprotect, cx.arg(0), loop_va(cx, copy_loop), cx.arg(2));
}
Flow copy_set(Cx& cx) {
    const PteFields f = decode(cx, cx.arg(7));
    const Prot prot = static_cast<Prot>(f.prot & ~(prot_w | prot_a));
    return call(fn_set_pte_at, cx.arg(3), loop_va(cx, copy_loop), cx.arg(4),
                cx.arch.pte_encode(cx.config, f.pfn, prot));
}
Flow copy_next(Cx& cx) {
    const bool same_table = next_page(cx, copy_loop);
    if (loop_has_more(cx, copy_loop))
        cx.set(4, static_cast<u64>(entry_of(cx, cx.mm_arg(3), loop_va(cx, copy_loop))));
    return same_table ? jump(2) : next();
}
constexpr Line copy_lines[] = {
    {"lock both page tables: preempt_count += 2", lock_both},
    {enable_text, enable_lazy_mmu},
    {"pte = *ptep; if (pte_none(pte)) goto next", copy_skip},
    {"if (pte_write(pte)) ptep_set_wrprotect(mm, va, ptep)", copy_wrprotect},
    {"set_pte_at(to_mm, va, to_ptep, pte: write-protected, old)", copy_set},
    {next_text, copy_next},
    {disable_text, disable_lazy_mmu},
    {"unlock both page tables; if (more to do) start over", unlock_and_loop<copy_loop, 2>},
    {"dup_mmap() ends: flush_tlb_range(mm, va, n)", flush_range<copy_loop>},
};
constexpr Routine copy = {fn_copy_pte_range, "copy_pte_range", always(), memory_c, copy_lines, 8};

// change_pte_range: slots 0 mm, 1 va, 2 ptep, 3 n, 4 prot; 5 done, 6 old pte
constexpr PageLoop change_loop = {0, 1, 2, 3, 5};

Flow change_skip(Cx& cx) { return load(cx, 2) ? next() : jump(5); }
Flow change_start(Cx& cx) {
    return call(fn_ptep_modify_prot_start, cx.arg(0), loop_va(cx, change_loop), cx.arg(2)).into(6);
}
Flow change_commit(Cx& cx) { // pte_modify() keeps the frame, dirty and accessed
    const PteFields f = decode(cx, cx.arg(6));
    const Prot prot = static_cast<Prot>(cx.arg(4) | (f.prot & (prot_d | prot_a)));
    const u64 fresh = cx.arch.pte_encode(cx.config, f.pfn, prot);
    return call(fn_ptep_modify_prot_commit, cx.arg(0), loop_va(cx, change_loop), cx.arg(2),
                cx.arg(6), fresh);
}
constexpr Line change_lines[] = {
    {lock_text, lock_page_table},
    {enable_text, enable_lazy_mmu},
    {"if (pte_none(*ptep)) goto next", change_skip},
    {"old = ptep_modify_prot_start(mm, va, ptep)", change_start},
    {"ptep_modify_prot_commit(mm, va, ptep, old, pte_modify(old, prot))", change_commit},
    {next_text, loop<change_loop, 2>},
    {disable_text, disable_lazy_mmu},
    {"unlock the page table; if (more to do) start over", unlock_and_loop<change_loop>},
    {"change_protection() ends: flush_tlb_range(mm, va, n)", flush_range<change_loop>},
};
constexpr Routine change = {fn_change_pte_range, "change_pte_range", always(),
                            "mm/mprotect.c",     change_lines,       7};

// move_ptes: slots 0 mm, 1 old va, 2 old ptep, 3 new va, 4 new ptep, 5 n; 6 done, 7 pte, 8 first
constexpr PageLoop move_loop = {0, 1, 2, 5, 6};

u64 new_va(const Cx& cx) { return cx.arg(3) + cx.arg(6) * cx.page_size(); }
Flow move_lock(Cx& cx) {
    cx.set(8, cx.arg(6));
    return lock_both(cx);
}
Flow move_skip(Cx& cx) { return load(cx, 2) ? next() : jump(5); }
Flow move_clear(Cx& cx) {
    return call(fn_ptep_get_and_clear, cx.arg(0), loop_va(cx, move_loop), cx.arg(2)).into(7);
}
Flow move_set(Cx& cx) { return call(fn_set_pte_at, cx.arg(0), new_va(cx), cx.arg(4), cx.arg(7)); }
Flow move_next(Cx& cx) {
    const bool same_table = next_page(cx, move_loop);
    if (!loop_has_more(cx, move_loop)) return next();
    cx.set(4, static_cast<u64>(entry_of(cx, cx.mm_arg(0), new_va(cx))));
    return same_table && !starts_page_table(cx, new_va(cx)) ? jump(2) : next();
}
Flow move_flush(Cx& cx) {
    return call(fn_flush_tlb_range, cx.arg(0), cx.arg(1) + cx.arg(8) * cx.page_size(),
                cx.arg(6) - cx.arg(8));
}
constexpr Line move_lines[] = {
    {"lock both page tables: preempt_count += 2", move_lock},
    {enable_text, enable_lazy_mmu},
    {"if (pte_none(*old_ptep)) goto next", move_skip},
    {"pte = ptep_get_and_clear(mm, old_va, old_ptep)", move_clear},
    {"set_pte_at(mm, new_va, new_ptep, pte)", move_set},
    {"next: next page of both; loop until a page table is done", move_next},
    {disable_text, disable_lazy_mmu},
    {"flush_tlb_range(mm, old pages): before the locks are dropped", move_flush},
    {"unlock both page tables; if (more to do) start over", unlock_and_loop<move_loop, 2>},
};
constexpr Routine move = {fn_move_ptes, "move_ptes", always(), "mm/mremap.c", move_lines, 9};

// madvise_cold_or_pageout: slots 0 mm, 1 va, 2 ptep, 3 n, 4 page to split; 5 done, 6 pte
constexpr PageLoop cold_loop = {0, 1, 2, 3, 5};

Flow cold_skip(Cx& cx) { return load(cx, 2) ? next() : jump(11); }
Flow cold_is_large(Cx& cx) { return cx.arg(4) == cx.arg(5) ? next() : jump(9); }
Flow cold_split(Cx&) { return call(fn_might_sleep); }
Flow cold_clear(Cx& cx) {
    if (!(decode(cx, load(cx, 2)).prot & prot_a)) return jump(11);
    return call(fn_ptep_get_and_clear, cx.arg(0), loop_va(cx, cold_loop), cx.arg(2)).into(6);
}
Flow cold_set(Cx& cx) {
    const PteFields f = decode(cx, cx.arg(6));
    const u64 old = cx.arch.pte_encode(cx.config, f.pfn, static_cast<Prot>(f.prot & ~prot_a));
    return call(fn_set_pte_at, cx.arg(0), loop_va(cx, cold_loop), cx.arg(2), old);
}
constexpr Line cold_lines[] = {
    {lock_text, lock_page_table},
    {enable_text, enable_lazy_mmu},
    {"if (pte_none(*ptep)) goto next", cold_skip},
    {"if (the page is not part of a large folio) goto cold", cold_is_large},
    {"lazy_mmu_mode_disable(): splitting may sleep", disable_lazy_mmu},
    {"unlock the page table: preempt_count--", unlock_page_table},
    {"split_folio(): may sleep", cold_split},
    {lock_text, lock_page_table},
    {enable_text, enable_lazy_mmu},
    {"cold: if (pte_young(*ptep)) pte = ptep_get_and_clear(mm, va, ptep)", cold_clear},
    {"set_pte_at(mm, va, ptep, pte_mkold(pte))", cold_set},
    {next_text, loop<cold_loop, 2>},
    {disable_text, disable_lazy_mmu},
    {"unlock the page table; if (more to do) start over", unlock_and_loop<cold_loop>},
    {"tlb_finish_mmu(): flush_tlb_range(mm, va, n)", flush_range<cold_loop>},
};
constexpr Routine cold = {fn_madvise_cold_or_pageout,
                          "madvise_cold_or_pageout_pte_range",
                          always(),
                          "mm/madvise.c",
                          cold_lines,
                          7};

constexpr const Routine* routines[] = {&zap, &copy, &change, &move, &cold};

} // namespace

std::span<const Routine* const> mm_ops_user_routines() { return routines; }

} // namespace lazymmu
