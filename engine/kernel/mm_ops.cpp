// Small things that generic kernel code does around sections, and what the loops of the other
// mm_ops files share.
//
// Upstream: mm/mprotect.c, mm/page_alloc.c, include/linux/{kernel,mm}.h. Simplified: the allocator
// is told which page to give; what interests here is DEBUG_PAGEALLOC, which maps a page in the
// kernel's linear map when it is allocated and unmaps it when it is freed. That is the
// architecture's matter (arm64 and x86 have it as an option; elsewhere nothing happens).
// Tests: tests/arch/mm_ops_test.cpp.
#include "engine/kernel/mm_ops.h"

#include "engine/kernel/engine_routines.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/sched.h"

namespace lazymmu {

Ptep entry_of(Cx& cx, MmId mm, u64 va) {
    const Ptep where = pt_find(cx.config, cx.s, mm, va);
    if (where == no_ptep) cx.out_of("pt_tables");
    return where;
}

bool starts_page_table(const Cx& cx, u64 va) {
    return cx.arch.geometry.index_of(va, cx.arch.geometry.levels - 1) == 0;
}

bool next_page(Cx& cx, const PageLoop& l) {
    cx.set(l.done, cx.arg(l.done) + 1);
    if (!loop_has_more(cx, l)) return false;
    cx.set(l.ptep, static_cast<u64>(entry_of(cx, loop_mm(cx, l), loop_va(cx, l))));
    return !starts_page_table(cx, loop_va(cx, l));
}

Flow lock_page_table(Cx& cx) {
    preempt_disable(cx);
    return next();
}
Flow unlock_page_table(Cx& cx) {
    preempt_enable(cx);
    return next();
}
Flow enable_lazy_mmu(Cx&) { return call(fn_lazy_mmu_mode_enable); }
Flow disable_lazy_mmu(Cx&) { return call(fn_lazy_mmu_mode_disable); }

namespace {

// modify_prot: slots 0 mm, 1 va, 2 ptep, 3 prot; 4 old pte
Flow modify_start(Cx& cx) {
    return call(fn_ptep_modify_prot_start, cx.arg(0), cx.arg(1), cx.arg(2)).into(4);
}
Flow modify_commit(Cx& cx) {
    const u64 pfn = cx.arch.pte_decode(cx.config, cx.arg(4)).pfn;
    const u64 fresh = cx.arch.pte_encode(cx.config, pfn, static_cast<Prot>(cx.arg(3)));
    return call(fn_ptep_modify_prot_commit, cx.arg(0), cx.arg(1), cx.arg(2), cx.arg(4), fresh);
}
constexpr Line modify_prot_lines[] = {
    {"old = ptep_modify_prot_start(mm, va, ptep)", modify_start},
    {"ptep_modify_prot_commit(mm, va, ptep, old, new)", modify_commit},
    {"return old", [](Cx& cx) { return ret(cx.arg(4)); }},
};
constexpr Routine modify_prot_routine = {fn_modify_prot,  "modify_prot",     always(),
                                         "mm/mprotect.c", modify_prot_lines, 5};

constexpr Line might_sleep_lines[] = {{"sleeping is not allowed in a section", [](Cx& cx) {
                                           check_sleep(cx);
                                           return next();
                                       }}};
constexpr Routine might_sleep_routine = {fn_might_sleep, "might_sleep", always(),
                                         "include/linux/kernel.h", might_sleep_lines};

// alloc_page, free_page: slot 0 the frame
template <int Enable> Flow map_in_linear_map(Cx& cx) {
    return call(fn_debug_pagealloc_map_pages, cx.arg(0), 1, Enable);
}
constexpr Line alloc_lines[] = {
    {"take the page; DEBUG_PAGEALLOC: map it in the linear map", map_in_linear_map<1>}};
constexpr Line free_lines[] = {
    {"DEBUG_PAGEALLOC: unmap it from the linear map; give the page back", map_in_linear_map<0>}};
constexpr auto page_alloc_c = "mm/page_alloc.c";
constexpr Routine alloc_routine = {fn_alloc_page, "alloc_page", always(),
                                   page_alloc_c,  alloc_lines,  1};
constexpr Routine free_routine = {fn_free_page, "free_page", always(), page_alloc_c, free_lines, 1};

constexpr const Routine* routines[] = {&modify_prot_routine, &might_sleep_routine, &alloc_routine,
                                       &free_routine};

} // namespace

std::span<const Routine* const> mm_ops_routines() { return routines; }

} // namespace lazymmu
