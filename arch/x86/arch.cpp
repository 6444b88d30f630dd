// The x86 backend's table of facts, and the multicall buffer as panels show it.
#include "arch/x86/x86.h"

namespace lazymmu::x86 {

namespace {

constexpr const char* aliases[] = {"x86_64", "x86-64", "amd64", "xen"};

constexpr OptionSpec options[] = {
    {"xen", 1, 0, 1, "1: a Xen PV guest; 0: bare metal, where lazy MMU mode does nothing"},
    {"mc_batch", 32, 1, 32, "MC_BATCH: entries of one CPU's multicall buffer", Fits::delayed},
    {"mc_args", 512, 48, 512, "MC_ARGS: bytes of arguments in it", Fits::delayed, 24},
    {"debug_pagealloc", 0, 0, 1, "1: DEBUG_PAGEALLOC: free pages are not in the linear map"},
};

constexpr HwSpec hw_events[] = {
    {"hypercall", "op,n", "one hypercall: 1 mmu_update with n updates, 2 mmuext_op", 700},
    {"multicall", "n", "one hypercall that makes n others", 700, 90},
    {"pte_write_trap", "mm,va,pte", "a plain store to a page table, emulated by the hypervisor",
     700},
    {"invlpg", "mm,va", "bare metal: invalidate one page", 150},
    {"cr3_write", "mm", "bare metal: this CPU forgets an address space", 150},
};
constexpr HwSpec hw_items[] = {
    {"call", "op,n", "a call of the multicall"},
    {"mmu_update", "ptr,val,preserve_ad,ptep", "one PTE to write", 60},
    {"mmuext_op", "cmd,va", "6 TLB_FLUSH_LOCAL, 7 INVLPG_LOCAL"},
};

const Routine* const* joined(size_t& n) {
    static const std::vector<const Routine*> all = [] {
        std::vector<const Routine*> v;
        for (auto list : {lazy_mmu_routines(), multicall_routines(), xen_pte_routines(),
                          native_routines(), set_memory_routines()})
            v.insert(v.end(), list.begin(), list.end());
        return v;
    }();
    n = all.size();
    return all.data();
}

std::span<const Routine* const> routines() {
    size_t n = 0;
    const Routine* const* first = joined(n);
    return {first, n};
}

ArchSizes sizes(const Config& config) {
    if (!is_xen(config)) return {};
    const u32 entries = config.option[opt_mc_batch];
    return {xen_cpu_bytes + entries * static_cast<u32>(sizeof(McEntry)) +
                config.option[opt_mc_args],
            0, 0};
}

constexpr u8 all_patches = (1 << patch_count) - 1; // they are fixes of what v7.0 does on Xen

bool switch_pauses(const Config& config) {
    return is_xen(config) &&
           (config.kernel >= Kernel::v7_2 || config.patches & patch_ctxsw_pause_resume);
}

const char* not_judged(const Config& config) {
    return is_xen(config) ? "of all pages: whoever changed the entry may still flush; nor that of "
                            "pages whose update is queued, nor flushes that other CPUs need"
                          : "of all pages: whoever changed the entry may still flush";
}

// The first switch to a task that was never switched out resumes what nobody has paused.
const KnownBug* known_bug(const Config& config, StateView s, CpuId cpu) {
    static constexpr KnownBug of_fork = {
        "This is the known bug of Linux 7.2 and 7.3-rc on Xen PV: the switch to a task resumes it, "
        "also when it is a new one, whose pause_count is 0.",
        "xen-fork-pause-underflow", 1};
    const TaskId t = s.current(cpu);
    FrameHeader h;
    const u64* slots = nullptr;
    if (config.kernel < Kernel::v7_2 || !is_xen(config) || t == TaskId::none ||
        !s.frame(t, 0, h, slots) || h.routine != fn_task_lazy_mmu_mode_resume)
        return nullptr;
    const TaskState& incoming = s.task(static_cast<TaskId>(slots[0]));
    for (int d = 1; s.frame(t, d, h, slots); d++)
        if (h.routine == fn_arch_switch_to) return incoming.pause_count == 0 ? &of_fork : nullptr;
    return nullptr;
}

// Where the switch hooks pause the outgoing task and resume the incoming one, a task that has not
// run yet starts with the pause that its first switch-in takes back, or without: Config says.
void boot(const Config& config, StateRef s) {
    boot_linear_map(config, s);
    if (!switch_pauses(config)) return;
    for (int t = 0; t < config.tasks; t++) {
        const TaskId id = static_cast<TaskId>(t);
        if (s.current(static_cast<CpuId>(s.task(id).cpu)) != id)
            s.task(id).pause_count = config.task_init_pause;
    }
}

u64 table_entry(u64 frame) { return (frame + machine_frame_base) << 12 | 7; }
u64 table_frame_of(u64 entry) { return ((entry & 0x000ffffffffff000) >> 12) - machine_frame_base; }

const char* mode_name(u8 mode) {
    constexpr const char* names[] = {"none", "mmu", "cpu"};
    return names[mode];
}

void entry_slots(const Config& config, StateView s, const XenCpu& c, u16 i, BatchView& out) {
    const McEntry& e = c.entries[i];
    const u64* args = mc_args(config, c) + e.args / 8;
    for (int k = 0; k < e.count; k++) {
        BatchSlot slot;
        slot.group = i;
        slot.kind = e.op == op_mmu_update         ? "mmu_update"
                    : args[0] == cmd_invlpg_local ? "INVLPG_LOCAL"
                                                  : "TLB_FLUSH_LOCAL";
        if (e.op == op_mmu_update) {
            const Ptep where = maddr_ptep(args[2 * k]);
            slot.mm = ptep_mm(s, where);
            slot.va = ptep_va(config, s, where);
            slot.value = args[2 * k + 1];
        } else {
            slot.va = args[1];
        }
        out.slots.push_back(slot);
    }
}

int pending(const Config& config, StateView s, CpuId cpu, TaskId) {
    return is_xen(config) ? reinterpret_cast<const XenCpu*>(s.arch_cpu(cpu))->mcidx : 0;
}

bool is_queued(const Config& config, StateView s, Ptep where) {
    for (int i = 0; is_xen(config) && i < config.cpus; i++) {
        const auto& c = *reinterpret_cast<const XenCpu*>(s.arch_cpu(static_cast<CpuId>(i)));
        for (int e = 0; e < c.mcidx; e++) {
            const u64* args = mc_args(config, c) + c.entries[e].args / 8;
            for (int k = 0; c.entries[e].op == op_mmu_update && k < c.entries[e].count; k++)
                if (maddr_ptep(args[2 * k]) == where) return true;
        }
    }
    return false;
}

bool is_pending(const Config& config, StateView s, MmId mm, u64 va) {
    const Ptep where = pt_find(config, s, mm, va);
    return where != no_ptep && is_queued(config, s, where);
}

void batch_view(const Config& config, StateView s, CpuId cpu, TaskId, BatchView& out) {
    out.name = "multicall buffer";
    if (!is_xen(config)) {
        out.owner = "none";
        return;
    }
    const auto& c = *reinterpret_cast<const XenCpu*>(s.arch_cpu(cpu));
    out.owner = "per CPU";
    out.used = c.mcidx;
    out.capacity = config.option[opt_mc_batch];
    for (u16 i = 0; i < c.mcidx; i++) entry_slots(config, s, c, i, out);
    out.fields.push_back({"mcidx", std::to_string(c.mcidx), c.mcidx, true});
    out.fields.push_back({"argidx", std::to_string(c.argidx), c.argidx, true});
    out.fields.push_back(
        {"updates", std::to_string(out.slots.size()), static_cast<i64>(out.slots.size())});
    if (config.kernel < Kernel::v7_2)
        out.fields.push_back({"xen_lazy_mode", mode_name(c.lazy_mode), c.lazy_mode});
    else
        out.fields.push_back({"xen_cpu_lazy", c.lazy_mode ? "true" : "false", c.lazy_mode != 0});
    if (config.kernel == Kernel::v6_12)
        out.fields.push_back({"xen_lazy_nesting", std::to_string(c.nesting), c.nesting});
}

} // namespace

const Arch& arch() {
    static const Arch a = {
        .name = "x86",
        .title = "x86 (Xen PV)",
        .delays = "the page-table writes themselves, as hypercalls",
        .geometry = {.page_shift = 12,
                     .levels = 4,
                     .bits = {9, 9, 9, 9},
                     .names = {"PGD", "PUD", "PMD", "PTE"},
                     .user_base = 0x7f1234000000,
                     .kernel_base = 0xffffc90000000000,
                     .kernel_split = 0xffff800000000000,
                     .kernel_end = 0xffffffffffffffff},
        .routines = routines(),
        .options = options,
        .hw_events = hw_events,
        .hw_items = hw_items,
        .sizes = sizes,
        .boot = boot,
        .pte_encode = pte_encode,
        .pte_decode = pte_decode,
        .pte_wrprotect = pte_wrprotect,
        .table_entry = table_entry,
        .table_frame = table_frame_of,
        .pte_bits = pte_bits(),
        .context_tag = pcid_of,
        .context_name = "PCID",
        .batches = [](const Config& c) { return is_xen(c); },
        .pending = pending,
        .is_pending = is_pending,
        .is_queued = is_queued,
        .batch_per_cpu = true,
        .caller_flushes = true,
        .is_lazy = is_lazy,
        .batch = batch_view,
        .hw_tables = hw_tables,
        .not_judged = not_judged,
        .switch_pauses = switch_pauses,
        .known_bug = known_bug,
        .patches = [](Kernel k) { return k == Kernel::v7_0 ? all_patches : u8{0}; },
        .aliases = aliases,
    };
    return a;
}

} // namespace lazymmu::x86
