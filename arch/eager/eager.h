// The reference backend: every change takes effect at once, and lazy MMU mode does nothing. What
// the files of this folder share.
#pragma once

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"

namespace lazymmu::eager {

const Arch& arch();

// mmu.cpp
extern const Routine tlb_miss_routine;
u64 tag_of(const Config& config, MmId mm);

// pte.cpp
u64 pte_encode(const Config&, u64 pfn, Prot prot);
PteFields pte_decode(const Config&, u64 pte);
u64 pte_wrprotect(u64 pte);
bool pte_present(u64 pte);
std::span<const PteBit> pte_bits();
u64 table_entry(u64 frame);
u64 table_frame_of(u64 entry);

// lazy_mmu.cpp
std::span<const Routine* const> routines();
bool is_lazy(const Config&, StateView, CpuId, TaskId);

} // namespace lazymmu::eager
