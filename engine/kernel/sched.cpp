// Context switch: the kernel's context_switch() and the hooks around it, with local interrupts off.
//
// A switch runs on the outgoing task's stack up to "current = next"; what follows runs when that
// task is switched back in. A task that never ran starts with schedule_tail instead. Both arch
// hooks run before `current` changes (on x86 the second one runs inside __switch_to()).
//
// Upstream: kernel/sched/core.c context_switch(), finish_task_switch(), schedule_tail();
// include/linux/preempt.h. Simplified: no run queues, no lazy TLB, no mm switch (address spaces
// are tagged in the TLB); "scheduling while atomic" warns and goes on.
// Tests: tests/arch/sched_test.cpp; every `switch` of the conformance programs.
#include "engine/kernel/sched.h"

#include "engine/kernel/engine_routines.h"
#include "engine/kernel/invariants.h"

namespace lazymmu {

bool is_preemptible(StateView s, CpuId cpu) {
    const TaskId t = s.current(cpu);
    if (s.cpu(cpu).irqs_off) return false;
    if (t == TaskId::none) return true;
    const TaskState& task = s.task(t);
    return task.status == TaskStatus::exited ? task.sp == 0 : preempt_count(task) == 0;
}

namespace {

constexpr u16 schedule_switch_line = 3; // "current = next" in schedule_lines

// Does this CPU's current task switch to `t` right now? (The kernel holds the run queue's lock.)
bool switches_to(StateView s, CpuId cpu, TaskId t) {
    const TaskId prev = s.current(cpu);
    FrameHeader header;
    const u64* slots = nullptr;
    for (int d = 0; prev != TaskId::none && s.frame(prev, d, header, slots); d++)
        if (header.routine == fn_schedule)
            return header.line > 0 && header.line <= schedule_switch_line &&
                   slots[0] == static_cast<u64>(index(t));
    return false;
}

} // namespace

bool is_on_a_cpu(const Setup& setup, StateView s, TaskId t) {
    for (int c = 0; c < setup.config.cpus; c++) {
        const CpuId cpu = static_cast<CpuId>(c);
        if (s.current(cpu) == t) return true;
        // With one CPU nobody looks while a switch is on its way: interrupts are off.
        if (setup.config.cpus > 1 && switches_to(s, cpu, t)) return true;
    }
    return false;
}

bool may_switch_to(const Setup& setup, StateView s, CpuId cpu, TaskId t) {
    if (index(t) >= setup.config.tasks || s.task(t).status != TaskStatus::runnable ||
        s.task(t).cpu != index(cpu))
        return false;
    return !is_on_a_cpu(setup, s, t);
}

namespace {

void change_preempt_depth(Cx& cx, int by) {
    TaskState& t = cx.current();
    const i16 old = t.preempt_depth;
    t.preempt_depth = static_cast<i16>(old + by);
    cx.emit(Ev::count, static_cast<u16>(Counter::preempt_count), static_cast<u64>(index(cx.task)),
            static_cast<u64>(static_cast<i64>(old)), static_cast<u64>(static_cast<i64>(old + by)));
}

void switch_current(Cx& cx, TaskId next) {
    cx.emit(Ev::switch_to, 0, cx.s.cpu(cx.cpu).current, static_cast<u64>(index(next)));
    cx.s.cpu(cx.cpu).current = static_cast<u8>(index(next));
}

Flow schedule_begin(Cx& cx) {
    if (!may_switch_to(cx.setup, cx.s, cx.cpu, static_cast<TaskId>(cx.arg(0)))) return ret();
    if (preempt_count(cx.current()) != 0) cx.warn(Msg::scheduling_while_atomic);
    cx.this_cpu().irqs_off = 1;
    return next();
}

Flow schedule_switch(Cx& cx) {
    switch_current(cx, static_cast<TaskId>(cx.arg(0)));
    check_switched(cx, cx.task);
    return next();
}

Flow enable_interrupts(Cx& cx) {
    cx.this_cpu().irqs_off = cx.current().irq_depth > 0;
    return next();
}

constexpr Line schedule_lines[] = {
    {"local_irq_disable(); warn if preempt_count != 0", schedule_begin},
    {"arch_start_context_switch(prev)",
     [](Cx& cx) { return call(fn_arch_start_context_switch, index(cx.task)); }},
    {"__switch_to(prev, next): the architecture's part",
     [](Cx& cx) { return call(fn_arch_switch_to, index(cx.task), cx.arg(0)); }},
    {"current = next", schedule_switch},
    {"back in prev: finish the architecture's part",
     [](Cx&) { return call(fn_arch_finish_switch); }},
    {"local_irq_enable()", enable_interrupts},
};
constexpr Routine schedule_routine = {fn_schedule,           "context_switch", always(),
                                      "kernel/sched/core.c", schedule_lines,   1};

Flow pick_next(Cx& cx) {
    check_sleep(cx);
    for (int i = 1; i < cx.config.tasks; i++) {
        const int t = (index(cx.task) + i) % cx.config.tasks;
        if (may_switch_to(cx.setup, cx.s, cx.cpu, static_cast<TaskId>(t)))
            return call(fn_schedule, t);
    }
    return next();
}
constexpr Line yield_lines[] = {{"switch to the next runnable task, if there is one", pick_next}};
constexpr Routine yield_routine = {fn_schedule_yield, "schedule", always(), "kernel/sched/core.c",
                                   yield_lines};

constexpr Line tail_lines[] = {{"local_irq_enable()", enable_interrupts}};
constexpr Routine tail_routine = {fn_schedule_tail, "schedule_tail", always(),
                                  "kernel/sched/core.c", tail_lines};

constexpr Line preempt_disable_lines[] = {{"preempt_count++", [](Cx& cx) {
                                               preempt_disable(cx);
                                               return next();
                                           }}};
constexpr Routine preempt_disable_routine = {fn_preempt_disable, "preempt_disable", always(),
                                             "include/linux/preempt.h", preempt_disable_lines};
constexpr Line preempt_enable_lines[] = {{"preempt_count--", [](Cx& cx) {
                                              preempt_enable(cx);
                                              return next();
                                          }}};
constexpr Routine preempt_enable_routine = {fn_preempt_enable, "preempt_enable", always(),
                                            "include/linux/preempt.h", preempt_enable_lines};

constexpr const Routine* routines[] = {&schedule_routine, &yield_routine, &tail_routine,
                                       &preempt_disable_routine, &preempt_enable_routine};

} // namespace

void preempt_disable(Cx& cx) { change_preempt_depth(cx, 1); }
void preempt_enable(Cx& cx) { change_preempt_depth(cx, -1); }

void first_switch(Cx& cx, TaskId next) { switch_current(cx, next); }

std::span<const Routine* const> sched_routines() { return routines; }

} // namespace lazymmu
