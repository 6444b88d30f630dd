#include "engine/state.h"

#include <cstdio>

namespace lazymmu {

namespace {

constexpr u32 round8(u32 n) { return (n + 7) & ~7u; }

u64 mix(u64 a, u64 b) {
    const unsigned __int128 m = static_cast<unsigned __int128>(a) * b;
    return static_cast<u64>(m) ^ static_cast<u64>(m >> 64);
}

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

// Two independent multiply-fold lanes, four words a round (the construction of wyhash).
Digest digest_of(const std::byte* data, u32 bytes) {
    constexpr u64 k0 = 0xa0761d6478bd642f, k1 = 0xe7037ed1a0b428db;
    constexpr u64 k2 = 0x8ebc6af09c88c6e3, k3 = 0x589965cc75374cc3;
    u64 a = k0 ^ bytes, b = k1;
    u32 i = 0;
    for (; i + 32 <= bytes; i += 32) {
        u64 w[4];
        std::memcpy(w, data + i, 32);
        const u64 x = mix(w[0] ^ k2 ^ a, w[1] ^ k3), y = mix(w[2] ^ k0, w[3] ^ k1 ^ b);
        a = x ^ (y << 32 | y >> 32);
        b = (b ^ y) * k3 + x;
    }
    for (; i < bytes; i += 8) {
        u64 w;
        std::memcpy(&w, data + i, 8);
        a = mix(a ^ w ^ k1, k2);
        b = mix(b ^ w, k0 ^ a);
    }
    return {mix(a ^ k3, b ^ k0), mix(b ^ k2, a ^ k1 ^ bytes)};
}

std::string Digest::hex() const {
    char text[40];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hi),
                  static_cast<unsigned long long>(lo));
    return text;
}

} // namespace lazymmu
