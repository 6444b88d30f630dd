// The generic page-table helpers: what an architecture gets that does not bring its own.
//
// Upstream: include/linux/pgtable.h (set_ptes, clear_full_ptes, ptep_get, ptep_set_wrprotect,
// ptep_modify_prot_start, ptep_modify_prot_commit). Simplified: ranges stay inside one page table.
// Tests: conformance (every architecture uses some of them).
#include "engine/kernel/engine_routines.h"
#include "engine/kernel/page_table.h"

namespace lazymmu {

namespace {

constexpr auto pgtable_h = "include/linux/pgtable.h";

// Slots: 0 mm, 1 va, 2 ptep, then as routine.h says.

Flow set_one(Cx& cx) { return call(fn_set_pte_at, cx.arg(0), cx.arg(1), cx.arg(2), cx.arg(3)); }
Flow set_next(Cx& cx) {
    const PteFields f = cx.arch.pte_decode(cx.config, cx.arg(3));
    cx.set(1, cx.arg(1) + cx.page_size());
    cx.set(2, cx.arg(2) + 1);
    cx.set(3, cx.arch.pte_encode(cx.config, f.pfn + 1, f.prot));
    cx.set(4, cx.arg(4) - 1);
    return cx.arg(4) ? jump(0) : next();
}
constexpr Line set_ptes_lines[] = {
    {"set_pte_at(mm, va, ptep, pte)", set_one},
    {"next page, next frame; loop n times", set_next},
};
constexpr Routine set_ptes = {fn_set_ptes, "set_ptes", always(), pgtable_h, set_ptes_lines, 5};

Flow clear_one(Cx& cx) { return call(fn_ptep_get_and_clear, cx.arg(0), cx.arg(1), cx.arg(2)); }
Flow clear_next(Cx& cx) {
    cx.set(1, cx.arg(1) + cx.page_size());
    cx.set(2, cx.arg(2) + 1);
    cx.set(3, cx.arg(3) - 1);
    return cx.arg(3) ? jump(0) : next();
}
constexpr Line clear_full_lines[] = {
    {"ptep_get_and_clear(mm, va, ptep)", clear_one},
    {"next page; loop n times", clear_next},
};
constexpr Routine clear_full_ptes = {fn_clear_full_ptes, "clear_full_ptes", always(),
                                     pgtable_h,          clear_full_lines,  4};

constexpr Line ptep_get_lines[] = {
    {"return *ptep", [](Cx& cx) { return ret(load_pte(cx, cx.ptep_arg(2))); }}};
constexpr Routine ptep_get = {fn_ptep_get, "ptep_get", always(), pgtable_h, ptep_get_lines, 3};

Flow load_old(Cx& cx) {
    cx.set(3, load_pte(cx, cx.ptep_arg(2)));
    return next();
}
Flow set_write_protected(Cx& cx) {
    const u64 fresh = cx.arch.pte_wrprotect(cx.arg(3));
    return call(fn_set_pte_at, cx.arg(0), cx.arg(1), cx.arg(2), fresh);
}
constexpr Line wrprotect_lines[] = {
    {"old = *ptep", load_old},
    {"set_pte_at(mm, va, ptep, pte_wrprotect(old))", set_write_protected},
};
constexpr Routine ptep_set_wrprotect = {
    fn_ptep_set_wrprotect, "ptep_set_wrprotect", always(), pgtable_h, wrprotect_lines, 4};

Flow start_clear(Cx& cx) {
    return call(fn_ptep_get_and_clear, cx.arg(0), cx.arg(1), cx.arg(2)).into(3);
}
constexpr Line start_lines[] = {
    {"old = ptep_get_and_clear(mm, va, ptep)", start_clear},
    {"return old", [](Cx& cx) { return ret(cx.arg(3)); }},
};
constexpr Routine modify_prot_start = {
    fn_ptep_modify_prot_start, "ptep_modify_prot_start", always(), pgtable_h, start_lines, 4};
Flow commit_set(Cx& cx) { return call(fn_set_pte_at, cx.arg(0), cx.arg(1), cx.arg(2), cx.arg(4)); }
constexpr Line commit_lines[] = {{"set_pte_at(mm, va, ptep, new)", commit_set}};
constexpr Routine modify_prot_commit = {
    fn_ptep_modify_prot_commit, "ptep_modify_prot_commit", always(), pgtable_h, commit_lines, 5};

constexpr const Routine* routines[] = {&set_ptes,          &clear_full_ptes,
                                       &ptep_get,          &ptep_set_wrprotect,
                                       &modify_prot_start, &modify_prot_commit};

} // namespace

std::span<const Routine* const> pgtable_routines() { return routines; }

} // namespace lazymmu
