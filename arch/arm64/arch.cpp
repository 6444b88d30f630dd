// The arm64 backend's table of facts, and what is pending as panels show it.
#include "arch/arm64/arm64.h"

namespace lazymmu::arm64 {

namespace {

constexpr const char* aliases[] = {"aarch64"};

constexpr OptionSpec options[] = {
    {"store_buffer", 256, 0, 512, "kernel PTE stores that walkers may not see yet", Fits::delayed},
    {"debug_pagealloc", 0, 0, 1, "1: DEBUG_PAGEALLOC: free pages are invalid in the linear map"},
};

constexpr HwSpec hw_events[] = {
    {"dsb(ishst)", "", "page-table stores of this CPU become visible to all walkers", 50},
    {"isb", "", "this CPU forgets a speculated missing translation", 10},
    {"dsb(ish)", "", "all earlier stores and TLB invalidations of this CPU are complete"},
    {"tlbi", "mm,va", "invalidate one page in the TLBs of all CPUs", 150},
};

ArchSizes sizes(const Config& config) {
    return {0, 0, buffer_bytes(config.option[opt_store_buffer])};
}

u64 table_entry(u64 frame) { return frame << 12 | 3; }
u64 table_frame(u64 entry) { return (entry & 0x0000fffffffff000) >> 12; }

void flag_field(const TaskState& t, u32 flag, const char* name, BatchView& out) {
    const bool set = t.thread_flags & flag;
    out.fields.push_back({name, set ? "1" : "0", set});
}

int pending(const Config&, StateView s, CpuId, TaskId t) {
    return (s.task(t).thread_flags & tif_lazy_mmu_pending) != 0;
}

bool is_pending(const Config& config, StateView s, MmId mm, u64 va) {
    const auto& b = *reinterpret_cast<const StoreBuffer*>(s.arch_global());
    const Ptep where = pt_find(config, s, mm, va);
    for (int i = 0; i < b.used; i++)
        if (b.slots[i].ptep == static_cast<u32>(where)) return true;
    return false;
}

// The batch is one flag; the slots list the stores whose barriers are owed.
void batch_view(const Config& config, StateView s, CpuId cpu, TaskId task, BatchView& out) {
    const auto& b = *reinterpret_cast<const StoreBuffer*>(s.arch_global());
    out.name = "TIF_LAZY_MMU_PENDING";
    out.owner = "per task";
    out.capacity = 1;
    if (task == TaskId::none) return;
    const TaskState& t = s.task(task);
    out.used = (t.thread_flags & tif_lazy_mmu_pending) != 0;
    for (int i = 0; i < b.used; i++) {
        if (b.slots[i].cpu != index(cpu)) continue;
        const Ptep where = static_cast<Ptep>(b.slots[i].ptep);
        BatchSlot slot;
        slot.mm = ptep_mm(s, where);
        slot.va = ptep_va(config, s, where);
        slot.value = pt_load(s, where);
        slot.kind = b.slots[i].visible ? "isb owed" : "dsb, isb owed";
        out.slots.push_back(slot);
    }
    flag_field(t, tif_lazy_mmu_pending, "TIF_LAZY_MMU_PENDING", out);
    if (config.kernel == Kernel::v6_18) flag_field(t, tif_lazy_mmu, "TIF_LAZY_MMU", out);
}

} // namespace

const Arch& arch() {
    static const Arch a = {
        .name = "arm64",
        .title = "arm64",
        .delays = "the barriers after kernel page-table stores",
        .geometry = {.page_shift = 12,
                     .levels = 4,
                     .bits = {9, 9, 9, 9},
                     .names = {"PGD", "PUD", "PMD", "PTE"},
                     .user_base = 0xaaaab0000000,
                     .kernel_base = 0xffff800080000000,
                     .kernel_split = 0xffff000000000000,
                     .kernel_end = 0xffffffffffffffff},
        .routines = routines(),
        .options = options,
        .hw_events = hw_events,
        .hw_items = {},
        .sizes = sizes,
        .boot = boot,
        .pte_encode = pte_encode,
        .pte_decode = pte_decode,
        .pte_wrprotect = pte_wrprotect,
        .table_entry = table_entry,
        .table_frame = table_frame,
        .pte_bits = pte_bits(),
        .context_tag = asid_of,
        .context_name = "ASID",
        .batches = [](const Config& c) { return c.kernel >= Kernel::v6_18; },
        .pending = pending,
        .is_pending = is_pending,
        .is_queued = nullptr,
        .batch_per_cpu = false,
        .caller_flushes = true,
        .is_lazy = is_lazy,
        .batch = batch_view,
        .hw_tables = hw_tables,
        .not_judged =
            [](const Config&) { return "of all pages: whoever changed the entry may still flush"; },
        .aliases = aliases,
    };
    return a;
}

} // namespace lazymmu::arm64
