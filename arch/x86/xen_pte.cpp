// x86, Xen PV: page-table entries. The guest sees its page tables read-only; the hypervisor writes.
//
// set_pte queues an mmu_update in a section and makes a direct hypercall outside of one: that
// overtakes whatever an interrupted section has queued. modify_prot, set_pmd and the TLB flushes
// always queue, then issue. Clearing and write-protecting are plain stores: they trap, and the
// hypervisor emulates them at once, before anything that is queued. Reads see memory, not the
// queue.
//
// Upstream: arch/x86/xen/mmu_pv.c (xen_set_pte, xen_ptep_modify_prot_*, xen_set_pmd_hyper,
// xen_flush_tlb, xen_flush_tlb_one_user). Simplified: every table page is pinned.
// Tests: tests/conformance (x86-*), tests/arch/hypervisor_test.cpp.
#include "arch/x86/x86.h"

namespace lazymmu::x86 {

namespace {

constexpr auto mmu_pv_c = "arch/x86/xen/mmu_pv.c";
constexpr When on_xen = always().and_option(opt_xen, 1);

// Slots: 0 mm, 1 va, 2 ptep, 3 pte

Flow set_queue(Cx& cx) {
    if (!is_lazy(cx.config, cx.s, cx.cpu, cx.task)) return next();
    return call(fn_queue_update, cx.arg(2), cx.arg(3), 0, 0).then(line_end);
}
Flow set_direct(Cx& cx) {
    const u64 ptr = ptep_maddr(cx.ptep_arg(2));
    cx.emit(Ev::hw, hw_hypercall, op_mmu_update, 1);
    cx.emit(Ev::hw_item, item_call, op_mmu_update, 1);
    cx.emit(Ev::hw_item, item_mmu_update, ptr, cx.arg(3), 0, cx.arg(2));
    hypervisor_update(cx, ptr, cx.arg(3));
    return next();
}
constexpr Line set_pte_lines[] = {
    {"if (lazy) { queue the mmu_update; return }", set_queue},
    {"HYPERVISOR_mmu_update(ptep, pte)", set_direct},
};
constexpr Routine set_pte_at = {fn_set_pte_at, "xen_set_pte", on_xen, mmu_pv_c, set_pte_lines, 4};

constexpr Line set_pmd_lines[] = {{"queue the mmu_update; issue it unless lazy", [](Cx& cx) {
                                       return call(fn_queue_update, cx.arg(2), cx.arg(3), 0, 0);
                                   }}};
constexpr Routine set_pmd = {fn_set_pmd, "xen_set_pmd_hyper", on_xen, mmu_pv_c, set_pmd_lines, 4};

Flow clear(Cx& cx) {
    const u64 old = load_pte(cx, cx.ptep_arg(2));
    trap_and_emulate(cx, cx.ptep_arg(2), 0);
    return ret(old);
}
constexpr Line clear_lines[] = {{"return xchg(ptep, 0): traps, emulated at once", clear}};
constexpr Routine ptep_get_and_clear = {fn_ptep_get_and_clear,
                                        "ptep_get_and_clear",
                                        on_xen,
                                        "arch/x86/include/asm/pgtable.h",
                                        clear_lines,
                                        3};
Flow wrprotect(Cx& cx) {
    trap_and_emulate(cx, cx.ptep_arg(2), pte_wrprotect(load_pte(cx, cx.ptep_arg(2))));
    return next();
}
constexpr Line wrprotect_lines[] = {
    {"cmpxchg(ptep, old, pte_wrprotect(old)): traps, emulated at once", wrprotect}};
constexpr Routine ptep_set_wrprotect = {fn_ptep_set_wrprotect,
                                        "ptep_set_wrprotect",
                                        on_xen,
                                        "arch/x86/include/asm/pgtable.h",
                                        wrprotect_lines,
                                        3};

constexpr Line modify_start_lines[] = {{"return *ptep: memory, not the queue; nothing is cleared",
                                        [](Cx& cx) { return ret(load_pte(cx, cx.ptep_arg(2))); }}};
constexpr Routine modify_prot_start = {fn_ptep_modify_prot_start,
                                       "xen_ptep_modify_prot_start",
                                       on_xen,
                                       mmu_pv_c,
                                       modify_start_lines,
                                       3};
constexpr Line modify_commit_lines[] = {
    {"queue mmu_update { ptep | PRESERVE_AD, pte }; issue unless lazy",
     [](Cx& cx) { return call(fn_queue_update, cx.arg(2), cx.arg(4), 1, 0); }}};
constexpr Routine modify_prot_commit = {fn_ptep_modify_prot_commit,
                                        "xen_ptep_modify_prot_commit",
                                        on_xen,
                                        mmu_pv_c,
                                        modify_commit_lines,
                                        5};

// TLB maintenance: queued behind the PTE updates

constexpr Line flush_one_lines[] = {
    {"queue mmuext_op INVLPG_LOCAL; issue unless lazy",
     [](Cx& cx) { return call(fn_queue_mmuext, cmd_invlpg_local, cx.arg(1), 0, 0); }}};
constexpr Routine flush_tlb_page = {fn_flush_tlb_page, "xen_flush_tlb_one_user", on_xen,
                                    mmu_pv_c,          flush_one_lines,          2};
constexpr Line flush_all_lines[] = {{"queue mmuext_op TLB_FLUSH_LOCAL; issue unless lazy", [](Cx&) {
                                         return call(fn_queue_mmuext, cmd_tlb_flush_local, 0, 0, 0);
                                     }}};
constexpr Routine flush_tlb = {fn_flush_tlb, "xen_flush_tlb", on_xen, mmu_pv_c, flush_all_lines, 1};

// flush_tlb_range: slots 0 mm, 1 va, 2 n; flush_tlb_kernel_range: 0 va, 1 n
template <int Va, int N> Flow flush_one_of_range(Cx& cx) {
    const u64 va = cx.arg(Va);
    cx.set(Va, va + cx.page_size());
    cx.set(N, cx.arg(N) - 1);
    return call(fn_queue_mmuext, cmd_invlpg_local, va, 0, 0).then(cx.arg(N) ? 0 : line_end);
}
constexpr Line range_lines[] = {
    {"queue mmuext_op INVLPG_LOCAL for every page; loop", flush_one_of_range<1, 2>}};
constexpr Line kernel_range_lines[] = {
    {"queue mmuext_op INVLPG_LOCAL for every page; loop", flush_one_of_range<0, 1>}};
constexpr Routine flush_tlb_range = {fn_flush_tlb_range, "flush_tlb_range", on_xen,
                                     mmu_pv_c,           range_lines,       3};
constexpr Routine flush_tlb_kernel_range = {
    fn_flush_tlb_kernel_range, "flush_tlb_kernel_range", on_xen, mmu_pv_c, kernel_range_lines, 2};

constexpr const Routine* all[] = {
    &set_pte_at,         &set_pmd,
    &ptep_get_and_clear, &ptep_set_wrprotect,
    &modify_prot_start,  &modify_prot_commit,
    &flush_tlb_page,     &flush_tlb,
    &flush_tlb_range,    &flush_tlb_kernel_range,
};

} // namespace

std::span<const Routine* const> xen_pte_routines() { return all; }

} // namespace lazymmu::x86
