// The transition system of lazy.pml, on our engine: Xen PV on one CPU, tasks with programs of about
// ten calls, at most K interrupts, every preemption. One line = one micro-step of the Promela
// model, so that state counts are equal and speeds can be compared. An architecture of its own
// whose listings are generated: it also shows what else the engine can run.
#pragma once

#include "engine/explore/explore.h"
#include "engine/kernel/sched.h"
#include "tests/bench/peers/lazy_programs.h"

namespace lazymmu::peer {

inline Cpu& cpu(Cx& cx) { return cx.cpu_data<Cpu>(); }
inline u8* ptes(Cx& cx) { return &cx.global_data<u8>(); }
inline void perform(Cx& cx) {
    Cpu& c = cpu(cx);
    for (int i = 0; i < c.used; i++) ptes(cx)[c.queue[i] >> 2] = c.queue[i] & 3;
    std::memset(c.queue, 0, sizeof c.queue);
    c.used = 0;
}
inline bool lazy(Cx& cx) {
    const TaskState& t = cx.current();
    return model.variant == 2 ? t.enable_count && !t.pause_count : cpu(cx).mode == mmu;
}
inline Flow broken(Cx& cx) {
    cx.bug(Msg::enter_lazy_already_set);
    return next();
}

inline bool promise_holds(Cx& cx, const Micro& u) {
    const u8* mine = ptes(cx) + 2 * index(cx.task);
    return cpu(cx).used == 0 && (u.post == 1 || (mine[0] == u.x && mine[1] == u.y));
}

inline Flow run_count(Cx& cx, const Micro& u) {
    TaskState& t = cx.current();
    switch (u.kind) {
    case count_enable: {
        const bool nested = t.enable_count;
        if (t.enable_count >= 3) return broken(cx);
        t.enable_count++;
        return jump(nested ? u.other : u.on);
    }
    case count_disable:
        if (!t.enable_count) return broken(cx);
        return jump(--t.enable_count ? u.other : u.on);
    case count_pause: {
        const bool nested = t.pause_count;
        if (t.pause_count >= 3) return broken(cx);
        t.pause_count++;
        return jump(nested ? u.other : u.on);
    }
    default:
        if (!t.pause_count) return broken(cx);
        return jump(--t.pause_count ? u.other : u.on);
    }
}

inline Flow run_queue(Cx& cx, const Micro& u) {
    Cpu& c = cpu(cx);
    const int at = 2 * index(cx.task) + u.x;
    if (u.kind == direct) {
        if (c.used) return broken(cx);
        ptes(cx)[at] = u.y;
        return jump(u.on);
    }
    if (c.used == 4) perform(cx);
    if (c.used && c.queue[0] >> 3 != index(cx.task)) return broken(cx);
    c.queue[c.used++] = static_cast<u8>(at << 2 | u.y);
    if (!lazy(cx)) perform(cx);
    return jump(u.on);
}

inline Flow run_micro(Cx& cx) {
    FrameHeader h;
    const u64* slots = nullptr;
    cx.s.frame(cx.task, 0, h, slots);
    const Micro& u = programs[static_cast<size_t>(h.routine - fn_program)][h.line];
    Cpu& c = cpu(cx);
    const TaskState& t = cx.current();
    switch (u.kind) {
    case test_pause: return jump(t.pause_count ? u.other : u.on);
    case test_enable: return jump(t.enable_count ? u.on : u.other);
    case test_lazy: return jump(lazy(cx) ? u.on : u.other);
    case test_mmu: return jump(c.mode == mmu ? u.on : u.other);
    case bug_unless_none: return c.mode == none ? jump(u.on) : broken(cx);
    case bug_unless_mmu: return c.mode == mmu ? jump(u.on) : broken(cx);
    case set_mode: c.mode = u.x; return jump(u.on);
    case pre_inc: cx.current().preempt_depth++; return jump(u.on);
    case pre_dec:
        cx.current().preempt_depth--;
        return u.post && !promise_holds(cx, u) ? broken(cx) : jump(u.on);
    case flush: perform(cx); return jump(u.on);
    case tolerant_enter:
        return c.mode == mmu ? jump(u.other) : c.mode == none ? jump(u.on) : broken(cx);
    case tolerant_leave:
        return c.mode == none ? jump(u.other) : c.mode == mmu ? jump(u.on) : broken(cx);
    case append:
    case direct: return run_queue(cx, u);
    case finish: return ret();
    default: return run_count(cx, u);
    }
}

// The switch in three steps, the interrupt in five, as in the Promela model.

inline Flow start_switch(Cx& cx) {
    cx.this_cpu().irqs_off = 1;
    TaskState& prev = cx.current();
    if (model.variant == 2) {
        if (prev.pause_count >= 3) return broken(cx);
        if (prev.pause_count++ == 0 && prev.enable_count) perform(cx);
    } else if (cpu(cx).mode == mmu) {
        perform(cx);
        cpu(cx).mode = none;
    }
    if (cpu(cx).mode != none) return broken(cx);
    cpu(cx).mode = cpu_mode;
    return next();
}
inline Flow change_current(Cx& cx) {
    const TaskId next_task = static_cast<TaskId>(cx.arg(0));
    cx.s.cpu(cx.cpu).current = static_cast<u8>(index(next_task));
    push_frame(cx, next_task, fn_end_switch, nullptr, 0, 0xff);
    return next();
}
inline Flow end_switch(Cx& cx) {
    perform(cx);
    if (cpu(cx).mode != cpu_mode) return broken(cx);
    cpu(cx).mode = none;
    TaskState& t = cx.current();
    if (model.variant == 2) {
        if (!t.pause_count) return broken(cx);
        t.pause_count--;
    } else if (t.enable_count && !t.pause_count) {
        cpu(cx).mode = mmu;
    }
    cx.this_cpu().irqs_off = 0;
    return next();
}
inline Flow irq_begin(Cx& cx) {
    cx.current().irq_depth = 1;
    cx.this_cpu().irqs_off = 1;
    return next();
}
inline Flow irq_set(Cx& cx) {
    const int left = cx.config.max_irqs - cx.s.globals().irqs_taken;
    ptes(cx)[irq_pte] = static_cast<u8>((left + 1) % 3);
    return next();
}
inline Flow irq_end(Cx& cx) {
    cx.current().irq_depth = 0;
    cx.this_cpu().irqs_off = 0;
    return next();
}
inline Flow nothing(Cx&) { return next(); }

inline constexpr Line switch_lines[] = {{"start", start_switch},
                                        {"current = next", change_current}};
inline constexpr Line end_lines[] = {{"end", end_switch}};
inline constexpr Line irq_lines[] = {{"enter", irq_begin},
                                     {"enable: no", nothing},
                                     {"set", irq_set},
                                     {"disable: no", nothing},
                                     {"leave", irq_end}};

inline const Arch& arch() {
    static const Line micro_line = {"micro-step", run_micro};
    static const std::vector<Line> lines(1024, micro_line);
    static const Routine routines[] = {
        {fn_program + 0, "A", always(), "", lines, 0},
        {fn_program + 1, "B", always(), "", lines, 0},
        {fn_program + 2, "C", always(), "", lines, 0},
        {fn_program + 3, "D", always(), "", lines, 0},
        {fn_end_switch, "end_switch", always(), "", end_lines, 0},
        {fn_schedule, "switch", always(), "", switch_lines, 1},
        {fn_do_irq, "irq", always(), "", irq_lines, 1},
    };
    static const Routine* const list[] = {&routines[0], &routines[1], &routines[2], &routines[3],
                                          &routines[4], &routines[5], &routines[6]};
    static const Arch a = [] {
        Arch x{};
        x.name = "peer";
        x.title = "peer";
        x.delays = "";
        x.geometry = {12, 1, {9}, {"PTE"}, 0, 0, ~u64{0}, ~u64{0}};
        x.routines = list;
        x.sizes = [](const Config&) { return ArchSizes{sizeof(Cpu), 0, 2 * limits::tasks}; };
        x.batches = [](const Config&) { return false; };
        x.pending = [](const Config&, StateView, CpuId, TaskId) { return 0; };
        return x;
    }();
    return a;
}

// The system's first state. Sets `model` and `programs`: one model at a time.
inline Machine make_start(const Model& m) {
    model = m;
    auto program = std::make_shared<Program>();
    for (int t = 0; t < m.tasks; t++) {
        program->tasks.push_back({std::string(1, static_cast<char>('A' + t)), {}});
        program->task_mm[t] = 0;
        Writer w(programs[static_cast<size_t>(t)]);
        for (int r = 0; r < m.rounds; r++) t % 2 == 0 ? w.section_a() : w.section_b();
        w.end();
    }
    program->handlers.push_back({"tick", {}});
    Config config = default_config(arch());
    config.mms = 1;
    config.max_irqs = static_cast<u8>(m.irqs);
    config.stack_words = 4;
    config.pt_entries = 0;
    config.pt_tables = 1;
    config.tlb_entries = 0;
    Machine machine = make_machine(config, program);
    StateRef s = machine.state.ref();
    for (int t = 0; t < m.tasks; t++) {
        const TaskId id = static_cast<TaskId>(t);
        TaskState& task = s.task(id);
        std::memset(s.stack(id), 0, config.stack_words * sizeof(u64));
        task.sp = task.top = 0;
        task.status = TaskStatus::runnable;
        if (t > 0 && m.variant == 2) task.pause_count = static_cast<u8>(m.init_pause);
        Cx cx(*machine.setup, s, CpuId{0}, nullptr);
        LAZYMMU_ASSERT(push_frame(cx, id, static_cast<u16>(fn_program + t), nullptr, 0, 0xff));
    }
    return machine;
}

inline ExploreOptions options() {
    ExploreOptions o;
    o.invariants = invariant_bit(Invariant::kernel_bug);
    return o;
}

} // namespace lazymmu::peer
