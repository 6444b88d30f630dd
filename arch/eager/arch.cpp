// The reference backend's table of facts. It has no batch, no options, no hardware operations.
#include "arch/eager/eager.h"

namespace lazymmu::eager {

namespace {

ArchSizes sizes(const Config&) { return {}; }

void batch_view(const Config&, StateView, CpuId, TaskId, BatchView& out) {
    out.name = "no batch";
    out.owner = "none";
}

} // namespace

const Arch& arch() {
    static const Arch a = {
        .name = "eager",
        .title = "eager (reference)",
        .delays = "nothing: every change takes effect at once",
        .geometry = {.page_shift = 12,
                     .levels = 4,
                     .bits = {9, 9, 9, 9},
                     .names = {"PGD", "PUD", "PMD", "PTE"},
                     .user_base = 0x400000000000,
                     .kernel_base = 0xffffc00000000000,
                     .kernel_split = 0xffff800000000000,
                     .kernel_end = 0xffffffffffffffff},
        .routines = routines(),
        .options = {},
        .hw_events = {},
        .hw_items = {},
        .sizes = sizes,
        .boot = nullptr,
        .pte_encode = pte_encode,
        .pte_decode = pte_decode,
        .pte_wrprotect = pte_wrprotect,
        .table_entry = table_entry,
        .table_frame = table_frame_of,
        .pte_bits = pte_bits(),
        .context_tag = tag_of,
        .context_name = "tag",
        .batches = [](const Config&) { return false; },
        .pending = [](const Config&, StateView, CpuId, TaskId) { return 0; },
        .is_pending = [](const Config&, StateView, MmId, u64) { return false; },
        .is_queued = nullptr,
        .batch_per_cpu = false,
        .caller_flushes = false,
        .is_lazy = is_lazy,
        .batch = batch_view,
        .hw_tables = nullptr,
        .reference = true,
    };
    return a;
}

} // namespace lazymmu::eager
