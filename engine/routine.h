// Kernel code is a listing.
//
// A Routine is one kernel function (or one of our own): a name, where it lives upstream, and a few
// lines. A Line is our own one-line pseudo-code plus the function that executes it. A running
// context is a stack of frames (routine, line, slots); one engine step executes one line of one
// context. Stepping, the source panel, preemption between any two lines, snapshots and the
// explorer all come from this one idea.
//
// A line's function returns a Flow: go on, jump, call another routine, or return. Everything a
// line does to the machine goes through Cx (step.h). Running past the last line returns.
#pragma once

#include "engine/config.h"

#include <span>

namespace lazymmu {

class Cx;

// Names of all routines that the engine itself calls. An architecture implements the arch hooks
// under these ids and numbers its private helpers from fn_arch_first.
enum Fn : u16 {
    fn_none,
    // the generic layer (lazy_mmu.cpp)
    fn_lazy_mmu_mode_enable,
    fn_lazy_mmu_mode_disable,
    fn_lazy_mmu_mode_pause,
    fn_lazy_mmu_mode_resume,
    fn_is_lazy_mmu_mode_active,
    fn_task_lazy_mmu_mode_pause,  // __task_lazy_mmu_mode_pause(task), v7.2
    fn_task_lazy_mmu_mode_resume, // __task_lazy_mmu_mode_resume(task), v7.2
    // arch hooks: the mode. No arguments.
    fn_arch_enter_lazy_mmu_mode,
    fn_arch_leave_lazy_mmu_mode,
    fn_arch_flush_lazy_mmu_mode,
    // arch hooks: page-table entries. Arguments start with (mm, va, ptep).
    fn_set_pte_at,              // (mm, va, ptep, pte)
    fn_set_ptes,                // (mm, va, ptep, pte, n)
    fn_ptep_get,                // (mm, va, ptep) -> pte
    fn_ptep_get_and_clear,      // (mm, va, ptep) -> old pte
    fn_clear_full_ptes,         // (mm, va, ptep, n)
    fn_ptep_set_wrprotect,      // (mm, va, ptep)
    fn_ptep_modify_prot_start,  // (mm, va, ptep) -> old pte
    fn_ptep_modify_prot_commit, // (mm, va, ptep, old pte, new pte)
    fn_set_pmd,                 // (mm, va, pmdp, pmd)
    // arch hooks: TLB maintenance and translation
    fn_flush_tlb_page,         // (mm, va)
    fn_flush_tlb_range,        // (mm, va, n)
    fn_flush_tlb_kernel_range, // (va, n)
    fn_flush_tlb,              // (mm): everything of that mm on this CPU
    fn_tlb_miss,               // (mm, va, mode) -> TlbMiss (tlb.h)
    fn_touch,                  // (mm, va, ptep): powerpc hash: only what a hash fault sets
    // arch hooks: context switch (sched.cpp)
    fn_arch_start_context_switch, // (prev)
    fn_arch_switch_to,            // (prev, next)
    fn_arch_finish_switch,        // () in the task that was switched back in
    // the engine's own
    fn_script,         // (body): the statements of one task or handler
    fn_modify_prot,    // (mm, va, ptep, prot) -> old pte
    fn_access,         // (mm, va, mode) -> 1 if it succeeded
    fn_schedule,       // (next)
    fn_schedule_yield, // (): switch to the next runnable task
    fn_schedule_tail,  // (): what a task that never ran does first
    fn_do_irq,         // (body)
    fn_irq_enter,
    fn_irq_exit,
    fn_preempt_disable,
    fn_preempt_enable,
    fn_might_sleep,
    // call sites (mm_ops*.cpp): user pages
    fn_mm_ops_first = 64,
    fn_zap_pte_range = fn_mm_ops_first, // (mm, va, ptep, n)
    fn_copy_pte_range,                  // (mm, va, ptep, to mm, to ptep, n)
    fn_change_pte_range,                // (mm, va, ptep, n, prot)
    fn_move_ptes,                       // (mm, old va, old ptep, new va, new ptep, n)
    fn_madvise_cold_or_pageout,         // (mm, va, ptep, n, page to split)
    // ... kernel pages
    fn_vmap_pages_pte_range,       // (va, ptep, pte, n)
    fn_vunmap_pte_range,           // (va, ptep, n)
    fn_apply_to_pte_range,         // (va, ptep, data, n, callback); callback 0: map_page
    fn_map_page,                   // callback (va, ptep, data, i): map frame data + i
    fn_kasan_populate_vmalloc,     // (va, ptep, pfn, n)
    fn_kasan_populate_vmalloc_pte, // callback (va, ptep, data, i)
    // ... the page allocator, and what an architecture does to the page's own mapping
    fn_alloc_page,                // (pfn)
    fn_free_page,                 // (pfn)
    fn_debug_pagealloc_map_pages, // arch hook (pfn, n, enable): if DEBUG_PAGEALLOC is on
    fn_kernel_map_pages,          // arch hook (pfn, n, enable)
    // ... of one architecture, but callable by scripts
    fn_set_memory_valid,       // arm64: (va, ptep, n, enable)
    fn_set_memory,             // x86: (va, ptep, n, prot)
    fn_flush_hash_table_range, // powerpc: (va, ptep, n)
    fn_arch_first = 128,
};

static_assert(fn_might_sleep < fn_mm_ops_first && fn_flush_hash_table_range < fn_arch_first &&
              fn_arch_first < limits::routines);

struct Flow {
    enum Kind : u8 { next_line, jump_to, call_to, return_value };
    static constexpr u16 no_line = 0xffff;

