// arm64: changing the permissions of kernel pages, and DEBUG_PAGEALLOC, where the nesting began.
//
// With DEBUG_PAGEALLOC (the option debug_pagealloc) every page that is allocated becomes valid in
// the linear map, and every page that is freed invalid. That change opens a section of its own.
// zap_pte_range() may allocate a page while its own section is open, so sections nest. Up to v6.18
// the inner one's end ended batching for the outer one too.
//
// The change goes through apply_to_page_range() up to v6.18, and a walk of its own,
// update_range_prot(), from v7.0 on; both batch the barriers of the pages that become valid.
//
// Upstream: arch/arm64/mm/pageattr.c, mm/page_alloc.c, include/linux/mm.h. Simplified: an entry of
// the linear map appears when it is first changed; no splitting of large mappings; nothing but the
// valid bit is ever changed. Tests: tests/arch/mm_ops_arch_test.cpp.
#include "arch/arm64/arm64.h"
#include "engine/kernel/mm_ops.h"

namespace lazymmu::arm64 {

namespace {

constexpr auto pageattr_c = "arch/arm64/mm/pageattr.c";
constexpr u64 init_mm = static_cast<u64>(index(MmId::init_mm));

u64 linear_map(const Config& config) { return config.arch->geometry.kernel_split; }
u64 page_address(const Config& config, u64 pfn) {
    return linear_map(config) + pfn * config.arch->geometry.page_size();
}

// change_page_range: callback, slots 0 va, 1 ptep, 2 enable, 3 number of the page
Flow change_page(Cx& cx) {
    const u64 old = pt_load(cx.s, cx.ptep_arg(1));
    PteFields f = pte_decode(cx.config, old);
    if (!old) { // never changed before: the linear map has it
        f.pfn = (cx.arg(0) - linear_map(cx.config)) >> cx.arch.geometry.page_shift;
        f.prot = prot_p | prot_w | prot_d | prot_a;
    }
    f.prot = static_cast<Prot>(cx.arg(2) ? f.prot | prot_p : f.prot & ~prot_p);
    return call(fn_set_pte_at, init_mm, cx.arg(0), cx.arg(1), pte_encode(cx.config, f.pfn, f.prot));
}
constexpr Line change_page_lines[] = {
    {"pte = *ptep with the valid bit set or cleared; __set_pte(ptep, pte)", change_page}};

// set_memory_valid and update_range_prot: slots 0 va, 1 ptep, 2 n, 3 enable; 4 done
constexpr PageLoop loop = {-1, 0, 1, 2, 4};

Flow apply_to_pages(Cx& cx) {
    return call(fn_apply_to_pte_range, cx.arg(0), cx.arg(1), cx.arg(3), cx.arg(2),
                fn_change_page_range);
}
Flow update_pages(Cx& cx) {
    return call(fn_update_range_prot, cx.arg(0), cx.arg(1), cx.arg(2), cx.arg(3));
}
Flow flush_invalid(Cx& cx) {
    return cx.arg(3) ? next() : call(fn_flush_tlb_kernel_range, cx.arg(0), cx.arg(2));
}
constexpr auto flush_text = "if (!enable) flush_tlb_kernel_range(va, n)";
constexpr Line set_memory_v6_18_lines[] = {
    {"apply_to_page_range(&init_mm, va, n, change_page_range)", apply_to_pages},
    {flush_text, flush_invalid},
};
constexpr Line set_memory_v7_0_lines[] = {
    {"update_range_prot(va, n)", update_pages},
    {flush_text, flush_invalid},
};
Flow update_page(Cx& cx) {
    return call(fn_change_page_range, loop_va(cx, loop), cx.arg(1), cx.arg(3), cx.arg(4));
}
Flow update_next(Cx& cx) {
    next_page(cx, loop); // one walk over all page tables
    return loop_has_more(cx, loop) ? jump(1) : next();
}
constexpr Line update_lines[] = {
    {"lazy_mmu_mode_enable()", enable_lazy_mmu},
    {"walk: change this page's entry", update_page},
    {"next page; loop n times", update_next},
    {"lazy_mmu_mode_disable()", disable_lazy_mmu},
};

// __kernel_map_pages, debug_pagealloc_map_pages: slots 0 pfn, 1 n, 2 enable
Flow map_pages(Cx& cx) {
    const u64 va = page_address(cx.config, cx.arg(0));
    if (!pt_populate_range(cx.config, cx.s, MmId::init_mm, va, cx.arg(1))) cx.out_of("pt_tables");
    return call(fn_set_memory_valid, va, pt_find(cx.config, cx.s, MmId::init_mm, va), cx.arg(1),
                cx.arg(2));
}
constexpr Line kernel_map_lines[] = {
    {"set_memory_valid(page_address(page), n, enable)", map_pages}};
constexpr Line debug_pagealloc_lines[] = {
    {"__kernel_map_pages(page, n, enable)",
     [](Cx& cx) { return call(fn_kernel_map_pages, cx.arg(0), cx.arg(1), cx.arg(2)); }}};

} // namespace

const Routine change_page_range_routine = {fn_change_page_range, "change_page_range", always(),
                                           pageattr_c,           change_page_lines,   4};
const Routine update_range_prot_routine = {
    fn_update_range_prot, "update_range_prot", since(Kernel::v7_0), pageattr_c, update_lines, 5};
const Routine set_memory_v6_18_routine = {fn_set_memory_valid,    "set_memory_valid",
                                          until(Kernel::v6_18),   pageattr_c,
                                          set_memory_v6_18_lines, 4};
const Routine set_memory_v7_0_routine = {fn_set_memory_valid,   "set_memory_valid",
                                         since(Kernel::v7_0),   pageattr_c,
                                         set_memory_v7_0_lines, 4};
const Routine kernel_map_pages_routine = {fn_kernel_map_pages, "__kernel_map_pages", always(),
                                          pageattr_c,          kernel_map_lines,     3};
const Routine debug_pagealloc_routine = {fn_debug_pagealloc_map_pages,
                                         "debug_pagealloc_map_pages",
                                         always().and_option(opt_debug_pagealloc, 1),
                                         "include/linux/mm.h",
                                         debug_pagealloc_lines,
                                         3};

void boot(const Config& config, StateRef s) {
    if (!config.option[opt_debug_pagealloc]) return;
    // The linear map is there from the start; this is the page that zap_pte_range() asks for.
    pt_populate(config, s, MmId::init_mm, page_address(config, gather_frame));
}

} // namespace lazymmu::arm64
