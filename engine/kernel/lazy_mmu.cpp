// The generic nesting layer: lazy_mmu_mode_{enable,disable,pause,resume}().
//
// Two u8 counters per task. Only the outermost enable() enters the mode and only the outermost
// disable() leaves it; a nested disable() flushes, so that its caller's changes take effect. Pause
// leaves the mode whatever the nesting, and the outermost resume() enters it again. While paused,
// enable() and disable() do nothing; in interrupt, none of the four does anything. The warnings do
// not stop the arithmetic: an underflow wraps.
//
// The count and the arch call are separate lines, and nothing disables preemption between them:
// that window is where the Xen bug of v7.0 lives.
//
// v7.2 splits pause and resume, so that the Xen switch hooks can use them on another task.
// Before v7.0 there is no such layer; callers used the arch calls, which the shims stand for.
//
// Upstream: include/linux/pgtable.h, include/linux/sched.h (v7.0, v7.2).
// Tests: tests/arch/lazy_mmu_test.cpp; every conformance program.
#include "engine/kernel/lazy_mmu.h"

#include "engine/kernel/engine_routines.h"

namespace lazymmu {

namespace {

constexpr auto pgtable_h = "include/linux/pgtable.h";

u64 number(TaskId t) { return static_cast<u64>(index(t)); }

u8 add_enable_count(Cx& cx, int by) {
    u8& count = cx.current().enable_count;
    const u8 old = count;
    count = static_cast<u8>(old + by);
    cx.emit(Ev::count, static_cast<u16>(Counter::enable_count), number(cx.task), old, count);
    return old;
}

u8 add_pause_count(Cx& cx, TaskId t, int by) {
    u8& count = cx.s.task(t).pause_count;
    const u8 old = count;
    count = static_cast<u8>(old + by);
    cx.emit(Ev::count, static_cast<u16>(Counter::pause_count), number(t), old, count);
    return old;
}

Flow return_in_interrupt(Cx& cx) { return in_interrupt(cx.current()) ? ret() : next(); }

Flow return_in_interrupt_or_paused(Cx& cx) {
    return in_interrupt(cx.current()) || cx.current().pause_count > 0 ? ret() : next();
}

constexpr Line enable_lines[] = {
    {"if (in_interrupt() || pause_count > 0) return", return_in_interrupt_or_paused},
    {"warn once if enable_count == 255",
     [](Cx& cx) {
         if (cx.current().enable_count == 255) cx.warn(Msg::enable_count_overflow);
         return next();
     }},
    {"if (enable_count++ > 0) return",
     [](Cx& cx) { return add_enable_count(cx, 1) > 0 ? ret() : next(); }},
    {"arch_enter_lazy_mmu_mode()", [](Cx&) { return call(fn_arch_enter_lazy_mmu_mode); }},
};
constexpr Routine enable_v7_0 = {fn_lazy_mmu_mode_enable, "lazy_mmu_mode_enable",
                                 since(Kernel::v7_0), pgtable_h, enable_lines};

constexpr Line disable_lines[] = {
    {"if (in_interrupt() || pause_count > 0) return", return_in_interrupt_or_paused},
    {"warn once if enable_count == 0",
     [](Cx& cx) {
         if (cx.current().enable_count == 0) cx.warn(Msg::enable_count_underflow);
         return next();
     }},
    {"if (--enable_count > 0) goto nested",
     [](Cx& cx) { return static_cast<u8>(add_enable_count(cx, -1) - 1) > 0 ? jump(4) : next(); }},
    {"arch_leave_lazy_mmu_mode(); return",
     [](Cx&) { return call(fn_arch_leave_lazy_mmu_mode).then(line_end); }},
    {"nested: arch_flush_lazy_mmu_mode()", [](Cx&) { return call(fn_arch_flush_lazy_mmu_mode); }},
};
constexpr Routine disable_v7_0 = {fn_lazy_mmu_mode_disable, "lazy_mmu_mode_disable",
                                  since(Kernel::v7_0), pgtable_h, disable_lines};

// pause and resume, on the task in slot 0.
template <int Slot> TaskId subject(Cx& cx) {
    if constexpr (Slot < 0)
        return cx.task;
    else
        return static_cast<TaskId>(cx.arg(Slot));
}

template <int Slot> Flow warn_pause_full(Cx& cx) {
    if (cx.s.task(subject<Slot>(cx)).pause_count == 255) cx.warn(Msg::pause_count_overflow);
    return next();
}
template <int Slot> Flow count_pause(Cx& cx) {
    const TaskId t = subject<Slot>(cx);
    return add_pause_count(cx, t, 1) == 0 && cx.s.task(t).enable_count > 0 ? next() : ret();
}
template <int Slot> Flow warn_pause_empty(Cx& cx) {
    if (cx.s.task(subject<Slot>(cx)).pause_count == 0) cx.warn(Msg::pause_count_underflow);
    return next();
}
template <int Slot> Flow count_resume(Cx& cx) {
    const TaskId t = subject<Slot>(cx);
    add_pause_count(cx, t, -1);
    const TaskState& task = cx.s.task(t);
    return task.pause_count == 0 && task.enable_count > 0 ? next() : ret();
}
Flow leave(Cx&) { return call(fn_arch_leave_lazy_mmu_mode); }
Flow enter(Cx&) { return call(fn_arch_enter_lazy_mmu_mode); }

constexpr Line pause_lines[] = {
    {"if (in_interrupt()) return", return_in_interrupt},
    {"warn once if pause_count == 255", warn_pause_full<-1>},
    {"if (pause_count++ > 0 || enable_count == 0) return", count_pause<-1>},
    {"arch_leave_lazy_mmu_mode()", leave},
};
constexpr Line resume_lines[] = {
    {"if (in_interrupt()) return", return_in_interrupt},
    {"warn once if pause_count == 0", warn_pause_empty<-1>},
    {"if (--pause_count > 0 || enable_count == 0) return", count_resume<-1>},
    {"arch_enter_lazy_mmu_mode()", enter},
};
constexpr Routine pause_v7_0 = {fn_lazy_mmu_mode_pause, "lazy_mmu_mode_pause",
                                between(Kernel::v7_0, Kernel::v7_1), pgtable_h, pause_lines};
constexpr Routine resume_v7_0 = {fn_lazy_mmu_mode_resume, "lazy_mmu_mode_resume",
                                 between(Kernel::v7_0, Kernel::v7_1), pgtable_h, resume_lines};

constexpr Line task_pause_lines[] = {
    {"warn once if task.pause_count == 255", warn_pause_full<0>},
    {"if (task.pause_count++ > 0 || task.enable_count == 0) return", count_pause<0>},
    {"arch_leave_lazy_mmu_mode()", leave},
};
constexpr Line task_resume_lines[] = {
    {"warn once if task.pause_count == 0", warn_pause_empty<0>},
    {"if (--task.pause_count > 0 || task.enable_count == 0) return", count_resume<0>},
    {"arch_enter_lazy_mmu_mode()", enter},
};
// Also there when the withdrawn patch needs them on an older kernel: nothing else calls them.
constexpr Routine task_pause_v7_2 = {fn_task_lazy_mmu_mode_pause,
                                     "__task_lazy_mmu_mode_pause",
                                     since(Kernel::v7_0),
                                     pgtable_h,
                                     task_pause_lines,
                                     1};
constexpr Routine task_resume_v7_2 = {fn_task_lazy_mmu_mode_resume,
                                      "__task_lazy_mmu_mode_resume",
                                      since(Kernel::v7_0),
                                      pgtable_h,
                                      task_resume_lines,
                                      1};

constexpr Line pause_v7_2_lines[] = {
    {"if (in_interrupt()) return", return_in_interrupt},
    {"__task_lazy_mmu_mode_pause(current)",
     [](Cx& cx) { return call(fn_task_lazy_mmu_mode_pause, index(cx.task)); }},
};
constexpr Line resume_v7_2_lines[] = {
    {"if (in_interrupt()) return", return_in_interrupt},
    {"__task_lazy_mmu_mode_resume(current)",
     [](Cx& cx) { return call(fn_task_lazy_mmu_mode_resume, index(cx.task)); }},
};
constexpr Routine pause_v7_2 = {fn_lazy_mmu_mode_pause, "lazy_mmu_mode_pause", since(Kernel::v7_2),
                                pgtable_h, pause_v7_2_lines};
constexpr Routine resume_v7_2 = {fn_lazy_mmu_mode_resume, "lazy_mmu_mode_resume",
                                 since(Kernel::v7_2), pgtable_h, resume_v7_2_lines};

constexpr Line is_active_lines[] = {
    {"return !in_interrupt() && enable_count > 0 && pause_count == 0",
     [](Cx& cx) { return ret(is_lazy_mmu_mode_active(cx.current())); }},
};
constexpr Routine is_active_v7_0 = {fn_is_lazy_mmu_mode_active, "is_lazy_mmu_mode_active",
                                    since(Kernel::v7_0), "include/linux/sched.h", is_active_lines};

// Before the series: what a caller wrote instead.
constexpr Line shim_enter_lines[] = {{"arch_enter_lazy_mmu_mode()", enter}};
constexpr Line shim_leave_lines[] = {{"arch_leave_lazy_mmu_mode()", leave}};
constexpr auto callers = "the callers, before v7.0";
constexpr Routine enable_v6 = {fn_lazy_mmu_mode_enable, "lazy_mmu_mode_enable",
                               until(Kernel::v6_18), callers, shim_enter_lines};
constexpr Routine disable_v6 = {fn_lazy_mmu_mode_disable, "lazy_mmu_mode_disable",
                                until(Kernel::v6_18), callers, shim_leave_lines};
constexpr Routine pause_v6 = {fn_lazy_mmu_mode_pause, "lazy_mmu_mode_pause", until(Kernel::v6_18),
                              callers, shim_leave_lines};
constexpr Routine resume_v6 = {fn_lazy_mmu_mode_resume, "lazy_mmu_mode_resume",
                               until(Kernel::v6_18), callers, shim_enter_lines};
constexpr Line shim_active_lines[] = {
    {"return whether the architecture would delay the next change",
     [](Cx& cx) { return ret(cx.arch.is_lazy(cx.config, cx.s, cx.cpu, cx.task)); }},
};
constexpr Routine is_active_v6 = {fn_is_lazy_mmu_mode_active, "is_lazy_mmu_mode_active",
                                  until(Kernel::v6_18), callers, shim_active_lines};

constexpr const Routine* routines[] = {
    &enable_v7_0,    &enable_v6,    &disable_v7_0,    &disable_v6,       &pause_v7_0,
    &pause_v7_2,     &pause_v6,     &resume_v7_0,     &resume_v7_2,      &resume_v6,
    &is_active_v7_0, &is_active_v6, &task_pause_v7_2, &task_resume_v7_2,
};

} // namespace

std::span<const Routine* const> lazy_mmu_routines() { return routines; }

} // namespace lazymmu
