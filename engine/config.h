// The immutable part of a machine: which kernel on which architecture, how many of what, and the
// assumptions that a user may drop. Everything that changes while it runs is in state.h.
#pragma once

#include "engine/ids.h"

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct Arch;

// The kernels whose behaviour differed. v7.0 is the series "Nesting support for lazy MMU mode".
// v7.3 (as of rc7) has the listings of v7.2.
enum class Kernel : u8 { v6_12, v6_18, v7_0, v7_1, v7_2, v7_3 };
inline constexpr const char* kernel_names[] = {"v6.12", "v6.18", "v7.0", "v7.1", "v7.2", "v7.3"};
inline constexpr int kernel_count = static_cast<int>(std::size(kernel_names));
inline constexpr Kernel kernel_default = Kernel::v7_0;
inline constexpr Kernel kernel_first = Kernel{};
inline constexpr Kernel kernel_latest = static_cast<Kernel>(kernel_count - 1);
static_assert(kernel_latest == Kernel::v7_3, "each kernel has a name");

constexpr const char* kernel_name(Kernel k) { return kernel_names[static_cast<int>(k)]; }

// The kernel before it whose listings this one has unchanged, or itself. What is said of that one
// (in a lesson, say) is true of this one too.
constexpr Kernel kernel_with_listings_of(Kernel k) { return k == Kernel::v7_3 ? Kernel::v7_2 : k; }

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

// "v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3", for messages and documents.
std::string kernel_list();
// The nearest by number, two if it lies in the middle; none for what is no version at all.
std::vector<Kernel> nearest_kernels(std::string_view name);
std::string unknown_kernel(std::string_view name); // a message, with the nearest or all of them

// The series' task_struct counters exist from v7.0 on; before it callers used the arch calls.
constexpr bool has_generic_layer(Kernel k) { return k >= Kernel::v7_0; }

// Single changes on top of a kernel: fixes that were proposed, withdrawn, or merged elsewhere.
enum Patch : u8 {
    patch_revert_291b3abed657 = 1 << 0, // Xen: TIF_LAZY_MMU_UPDATES back in the switch hooks
    patch_ctxsw_pause_resume = 1 << 1,  // Xen: pause/resume in the switch hooks (withdrawn)
    patch_tolerate = 1 << 2,            // Xen: enter and leave tolerate double calls (= v7.1)
};
inline constexpr int patch_count = 3;

static_assert(patch_count <= 8, "Config::patches has 8 bits");

constexpr const char* patch_name(int bit) {
    constexpr const char* names[patch_count] = {"revert-291b3abed657", "ctxsw-pause-resume",
                                                "tolerate"};
    return names[bit];
}

static_assert(limits::tasks == 8, "Config::task_mm names one for each task");
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
        // pause and resume (Xen, from v7.2 on): 0 as forked, 1 as switched out before

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
