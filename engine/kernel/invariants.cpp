// The promises, as the series documents them (include/linux/pgtable.h, v7.0), and where they are
// looked at:
//
//   after the outermost disable(), a nested disable(), and pause(), every earlier change of that
//   task has taken effect; between pause() and resume(), and outside of sections, every change
// takes
//   effect at once; generic code does not sleep while the mode is on; code does not rely on reading
//   back a PTE that it changed inside a section.
//
// What a caller was promised follows from its calls alone, not from the kernel's counters, which
// may be what is broken. So each task carries a ghost: how deep its calls have nested
// (`section_depth`, `pause_depth`). No kernel code reads it. It follows the documented meaning on
// every version, also where the kernel of that version had no nesting.
//
// Tests: tests/arch/invariants_test.cpp: each one fires once, and stays silent once.
#include "engine/kernel/invariants.h"

#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"

#include <cstring>

namespace lazymmu {

namespace {

constexpr InvariantInfo infos[invariant_count] = {
    {"stale_use", "stale translation used",
     "A translation is not used after the API promised that it is gone.", Severity::wrong},
    {"not_in_effect", "change not in effect",
     "After disable, nested disable and pause, and outside of sections, nothing is delayed.",
     Severity::wrong},
    {"read_pending", "read of a PTE with a queued update",
     "Code does not read back a PTE whose update is still queued.", Severity::risky},
    {"batch_left_behind", "batch left behind",
     "A CPU's batch is empty when another task takes the CPU.", Severity::wrong},
    {"sleep_in_section", "sleeping in a section",
     "Generic code does not sleep while lazy MMU mode is on.", Severity::wrong},
    {"unbalanced_exit", "unbalanced at exit",
     "A task leaves every section and every pause before it ends.", Severity::wrong},
    {"counter_wrap", "counter over- or underflow",
     "enable_count and pause_count neither pass 255 nor drop below 0.", Severity::wrong},
    {"kernel_bug", "BUG", "The kernel does not hit a BUG.", Severity::wrong},
    {"hypercall_failed", "hypercall failed", "The hypervisor accepts every update.",
     Severity::wrong},
    {"batching_lost", "batching lost", "Inside a section that is not paused, changes are delayed.",
     Severity::slow},
    {"pause_ignored", "pause ignored", "Inside a pause, changes are not delayed.", Severity::wrong},
};

bool in_section(const TaskState& t) { return t.section_depth > 0 && t.pause_depth == 0; }

// The ghost follows the calls. disable and resume never go below zero: misuse is counter_wrap's.
void follow_calls(TaskState& t, u16 fn) {
    if (in_interrupt(t)) return;
    switch (fn) {
    case fn_lazy_mmu_mode_enable:
        if (t.pause_depth == 0 && t.section_depth < 255) t.section_depth++;
        break;
    case fn_lazy_mmu_mode_disable:
        if (t.pause_depth == 0 && t.section_depth > 0) t.section_depth--;
        break;
    case fn_lazy_mmu_mode_pause:
        if (t.pause_depth < 255) t.pause_depth++;
        break;
    case fn_lazy_mmu_mode_resume:
        if (t.pause_depth > 0) t.pause_depth--;
        break;
    default: break;
    }
}

bool changes_ptes(u16 fn) {
    switch (fn) {
    case fn_set_pte_at:
    case fn_set_ptes:
    case fn_ptep_get_and_clear:
    case fn_clear_full_ptes:
    case fn_ptep_set_wrprotect:
    case fn_ptep_modify_prot_commit: return true;
    default: return false;
    }
}

// Is some task between changing this page's entry and having its removal done or delayed? Another
// CPU may still use the old translation then.
bool change_under_way(const Config& config, StateView s, MmId mm, u64 va) {
    for (int t = 0; t < config.tasks; t++) {
        const TaskState& task = s.task(static_cast<TaskId>(t));
        const u64* words = s.stack(static_cast<TaskId>(t));
        for (u16 at = task.top; task.sp != 0;) {
            FrameHeader h;
            std::memcpy(static_cast<void*>(&h), &words[at], sizeof h);
            const u64* slots = &words[at + 1];
            const bool changes = changes_ptes(h.routine) || h.routine == fn_ptep_modify_prot_start;
            if (changes && slots[0] == static_cast<u64>(index(mm)) &&
                (slots[1] ^ va) >> config.arch->geometry.page_shift == 0)
                return true;
            if (at == 0) break;
            at = h.prev;
        }
    }
    return false;
}

bool any_pending(const Config& config, StateView s) {
    for (int c = 0; c < config.cpus; c++) {
        const CpuId cpu = static_cast<CpuId>(c);
        const TaskId task = s.current(cpu);
        if (task != TaskId::none && config.arch->pending(config, s, cpu, task)) return true;
    }
    return false;
}

// A translation that memory does not agree with: why may it be there? "": it may not.
const char* excuse_of(const Config& config, StateView s, MmId mm, u64 va) {
    const Arch& arch = *config.arch;
    if (arch.caller_flushes)
        return "On this architecture the code that changed the entry removes it, with "
               "flush_tlb_*(), and has not done so yet.";
    if (arch.is_pending(config, s, mm, va))
        return any_pending(config, s)
                   ? "Its removal is delayed: it waits in a batch until the section ends, pauses "
                     "or flushes."
                   : "The code that changed the entry removes it, with flush_tlb_*(), and has not "
                     "done so yet.";
    if (change_under_way(config, s, mm, va))
        return "The function that changed the entry has not returned yet: it will remove this, or "
               "delay the removal.";
    return "";
}

// Is a task inside a section, or inside a call that may still do what is owed? Between its calls, a
// call-site routine is no better than a script.
bool may_delay(StateView s, TaskId t) {
    FrameHeader h;
    const u64* slots = nullptr;
    if (in_section(s.task(t))) return true;
    if (!s.frame(t, 0, h, slots) || h.routine == fn_script) return false;
    return h.routine < fn_mm_ops_first || h.routine >= fn_arch_first;
}

} // namespace

Standing translation_standing(const Config& config, StateView s, MmId mm, u64 va, u64 pte) {
    if (!translation_is_stale(config, s, mm, va, pte)) return {};
    const char* excuse = excuse_of(config, s, mm, va);
    if (*excuse) return {Staleness::legal, excuse};
    return {Staleness::wrong, "The change that should have removed it is complete, and nothing is "
                              "delayed that would: it may be used for ever."};
}

Standing delay_standing(const Config& config, StateView s, CpuId cpu) {
    constexpr Standing legal = {
        Staleness::legal, "Inside a section this may wait: disable(), pause() or a flush will "
                          "make it take effect."};
    if (config.arch->batch_per_cpu) {
        const TaskId t = s.current(cpu);
        if (t != TaskId::none && may_delay(s, t)) return legal;
    } else {
        for (int t = 0; t < config.tasks; t++)
            if (s.task(static_cast<TaskId>(t)).cpu == index(cpu) &&
                may_delay(s, static_cast<TaskId>(t)))
                return legal;
    }
    return {Staleness::wrong, "No section is open here that would allow it to wait: the API has "
                              "promised that it is in effect."};
}

const InvariantInfo& invariant_info(Invariant i) { return infos[static_cast<int>(i)]; }

std::vector<std::string_view> invariant_names(u32 bits) {
    std::vector<std::string_view> out;
    for (int i = 0; i < invariant_count; i++)
        if (bits & 1u << i) out.push_back(infos[i].name);
    return out;
}

bool invariant_from_name(const char* name, Invariant& out) {
    for (int i = 0; i < invariant_count; i++)
        if (!std::strcmp(infos[i].name, name)) {
            out = static_cast<Invariant>(i);
            return true;
        }
    return false;
}

u32 wrong_invariants() {
    u32 bits = 0;
    for (int i = 0; i < invariant_count; i++)
        if (infos[i].severity == Severity::wrong) bits |= 1u << i;
    return bits;
}

std::vector<NotJudged> not_judged(const Config& config, u32 invariants) {
    const auto of = config.arch->not_judged;
    const char* which = of ? of(config) : nullptr;
    if (!which || !(invariants & invariant_bit(Invariant::stale_use))) return {};
    return {{Invariant::stale_use, std::string("use of stale translations ") + which}};
}

void report_hazard(Cx& cx, Invariant i, Severity severity, MmId mm, u64 va, u64 detail) {
    if (severity != Severity::legal) cx.result.violations |= invariant_bit(i);
    cx.emit(Ev::hazard, static_cast<u16>(i), static_cast<u64>(index(mm)), va, detail,
            static_cast<u64>(severity));
}

void violate(Cx& cx, Invariant i, MmId mm, u64 va, u64 detail) {
    report_hazard(cx, i, invariant_info(i).severity, mm, va, detail);
}

void check_return(Cx& cx, TaskId t, u16 fn) {
    TaskState& task = cx.s.task(t);
    follow_calls(task, fn);
    if (in_interrupt(task)) return; // an interrupted section's work is not the handler's
    const bool ends = fn == fn_lazy_mmu_mode_disable || fn == fn_lazy_mmu_mode_pause;
    const bool changes = changes_ptes(fn);
    if (!ends && !changes) return;
    const Arch& arch = cx.arch;
    if (!arch.batches(cx.config)) return;
    const int pending = arch.pending(cx.config, cx.s, cx.cpu, t);
    // A disable inside of a pause does nothing, and has nothing to flush.
    if (pending && (ends || !in_section(task))) {
        if (changes && task.pause_depth > 0)
            violate(cx, Invariant::pause_ignored);
        else
            violate(cx, Invariant::not_in_effect, MmId::none, 0, static_cast<u64>(pending));
    }
    if (changes && in_section(task) && !arch.is_lazy(cx.config, cx.s, cx.cpu, t))
        violate(cx, Invariant::batching_lost);
}

void check_switched(Cx& cx, TaskId prev) {
    if (!cx.arch.batch_per_cpu) return;
    const int pending = cx.arch.pending(cx.config, cx.s, cx.cpu, prev);
    if (pending)
        violate(cx, Invariant::batch_left_behind, MmId::none, 0, static_cast<u64>(pending));
}

void check_exit(Cx& cx, TaskId t) {
    const TaskState& task = cx.s.task(t);
    if (task.section_depth || task.pause_depth || task.enable_count || task.pause_count)
        violate(cx, Invariant::unbalanced_exit, MmId::none, 0, static_cast<u64>(index(t)));
}

void check_sleep(Cx& cx) {
    const TaskState& task = cx.current();
    if (in_section(task) && !in_interrupt(task)) violate(cx, Invariant::sleep_in_section);
}

void check_tlb_hit(Cx& cx, MmId mm, u64 va, int slot) {
    if (!tlb_is_stale(cx.config, cx.s, cx.cpu, slot)) return;
    const bool covered = *excuse_of(cx.config, cx.s, mm, va);
    report_hazard(cx, Invariant::stale_use, covered ? Severity::legal : Severity::wrong, mm, va,
                  static_cast<u64>(slot));
}

void check_read(Cx& cx, Ptep where) {
    if (!cx.arch.is_queued || !cx.arch.is_queued(cx.config, cx.s, where)) return;
    violate(cx, Invariant::read_pending, ptep_mm(cx.s, where), ptep_va(cx.config, cx.s, where));
}

} // namespace lazymmu
