// The immutable part of a machine: which kernel on which architecture, how many of what, and the
// assumptions that a user may drop. Everything that changes while it runs is in state.h.
#pragma once

#include "engine/ids.h"

#include <string_view>

namespace lazymmu {

struct Arch;

// The kernels whose behaviour differed. v7.0 is the series "Nesting support for lazy MMU mode".
enum class Kernel : u8 { v6_12, v6_18, v7_0, v7_1, v7_2 };
inline constexpr int kernel_count = 5;
inline constexpr Kernel kernel_default = Kernel::v7_0;

constexpr const char* kernel_name(Kernel k) {
    constexpr const char* names[kernel_count] = {"v6.12", "v6.18", "v7.0", "v7.1", "v7.2"};
    return names[static_cast<int>(k)];
}

// "v7.0" or "7.0"; false if there is no such kernel.
constexpr bool kernel_from_name(std::string_view name, Kernel& out) {
    for (int k = 0; k < kernel_count; k++) {
        const std::string_view known = kernel_name(static_cast<Kernel>(k));
        if (name != known && name != known.substr(1)) continue;
        out = static_cast<Kernel>(k);
        return true;
    }
    return false;
}

// The series' task_struct counters exist from v7.0 on; before it callers used the arch calls.
constexpr bool has_generic_layer(Kernel k) { return k >= Kernel::v7_0; }

// Single changes on top of a kernel: fixes that were proposed, withdrawn, or merged elsewhere.
enum Patch : u8 {
    patch_revert_291b3abed657 = 1 << 0, // Xen: TIF_LAZY_MMU_UPDATES back in the switch hooks
    patch_ctxsw_pause_resume = 1 << 1,  // Xen: pause/resume in the switch hooks (withdrawn)
    patch_tolerate = 1 << 2,            // Xen: enter and leave tolerate double calls (= v7.1)
};
inline constexpr int patch_count = 3;

constexpr const char* patch_name(int bit) {
    constexpr const char* names[patch_count] = {"revert-291b3abed657", "ctxsw-pause-resume",
                                                "tolerate"};
    return names[bit];
}

struct Config {
    const Arch* arch = nullptr;
    Kernel kernel = kernel_default;
    u8 patches = 0; // Patch bits

    u8 cpus = 1;
    u8 tasks = 2;
    u8 mms = 3;
    u8 task_cpu[limits::tasks] = {};                      // where each task starts
    u8 task_mm[limits::tasks] = {1, 2, 1, 2, 1, 2, 1, 2}; // MmId of each task
    u8 task_init_pause = 0; // pause_count of tasks that have not run yet, where the switch hooks
                            // pause and resume (Xen v7.2): 0 as forked, 1 as switched out before

    u8 max_irqs = 0;       // interrupts that may arrive by choice
    u8 max_migrations = 0; // migrations that may happen by choice

    u16 stack_words = 96;  // per task
    u16 pt_entries = 2048; // non-empty page-table entries, all levels
    u16 pt_tables = 48;    // page-table pages
    u16 tlb_entries = 16;  // per CPU

    // The mode's calls and hooks are empty: what the same program costs without it (cost.h).
    bool batching_off = false;

    u16 option[limits::arch_options] = {}; // meaning and default: Arch::options
};

} // namespace lazymmu
