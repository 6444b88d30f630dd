// powerpc, hash MMU: __flush_hash_table_range(), which removes the hash entries of kernel pages
// without changing their Linux PTEs. It opens a section for itself, with interrupts off, so that
// the batch collects the pages and few flushes remove them.
//
// Upstream: arch/powerpc/mm/book3s64/hash_tlb.c. Simplified: no huge pages. With the radix MMU
// nobody calls it; it does nothing here. Tests: tests/arch/mm_ops_arch_test.cpp.
#include "arch/powerpc/powerpc.h"
#include "engine/kernel/mm_ops.h"

namespace lazymmu::powerpc {

namespace {

// Slots: 0 va, 1 ptep, 2 n; 3 done, 4 interrupts were off
constexpr PageLoop loop = {-1, 0, 1, 2, 3};

Flow save_interrupts(Cx& cx) {
    if (is_radix(cx)) return ret();
    cx.set(4, cx.this_cpu().irqs_off);
    cx.this_cpu().irqs_off = 1;
    return next();
}
Flow restore_interrupts(Cx& cx) {
    cx.this_cpu().irqs_off = static_cast<u8>(cx.arg(4));
    return next();
}
Flow need_flush(Cx& cx) {
    const u64 pte = pt_load(cx.s, cx.ptep_arg(1));
    if (!(pte & page_hashpte)) return next();
    return call(fn_hpte_need_flush, index(MmId::init_mm), loop_va(cx, loop), pte);
}
Flow next_of_range(Cx& cx) {
    next_page(cx, loop);
    return loop_has_more(cx, loop) ? jump(2) : next();
}
constexpr Line lines[] = {
    {"local_irq_save()", save_interrupts},
    {"lazy_mmu_mode_enable()", enable_lazy_mmu},
    {"if (*ptep & H_PAGE_HASHPTE) hpte_need_flush(&init_mm, va, pte)", need_flush},
    {"next page; loop n times", next_of_range},
    {"lazy_mmu_mode_disable()", disable_lazy_mmu},
    {"local_irq_restore()", restore_interrupts},
};

} // namespace

const Routine flush_hash_table_range_routine = {fn_flush_hash_table_range,
                                                "__flush_hash_table_range",
                                                always(),
                                                "arch/powerpc/mm/book3s64/hash_tlb.c",
                                                lines,
                                                5};

} // namespace lazymmu::powerpc
