// arm64, 4 KB pages: what the files of this folder share.
#pragma once

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"

namespace lazymmu::arm64 {

const Arch& arch();

// Private routines.
enum : u16 {
    fn_queue_pte_barriers = fn_arch_first,
    fn_emit_pte_barriers,
    fn_set_pte_complete,  // (pte)
    fn_update_range_prot, // (va, ptep, n, enable)
    fn_change_page_range, // callback (va, ptep, enable, i)
};

// Config::option
enum { opt_store_buffer, opt_debug_pagealloc };

// Ev::hw codes
enum : u16 { hw_dsb_ishst, hw_isb, hw_dsb_ish, hw_tlbi };

// TaskState::thread_flags
enum : u32 {
    tif_lazy_mmu_pending = 1, // barriers are owed
    tif_lazy_mmu = 2,         // until v6.18: the task is in the mode
};

// Machine-wide: kernel PTE stores that a table walker, or some CPU's pipeline, may not see yet.
// Sorted by ptep. `slots` = the option store_buffer.
struct PendingStore {
    u32 ptep;
    u8 cpu;     // whose store it is
    u8 visible; // 1: a dsb made it visible to walkers; that CPU's isb is still owed
    u8 reserved[2];
    u64 old; // what a walker sees until then
};
struct StoreBuffer {
    u16 used;
    u8 reserved[6];
    PendingStore slots[1];
};
constexpr u32 buffer_bytes(int slots) {
    return 8 + static_cast<u32>(sizeof(PendingStore)) * static_cast<u32>(slots);
}

// mmu.cpp
extern const Routine tlb_miss_routine;
void store_kernel_pte(Cx& cx, Ptep where, u64 pte); // a store that walkers see after dsb
void store_plain_pte(Cx& cx, Ptep where, u64 pte);  // any other store
void dsb(Cx& cx);                                   // this CPU's stores become visible
void isb(Cx& cx);                                   // this CPU forgets what it speculated
u64 asid_of(const Config& config, MmId mm);
void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out);

// set_memory.cpp
extern const Routine change_page_range_routine, update_range_prot_routine, set_memory_v6_18_routine,
    set_memory_v7_0_routine, kernel_map_pages_routine, debug_pagealloc_routine;
void boot(const Config& config, StateRef s);

// pte.cpp
u64 pte_encode(const Config&, u64 pfn, Prot prot);
PteFields pte_decode(const Config&, u64 pte);
u64 pte_wrprotect(u64 pte);
bool pte_valid(u64 pte);
bool pte_valid_not_user(u64 pte);
std::span<const PteBit> pte_bits();

// lazy_mmu.cpp
std::span<const Routine* const> routines();
bool is_lazy(const Config&, StateView, CpuId, TaskId);

} // namespace lazymmu::arm64
