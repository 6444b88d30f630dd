// Page tables of the real depth and index widths, in simulated memory.
//
// A page-table page is a TableInfo (whose it is, its level, the address it starts at) and the set
// of its non-empty entries. Entries of all tables are kept in one array sorted by Ptep, so that the
// same tables are the same bytes in whatever order they were filled. An empty entry takes no space.
// Upper-level entries are real descriptors (Arch::table_entry) that name the next table's frame.
//
// Simplified: a PMD slot may hold a table and a huge leaf at once (set_pmd writes to a page of its
// own); page-table pages are never freed.
#pragma once

#include "engine/kernel/step.h"

namespace lazymmu {

inline constexpr u64 table_frame_base = 0x10000000; // frame number of page-table page 0
inline constexpr Ptep no_ptep = static_cast<Ptep>(0xffffffff);

constexpr u64 table_frame(u32 table) { return table_frame_base + table; }

void pt_boot(const Config& config, StateRef s); // the root table of every mm

// Makes page-table pages down to the leaf (or to a page of huge PMDs) and says where the entry is.
// no_ptep: out of page-table pages (Config::pt_tables) or entries.
Ptep pt_populate(const Config& config, StateRef s, MmId mm, u64 va);
Ptep pt_populate_huge(const Config& config, StateRef s, MmId mm, u64 va);

// ... for every page of a range; false if there is no room.
bool pt_populate_range(const Config& config, StateRef s, MmId mm, u64 va, u64 pages);

// Where the leaf entry of va is; no_ptep if a table on the way is missing.
Ptep pt_find(const Config& config, StateView s, MmId mm, u64 va);
// The entry of va at a level, following the tables above; false if one of them is missing.
bool pt_entry_at(const Config& config, StateView s, MmId mm, u64 va, int level, Ptep& where,
                 u64& entry);

u64 pt_load(StateView s, Ptep where);             // 0: empty
bool pt_write(StateRef s, Ptep where, u64 value); // false: out of pt_entries

// What an entry maps.
u64 ptep_va(const Config& config, StateView s, Ptep where);
MmId ptep_mm(StateView s, Ptep where);
bool ptep_is_huge(StateView s, Ptep where);

// A load by a line of kernel code: memory's value, and a hazard if an update of it is queued.
u64 load_pte(Cx& cx, Ptep where);

// A store by a line of kernel code: changes memory and tells the sink.
void store_pte(Cx& cx, Ptep where, u64 value);

} // namespace lazymmu
