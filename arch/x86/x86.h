// x86-64, 4 KB pages: a Xen PV guest, or bare metal. What the files of this folder share.
#pragma once

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"

namespace lazymmu::x86 {

const Arch& arch();

// Private routines.
enum : u16 {
    fn_enter_lazy = fn_arch_first, // (LazyMode)
    fn_leave_lazy,                 // (LazyMode)
    fn_mc_flush,                   // xen_mc_flush()
    fn_queue_update,               // (ptep, pte, preserve_ad): xen_mc_batch .. xen_mc_issue
    fn_queue_mmuext,               // (MmuextCmd, va): likewise
    fn_change_page_attr,           // (va, ptep, n, prot)
};

// Config::option
enum { opt_xen, opt_mc_batch, opt_mc_args, opt_debug_pagealloc };

// Ev::hw and Ev::hw_item codes
enum : u16 { hw_hypercall, hw_multicall, hw_pte_write_trap, hw_invlpg, hw_cr3_write };
enum : u16 { item_call, item_mmu_update, item_mmuext_op };

// TaskState::thread_flags
enum : u32 { tif_lazy_mmu_updates = 1 }; // until v6.18, and with the revert

enum LazyMode : u8 { lazy_none, lazy_mmu, lazy_cpu };
enum McOp : u8 { op_none, op_mmu_update, op_mmuext_op };
enum MmuextCmd : u8 { cmd_tlb_flush_local = 6, cmd_invlpg_local = 7 };

// One multicall entry: its operation, and where its arguments are in the argument area.
struct McEntry {
    u8 op; // McOp
    u8 reserved[3];
    u16 args;  // byte offset
    u16 count; // mmu_update: how many updates
};

inline constexpr u32 mmu_update_bytes = 16, mmuext_op_bytes = 24;
inline constexpr u64 preserve_ad_command = 2;       // low bits of mmu_update.ptr
inline constexpr u64 machine_frame_base = 0x100000; // mfn = pfn + this

inline constexpr u32 xen_cpu_bytes = 16; // without entries and arguments

// Per CPU: Xen's lazy mode and the multicall buffer. The entries (option mc_batch of them) come
// first, then mc_args bytes of arguments, laid out as the hypervisor's structures:
// mmu_update { u64 ptr; u64 val }, mmuext_op { u64 cmd; u64 va; u64 unused }.
struct XenCpu {
    u8 lazy_mode; // LazyMode; from v7.2 only none or cpu
    u8 reserved;
    u16 mcidx;  // entries in use
    u16 argidx; // argument bytes in use
    u16 reserved2;
    u32 nesting; // v6.12
    u32 reserved3;
    McEntry entries[1];
};
inline u64* mc_args(const Config& config, XenCpu& c) {
    return reinterpret_cast<u64*>(c.entries + config.option[opt_mc_batch]);
}
inline const u64* mc_args(const Config& config, const XenCpu& c) {
    return reinterpret_cast<const u64*>(c.entries + config.option[opt_mc_batch]);
}
inline XenCpu& xen(const Cx& cx) { return cx.cpu_data<XenCpu>(); }
inline bool is_xen(const Config& config) { return config.option[opt_xen]; }

// The machine address of an entry, as mmu_update wants it, and back.
u64 ptep_maddr(Ptep where);
Ptep maddr_ptep(u64 ptr);

// multicalls.cpp
void mc_flush(Cx& cx); // issues what is queued and empties the buffer
std::span<const Routine* const> multicall_routines();

// mmu.cpp: the hypervisor's side, and the hardware's
void hypervisor_update(Cx& cx, u64 ptr, u64 val);
void hypervisor_mmuext(Cx& cx, u64 cmd, u64 va);
void trap_and_emulate(Cx& cx, Ptep where, u64 pte); // a plain store to a read-only page table
extern const Routine tlb_miss_routine;
u64 pcid_of(const Config& config, MmId mm);
void hw_tables(const Config& config, StateView s, std::vector<HwTableView>& out);

// pte.cpp
u64 pte_encode(const Config&, u64 pfn, Prot prot);
PteFields pte_decode(const Config&, u64 pte);
u64 pte_wrprotect(u64 pte);
bool pte_present(u64 pte);
u64 keep_ad(u64 fresh, u64 old); // MMU_PT_UPDATE_PRESERVE_AD
std::span<const PteBit> pte_bits();

// lazy_mmu.cpp, native.cpp, xen_pte.cpp, set_memory.cpp
std::span<const Routine* const> lazy_mmu_routines();
std::span<const Routine* const> native_routines();
std::span<const Routine* const> xen_pte_routines();
std::span<const Routine* const> set_memory_routines();
void boot_linear_map(const Config& config, StateRef s);
bool is_lazy(const Config&, StateView, CpuId, TaskId);

} // namespace lazymmu::x86
