// The tables that the hardware of an architecture keeps beside the page tables and TLBs, as panels,
// queries and exports show them: powerpc's hash page table, sparc64's TSB, the stores that arm64's
// table walkers do not see yet, a Xen guest's page-table pages. Filled by Arch::hw_tables.
#pragma once

#include "engine/ids.h"

#include <string>
#include <vector>

namespace lazymmu {

// Does a copy of something agree with the original, and if not: may that be, at this moment?
enum class Staleness : u8 {
    current,
    legal, // inside the window that the API allows
    wrong, // the API has promised that it is gone, or nothing will ever remove it
};
std::string hex_number(u64 value);       // "0x2a"
const char* staleness_name(Staleness s); // "current", "legally stale", "wrong"

struct Standing {
    Staleness stale = Staleness::current;
    const char* why = ""; // one sentence; "" if current
};

struct HwRow {
    u32 group = 0, slot = 0; // where it is; the group as HwTableView::group says
    std::string place;       // the same for people: "12:0", "PGD at 0x0"
    MmId mm = MmId::none;
    u64 va = 0, bytes = 0; // what it is about
    std::string tag;       // what the hardware tells address spaces apart by, or whose it is
    u64 value = 0;         // the translation that it holds, in the architecture's PTE bits
    std::string entry;     // instead of the value, where it is not a PTE
    Standing standing;
    const char* word = ""; // what is special about it: "secondary", "isb owed"
    std::string help;      // a sentence or two on what this row means
    bool waits = false;    // not a copy but work that is delayed: word says what is owed
};

struct HwTableView {
    const char* name = "";      // the manual's: "hash page table"
    const char* label = "";     // short: "HPT"
    const char* path = "";      // in queries: "hpt"
    const char* group = "";     // what a group is: "hash group"; "" if there are none
    const char* columns[4]{};   // heads: place, page, tag, entry
    const char* doc = "";       // what the table is for, one sentence
    const char* empty = "";     // what fills it
    u32 used = 0, capacity = 0; // capacity 0: as many as there are
    std::vector<HwRow> rows;    // what is in use, in the table's order

    // The row about a page: the one that is about the least else. Null: there is none.
    const HwRow* find(MmId mm, u64 va) const;
};

} // namespace lazymmu
