// Per-CPU TLBs: small, fully associative, round-robin replacement. Tags are MmIds; how an
// architecture calls them (ASID, PCID, LPID, context) is its own matter. Every change is an event.
#pragma once

#include "engine/kernel/step.h"

namespace lazymmu {

// What a tlb_miss listing returns.
enum class TlbMiss : u8 {
    not_found, // a page fault
    filled,    // the TLB has it now
    spurious,  // memory has it, but this CPU may not see it yet: a fault that a retry ends
};

// Slot of the entry for va in this mm (or a global one), or -1.
int tlb_find(const Config& config, StateView s, CpuId cpu, MmId mm, u64 va);

void tlb_fill(Cx& cx, MmId mm, u64 va, u64 pte, bool global);

// Invalidations on one CPU. Counts what was dropped.
int tlb_drop_page(Cx& cx, CpuId cpu, MmId mm, u64 va);
int tlb_drop_mm(Cx& cx, CpuId cpu, MmId mm);
int tlb_drop_all(Cx& cx, CpuId cpu);
// ... and on every CPU of the machine (a broadcast, or a cross call).
int tlb_drop_page_everywhere(Cx& cx, MmId mm, u64 va);

// Does a TLB entry say something else than the page table's memory does now? (Frame, or a right
// that was taken away; an entry that grants less than memory is not stale, only slow.)
bool tlb_is_stale(const Config& config, StateView s, CpuId cpu, int slot);
// ... or any other copy of a translation of this page.
bool translation_is_stale(const Config& config, StateView s, MmId mm, u64 va, u64 pte);

} // namespace lazymmu
