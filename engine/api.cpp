// The table of calls. To add one: a line here, and a listing for its Fn.
//
// Upstream names: include/linux/pgtable.h (the four lazy_mmu_mode calls, set_ptes, ptep_*),
// arch/*/include/asm (arch_*_lazy_mmu_mode, flush_tlb_*), kernel/sched/core.c. Our own: access,
// touch, modify_prot, switch_to. Tests: tests/engine/api_test.cpp.
#include "engine/api.h"

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
constexpr Param p_task[] = {Param::task};
constexpr std::span<const Param> nothing;

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
     "A load, store or instruction fetch: through the TLB, or the tables, or to a fault.",
     "access(USER, \"w\");"},

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

std::span<const ApiCall> api_calls() { return calls; }

const ApiCall* find_api_call(std::string_view name) {
    for (const ApiCall& call : calls)
        if (name == call.name) return &call;
    return nullptr;
}

} // namespace lazymmu
