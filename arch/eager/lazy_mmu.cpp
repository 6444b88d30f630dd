// The reference: nothing is delayed. A store changes memory and, in the same line, drops the old
// translation from every TLB. So there is nothing to enter, to leave or to flush, on any version.
//
// No hardware is like this. It says what a program means: after everything was flushed, every other
// backend must have the page tables that this one has.
//
// Upstream: none. Tests: tests/arch/eager_test.cpp, tests/arch/differential_test.cpp.
#include "arch/eager/eager.h"

namespace lazymmu::eager {

namespace {

// enter, flush, leave

constexpr Routine enter = {
    fn_arch_enter_lazy_mmu_mode, "arch_enter_lazy_mmu_mode", always(), "", {}};
constexpr Routine flush = {
    fn_arch_flush_lazy_mmu_mode, "arch_flush_lazy_mmu_mode", always(), "", {}};
constexpr Routine leave = {
    fn_arch_leave_lazy_mmu_mode, "arch_leave_lazy_mmu_mode", always(), "", {}};

// page-table entries: slots 0 mm, 1 va, 2 ptep, 3 pte

void store(Cx& cx, u64 pte) {
    store_pte(cx, cx.ptep_arg(2), pte);
    tlb_drop_page_everywhere(cx, cx.mm_arg(0), cx.arg(1));
}

constexpr Line set_lines[] = {{"*ptep = pte; all TLBs forget the page", [](Cx& cx) {
                                   store(cx, cx.arg(3));
                                   return next();
                               }}};
constexpr Routine set_pte_at = {fn_set_pte_at, "set_pte_at", always(), "", set_lines, 4};
constexpr Routine set_pmd = {fn_set_pmd, "set_pmd", always(), "", set_lines, 4};

constexpr Line clear_lines[] = {
    {"old = *ptep; *ptep = 0; all TLBs forget the page; return old", [](Cx& cx) {
         const u64 old = load_pte(cx, cx.ptep_arg(2));
         store(cx, 0);
         return ret(old);
     }}};
constexpr Routine ptep_get_and_clear = {
    fn_ptep_get_and_clear, "ptep_get_and_clear", always(), "", clear_lines, 3};
// set_ptes, clear_full_ptes, ptep_get, ptep_set_wrprotect, ptep_modify_prot_*: the generic ones.
// flush_tlb_*: no TLB ever holds what they would remove.

constexpr const Routine* all[] = {
    &enter, &flush, &leave, &set_pte_at, &set_pmd, &ptep_get_and_clear, &tlb_miss_routine};

} // namespace

bool is_lazy(const Config&, StateView, CpuId, TaskId) { return false; }

std::span<const Routine* const> routines() { return all; }

} // namespace lazymmu::eager
