// powerpc book3s64, 64 KB pages, hash MMU (or radix): what the files of this folder share.
#pragma once

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"

namespace lazymmu::powerpc {

const Arch& arch();

// Private routines.
enum : u16 {
    fn_pte_update = fn_arch_first, // (mm, va, ptep, clear, set) -> old
    fn_hpte_need_flush,            // (mm, va)
    fn_flush_tlb_pending,
};

// Config::option
enum { opt_radix, opt_local, opt_batch, opt_hpt_groups, opt_preempt_disable };

// Ev::hw and Ev::hw_item codes
enum : u16 { hw_flush_hash_page, hw_flush_hash_range, hw_tlbie, hw_flush_tlb_kernel_range };
enum : u16 { item_va };

// TaskState::thread_flags
enum : u32 { tlf_lazy_mmu = 1 }; // _TLF_LAZY_MMU, until v6.18

// Per-CPU `struct ppc64_tlb_batch`. The kernel keeps the PTE beside each vpn.
struct TlbBatch {
    u16 index;
    u8 active; // until v6.18
    u8 mm;     // MmId, if index > 0
    u8 ssize;  // SegmentSize, if index > 0
    u8 reserved[3];
    u64 slots[1]; // address, then PTE: two words a slot
};
constexpr u32 batch_bytes(int slots) { return 8 + 16 * static_cast<u32>(slots); }

enum SegmentSize : u8 { segment_256m, segment_1t };
SegmentSize segment_size(const Config& config, u64 va);

// A hash-table entry (HPTE). The table is `hpt_groups` groups of 8.
inline constexpr int hptes_per_group = 8;
struct Hpte {
    u64 vpn; // va >> 16
    u64 pte; // frame and protection, in the Linux PTE's bits
    u8 valid;
    u8 mm;
    u8 secondary;
    u8 reserved[5];
};

// mmu.cpp
extern const Routine tlb_miss_routine, radix_miss_routine, touch_routine;
void hpte_remove(Cx& cx, MmId mm, u64 va); // with its TLB entries
Hpte* hpte_find(Cx& cx, MmId mm, u64 va, bool secondary);
u64 lpid_of(const Config& config, MmId mm);
void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out);

// flush_range.cpp
extern const Routine flush_hash_table_range_routine;

// pte.cpp
inline constexpr u64 page_present = u64{1} << 63, page_invalid = u64{1} << 61,
                     page_hashpte = u64{1} << 55, page_write = 2;
u64 pte_encode(const Config&, u64 pfn, Prot prot);
PteFields pte_decode(const Config&, u64 pte);
u64 pte_wrprotect(u64 pte);
std::span<const PteBit> pte_bits();

// lazy_mmu.cpp
std::span<const Routine* const> routines();
bool is_lazy(const Config&, StateView, CpuId, TaskId);
inline bool is_radix(const Cx& cx) { return cx.config.option[opt_radix]; }

} // namespace lazymmu::powerpc
