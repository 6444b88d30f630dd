#include "engine/state.h"

namespace lazymmu {

namespace {

constexpr u32 round8(u32 n) { return (n + 7) & ~7u; }

} // namespace

Layout make_layout(const Config& config, ArchSizes arch) {
    LAZYMMU_ASSERT(config.cpus >= 1 && config.cpus <= limits::cpus);
    LAZYMMU_ASSERT(config.tasks >= 1 && config.tasks <= limits::tasks);
    LAZYMMU_ASSERT(config.mms >= 1 && config.mms <= limits::mms);
    LAZYMMU_ASSERT(config.stack_words <= limits::stack_words);
    LAZYMMU_ASSERT(config.pt_tables <= limits::tables);
    LAZYMMU_ASSERT(config.pt_entries <= limits::pt_entries);
    LAZYMMU_ASSERT(config.tlb_entries <= limits::tlb_entries);

    Layout l;
    l.cpus = config.cpus;
    l.tasks = config.tasks;
    l.stack_words = config.stack_words;
    l.pt_entries = config.pt_entries;
    l.pt_tables = config.pt_tables;
    l.tlb_entries = config.tlb_entries;
    l.arch_cpu_bytes = arch.per_cpu;
    l.arch_task_bytes = arch.per_task;
    l.arch_bytes = arch.global;

    u32 at = sizeof(Globals);
    l.cpu = at;
    l.cpu_arch = sizeof(CpuState);
    l.cpu_tlb = l.cpu_arch + round8(arch.per_cpu);
    l.cpu_stride = l.cpu_tlb + config.tlb_entries * static_cast<u32>(sizeof(TlbEntry));
    at += l.cpu_stride * config.cpus;
    l.task = at;
    l.task_arch = sizeof(TaskState);
    l.task_stack = l.task_arch + round8(arch.per_task);
    l.task_stride = l.task_stack + config.stack_words * 8u;
    at += l.task_stride * config.tasks;
    l.arch = at;
    at += round8(arch.global);
    l.tables = at;
    at += config.pt_tables * static_cast<u32>(sizeof(TableInfo));
    l.pt_values = at;
    at += config.pt_entries * 8u;
    l.pt_keys = at;
    at += round8(config.pt_entries * 4u);
    l.size = at;
    LAZYMMU_ASSERT(l.size <= limits::state_bytes);
    return l;
}

bool StateView::frame(TaskId t, int depth, FrameHeader& header, const u64*& slots) const {
    const TaskState& ts = task(t);
    if (ts.sp == 0) return false;
    u16 at = ts.top;
    const u64* words = stack(t);
    for (;;) {
        std::memcpy(static_cast<void*>(&header), &words[at], sizeof header);
        slots = &words[at + 1];
        if (depth-- == 0) return true;
        if (at == 0) return false;
        at = header.prev;
    }
}

int StateView::depth(TaskId t) const {
    FrameHeader header;
    const u64* slots = nullptr;
    int n = 0;
    while (frame(t, n, header, slots)) n++;
    return n;
}

} // namespace lazymmu
