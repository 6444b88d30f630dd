// x86: changing the attributes of kernel pages (CPA), and DEBUG_PAGEALLOC on top of it.
//
// CPA opens no section: outside of one, every entry is written at once. But with DEBUG_PAGEALLOC
// (the option debug_pagealloc) an allocation changes the linear map, and the allocation may happen
// inside of somebody's section, where the change would be delayed. The page is used right away, so
// __kernel_map_pages() ends with a direct arch_flush_lazy_mmu_mode().
//
// Upstream: arch/x86/mm/pat/set_memory.c. Simplified: 4 KB pages only, no splitting, no cache
// attributes; an entry of the linear map appears when it is first changed.
// Tests: tests/arch/mm_ops_arch_test.cpp.
#include "arch/x86/x86.h"
#include "engine/kernel/mm_ops.h"

namespace lazymmu::x86 {

namespace {

constexpr auto set_memory_c = "arch/x86/mm/pat/set_memory.c";
constexpr u64 page_offset = 0xffff888000000000; // the linear map
constexpr u64 init_mm = static_cast<u64>(index(MmId::init_mm));

// change_page_attr: slots 0 va, 1 ptep, 2 n, 3 prot; 4 done
constexpr PageLoop loop = {-1, 0, 1, 2, 4};

Flow change_page(Cx& cx) {
    const u64 va = loop_va(cx, loop);
    const u64 old = load_pte(cx, cx.ptep_arg(1));
    const u64 pfn =
        old ? pte_decode(cx.config, old).pfn : (va - page_offset) >> cx.arch.geometry.page_shift;
    if (!old && (va < page_offset || va >= cx.arch.geometry.kernel_base)) return next(); // no page
    return call(fn_set_pte_at, init_mm, va, cx.arg(1),
                pte_encode(cx.config, pfn, static_cast<Prot>(cx.arg(3))));
}
Flow change_next(Cx& cx) {
    next_page(cx, loop);
    return loop_has_more(cx, loop) ? jump(0) : next();
}
constexpr Line change_lines[] = {
    {"pte = *ptep with the new attributes; set_pte_atomic(ptep, pte)", change_page},
    {"next page; loop n times", change_next},
};
constexpr Routine change_attr = {
    fn_change_page_attr, "__change_page_attr_set_clr", always(), set_memory_c, change_lines, 5};

// set_memory: slots 0 va, 1 ptep, 2 n, 3 prot
Flow change(Cx& cx) {
    return call(fn_change_page_attr, cx.arg(0), cx.arg(1), cx.arg(2), cx.arg(3));
}
constexpr Line set_memory_lines[] = {
    {"__change_page_attr_set_clr(va, n, prot)", change},
    {"cpa_flush(): flush_tlb_kernel_range(va, n)",
     [](Cx& cx) { return call(fn_flush_tlb_kernel_range, cx.arg(0), cx.arg(2)); }},
};
constexpr Routine set_memory = {fn_set_memory, "change_page_attr_set_clr", always(),
                                set_memory_c,  set_memory_lines,           4};

// __kernel_map_pages, debug_pagealloc_map_pages: slots 0 pfn, 1 n, 2 enable
Flow map_pages(Cx& cx) {
    const u64 va = page_offset + cx.arg(0) * cx.page_size();
    if (!pt_populate_range(cx.config, cx.s, MmId::init_mm, va, cx.arg(1))) cx.out_of("pt_tables");
    const Prot prot = static_cast<Prot>(prot_w | prot_d | prot_a | (cx.arg(2) ? prot_p : 0));
    return call(fn_change_page_attr, va, pt_find(cx.config, cx.s, MmId::init_mm, va), cx.arg(1),
                prot);
}
Flow flush_all(Cx& cx) {
    if (is_xen(cx.config)) return call(fn_flush_tlb, init_mm);
    cx.emit(Ev::hw, hw_cr3_write, init_mm);
    tlb_drop_all(cx, cx.cpu);
    return next();
}
constexpr Line kernel_map_lines[] = {
    {"__set_pages_p() or __set_pages_np(): change the linear map", map_pages},
    {"__flush_tlb_all(): this CPU only", flush_all},
    {"arch_flush_lazy_mmu_mode(): even inside of a section",
     [](Cx&) { return call(fn_arch_flush_lazy_mmu_mode); }},
};
constexpr Routine kernel_map_pages = {fn_kernel_map_pages, "__kernel_map_pages", always(),
                                      set_memory_c,        kernel_map_lines,     3};
constexpr Line debug_pagealloc_lines[] = {
    {"__kernel_map_pages(page, n, enable)",
     [](Cx& cx) { return call(fn_kernel_map_pages, cx.arg(0), cx.arg(1), cx.arg(2)); }}};
constexpr Routine debug_pagealloc = {fn_debug_pagealloc_map_pages,
                                     "debug_pagealloc_map_pages",
                                     always().and_option(opt_debug_pagealloc, 1),
                                     "include/linux/mm.h",
                                     debug_pagealloc_lines,
                                     3};

constexpr const Routine* all[] = {&change_attr, &set_memory, &kernel_map_pages, &debug_pagealloc};

} // namespace

void boot_linear_map(const Config& config, StateRef s) {
    if (!config.option[opt_debug_pagealloc]) return;
    // The linear map is there from the start; this is the page that zap_pte_range() asks for.
    pt_populate(config, s, MmId::init_mm,
                page_offset + gather_frame * config.arch->geometry.page_size());
}

std::span<const Routine* const> set_memory_routines() { return all; }

} // namespace lazymmu::x86
