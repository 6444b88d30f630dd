// The powerpc backend's table of facts, and its batch as panels show it.
#include "arch/powerpc/powerpc.h"

namespace lazymmu::powerpc {

namespace {

constexpr const char* aliases[] = {"ppc", "ppc64", "ppc64le", "powerpc64"};

constexpr OptionSpec options[] = {
    {"radix", 0, 0, 1, "1: radix MMU, lazy MMU mode does nothing"},
    {"local", 0xe, 0, 0xf, "bit per mm: it only ever ran on this CPU"},
    {"tlb_batch_nr", 192, 1, 192, "PPC64_TLB_BATCH_NR: pages that one CPU's batch holds",
     Fits::delayed},
    {"hpt_groups", 32, 0, 512, "groups of 8 in the hash page table", Fits::accesses},
    {"preempt_disable", 1, 0, 1, "0: entering the mode leaves preemption on"},
};

constexpr HwSpec hw_events[] = {
    {"flush_hash_page", "mm,va,local", "remove one hash-table entry and its TLB entries", 300},
    {"flush_hash_range", "mm,n,local", "remove the hash-table entries of a batch", 300, 120},
    {"tlbie", "mm,va", "radix: invalidate one page in all TLBs", 300},
    {"flush_tlb_kernel_range", ",va,n", "remove hash-table entries of kernel pages", 300, 120},
};
constexpr HwSpec hw_items[] = {{"va", "mm,va", "a page of the batch"}};

ArchSizes sizes(const Config& config) {
    const u32 hpt = config.option[opt_radix] ? 0 : config.option[opt_hpt_groups];
    return {batch_bytes(config.option[opt_batch]), 0,
            static_cast<u32>(sizeof(Hpte)) * hptes_per_group * hpt};
}

u64 table_entry(u64 frame) { return u64{1} << 63 | frame << 16; }
u64 table_frame(u64 entry) { return (entry & ~(u64{1} << 63)) >> 16; }

int pending(const Config&, StateView s, CpuId cpu, TaskId) {
    return reinterpret_cast<const TlbBatch*>(s.arch_cpu(cpu))->index;
}

bool is_pending(const Config& config, StateView s, MmId mm, u64 va) {
    if (config.option[opt_radix]) return true; // removed by callers, never by a batch
    for (int c = 0; c < config.cpus; c++) {
        const auto& b = *reinterpret_cast<const TlbBatch*>(s.arch_cpu(static_cast<CpuId>(c)));
        for (int i = 0; i < b.index && b.mm == index(mm); i++)
            if ((b.slots[2 * i] ^ va) >> config.arch->geometry.page_shift == 0) return true;
    }
    return false;
}

const char* not_judged(const Config& config) {
    return config.option[opt_radix]
               ? "of all pages: whoever changed the entry may still flush"
               : "through the hash page table: only what the TLB answers is looked at";
}

void batch_view(const Config& config, StateView s, CpuId cpu, TaskId, BatchView& out) {
    const auto& b = *reinterpret_cast<const TlbBatch*>(s.arch_cpu(cpu));
    out.name = "ppc64_tlb_batch";
    out.owner = config.option[opt_radix] ? "none" : "per CPU";
    out.used = b.index;
    out.capacity = config.option[opt_batch];
    for (int i = 0; i < b.index; i++) {
        BatchSlot slot;
        slot.mm = static_cast<MmId>(b.mm);
        slot.va = b.slots[2 * i];
        slot.value = b.slots[2 * i + 1];
        slot.kind = "hpte";
        out.slots.push_back(slot);
    }
    out.fields.push_back({"index", std::to_string(b.index), b.index});
    out.fields.push_back({"mm", b.index ? mm_name(static_cast<MmId>(b.mm)) : "-", b.mm});
    out.fields.push_back(
        {"ssize", b.index ? (b.ssize == segment_1t ? "1T" : "256M") : "-", b.ssize});
    if (!has_generic_layer(config.kernel))
        out.fields.push_back({"active", b.active ? "1" : "0", b.active});
}

} // namespace

const Arch& arch() {
    static const Arch a = {
        .name = "powerpc",
        .title = "powerpc (hash)",
        .delays = "the removal of hash-table entries and their TLB entries",
        .geometry = {.page_shift = 16,
                     .levels = 4,
                     .bits = {8, 10, 10, 8},
                     .names = {"PGD", "PUD", "PMD", "PTE"},
                     .user_base = 0x10000000,
                     .kernel_base = 0xc008000000000000,
                     .kernel_split = 0xc000000000000000,
                     .kernel_end = 0xffffffffffffffff},
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
        .context_tag = lpid_of,
        .context_name = "context",
        .batches = [](const Config& c) { return !c.option[opt_radix]; },
        .pending = pending,
        .is_pending = is_pending,
        .is_queued = nullptr,
        .batch_per_cpu = true,
        .caller_flushes = false,
        .is_lazy = is_lazy,
        .batch = batch_view,
        .hw_tables = hw_tables,
        .not_judged = not_judged,
        .aliases = aliases,
    };
    return a;
}

} // namespace lazymmu::powerpc
