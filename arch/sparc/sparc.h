// sparc64 (sun4v), 8 KB pages: what the files of this folder share.
#pragma once

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"

namespace lazymmu::sparc {

const Arch& arch();

// Private routines.
enum : u16 {
    fn_tlb_batch_add_one = fn_arch_first, // (mm, vaddr with the exec bit)
    fn_flush_tlb_pending,
};

// Config::option
enum { opt_batch, opt_ctx_valid, opt_preempt_disable, opt_tsb_entries };

// Ev::hw and Ev::hw_item codes
enum : u16 {
    hw_flush_tsb_user_page,
    hw_global_flush_tlb_page,
    hw_flush_tsb_user,
    hw_smp_flush_tlb_pending,
    hw_flush_tlb_kernel_range,
};
enum : u16 { item_va };

// Per-CPU `struct tlb_batch`. `slots` = the option tlb_batch_nr.
struct TlbBatch {
    u16 tlb_nr;
    u8 active; // until v6.18
    u8 mm;     // MmId, if tlb_nr > 0
    u8 hugepage_shift;
    u8 reserved[3];
    u64 vaddrs[1];
};
constexpr u32 batch_bytes(int slots) { return 8 + 8 * static_cast<u32>(slots); }

// One translation storage buffer per mm, direct-mapped.
struct TsbEntry {
    u64 vpn_and_valid; // vpn << 1 | 1
    u64 pte;
};

// mmu.cpp
void tsb_drop(Cx& cx, MmId mm, u64 va);
extern const Routine tlb_miss_routine;
u64 context_of(const Config& config, MmId mm);
void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out);

// pte.cpp
u64 pte_encode(const Config&, u64 pfn, Prot prot);
PteFields pte_decode(const Config&, u64 pte);
u64 pte_wrprotect(u64 pte);
bool pte_accessible(u64 pte);
bool pte_exec(u64 pte);
std::span<const PteBit> pte_bits();

// lazy_mmu.cpp
std::span<const Routine* const> routines();
bool is_lazy(const Config&, StateView, CpuId, TaskId);

} // namespace lazymmu::sparc
