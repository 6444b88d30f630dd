// arm64: the barriers after kernel page-table stores are delayed.
//
// A store of a valid kernel PTE needs dsb(ishst), so that the table walkers see it, and isb(), so
// that this CPU forgets a speculated "no translation". In a section one thread flag says that both
// are owed; they are paid once, when the section ends (from v7.0 also when a nested one does).
// User PTEs and clears need none: TLB invalidation brings its own barriers, and is never delayed.
// All state belongs to the task and preemption stays on.
//
// v6.18 had a second flag, TIF_LAZY_MMU, for the mode itself. The leave of an inner section cleared
// it, so the rest of the outer one was not batched. v6.12 had no lazy MMU mode at all.
//
// Upstream: arch/arm64/include/asm/pgtable.h; __switch_to() in arch/arm64/kernel/process.c.
// Simplified: no contpte, no MTE. Tests: tests/conformance (arm64-*), tests/arch/mmu_test.cpp.
#include "arch/arm64/arm64.h"

namespace lazymmu::arm64 {

namespace {

constexpr auto pgtable_h = "arch/arm64/include/asm/pgtable.h";
constexpr auto tlbflush_h = "arch/arm64/include/asm/tlbflush.h";

bool has_flag(const Cx& cx, u32 flag) { return cx.s.task(cx.task).thread_flags & flag; }

void change_flags(Cx& cx, u32 clear, u32 set) {
    u32& flags = cx.current().thread_flags;
    const u32 old = flags;
    flags = (flags & ~clear) | set;
    if (flags != old)
        cx.emit(Ev::count, static_cast<u16>(Counter::thread_flags),
                static_cast<u64>(index(cx.task)), old, flags);
}

// enter, flush, leave

Flow return_in_interrupt(Cx& cx) { return in_interrupt(cx.current()) ? ret() : next(); }

Flow test_and_clear_pending(Cx& cx) {
    if (!has_flag(cx, tif_lazy_mmu_pending)) return ret();
    change_flags(cx, tif_lazy_mmu_pending, 0);
    return next();
}
Flow emit(Cx&) { return call(fn_emit_pte_barriers); }
Flow arch_flush(Cx&) { return call(fn_arch_flush_lazy_mmu_mode); }

constexpr Line enter_v6_18_lines[] = {
    {"if (in_interrupt()) return", return_in_interrupt},
    {"set TIF_LAZY_MMU",
     [](Cx& cx) {
         change_flags(cx, 0, tif_lazy_mmu);
         return next();
     }},
};
constexpr Line flush_v6_18_lines[] = {
    {"if (in_interrupt()) return", return_in_interrupt},
    {"if (!test_and_clear(TIF_LAZY_MMU_PENDING)) return", test_and_clear_pending},
    {"emit_pte_barriers()", emit},
};
constexpr Line flush_v7_0_lines[] = {
    {"if (!test_and_clear(TIF_LAZY_MMU_PENDING)) return", test_and_clear_pending},
    {"emit_pte_barriers()", emit},
};
constexpr Line leave_v6_18_lines[] = {
    {"if (in_interrupt()) return", return_in_interrupt},
    {"arch_flush_lazy_mmu_mode()", arch_flush},
    {"clear TIF_LAZY_MMU",
     [](Cx& cx) {
         change_flags(cx, tif_lazy_mmu, 0);
         return next();
     }},
};
constexpr Line leave_v7_0_lines[] = {{"arch_flush_lazy_mmu_mode()", arch_flush}};

constexpr Routine enter_v6_12 = {
    fn_arch_enter_lazy_mmu_mode, "arch_enter_lazy_mmu_mode", only(Kernel::v6_12), pgtable_h, {}};
constexpr Routine enter_v6_18 = {fn_arch_enter_lazy_mmu_mode, "arch_enter_lazy_mmu_mode",
                                 only(Kernel::v6_18), pgtable_h, enter_v6_18_lines};
constexpr Routine enter_v7_0 = {
    fn_arch_enter_lazy_mmu_mode, "arch_enter_lazy_mmu_mode", since(Kernel::v7_0), pgtable_h, {}};
constexpr Routine flush_v6_12 = {
    fn_arch_flush_lazy_mmu_mode, "arch_flush_lazy_mmu_mode", only(Kernel::v6_12), pgtable_h, {}};
constexpr Routine flush_v6_18 = {fn_arch_flush_lazy_mmu_mode, "arch_flush_lazy_mmu_mode",
                                 only(Kernel::v6_18), pgtable_h, flush_v6_18_lines};
constexpr Routine flush_v7_0 = {fn_arch_flush_lazy_mmu_mode, "arch_flush_lazy_mmu_mode",
                                since(Kernel::v7_0), pgtable_h, flush_v7_0_lines};
constexpr Routine leave_v6_12 = {
    fn_arch_leave_lazy_mmu_mode, "arch_leave_lazy_mmu_mode", only(Kernel::v6_12), pgtable_h, {}};
constexpr Routine leave_v6_18 = {fn_arch_leave_lazy_mmu_mode, "arch_leave_lazy_mmu_mode",
                                 only(Kernel::v6_18), pgtable_h, leave_v6_18_lines};
constexpr Routine leave_v7_0 = {fn_arch_leave_lazy_mmu_mode, "arch_leave_lazy_mmu_mode",
                                since(Kernel::v7_0), pgtable_h, leave_v7_0_lines};

// barriers

constexpr Line emit_lines[] = {
    {"dsb(ishst): table walkers see the stores",
     [](Cx& cx) {
         cx.emit(Ev::hw, hw_dsb_ishst);
         dsb(cx);
         return next();
     }},
    {"isb(): this CPU forgets speculated misses",
     [](Cx& cx) {
         cx.emit(Ev::hw, hw_isb);
         isb(cx);
         return next();
     }},
};
constexpr Routine emit_pte_barriers = {fn_emit_pte_barriers, "emit_pte_barriers", always(),
                                       pgtable_h, emit_lines};

Flow set_pending(Cx& cx) {
    change_flags(cx, 0, tif_lazy_mmu_pending);
    return next();
}
constexpr Line queue_v6_12_lines[] = {{"emit_pte_barriers()", emit}};
constexpr Line queue_v6_18_lines[] = {
    {"if (in_interrupt()) goto now",
     [](Cx& cx) { return in_interrupt(cx.current()) ? jump(3) : next(); }},
    {"if (!TIF_LAZY_MMU) goto now",
     [](Cx& cx) { return has_flag(cx, tif_lazy_mmu) ? next() : jump(3); }},
    {"set TIF_LAZY_MMU_PENDING; return",
     [](Cx& cx) {
         set_pending(cx);
         return ret();
     }},
    {"now: emit_pte_barriers()", emit},
};
constexpr Line queue_v7_0_lines[] = {
    {"if (!is_lazy_mmu_mode_active()) goto now",
     [](Cx& cx) { return is_lazy_mmu_mode_active(cx.current()) ? next() : jump(2); }},
    {"set TIF_LAZY_MMU_PENDING; return",
     [](Cx& cx) {
         set_pending(cx);
         return ret();
     }},
    {"now: emit_pte_barriers()", emit},
};
constexpr Routine queue_v6_12 = {fn_queue_pte_barriers, "queue_pte_barriers", only(Kernel::v6_12),
                                 pgtable_h, queue_v6_12_lines};
constexpr Routine queue_v6_18 = {fn_queue_pte_barriers, "queue_pte_barriers", only(Kernel::v6_18),
                                 pgtable_h, queue_v6_18_lines};
constexpr Routine queue_v7_0 = {fn_queue_pte_barriers, "queue_pte_barriers", since(Kernel::v7_0),
                                pgtable_h, queue_v7_0_lines};

// page-table entries: slots 0 mm, 1 va, 2 ptep, 3 pte

void store(Cx& cx, Ptep where, u64 pte) {
    if (pte_valid_not_user(pte))
        store_kernel_pte(cx, where, pte);
    else
        store_plain_pte(cx, where, pte);
}
Flow set_store(Cx& cx) {
    store(cx, cx.ptep_arg(2), cx.arg(3));
    return next();
}
Flow set_complete(Cx& cx) {
    return pte_valid_not_user(cx.arg(3)) ? call(fn_queue_pte_barriers) : next();
}
constexpr Line set_pte_at_lines[] = {
    {"*ptep = pte", set_store},
    {"if (valid kernel mapping) queue_pte_barriers()", set_complete},
};
constexpr Routine set_pte_at = {fn_set_pte_at, "__set_pte_at",   always(),
                                pgtable_h,     set_pte_at_lines, 4};

// set_ptes: slot 4 n; 5 done
Flow set_ptes_store(Cx& cx) {
    const PteFields f = pte_decode(cx.config, cx.arg(3));
    const u64 i = cx.arg(5);
    const u64 pte = pte_encode(cx.config, f.pfn + i, f.prot);
    store(cx, static_cast<Ptep>(cx.arg(2) + i), pte);
    cx.set(5, i + 1);
    return i + 1 < cx.arg(4) ? jump(0) : next();
}
constexpr Line set_ptes_lines[] = {
    {"*ptep++ = pte; next page, next frame; loop n times", set_ptes_store},
    {"if (valid kernel mapping) queue_pte_barriers()", set_complete},
};
constexpr Routine set_ptes = {fn_set_ptes, "__set_ptes", always(), pgtable_h, set_ptes_lines, 6};

constexpr Line set_pmd_lines[] = {
    {"*pmdp = pmd", set_store},
    {"if (pmd_valid(pmd)) queue_pte_barriers()",
     [](Cx& cx) { return pte_valid(cx.arg(3)) ? call(fn_queue_pte_barriers) : next(); }},
};
constexpr Routine set_pmd = {fn_set_pmd, "set_pmd", always(), pgtable_h, set_pmd_lines, 4};

Flow exchange(Cx& cx) {
    const u64 old = pt_load(cx.s, cx.ptep_arg(2));
    store_plain_pte(cx, cx.ptep_arg(2), 0);
    return ret(old);
}
constexpr Line get_and_clear_lines[] = {{"return xchg(ptep, 0): no barrier", exchange}};
constexpr Routine ptep_get_and_clear = {
    fn_ptep_get_and_clear, "__ptep_get_and_clear", always(), pgtable_h, get_and_clear_lines, 3};
Flow wrprotect(Cx& cx) {
    store_plain_pte(cx, cx.ptep_arg(2), pte_wrprotect(pt_load(cx.s, cx.ptep_arg(2))));
    return next();
}
constexpr Line wrprotect_lines[] = {
    {"cmpxchg(ptep, old, pte_wrprotect(old)): no barrier", wrprotect}};
constexpr Routine ptep_set_wrprotect = {
    fn_ptep_set_wrprotect, "__ptep_set_wrprotect", always(), pgtable_h, wrprotect_lines, 3};
// clear_full_ptes, ptep_modify_prot_*: the generic ones.

// TLB maintenance: never delayed

void tlbi(Cx& cx, MmId mm, u64 va) {
    cx.emit(Ev::hw, hw_tlbi, static_cast<u64>(index(mm)), va);
    tlb_drop_page_everywhere(cx, mm, va);
}
Flow complete_tlbi(Cx& cx) {
    cx.emit(Ev::hw, hw_dsb_ish);
    dsb(cx);
    return next();
}
constexpr Line flush_page_lines[] = {
    {"dsb(ishst); tlbi(va), broadcast",
     [](Cx& cx) {
         dsb(cx);
         tlbi(cx, cx.mm_arg(0), cx.arg(1));
         return next();
     }},
    {"dsb(ish)", complete_tlbi},
};
constexpr Routine flush_tlb_page = {fn_flush_tlb_page, "flush_tlb_page", always(),
                                    tlbflush_h,        flush_page_lines, 2};
template <int Mm, int Va, int N> Flow tlbi_pages(Cx& cx) {
    dsb(cx);
    for (u64 i = 0; i < cx.arg(N); i++)
        tlbi(cx, Mm < 0 ? MmId::init_mm : cx.mm_arg(Mm < 0 ? 0 : Mm),
             cx.arg(Va) + i * cx.page_size());
    return next();
}
constexpr Line flush_range_lines[] = {
    {"dsb(ishst); tlbi every page, broadcast", tlbi_pages<0, 1, 2>},
    {"dsb(ish)", complete_tlbi},
};
constexpr Routine flush_tlb_range = {fn_flush_tlb_range, "flush_tlb_range", always(),
                                     tlbflush_h,         flush_range_lines, 3};
constexpr Line flush_kernel_lines[] = {
    {"dsb(ishst); tlbi every page, broadcast", tlbi_pages<-1, 0, 1>},
    {"dsb(ish)", complete_tlbi},
    {"isb()",
     [](Cx& cx) {
         cx.emit(Ev::hw, hw_isb);
         isb(cx);
         return next();
     }},
};
constexpr Routine flush_tlb_kernel_range = {fn_flush_tlb_kernel_range,
                                            "flush_tlb_kernel_range",
                                            always(),
                                            tlbflush_h,
                                            flush_kernel_lines,
                                            2};

// context switch: the stores become visible; the flag and the isb stay owed

constexpr Line switch_lines[] = {{"dsb(ish)", complete_tlbi}};
constexpr Routine switch_to = {
    fn_arch_switch_to, "__switch_to", always(), "arch/arm64/kernel/process.c", switch_lines, 2};

constexpr const Routine* all[] = {
    &enter_v6_12,
    &enter_v6_18,
    &enter_v7_0,
    &flush_v6_12,
    &flush_v6_18,
    &flush_v7_0,
    &leave_v6_12,
    &leave_v6_18,
    &leave_v7_0,
    &emit_pte_barriers,
    &queue_v6_12,
    &queue_v6_18,
    &queue_v7_0,
    &set_pte_at,
    &set_ptes,
    &set_pmd,
    &ptep_get_and_clear,
    &ptep_set_wrprotect,
    &flush_tlb_page,
    &flush_tlb_range,
    &flush_tlb_kernel_range,
    &switch_to,
    &tlb_miss_routine,
    &change_page_range_routine,
    &update_range_prot_routine,
    &set_memory_v6_18_routine,
    &set_memory_v7_0_routine,
    &kernel_map_pages_routine,
    &debug_pagealloc_routine,
};

} // namespace

bool is_lazy(const Config& config, StateView s, CpuId, TaskId task) {
    if (task == TaskId::none) return false;
    const TaskState& t = s.task(task);
    if (has_generic_layer(config.kernel)) return is_lazy_mmu_mode_active(t);
    return !in_interrupt(t) && t.thread_flags & tif_lazy_mmu;
}

std::span<const Routine* const> routines() { return all; }

} // namespace lazymmu::arm64
