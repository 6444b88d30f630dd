// sparc64: the TSB and TLB invalidations of user pages are delayed.
//
// A PTE change whose old value was accessible adds its address to a per-CPU batch of 192. The batch
// is emptied when the section ends (or, from v7.0, when a nested one does), when it is full, and
// before an address of another mm is added. There is no other way for a user entry to leave the
// TLB: flush_tlb_page() and flush_tlb_range() are empty here, the batch *is* the flush.
// Entering the mode disables preemption, so the batch stays with its CPU.
//
// Before the series the batch had an `active` flag of its own, and an inner leave cleared it.
//
// Upstream: arch/sparc/mm/tlb.c, arch/sparc/include/asm/tlbflush_64.h, pgtable_64.h (v6.18, v7.0).
// Simplified: no huge pages. Tests: tests/conformance (sparc-*), tests/arch/tsb_test.cpp.
#include "arch/sparc/sparc.h"

namespace lazymmu::sparc {

namespace {

constexpr auto tlb_c = "arch/sparc/mm/tlb.c";
constexpr auto pgtable_h = "arch/sparc/include/asm/pgtable_64.h";

TlbBatch& batch(Cx& cx) { return cx.cpu_data<TlbBatch>(); }
const TlbBatch& batch_of(StateView s, CpuId cpu) {
    return *reinterpret_cast<const TlbBatch*>(s.arch_cpu(cpu));
}

// enter, flush, leave

Flow disable_preemption(Cx& cx) {
    if (cx.config.option[opt_preempt_disable]) preempt_disable(cx);
    return next();
}
Flow enable_preemption(Cx& cx) {
    if (cx.config.option[opt_preempt_disable]) preempt_enable(cx);
    return next();
}
Flow flush_if_pending(Cx& cx) { return batch(cx).tlb_nr ? call(fn_flush_tlb_pending) : next(); }
template <int Value> Flow set_active(Cx& cx) {
    batch(cx).active = Value;
    return next();
}

constexpr Line enter_v6_18_lines[] = {
    {"preempt_disable()", disable_preemption},
    {"batch.active = 1", set_active<1>},
};
constexpr Line enter_v7_0_lines[] = {{"preempt_disable()", disable_preemption}};
constexpr Line flush_v7_0_lines[] = {{"if (batch.tlb_nr) flush_tlb_pending()", flush_if_pending}};
constexpr Line leave_v6_18_lines[] = {
    {"if (batch.tlb_nr) flush_tlb_pending()", flush_if_pending},
    {"batch.active = 0", set_active<0>},
    {"preempt_enable()", enable_preemption},
};
constexpr Line leave_v7_0_lines[] = {
    {"arch_flush_lazy_mmu_mode()", [](Cx&) { return call(fn_arch_flush_lazy_mmu_mode); }},
    {"preempt_enable()", enable_preemption},
};
constexpr Routine enter_v6_18 = {fn_arch_enter_lazy_mmu_mode, "arch_enter_lazy_mmu_mode",
                                 until(Kernel::v6_18), tlb_c, enter_v6_18_lines};
constexpr Routine enter_v7_0 = {fn_arch_enter_lazy_mmu_mode, "arch_enter_lazy_mmu_mode",
                                since(Kernel::v7_0), tlb_c, enter_v7_0_lines};
constexpr Routine flush_v6_18 = {
    fn_arch_flush_lazy_mmu_mode, "arch_flush_lazy_mmu_mode", until(Kernel::v6_18), tlb_c, {}};
constexpr Routine flush_v7_0 = {fn_arch_flush_lazy_mmu_mode, "arch_flush_lazy_mmu_mode",
                                since(Kernel::v7_0), tlb_c, flush_v7_0_lines};
constexpr Routine leave_v6_18 = {fn_arch_leave_lazy_mmu_mode, "arch_leave_lazy_mmu_mode",
                                 until(Kernel::v6_18), tlb_c, leave_v6_18_lines};
constexpr Routine leave_v7_0 = {fn_arch_leave_lazy_mmu_mode, "arch_leave_lazy_mmu_mode",
                                since(Kernel::v7_0), tlb_c, leave_v7_0_lines};

// the batch

Flow flush_begin(Cx& cx) {
    preempt_disable(cx);
    return batch(cx).tlb_nr ? next() : jump(3);
}

Flow flush_tsb_user(Cx& cx) {
    const TlbBatch& b = batch(cx);
    cx.emit(Ev::hw, hw_flush_tsb_user, b.mm, b.tlb_nr);
    for (int i = 0; i < b.tlb_nr; i++) {
        cx.emit(Ev::hw_item, item_va, b.mm, b.vaddrs[i]);
        tsb_drop(cx, static_cast<MmId>(b.mm), b.vaddrs[i] & ~u64{1});
    }
    return next();
}

Flow flush_tlb_of_batch(Cx& cx) {
    TlbBatch& b = batch(cx);
    const MmId mm = static_cast<MmId>(b.mm);
    const bool valid = cx.config.option[opt_ctx_valid] >> b.mm & 1;
    if (valid && b.tlb_nr == 1) {
        cx.emit(Ev::hw, hw_global_flush_tlb_page, b.mm, b.vaddrs[0]);
    } else if (valid) {
        cx.emit(Ev::hw, hw_smp_flush_tlb_pending, b.mm, b.tlb_nr);
        for (int i = 0; i < b.tlb_nr; i++) cx.emit(Ev::hw_item, item_va, b.mm, b.vaddrs[i]);
    }
    for (int i = 0; valid && i < b.tlb_nr; i++)
        tlb_drop_page_everywhere(cx, mm, b.vaddrs[i] & ~u64{1});
    std::memset(b.vaddrs, 0, b.tlb_nr * sizeof b.vaddrs[0]);
    b.tlb_nr = 0;
    b.mm = 0;
    b.hugepage_shift = 0;
    return next();
}

Flow put_batch(Cx& cx) {
    preempt_enable(cx);
    return next();
}

constexpr Line flush_tlb_pending_lines[] = {
    {"get_cpu_var(tlb_batch); if (tlb_nr == 0) goto out", flush_begin},
    {"flush_tsb_user(batch)", flush_tsb_user},
    {"if (CTX_VALID(mm)) one or many: flush the TLBs; tlb_nr = 0", flush_tlb_of_batch},
    {"out: put_cpu_var(tlb_batch)", put_batch},
};
constexpr Routine flush_tlb_pending = {fn_flush_tlb_pending, "flush_tlb_pending", always(), tlb_c,
                                       flush_tlb_pending_lines};

// tlb_batch_add_one: slots 0 mm, 1 vaddr

Flow add_begin(Cx& cx) {
    preempt_disable(cx);
    const TlbBatch& b = batch(cx);
    return b.tlb_nr && b.mm != cx.arg(0) ? call(fn_flush_tlb_pending) : next();
}
Flow add_is_lazy(Cx& cx) { return is_lazy(cx.config, cx.s, cx.cpu, cx.task) ? jump(4) : next(); }
Flow add_flush_tsb(Cx& cx) {
    cx.emit(Ev::hw, hw_flush_tsb_user_page, cx.arg(0), cx.arg(1));
    tsb_drop(cx, cx.mm_arg(0), cx.arg(1) & ~u64{1});
    return next();
}
Flow add_flush_tlb(Cx& cx) {
    cx.emit(Ev::hw, hw_global_flush_tlb_page, cx.arg(0), cx.arg(1));
    tlb_drop_page_everywhere(cx, cx.mm_arg(0), cx.arg(1) & ~u64{1});
    return jump(6);
}
Flow add_append(Cx& cx) {
    TlbBatch& b = batch(cx);
    if (b.tlb_nr == 0) {
        b.mm = static_cast<u8>(cx.arg(0));
        b.hugepage_shift = cx.arch.geometry.page_shift;
    }
    cx.emit(Ev::batch_append, 0, cx.arg(0), cx.arg(1) & ~u64{1}, b.tlb_nr, cx.arg(1));
    b.vaddrs[b.tlb_nr++] = cx.arg(1);
    return next();
}
Flow add_flush_if_full(Cx& cx) {
    return batch(cx).tlb_nr >= cx.config.option[opt_batch] ? call(fn_flush_tlb_pending) : next();
}

constexpr Line add_one_lines[] = {
    {"get_cpu_var(tlb_batch); if (other mm in it) flush_tlb_pending()", add_begin},
    {"if (lazy) goto queue", add_is_lazy},
    {"flush_tsb_user_page(mm, vaddr)", add_flush_tsb},
    {"global_flush_tlb_page(mm, vaddr); goto out", add_flush_tlb},
    {"queue: vaddrs[tlb_nr++] = vaddr", add_append},
    {"if (tlb_nr == TLB_BATCH_NR) flush_tlb_pending()", add_flush_if_full},
    {"out: put_cpu_var(tlb_batch)", put_batch},
};
constexpr Routine tlb_batch_add_one = {
    fn_tlb_batch_add_one, "tlb_batch_add_one", always(), tlb_c, add_one_lines, 2};

// page-table entries: slots 0 mm, 1 va, 2 ptep, 3 pte; the old value in the slot named

Flow batch_add(Cx& cx, u64 va, u64 old) {
    if (cx.mm_arg(0) == MmId::init_mm || !pte_accessible(old)) return next();
    return call(fn_tlb_batch_add_one, cx.arg(0), va | (pte_exec(old) ? 1 : 0));
}

Flow set_store(Cx& cx) {
    cx.set(4, pt_load(cx.s, cx.ptep_arg(2)));
    store_pte(cx, cx.ptep_arg(2), cx.arg(3));
    return next();
}
constexpr Line set_pte_at_lines[] = {
    {"old = *ptep; *ptep = pte", set_store},
    {"if (mm != init_mm && pte_accessible(old)) tlb_batch_add_one(mm, va)",
     [](Cx& cx) { return batch_add(cx, cx.arg(1), cx.arg(4)); }},
};
constexpr Routine set_pte_at = {fn_set_pte_at, "set_pte_at",     always(),
                                pgtable_h,     set_pte_at_lines, 5};

Flow load_old(Cx& cx) {
    cx.set(3, pt_load(cx.s, cx.ptep_arg(2)));
    return next();
}
constexpr Line get_and_clear_lines[] = {
    {"old = *ptep", load_old},
    {"set_pte_at(mm, va, ptep, 0)",
     [](Cx& cx) { return call(fn_set_pte_at, cx.arg(0), cx.arg(1), cx.arg(2), 0); }},
    {"return old", [](Cx& cx) { return ret(cx.arg(3)); }},
};
constexpr Routine ptep_get_and_clear = {
    fn_ptep_get_and_clear, "ptep_get_and_clear", always(), pgtable_h, get_and_clear_lines, 4};
// set_ptes, clear_full_ptes, ptep_set_wrprotect, ptep_modify_prot_*: the generic ones.
constexpr Line set_pmd_lines[] = {{"*pmdp = pmd", [](Cx& cx) {
                                       store_pte(cx, cx.ptep_arg(2), cx.arg(3));
                                       return next();
                                   }}};
constexpr Routine set_pmd = {fn_set_pmd, "set_pmd_at", always(), pgtable_h, set_pmd_lines, 4};

// TLB maintenance by callers: empty for user pages, see the top of this file

constexpr auto tlbflush_h = "arch/sparc/include/asm/tlbflush_64.h";
constexpr Routine flush_tlb_page = {fn_flush_tlb_page, "flush_tlb_page", always(), tlbflush_h, {}};
constexpr Routine flush_tlb_range = {
    fn_flush_tlb_range, "flush_tlb_range", always(), tlbflush_h, {}};
Flow kernel_range(Cx& cx) {
    cx.emit(Ev::hw, hw_flush_tlb_kernel_range, 0, cx.arg(0), cx.arg(1));
    for (u64 i = 0; i < cx.arg(1); i++) {
        const u64 va = cx.arg(0) + i * cx.page_size();
        tsb_drop(cx, MmId::init_mm, va);
        tlb_drop_page_everywhere(cx, MmId::init_mm, va);
    }
    return next();
}
constexpr Line kernel_range_lines[] = {{"flush the TSB and all TLBs of the range", kernel_range}};
constexpr Routine flush_tlb_kernel_range = {
    fn_flush_tlb_kernel_range, "flush_tlb_kernel_range", always(), tlb_c, kernel_range_lines, 2};

constexpr const Routine* all[] = {
    &enter_v6_18,       &enter_v7_0,
    &flush_v6_18,       &flush_v7_0,
    &leave_v6_18,       &leave_v7_0,
    &flush_tlb_pending, &tlb_batch_add_one,
    &set_pte_at,        &ptep_get_and_clear,
    &set_pmd,           &flush_tlb_page,
    &flush_tlb_range,   &flush_tlb_kernel_range,
    &tlb_miss_routine,
};

} // namespace

bool is_lazy(const Config& config, StateView s, CpuId cpu, TaskId task) {
    if (!has_generic_layer(config.kernel)) return batch_of(s, cpu).active;
    return task != TaskId::none && is_lazy_mmu_mode_active(s.task(task));
}

std::span<const Routine* const> routines() { return all; }

} // namespace lazymmu::sparc
