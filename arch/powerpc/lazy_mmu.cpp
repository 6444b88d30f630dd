// powerpc, hash MMU: the removal of hash-table entries (HPTEs) and their TLB entries is delayed.
//
// A PTE change whose old value had H_PAGE_HASHPTE (an HPTE may exist for it) adds the page to a
// per-CPU batch of 192. The batch is emptied when the section ends (from v7.0 also when a nested
// one does), when it is full, and before a page of another mm, page size or segment size is added.
// set_pte_at() never flushes: callers clear first. Entering the mode disables preemption.
// With the radix MMU every hook returns at once.
//
// Before the series the batch had an `active` flag; the context switch saved it in _TLF_LAZY_MMU.
//
// Upstream: arch/powerpc/mm/book3s64/hash_tlb.c, include/asm/book3s/64/{tlbflush-hash,hash,
// pgtable}.h, kernel/process.c (v6.18, v7.0). Simplified: one page size.
// Tests: tests/conformance (powerpc-*), tests/arch/hash_table_test.cpp.
#include "arch/powerpc/powerpc.h"

namespace lazymmu::powerpc {

namespace {

constexpr auto hash_tlb_c = "arch/powerpc/mm/book3s64/hash_tlb.c";
constexpr auto tlbflush_h = "arch/powerpc/include/asm/book3s/64/tlbflush-hash.h";
constexpr auto pgtable_h = "arch/powerpc/include/asm/book3s/64/pgtable.h";

TlbBatch& batch(Cx& cx) { return cx.cpu_data<TlbBatch>(); }
const TlbBatch& batch_of(StateView s, CpuId cpu) {
    return *reinterpret_cast<const TlbBatch*>(s.arch_cpu(cpu));
}
bool is_local(const Cx& cx, u64 mm) { return cx.config.option[opt_local] >> mm & 1; }

// enter, flush, leave

Flow return_if_radix(Cx& cx) { return is_radix(cx) ? ret() : next(); }
Flow disable_preemption(Cx& cx) {
    if (cx.config.option[opt_preempt_disable]) preempt_disable(cx);
    return next();
}
Flow enable_preemption(Cx& cx) {
    if (cx.config.option[opt_preempt_disable]) preempt_enable(cx);
    return next();
}
Flow flush_if_pending(Cx& cx) { return batch(cx).index ? call(fn_flush_tlb_pending) : next(); }
template <int Value> Flow set_active(Cx& cx) {
    batch(cx).active = Value;
    return next();
}

constexpr Line enter_v6_18_lines[] = {
    {"if (radix_enabled()) return", return_if_radix},
    {"preempt_disable()", disable_preemption},
    {"batch.active = 1", set_active<1>},
};
constexpr Line enter_v7_0_lines[] = {
    {"if (radix_enabled()) return", return_if_radix},
    {"preempt_disable()", disable_preemption},
};
constexpr Line flush_v7_0_lines[] = {
    {"if (radix_enabled()) return", return_if_radix},
    {"if (batch.index) __flush_tlb_pending(batch)", flush_if_pending},
};
constexpr Line leave_v6_18_lines[] = {
    {"if (radix_enabled()) return", return_if_radix},
    {"if (batch.index) __flush_tlb_pending(batch)", flush_if_pending},
    {"batch.active = 0", set_active<0>},
    {"preempt_enable()", enable_preemption},
};
constexpr Line leave_v7_0_lines[] = {
    {"if (radix_enabled()) return", return_if_radix},
    {"arch_flush_lazy_mmu_mode()", [](Cx&) { return call(fn_arch_flush_lazy_mmu_mode); }},
    {"preempt_enable()", enable_preemption},
};
constexpr Routine hook(u16 id, const char* name, When when, std::span<const Line> lines) {
    return {id, name, when, tlbflush_h, lines};
}
constexpr auto enter_name = "arch_enter_lazy_mmu_mode";
constexpr auto leave_name = "arch_leave_lazy_mmu_mode";
constexpr auto flush_name = "arch_flush_lazy_mmu_mode";
constexpr u16 fn_enter = fn_arch_enter_lazy_mmu_mode, fn_leave = fn_arch_leave_lazy_mmu_mode,
              fn_flush = fn_arch_flush_lazy_mmu_mode;
constexpr When before = until(Kernel::v6_18), series = since(Kernel::v7_0);
constexpr Routine enter_v6_18 = hook(fn_enter, enter_name, before, enter_v6_18_lines);
constexpr Routine enter_v7_0 = hook(fn_enter, enter_name, series, enter_v7_0_lines);
constexpr Routine flush_v6_18 = hook(fn_flush, flush_name, before, {});
constexpr Routine flush_v7_0 = hook(fn_flush, flush_name, series, flush_v7_0_lines);
constexpr Routine leave_v6_18 = hook(fn_leave, leave_name, before, leave_v6_18_lines);
constexpr Routine leave_v7_0 = hook(fn_leave, leave_name, series, leave_v7_0_lines);

// the batch

Flow flush_batch(Cx& cx) {
    TlbBatch& b = batch(cx);
    const u64 local = is_local(cx, b.mm);
    if (b.index == 1) {
        cx.emit(Ev::hw, hw_flush_hash_page, b.mm, b.slots[0], local);
    } else {
        cx.emit(Ev::hw, hw_flush_hash_range, b.mm, b.index, local);
        for (int i = 0; i < b.index; i++) cx.emit(Ev::hw_item, item_va, b.mm, b.slots[2 * i]);
    }
    for (int i = 0; i < b.index; i++) hpte_remove(cx, static_cast<MmId>(b.mm), b.slots[2 * i]);
    return next();
}
Flow reset_batch(Cx& cx) {
    TlbBatch& b = batch(cx);
    std::memset(b.slots, 0, b.index * 2 * sizeof b.slots[0]);
    b.index = 0;
    b.mm = 0;
    b.ssize = 0;
    return next();
}
constexpr Line flush_tlb_pending_lines[] = {
    {"one entry: flush_hash_page(), more: flush_hash_range(n)", flush_batch},
    {"batch.index = 0", reset_batch},
};
constexpr Routine flush_tlb_pending = {fn_flush_tlb_pending, "__flush_tlb_pending", always(),
                                       hash_tlb_c, flush_tlb_pending_lines};

// hpte_need_flush: slots 0 mm, 1 va, 2 old pte

Flow need_begin(Cx& cx) {
    preempt_disable(cx);
    return is_lazy(cx.config, cx.s, cx.cpu, cx.task) ? jump(2) : next();
}
Flow need_now(Cx& cx) {
    cx.emit(Ev::hw, hw_flush_hash_page, cx.arg(0), cx.arg(1), is_local(cx, cx.arg(0)));
    hpte_remove(cx, cx.mm_arg(0), cx.arg(1));
    return jump(5);
}
Flow need_flush_other(Cx& cx) {
    const TlbBatch& b = batch(cx);
    const bool differs = b.mm != cx.arg(0) || b.ssize != segment_size(cx.config, cx.arg(1));
    return b.index && differs ? call(fn_flush_tlb_pending) : next();
}
Flow need_append(Cx& cx) {
    TlbBatch& b = batch(cx);
    if (b.index == 0) {
        b.mm = static_cast<u8>(cx.arg(0));
        b.ssize = segment_size(cx.config, cx.arg(1));
    }
    cx.emit(Ev::batch_append, 0, cx.arg(0), cx.arg(1), b.index, cx.arg(2));
    b.slots[2 * b.index] = cx.arg(1);
    b.slots[2 * b.index + 1] = cx.arg(2);
    b.index++;
    return next();
}
Flow need_flush_full(Cx& cx) {
    return batch(cx).index >= cx.config.option[opt_batch] ? call(fn_flush_tlb_pending) : next();
}
Flow need_end(Cx& cx) {
    preempt_enable(cx);
    return next();
}
constexpr Line need_flush_lines[] = {
    {"get_cpu_var(ppc64_tlb_batch); if (lazy) goto queue", need_begin},
    {"flush_hash_page(mm, va); goto out", need_now},
    {"queue: if (other mm or segment size in it) __flush_tlb_pending()", need_flush_other},
    {"append va and old PTE; batch.index++", need_append},
    {"if (index >= PPC64_TLB_BATCH_NR) __flush_tlb_pending()", need_flush_full},
    {"out: put_cpu_var(ppc64_tlb_batch)", need_end},
};
constexpr Routine hpte_need_flush = {fn_hpte_need_flush, "hpte_need_flush", always(),
                                     hash_tlb_c,         need_flush_lines,  3};

// pte_update: slots 0 mm, 1 va, 2 ptep, 3 clear, 4 set; 5 old

Flow update_store(Cx& cx) {
    const u64 old = pt_load(cx.s, cx.ptep_arg(2));
    cx.set(5, old);
    store_pte(cx, cx.ptep_arg(2), (old & ~cx.arg(3)) | cx.arg(4));
    return next();
}
Flow update_flush(Cx& cx) {
    if (is_radix(cx) || !(cx.arg(5) & page_hashpte)) return next();
    return call(fn_hpte_need_flush, cx.arg(0), cx.arg(1), cx.arg(5));
}
constexpr Line pte_update_lines[] = {
    {"old = *ptep; *ptep = (old & ~clear) | set, atomically", update_store},
    {"if (old & H_PAGE_HASHPTE) hpte_need_flush(mm, va, old)", update_flush},
    {"return old", [](Cx& cx) { return ret(cx.arg(5)); }},
};
constexpr Routine pte_update = {fn_pte_update, "pte_update",     always(),
                                pgtable_h,     pte_update_lines, 6};

// page-table entries: slots 0 mm, 1 va, 2 ptep

constexpr u64 all_bits = ~u64{0};

constexpr Line set_pte_at_lines[] = {{"*ptep = pte: no flush, whatever was there", [](Cx& cx) {
                                          store_pte(cx, cx.ptep_arg(2), cx.arg(3));
                                          return next();
                                      }}};
constexpr Routine set_pte_at = {fn_set_pte_at, "set_pte_at",     always(),
                                pgtable_h,     set_pte_at_lines, 4};
constexpr Routine set_pmd = {fn_set_pmd, "set_pmd_at", always(), pgtable_h, set_pte_at_lines, 4};

constexpr Line get_and_clear_lines[] = {
    {"old = pte_update(mm, va, ptep, ~0, 0)",
     [](Cx& cx) {
         return call(fn_pte_update, cx.arg(0), cx.arg(1), cx.arg(2), all_bits, 0).into(3);
     }},
    {"return old", [](Cx& cx) { return ret(cx.arg(3)); }},
};
constexpr Routine ptep_get_and_clear = {
    fn_ptep_get_and_clear, "ptep_get_and_clear", always(), pgtable_h, get_and_clear_lines, 4};
constexpr Line wrprotect_lines[] = {
    {"if (!pte_write(*ptep)) return",
     [](Cx& cx) { return pt_load(cx.s, cx.ptep_arg(2)) & page_write ? next() : ret(); }},
    {"pte_update(mm, va, ptep, _PAGE_WRITE, 0)",
     [](Cx& cx) { return call(fn_pte_update, cx.arg(0), cx.arg(1), cx.arg(2), page_write, 0); }},
};
constexpr Routine ptep_set_wrprotect = {
    fn_ptep_set_wrprotect, "ptep_set_wrprotect", always(), pgtable_h, wrprotect_lines, 3};
constexpr Line modify_start_lines[] = {
    {"old = pte_update(mm, va, ptep, _PAGE_PRESENT, _PAGE_INVALID)",
     [](Cx& cx) {
         return call(fn_pte_update, cx.arg(0), cx.arg(1), cx.arg(2), page_present, page_invalid)
             .into(3);
     }},
    {"return old", [](Cx& cx) { return ret(cx.arg(3)); }},
};
constexpr Routine modify_prot_start = {fn_ptep_modify_prot_start,
                                       "ptep_modify_prot_start",
                                       always(),
                                       "arch/powerpc/mm/book3s64/pgtable.c",
                                       modify_start_lines,
                                       4};

// TLB maintenance by callers: empty for user pages with the hash MMU

constexpr auto tlbflush_64_h = "arch/powerpc/include/asm/book3s/64/tlbflush.h";
template <int N> Flow radix_tlbie(Cx& cx) {
    for (u64 i = 0; is_radix(cx) && i < (N < 0 ? 1 : cx.arg(N < 0 ? 0 : N)); i++) {
        const u64 va = cx.arg(1) + i * cx.page_size();
        cx.emit(Ev::hw, hw_tlbie, cx.arg(0), va);
        tlb_drop_page_everywhere(cx, cx.mm_arg(0), va);
    }
    return next();
}
constexpr Line flush_page_lines[] = {{"hash: nothing; radix: tlbie(mm, va)", radix_tlbie<-1>}};
constexpr Routine flush_tlb_page = {fn_flush_tlb_page, "flush_tlb_page", always(),
                                    tlbflush_64_h,     flush_page_lines, 2};
constexpr Line flush_range_lines[] = {{"hash: nothing; radix: tlbie every page", radix_tlbie<2>}};
constexpr Routine flush_tlb_range = {fn_flush_tlb_range, "flush_tlb_range", always(),
                                     tlbflush_64_h,      flush_range_lines, 3};
Flow kernel_range(Cx& cx) {
    cx.emit(Ev::hw, hw_flush_tlb_kernel_range, 0, cx.arg(0), cx.arg(1));
    for (u64 i = 0; i < cx.arg(1); i++)
        hpte_remove(cx, MmId::init_mm, cx.arg(0) + i * cx.page_size());
    return next();
}
constexpr Line kernel_range_lines[] = {
    {"flush the hash entries and TLBs of the range", kernel_range}};
constexpr Routine flush_tlb_kernel_range = {fn_flush_tlb_kernel_range,
                                            "flush_tlb_kernel_range",
                                            always(),
                                            tlbflush_h,
                                            kernel_range_lines,
                                            2};

// context switch, until v6.18: an active batch is saved, and active again on return

Flow switch_save(Cx& cx) {
    if (!batch(cx).active) return ret();
    cx.s.task(cx.task).thread_flags |= tlf_lazy_mmu;
    return next();
}
Flow switch_restore(Cx& cx) {
    TaskState& t = cx.current();
    if (t.thread_flags & tlf_lazy_mmu) {
        t.thread_flags &= ~u32{tlf_lazy_mmu};
        batch(cx).active = 1;
    }
    return next();
}
constexpr auto process_c = "arch/powerpc/kernel/process.c";
constexpr Line switch_lines[] = {
    {"if (!batch.active) return; prev flags |= _TLF_LAZY_MMU", switch_save},
    {"if (batch.index) __flush_tlb_pending(batch)", flush_if_pending},
    {"batch.active = 0", set_active<0>},
};
constexpr Line finish_lines[] = {
    {"if (_TLF_LAZY_MMU was set) clear it; batch.active = 1", switch_restore},
};
constexpr Routine switch_to = {fn_arch_switch_to, "__switch_to", until(Kernel::v6_18),
                               process_c,         switch_lines,  2};
constexpr Routine finish_switch = {fn_arch_finish_switch, "__switch_to (back in prev)",
                                   until(Kernel::v6_18), process_c, finish_lines};

constexpr const Routine* all[] = {
    &enter_v6_18,
    &enter_v7_0,
    &flush_v6_18,
    &flush_v7_0,
    &leave_v6_18,
    &leave_v7_0,
    &flush_tlb_pending,
    &hpte_need_flush,
    &pte_update,
    &set_pte_at,
    &set_pmd,
    &ptep_get_and_clear,
    &ptep_set_wrprotect,
    &modify_prot_start,
    &flush_tlb_page,
    &flush_tlb_range,
    &flush_tlb_kernel_range,
    &switch_to,
    &finish_switch,
    &tlb_miss_routine,
    &radix_miss_routine,
    &touch_routine,
    &flush_hash_table_range_routine,
};

} // namespace

SegmentSize segment_size(const Config& config, u64 va) {
    constexpr u64 terabyte = u64{1} << 40;
    return !config.arch->geometry.is_kernel(va) && va < terabyte ? segment_256m : segment_1t;
}

bool is_lazy(const Config& config, StateView s, CpuId cpu, TaskId task) {
    if (config.option[opt_radix]) return false;
    if (!has_generic_layer(config.kernel)) return batch_of(s, cpu).active;
    return task != TaskId::none && is_lazy_mmu_mode_active(s.task(task));
}

std::span<const Routine* const> routines() { return all; }

} // namespace lazymmu::powerpc
