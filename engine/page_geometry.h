// How an architecture cuts a virtual address: page size, levels, index widths, address windows.
#pragma once

#include "engine/limits.h"

namespace lazymmu {

struct PageGeometry {
    u8 page_shift;                     // 12: 4 KB
    u8 levels;                         // of page-table pages, root first
    u8 bits[limits::levels];           // index width of each level, root first
    const char* names[limits::levels]; // "PGD", "PUD", "PMD", "PTE"
    u64 user_base;                     // where examples put user pages
    u64 kernel_base;                   // where examples put kernel pages (vmalloc)
    u64 kernel_split;                  // addresses from here on belong to the kernel ...
    u64 kernel_end;                    // ... up to here, inclusive

    constexpr u64 page_size() const { return u64{1} << page_shift; }
    constexpr bool is_kernel(u64 va) const { return va >= kernel_split && va <= kernel_end; }
    // Bits of va below the index of a level.
    constexpr int shift_of(int level) const {
        int shift = page_shift;
        for (int l = levels - 1; l > level; l--) shift += bits[l];
        return shift;
    }
    constexpr u32 index_of(u64 va, int level) const {
        return static_cast<u32>(va >> shift_of(level)) & ((1u << bits[level]) - 1);
    }
};

} // namespace lazymmu
