// Where the kernel opens sections on its own page tables: vmap, vunmap, apply_to_page_range, KASAN.
//
// No lock is taken here, so these sections are preemptible unless the architecture's enter disables
// preemption. That is why the Xen bug of v7.0 was seen below vmap and vunmap, not below munmap.
//
// kasan_populate_vmalloc_pte() is called inside of apply_to_pte_range()'s section, but must see and
// publish each entry at once, under a lock: it pauses the mode. Up to v6.12 it did not; vmap and
// vunmap had no section of their own then.
//
// Upstream: mm/vmalloc.c vmap_pages_pte_range(), vunmap_pte_range(), vunmap_range(); mm/memory.c
// apply_to_pte_range(); mm/kasan/shadow.c. Simplified: the kernel's own mm only; one frame after
// the other; the shadow addresses of KASAN are those that the script gives; pages of the shadow
// are there already; vunmap flushes at once, not lazily.
// Tests: tests/arch/mm_ops_test.cpp.
#include "engine/kernel/engine_routines.h"
#include "engine/kernel/mm_ops.h"

namespace lazymmu {

namespace {

constexpr auto vmalloc_c = "mm/vmalloc.c";
constexpr auto shadow_c = "mm/kasan/shadow.c";
constexpr auto enable_text = "lazy_mmu_mode_enable()";
constexpr auto disable_text = "lazy_mmu_mode_disable()";
constexpr auto next_text = "next page; loop until this page table is done";
constexpr auto over_text = "more to do: start over with the next page table";
constexpr u64 init_mm = static_cast<u64>(index(MmId::init_mm));

template <const PageLoop& L, int First> Flow loop(Cx& cx) {
    return next_page(cx, L) ? jump(First) : next();
}
template <const PageLoop& L> Flow start_over(Cx& cx) {
    return loop_has_more(cx, L) ? jump(0) : next();
}

// The PTE of the i-th page of a range whose first one is pte.
u64 pte_plus(Cx& cx, u64 pte, u64 i) {
    const PteFields f = cx.arch.pte_decode(cx.config, pte);
    return cx.arch.pte_encode(cx.config, f.pfn + i, f.prot);
}

// vmap_pages_pte_range: slots 0 va, 1 ptep, 2 pte, 3 n; 4 done
constexpr PageLoop vmap_loop = {-1, 0, 1, 3, 4};

template <int Leave> Flow vmap_busy(Cx& cx) {
    if (!load_pte(cx, cx.ptep_arg(1))) return next();
    cx.set(3, cx.arg(4)); // nothing more to do
    return jump(Leave);
}
Flow vmap_set(Cx& cx) {
    return call(fn_set_pte_at, init_mm, loop_va(cx, vmap_loop), cx.arg(1),
                pte_plus(cx, cx.arg(2), cx.arg(4)));
}
constexpr auto busy_text = "if (!pte_none(*ptep)) give up: -EBUSY";
constexpr auto set_text = "set_pte_at(&init_mm, va, ptep, mk_pte(page, prot))";
constexpr Line vmap_v6_12_lines[] = {
    {busy_text, vmap_busy<3>},
    {set_text, vmap_set},
    {next_text, loop<vmap_loop, 0>},
    {over_text, start_over<vmap_loop>},
};
constexpr Line vmap_lines[] = {
    {enable_text, enable_lazy_mmu},
    {busy_text, vmap_busy<4>},
    {set_text, vmap_set},
    {next_text, loop<vmap_loop, 1>},
    {disable_text, disable_lazy_mmu},
    {over_text, start_over<vmap_loop>},
};
constexpr Routine vmap_v6_12 = {fn_vmap_pages_pte_range, "vmap_pages_pte_range",
                                until(Kernel::v6_12),    vmalloc_c,
                                vmap_v6_12_lines,        5};
constexpr Routine vmap_v6_18 = {fn_vmap_pages_pte_range,
                                "vmap_pages_pte_range",
                                since(Kernel::v6_18),
                                vmalloc_c,
                                vmap_lines,
                                5};

// vunmap_pte_range: slots 0 va, 1 ptep, 2 n; 3 done
constexpr PageLoop vunmap_loop = {-1, 0, 1, 2, 3};

Flow vunmap_clear(Cx& cx) {
    return call(fn_ptep_get_and_clear, init_mm, loop_va(cx, vunmap_loop), cx.arg(1));
}
Flow vunmap_flush(Cx& cx) { return call(fn_flush_tlb_kernel_range, cx.arg(0), cx.arg(2)); }
constexpr auto clear_text = "ptep_get_and_clear(&init_mm, va, ptep)";
constexpr auto flush_text = "vunmap_range() ends: flush_tlb_kernel_range(va, n)";
constexpr Line vunmap_v6_12_lines[] = {
    {clear_text, vunmap_clear},
    {next_text, loop<vunmap_loop, 0>},
    {over_text, start_over<vunmap_loop>},
    {flush_text, vunmap_flush},
};
constexpr Line vunmap_lines[] = {
    {enable_text, enable_lazy_mmu},       {clear_text, vunmap_clear},
    {next_text, loop<vunmap_loop, 1>},    {disable_text, disable_lazy_mmu},
    {over_text, start_over<vunmap_loop>}, {flush_text, vunmap_flush},
};
constexpr Routine vunmap_v6_12 = {fn_vunmap_pte_range, "vunmap_pte_range", until(Kernel::v6_12),
                                  vmalloc_c,           vunmap_v6_12_lines, 4};
constexpr Routine vunmap_v6_18 = {fn_vunmap_pte_range, "vunmap_pte_range", since(Kernel::v6_18),
                                  vmalloc_c,           vunmap_lines,       4};

// apply_to_pte_range: slots 0 va, 1 ptep, 2 data, 3 n, 4 callback; 5 done
constexpr PageLoop apply_loop = {-1, 0, 1, 3, 5};

Flow apply_callback(Cx& cx) {
    const u16 fn = cx.arg(4) ? static_cast<u16>(cx.arg(4)) : u16{fn_map_page};
    return call(fn, loop_va(cx, apply_loop), cx.arg(1), cx.arg(2), cx.arg(5));
}
constexpr Line apply_lines[] = {
    {enable_text, enable_lazy_mmu},
    {"fn(ptep, va, data): what the caller wants done with each entry", apply_callback},
    {next_text, loop<apply_loop, 1>},
    {disable_text, disable_lazy_mmu},
    {over_text, start_over<apply_loop>},
};
constexpr Routine apply = {fn_apply_to_pte_range, "apply_to_pte_range", always(),
                           "mm/memory.c",         apply_lines,          6};

// Callbacks: slots 0 va, 1 ptep, 2 data, 3 number of the page. Here data is the first page's PTE.
Flow set_page(Cx& cx) {
    return call(fn_set_pte_at, init_mm, cx.arg(0), cx.arg(1), pte_plus(cx, cx.arg(2), cx.arg(3)));
}
constexpr Line map_page_lines[] = {{"set_pte_at(&init_mm, va, ptep, pte of this page)", set_page}};
constexpr Routine map_page = {fn_map_page, "map_page (callback)", always(), "", map_page_lines, 4};

Flow kasan_set(Cx& cx) { return load_pte(cx, cx.ptep_arg(1)) ? next() : set_page(cx); }
Flow kasan_pause(Cx&) { return call(fn_lazy_mmu_mode_pause); }
Flow kasan_resume(Cx&) { return call(fn_lazy_mmu_mode_resume); }
constexpr Line kasan_set_line = {"if (pte_none(*ptep)) set_pte_at(&init_mm, va, ptep, pte)",
                                 kasan_set};
constexpr Line kasan_lock_line = {"spin_lock(&init_mm.page_table_lock)", lock_page_table};
constexpr Line kasan_unlock_line = {"spin_unlock(&init_mm.page_table_lock)", unlock_page_table};
constexpr Line kasan_v6_12_lines[] = {kasan_lock_line, kasan_set_line, kasan_unlock_line};
constexpr Line kasan_lines[] = {
    {"lazy_mmu_mode_pause()", kasan_pause},   kasan_lock_line, kasan_set_line, kasan_unlock_line,
    {"lazy_mmu_mode_resume()", kasan_resume},
};
constexpr Routine kasan_pte_v6_12 = {fn_kasan_populate_vmalloc_pte,
                                     "kasan_populate_vmalloc_pte",
                                     until(Kernel::v6_12),
                                     shadow_c,
                                     kasan_v6_12_lines,
                                     4};
constexpr Routine kasan_pte_v6_18 = {fn_kasan_populate_vmalloc_pte,
                                     "kasan_populate_vmalloc_pte",
                                     since(Kernel::v6_18),
                                     shadow_c,
                                     kasan_lines,
                                     4};

// kasan_populate_vmalloc: slots 0 va, 1 ptep, 2 pfn, 3 n
Flow kasan_apply(Cx& cx) {
    const u64 pte = cx.arch.pte_encode(cx.config, cx.arg(2), prot_p | prot_w | prot_d | prot_a);
    return call(fn_apply_to_pte_range, cx.arg(0), cx.arg(1), pte, cx.arg(3),
                fn_kasan_populate_vmalloc_pte);
}
constexpr Line kasan_populate_lines[] = {
    {"apply_to_page_range(&init_mm, va, n, kasan_populate_vmalloc_pte)", kasan_apply}};
constexpr Routine kasan_populate = {fn_kasan_populate_vmalloc,
                                    "kasan_populate_vmalloc",
                                    always(),
                                    shadow_c,
                                    kasan_populate_lines,
                                    4};

constexpr const Routine* routines[] = {&vmap_v6_12,      &vmap_v6_18,      &vunmap_v6_12,
                                       &vunmap_v6_18,    &apply,           &map_page,
                                       &kasan_pte_v6_12, &kasan_pte_v6_18, &kasan_populate};

} // namespace

std::span<const Routine* const> mm_ops_kernel_routines() { return routines; }

} // namespace lazymmu