    Kind kind = next_line;
    u8 nargs = 0;
    u8 result_slot = 0xff; // caller's slot for the callee's value
    u16 fn = fn_none;      // call_to
    u16 line = no_line;    // jump_to: the target; call_to: where to go on (no_line: the next)
    u64 value = 0;         // return_value
    u64 args[limits::args] = {};

    constexpr Flow into(int slot) const {
        Flow f = *this;
        f.result_slot = static_cast<u8>(slot);
        return f;
    }
    constexpr Flow then(int at) const {
        Flow f = *this;
        f.line = static_cast<u16>(at);
        return f;
    }
};

inline constexpr int line_end = 0xfffe; // as a target: return without a value

constexpr Flow next() { return {}; }
constexpr Flow jump(int line) {
    Flow f;
    f.kind = Flow::jump_to;
    f.line = static_cast<u16>(line);
    return f;
}
constexpr Flow ret(u64 value = 0) {
    Flow f;
    f.kind = Flow::return_value;
    f.value = value;
    return f;
}
template <class... A> constexpr Flow call(u16 fn, A... args) {
    static_assert(sizeof...(A) <= limits::args);
    Flow f;
    f.kind = Flow::call_to;
    f.fn = fn;
    f.nargs = static_cast<u8>(sizeof...(A));
    int i = 0;
    ((f.args[i++] = static_cast<u64>(args)), ...);
    return f;
}

struct Line {
    const char* text; // our own pseudo-code, one line, at most 72 characters
    Flow (*run)(Cx&);
};

// Which kernels a listing is for. A listing that needs a patch wins over one that does not.
struct When {
    Kernel from = kernel_first;
    Kernel to = kernel_latest; // what is not said to have ended is there in every later kernel
    u8 patch = 0;              // Patch bits that must be set
    u8 option = 0xff;          // Config::option that must have this value; 0xff: any
    u16 option_value = 0;

    constexpr When and_option(int i, int value) const {
        When w = *this;
        w.option = static_cast<u8>(i);
        w.option_value = static_cast<u16>(value);
        return w;
    }
};
constexpr When always() { return {}; }
constexpr When since(Kernel k) { return {k, kernel_latest, 0, 0xff, 0}; }
constexpr When until(Kernel k) { return {kernel_first, k, 0, 0xff, 0}; }
constexpr When between(Kernel a, Kernel b) { return {a, b, 0, 0xff, 0}; }
constexpr When only(Kernel k) { return {k, k, 0, 0xff, 0}; }
constexpr When with_patch(Patch p) {
    return {kernel_first, kernel_latest, static_cast<u8>(p), 0xff, 0};
}

struct Routine {
    u16 id;
    const char* name;
    When when;
    const char* upstream; // path of the file that it models, or "" for our own
    std::span<const Line> lines;
    u8 slots = 0; // arguments and locals; at least the arguments of its callers
};

} // namespace lazymmu
