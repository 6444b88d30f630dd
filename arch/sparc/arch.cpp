// The sparc64 backend's table of facts, and its batch as panels show it.
#include "arch/sparc/sparc.h"

namespace lazymmu::sparc {

namespace {

constexpr const char* aliases[] = {"sparc64"};

constexpr OptionSpec options[] = {
    {"tlb_batch_nr", 192, 1, 192, "TLB_BATCH_NR: addresses that one CPU's batch holds",
     Fits::delayed},
    {"ctx_valid", 0xe, 0, 0xf, "bit per mm: it has a valid hardware context"},
    {"preempt_disable", 1, 0, 1, "0: entering the mode leaves preemption on (before v6.15)"},
    {"tsb_entries", 64, 0, 512, "entries of each mm's TSB", Fits::accesses},
};

constexpr HwSpec hw_events[] = {
    {"flush_tsb_user_page", "mm,va", "remove one page from the TSB", 100},
    {"global_flush_tlb_page", "mm,va", "demap one page on all CPUs (cross call)", 300},
    {"flush_tsb_user", "mm,n", "remove the pages of a batch from the TSB", 100, 10},
    {"smp_flush_tlb_pending", "mm,n", "demap the pages of a batch on all CPUs (one cross call)",
     300, 30},
    {"flush_tlb_kernel_range", ",va,n", "remove kernel pages from TSB and TLBs", 400, 40},
};
constexpr HwSpec hw_items[] = {{"va", "mm,va", "an address of the batch; bit 0: executable"}};

ArchSizes sizes(const Config& config) {
    return {batch_bytes(config.option[opt_batch]), 0,
            static_cast<u32>(sizeof(TsbEntry)) * config.option[opt_tsb_entries] * config.mms};
}

u64 table_entry(u64 frame) { return frame << 13; }
u64 table_frame(u64 entry) { return entry >> 13; }

int pending(const Config&, StateView s, CpuId cpu, TaskId) {
    return reinterpret_cast<const TlbBatch*>(s.arch_cpu(cpu))->tlb_nr;
}

bool is_pending(const Config& config, StateView s, MmId mm, u64 va) {
    if (mm == MmId::init_mm) return true; // removed by flush_tlb_kernel_range(), never by a batch
    for (int c = 0; c < config.cpus; c++) {
        const auto& b = *reinterpret_cast<const TlbBatch*>(s.arch_cpu(static_cast<CpuId>(c)));
        for (int i = 0; i < b.tlb_nr && b.mm == index(mm); i++)
            if ((b.vaddrs[i] ^ va) >> config.arch->geometry.page_shift == 0) return true;
    }
    return false;
}

void batch_view(const Config& config, StateView s, CpuId cpu, TaskId, BatchView& out) {
    const auto& b = *reinterpret_cast<const TlbBatch*>(s.arch_cpu(cpu));
    out.name = "tlb_batch";
    out.owner = "per CPU";
    out.used = b.tlb_nr;
    out.capacity = config.option[opt_batch];
    for (int i = 0; i < b.tlb_nr; i++) {
        BatchSlot slot;
        slot.mm = static_cast<MmId>(b.mm);
        slot.va = b.vaddrs[i] & ~u64{1};
        slot.exec = b.vaddrs[i] & 1;
        slot.kind = "demap";
        out.slots.push_back(slot);
    }
    out.fields.push_back({"tlb_nr", std::to_string(b.tlb_nr), b.tlb_nr});
    out.fields.push_back({"mm", b.tlb_nr ? mm_name(static_cast<MmId>(b.mm)) : "-", b.mm});
    if (!has_generic_layer(config.kernel))
        out.fields.push_back({"active", b.active ? "1" : "0", b.active});
}

} // namespace

const Arch& arch() {
    static const Arch a = {
        .name = "sparc",
        .title = "sparc64",
        .delays = "the removal of user pages from the TSB and the TLBs",
        .geometry = {.page_shift = 13,
                     .levels = 4,
                     .bits = {10, 10, 10, 10},
                     .names = {"PGD", "PUD", "PMD", "PTE"},
                     .user_base = 0xfff8000100000000,
                     .kernel_base = 0x140000000,
                     .kernel_split = 0x100000000,
                     .kernel_end = 0x1ffffffff},
        .routines = routines(),
        .options = options,
        .hw_events = hw_events,
        .hw_items = hw_items,
        .sizes = sizes,
        .boot = nullptr,
        .pte_encode = pte_encode,
        .pte_decode = pte_decode,
        .pte_wrprotect = pte_wrprotect,
        .table_entry = table_entry,
        .table_frame = table_frame,
        .pte_bits = pte_bits(),
        .context_tag = context_of,
        .context_name = "context",
        .batches = [](const Config&) { return true; },
        .pending = pending,
        .is_pending = is_pending,
        .is_queued = nullptr,
        .batch_per_cpu = true,
        .caller_flushes = false,
        .is_lazy = is_lazy,
        .batch = batch_view,
        .hw_tables = hw_tables,
        .not_judged =
            [](const Config&) {
                return "of kernel pages: flush_tlb_kernel_range() may still come";
            },
        .aliases = aliases,
    };
    return a;
}

} // namespace lazymmu::sparc
