// Random programs whose end does not depend on what is delayed: as kernel code is written.
//
// - Sections and pauses are balanced, in every task.
// - One PTE is not changed twice by one task without a flush between: no set, then clear of the
//   same entry inside one section. On Xen the clear is a plain store and overtakes the queued set;
//   real callers do not do that, and the order is documented. What flushes: every disable(), the
//   first pause(), arch_flush_lazy_mmu_mode().
// - An entry is set only while it is empty: powerpc's set_pte_at() never flushes, so callers clear
//   first. The flags that hardware may set (a, d) survive a change of protection, as in
//   pte_modify().
// - Interrupts change entries that no interrupted section has pending.
// - At its end every task flushes the TLB for all pages of its mm and of the kernel, as callers do.
#pragma once

#include "engine/ids.h"

#include <string>
#include <vector>

namespace lazymmu::test {

struct Random {
    u64 state;
    u64 next() { // splitmix64
        u64 z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    int below(int n) { return static_cast<int>(next() % static_cast<u64>(n)); }
    bool one_in(int n) { return below(n) == 0; }
};

// An environment variable's number, or another. The tests with random programs know LAZYMMU_SEED=n,
// which runs that one program, and LAZYMMU_PROGRAMS=n, which runs so many.
u64 number_of(const char* variable, u64 otherwise);

// What a program may contain. Not every kernel can do all of it, see differential_test.cpp.
enum Feature : u32 {
    nest = 1,           // sections inside sections
    pause_once = 2,     // one pause inside a section
    pause_freely = 4,   // also outside, nested, and with sections inside
    switch_outside = 8, // another task runs between sections
    switch_paused = 16, // ... while paused in a section that is not nested
    switch_inside = 32, // ... inside an active section that is not nested
    switch_nested = 64, // ... likewise where it is nested
    in_irq = 128,       // interrupts that change entries
    mode_in_irq = 256,  // ... and call enable() and disable()
};
inline constexpr u32 all_features = 511;
inline constexpr u32 switches = switch_outside | switch_paused | switch_inside | switch_nested;

inline constexpr int near_pages = 40;            // from USER and from KERNEL
inline constexpr int far_pages[] = {700, 70000}; // one each: other page-table pages
inline constexpr int program_mms = 3;            // init_mm, user1, user2

struct RandomProgram {
    u32 features = 0;
    std::string text;
};

// Tasks A to D on one CPU, in linear form.
RandomProgram random_program(u64 seed);

// Tasks A and C on CPU 0, B on CPU 1, all of user1, in block form. Each changes pages of its own,
// so any schedule ends the same. far_access: each may access the pages of the others.
RandomProgram random_blocks(u64 seed, bool far_access);

// Page numbers that programs use, relative to USER or KERNEL.
std::vector<int> program_pages();

} // namespace lazymmu::test
