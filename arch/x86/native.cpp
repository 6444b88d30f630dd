// x86 on bare metal: lazy MMU mode does nothing. PTE changes are plain stores, which the hardware
// sees at once; TLB maintenance is the callers' business and is never delayed.
//
// Upstream: arch/x86/include/asm/{paravirt,pgtable}.h, arch/x86/mm/tlb.c. Simplified: no shootdown
// batching; flush_tlb_page reaches all CPUs. Tests: tests/arch/native_test.cpp.
#include "arch/x86/x86.h"

namespace lazymmu::x86 {

namespace {

constexpr auto pgtable_h = "arch/x86/include/asm/pgtable.h";
constexpr auto paravirt_h = "arch/x86/include/asm/paravirt.h";
constexpr auto tlb_c = "arch/x86/mm/tlb.c";
constexpr When native = always().and_option(opt_xen, 0);

constexpr Routine enter = {
    fn_arch_enter_lazy_mmu_mode, "arch_enter_lazy_mmu_mode", native, paravirt_h, {}};
constexpr Routine leave = {
    fn_arch_leave_lazy_mmu_mode, "arch_leave_lazy_mmu_mode", native, paravirt_h, {}};
constexpr Routine flush = {
    fn_arch_flush_lazy_mmu_mode, "arch_flush_lazy_mmu_mode", native, paravirt_h, {}};

Flow store(Cx& cx) {
    store_pte(cx, cx.ptep_arg(2), cx.arg(3));
    return next();
}
constexpr Line set_lines[] = {{"*ptep = pte", store}};
constexpr Routine set_pte_at = {fn_set_pte_at, "native_set_pte", native, pgtable_h, set_lines, 4};
constexpr Routine set_pmd = {fn_set_pmd, "native_set_pmd", native, pgtable_h, set_lines, 4};
Flow clear(Cx& cx) {
    const u64 old = pt_load(cx.s, cx.ptep_arg(2));
    store_pte(cx, cx.ptep_arg(2), 0);
    return ret(old);
}
constexpr Line clear_lines[] = {{"return xchg(ptep, 0)", clear}};
constexpr Routine get_and_clear = {
    fn_ptep_get_and_clear, "native_ptep_get_and_clear", native, pgtable_h, clear_lines, 3};
Flow wrprotect(Cx& cx) {
    store_pte(cx, cx.ptep_arg(2), pte_wrprotect(pt_load(cx.s, cx.ptep_arg(2))));
    return next();
}
constexpr Line wrprotect_lines[] = {{"cmpxchg(ptep, old, pte_wrprotect(old))", wrprotect}};
constexpr Routine set_wrprotect = {
    fn_ptep_set_wrprotect, "ptep_set_wrprotect", native, pgtable_h, wrprotect_lines, 3};

template <int Mm, int Va> Flow invlpg(Cx& cx) {
    const MmId mm = Mm < 0 ? MmId::init_mm : cx.mm_arg(Mm < 0 ? 0 : Mm);
    cx.emit(Ev::hw, hw_invlpg, static_cast<u64>(index(mm)), cx.arg(Va));
    tlb_drop_page_everywhere(cx, mm, cx.arg(Va));
    return next();
}
template <int Mm, int Va, int N> Flow invlpg_range(Cx& cx) {
    invlpg<Mm, Va>(cx);
    cx.set(Va, cx.arg(Va) + cx.page_size());
    cx.set(N, cx.arg(N) - 1);
    return cx.arg(N) ? jump(0) : next();
}
constexpr Line page_lines[] = {{"INVLPG on all CPUs", invlpg<0, 1>}};
constexpr Line range_lines[] = {{"INVLPG on all CPUs; next page; loop", invlpg_range<0, 1, 2>}};
constexpr Line kernel_lines[] = {{"INVLPG on all CPUs; next page; loop", invlpg_range<-1, 0, 1>}};
constexpr Routine flush_tlb_page = {
    fn_flush_tlb_page, "flush_tlb_page", native, tlb_c, page_lines, 2};
constexpr Routine flush_tlb_range = {
    fn_flush_tlb_range, "flush_tlb_range", native, tlb_c, range_lines, 3};
constexpr Routine flush_tlb_kernel_range = {
    fn_flush_tlb_kernel_range, "flush_tlb_kernel_range", native, tlb_c, kernel_lines, 2};
Flow write_cr3(Cx& cx) {
    cx.emit(Ev::hw, hw_cr3_write, cx.arg(0));
    tlb_drop_mm(cx, cx.cpu, cx.mm_arg(0));
    return next();
}
constexpr Line flush_all_lines[] = {{"write CR3: this CPU forgets the mm", write_cr3}};
constexpr Routine flush_tlb = {fn_flush_tlb, "native_flush_tlb_local", native,
                               tlb_c,        flush_all_lines,          1};

constexpr const Routine* all[] = {
    &enter,
    &leave,
    &flush,
    &set_pte_at,
    &set_pmd,
    &get_and_clear,
    &set_wrprotect,
    &flush_tlb_page,
    &flush_tlb_range,
    &flush_tlb,
    &flush_tlb_kernel_range,
    &tlb_miss_routine,
};

} // namespace

std::span<const Routine* const> native_routines() { return all; }

} // namespace lazymmu::x86
