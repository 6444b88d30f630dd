// The table of calls. To add one: a line here, and a listing for its Fn.
//
// Upstream names: include/linux/pgtable.h (the four lazy_mmu_mode calls, set_ptes, ptep_*),
// arch/*/include/asm (arch_*_lazy_mmu_mode, flush_tlb_*), kernel/sched/core.c; call sites: as
// mm_ops*.cpp and arch/*/ say. Our own: access, touch, modify_prot, switch_to.
// Tests: tests/engine/api_test.cpp.
#include "engine/api.h"

#include <cstdio>

namespace lazymmu {

namespace {

constexpr Param p_mm[] = {Param::mm};
constexpr Param p_mm_va[] = {Param::mm, Param::va};
constexpr Param p_mm_va_n[] = {Param::mm, Param::va, Param::count};
constexpr Param p_va_n[] = {Param::va, Param::count};
constexpr Param p_mm_ptep[] = {Param::mm, Param::ptep};
constexpr Param p_mm_ptep_n[] = {Param::mm, Param::ptep, Param::count};
constexpr Param p_mm_ptep_pte[] = {Param::mm, Param::ptep, Param::pte};
constexpr Param p_mm_ptep_pte_n[] = {Param::mm, Param::ptep, Param::pte, Param::count};
constexpr Param p_mm_ptep_prot[] = {Param::mm, Param::ptep, Param::prot};
constexpr Param p_mm_pmdp_pte[] = {Param::mm, Param::pmdp, Param::pte};
constexpr Param p_mm_va_mode[] = {Param::mm, Param::va, Param::mode};
constexpr Param p_ptep_n[] = {Param::ptep, Param::count};
constexpr Param p_ptep_pte_n[] = {Param::ptep, Param::pte, Param::count};
constexpr Param p_ptep_pfn_n[] = {Param::ptep, Param::pfn, Param::count};
constexpr Param p_ptep_n_value[] = {Param::ptep, Param::count, Param::value};
constexpr Param p_ptep_n_prot[] = {Param::ptep, Param::count, Param::prot};
constexpr Param p_mm_ptep_n_prot[] = {Param::mm, Param::ptep, Param::count, Param::prot};
constexpr Param p_mm_ptep_n_value[] = {Param::mm, Param::ptep, Param::count, Param::value};
constexpr Param p_mm_ptep_to_n[] = {Param::mm, Param::ptep, Param::to_mm, Param::count};
constexpr Param p_mm_ptep_ptep_n[] = {Param::mm, Param::ptep, Param::ptep, Param::count};
constexpr Param p_pfn[] = {Param::pfn};
constexpr Param p_pfn_n_value[] = {Param::pfn, Param::count, Param::value};
constexpr Param p_task[] = {Param::task};
constexpr std::span<const Param> nothing;

constexpr const char* on_arm64[] = {"arm64"};
constexpr const char* on_powerpc[] = {"powerpc"};
constexpr const char* on_x86[] = {"x86"};
constexpr const char* on_arm64_and_x86[] = {"arm64", "x86"};

constexpr ApiCall calls[] = {
    // the generic layer
    {"lazy_mmu_mode_enable", fn_lazy_mmu_mode_enable, nothing, "lazy_mmu_mode_enable()",
     "Open a section: from here on the architecture may delay page-table work. Sections nest.",
     "lazy_mmu_mode_enable();"},
    {"lazy_mmu_mode_disable", fn_lazy_mmu_mode_disable, nothing, "lazy_mmu_mode_disable()",
     "Close a section: what was delayed takes effect; the outermost one leaves the mode.",
     "lazy_mmu_mode_disable();"},
    {"lazy_mmu_mode_pause", fn_lazy_mmu_mode_pause, nothing, "lazy_mmu_mode_pause()",
     "Leave the mode for a while, however deep sections are nested: changes take effect at once.",
     "lazy_mmu_mode_pause();"},
    {"lazy_mmu_mode_resume", fn_lazy_mmu_mode_resume, nothing, "lazy_mmu_mode_resume()",
     "End a pause: back to the mode if a section is open and no other pause is.",
     "lazy_mmu_mode_resume();"},
    {"is_lazy_mmu_mode_active", fn_is_lazy_mmu_mode_active, nothing, "is_lazy_mmu_mode_active()",
     "Is the current task in the mode: a section open, no pause, and not in an interrupt?",
     "is_lazy_mmu_mode_active();"},

    // the hooks of the architecture, called directly
    {"arch_enter_lazy_mmu_mode", fn_arch_enter_lazy_mmu_mode, nothing, "arch_enter_lazy_mmu_mode()",
     "The architecture's part of entering. Callers used it directly before v7.0.",
     "arch_enter_lazy_mmu_mode();"},
    {"arch_leave_lazy_mmu_mode", fn_arch_leave_lazy_mmu_mode, nothing, "arch_leave_lazy_mmu_mode()",
     "The architecture's part of leaving: finish what was delayed. Used directly before v7.0.",
     "arch_leave_lazy_mmu_mode();"},
    {"arch_flush_lazy_mmu_mode", fn_arch_flush_lazy_mmu_mode, nothing, "arch_flush_lazy_mmu_mode()",
     "Make everything that was delayed take effect now, without leaving the mode.",
     "arch_flush_lazy_mmu_mode();"},

    // page-table entries
    {"set_pte_at", fn_set_pte_at, p_mm_ptep_pte, "set_pte_at([mm,] va, pfn, \"pwxuda\")",
     "Write the page-table entry of one page: frame number and properties.",
     "set_pte_at(USER, 7, \"pwu\");"},
    {"set_ptes", fn_set_ptes, p_mm_ptep_pte_n, "set_ptes([mm,] va, pfn, \"pwxuda\", n)",
     "Write n entries in a row: consecutive pages map consecutive frames.",
     "set_ptes(USER, 7, \"pwu\", 4);"},
    {"ptep_get", fn_ptep_get, p_mm_ptep, "ptep_get([mm,] va)",
     "Read an entry from memory. Inside a section it may not show this task's own changes yet.",
     "ptep_get(USER);"},
    {"ptep_get_and_clear", fn_ptep_get_and_clear, p_mm_ptep, "ptep_get_and_clear([mm,] va)",
     "Empty an entry and return what it held. The translation may stay cached until a flush.",
     "ptep_get_and_clear(USER);"},
    {"clear_full_ptes", fn_clear_full_ptes, p_mm_ptep_n, "clear_full_ptes([mm,] va, n)",
     "Empty n entries in a row, as unmapping does.", "clear_full_ptes(USER, 4);"},
    {"ptep_set_wrprotect", fn_ptep_set_wrprotect, p_mm_ptep, "ptep_set_wrprotect([mm,] va)",
     "Take the write permission away from an entry, as fork does for copy-on-write.",
     "ptep_set_wrprotect(USER);"},
    {"modify_prot", fn_modify_prot, p_mm_ptep_prot, "modify_prot([mm,] va, \"pwxuda\")",
     "Give an entry other properties: ptep_modify_prot_start(), then _commit(), as mprotect does.",
     "modify_prot(USER, \"pu\");"},
    {"set_pmd", fn_set_pmd, p_mm_pmdp_pte, "set_pmd([mm,] va, pfn, \"pwxuda\")",
     "Write an entry one level up: a huge page.", "set_pmd(USER, 512, \"pwu\");"},

    // TLB maintenance and translation
    {"flush_tlb_page", fn_flush_tlb_page, p_mm_va, "flush_tlb_page([mm,] va)",
     "Forget the cached translation of one page. Empty where the batch does it (powerpc, sparc).",
     "flush_tlb_page(USER);"},
    {"flush_tlb_range", fn_flush_tlb_range, p_mm_va_n, "flush_tlb_range([mm,] va, n)",
     "Forget the cached translations of n pages.", "flush_tlb_range(USER, 4);"},
    {"flush_tlb_kernel_range", fn_flush_tlb_kernel_range, p_va_n, "flush_tlb_kernel_range(va, n)",
     "Forget the cached translations of n kernel pages.", "flush_tlb_kernel_range(KERNEL, 4);"},
    {"flush_tlb", fn_flush_tlb, p_mm, "flush_tlb([mm])",
     "Forget all cached translations of an mm on this CPU.", "flush_tlb();"},
    {"touch", fn_touch, p_mm_ptep, "touch([mm,] va)",
     "What a powerpc hash fault leaves in the entry: note that a hash entry exists. Else nothing.",
     "touch(USER);"},
    {"access", fn_access, p_mm_va_mode, "access([mm,] va, \"r|w|x\")",
     "A load, store or fetch: through the TLB, or the tables, or to a fault. Sets neither a nor d.",
     "access(USER, \"w\");"},

    // call sites: what the kernel does in sections, with the sections
    {"zap_pte_range",
     fn_zap_pte_range,
     p_mm_ptep_n,
     "zap_pte_range([mm,] va, n)",
     "munmap: empty n entries in a section, then flush the TLB. 8 pages or more ask for another "
     "page.",
     "zap_pte_range(USER, 4);",
     {},
     true},
    {"copy_pte_range",
     fn_copy_pte_range,
     p_mm_ptep_to_n,
     "copy_pte_range([mm,] va, to_mm, n)",
     "fork: write-protect n entries and copy them to another mm, in one section.",
     "copy_pte_range(USER, user2, 4);",
     {},
     true},
    {"change_pte_range",
     fn_change_pte_range,
     p_mm_ptep_n_prot,
     "change_pte_range([mm,] va, n, \"pwxuda\")",
     "mprotect: give n entries other properties in a section, then flush the TLB.",
     "change_pte_range(USER, 4, \"pu\");",
     {},
     true},
    {"move_ptes",
     fn_move_ptes,
     p_mm_ptep_ptep_n,
     "move_ptes([mm,] old_va, new_va, n)",
     "mremap: move n entries in a section, then flush the TLB before the locks are dropped.",
     "move_ptes(USER, USER + 16 * PAGE, 4);",
     {},
     true},
    {"madvise_cold_or_pageout",
     fn_madvise_cold_or_pageout,
     p_mm_ptep_n_value,
     "madvise_cold_or_pageout([mm,] va, n, split)",
     "madvise: make n pages old. Page number `split` (from 0) is large: out of the section for it.",
     "madvise_cold_or_pageout(USER, 4, 2);",
     {},
     true},
    {"vmap_pages_pte_range", fn_vmap_pages_pte_range, p_ptep_pte_n,
     "vmap_pages_pte_range(va, pfn, \"pwxuda\", n)",
     "vmap: map n frames at a kernel address, in a preemptible section (none in v6.12).",
     "vmap_pages_pte_range(KERNEL, 7, \"pw\", 4);"},
    {"vunmap_pte_range", fn_vunmap_pte_range, p_ptep_n, "vunmap_pte_range(va, n)",
     "vunmap: empty n kernel entries in a section (none in v6.12), then flush the TLB.",
     "vunmap_pte_range(KERNEL, 4);"},
    {"apply_to_pte_range", fn_apply_to_pte_range, p_ptep_pte_n,
     "apply_to_pte_range(va, pfn, \"pwxuda\", n)",
     "Call a function for n kernel entries, in a section; here one that maps consecutive frames.",
     "apply_to_pte_range(KERNEL, 7, \"pw\", 4);"},
    {"kasan_populate_vmalloc", fn_kasan_populate_vmalloc, p_ptep_pfn_n,
     "kasan_populate_vmalloc(va, pfn, n)",
     "Map n shadow pages: inside of apply_to_pte_range(), but each with the mode paused.",
     "kasan_populate_vmalloc(KERNEL, 7, 4);"},
    {"alloc_page", fn_alloc_page, p_pfn, "alloc_page(pfn)",
     "Allocate a page. With the option debug_pagealloc (arm64, x86) the linear map changes.",
     "alloc_page(7);"},
    {"free_page", fn_free_page, p_pfn, "free_page(pfn)",
     "Free a page. With the option debug_pagealloc (arm64, x86) the linear map changes.",
     "free_page(7);"},
    {"__kernel_map_pages", fn_kernel_map_pages, p_pfn_n_value, "__kernel_map_pages(pfn, n, enable)",
     "arm64, x86: map (1) or unmap (0) n pages in the linear map. x86 then flushes directly.",
     "__kernel_map_pages(7, 4, 1);", on_arm64_and_x86},
    {"set_memory_valid", fn_set_memory_valid, p_ptep_n_value, "set_memory_valid(va, n, enable)",
     "arm64: make n kernel pages valid (1) or invalid (0), in a section of its own.",
     "set_memory_valid(KERNEL, 4, 1);", on_arm64},
    {"set_memory", fn_set_memory, p_ptep_n_prot, "set_memory(va, n, \"pwxuda\")",
     "x86: change the attributes of n kernel pages (CPA), without a section, then flush the TLB.",
     "set_memory(KERNEL, 4, \"p\");", on_x86},
    {"__flush_hash_table_range", fn_flush_hash_table_range, p_ptep_n,
     "__flush_hash_table_range(va, n)",
     "powerpc: remove the hash entries of n kernel pages, in a section with interrupts off.",
     "__flush_hash_table_range(KERNEL, 4);", on_powerpc},

    // tasks and interrupts
    {"switch_to", fn_schedule, p_task, "switch_to(B)",
     "Context switch to another task of this CPU, with the architecture's hooks around it.",
     "switch_to(B);"},
    {"schedule", fn_schedule_yield, nothing, "schedule()",
     "Context switch to the next runnable task of this CPU, if there is one.", "schedule();"},
    {"irq_enter", fn_irq_enter, nothing, "irq_enter()",
     "A hard interrupt begins: lazy MMU mode is off until irq_exit(). irq { } does both.",
     "irq_enter();"},
    {"irq_exit", fn_irq_exit, nothing, "irq_exit()", "The hard interrupt ends.", "irq_exit();"},
    {"preempt_disable", fn_preempt_disable, nothing, "preempt_disable()",
     "The current task cannot be preempted until preempt_enable().", "preempt_disable();"},
    {"preempt_enable", fn_preempt_enable, nothing, "preempt_enable()",
     "Undo one preempt_disable().", "preempt_enable();"},
    {"might_sleep", fn_might_sleep, nothing, "might_sleep()",
     "Something that may sleep. Generic code must not do so while the mode is active.",
     "might_sleep();"},
};

} // namespace

bool exists_on(const ApiCall& call, std::string_view arch) {
    if (call.only_on.empty()) return true;
    for (std::string_view name : call.only_on)
        if (name == arch) return true;
    return false;
}

std::string wrong_address_space(const PageGeometry& geometry, MmId mm, u64 va) {
    const bool kernel = geometry.is_kernel(va);
    if (kernel == (mm == MmId::init_mm)) return {};
    char address[24];
    std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(va));
    if (kernel)
        return std::string(address) + " is a kernel address, which only init_mm maps, not " +
               mm_name(mm);
    return std::string(address) +
           " is a user address, which a user mm maps (user1, user2 or user3), not init_mm";
}

std::string only_on_text(const ApiCall& call) {
    std::string out;
    for (size_t i = 0; i < call.only_on.size(); i++)
        out += (i == 0                        ? ""
                : i + 1 < call.only_on.size() ? ", "
                                              : " and ") +
               std::string(call.only_on[i]);
    return out;
}

std::span<const ApiCall> api_calls() { return calls; }

const ApiCall* find_api_call(std::string_view name) {
    for (const ApiCall& call : calls)
        if (name == call.name) return &call;
    return nullptr;
}

} // namespace lazymmu
