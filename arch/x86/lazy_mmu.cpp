// x86, Xen PV: the PTE writes themselves are delayed, as hypercalls in a per-CPU multicall buffer.
//
// Xen's own per-CPU mode (NONE, MMU, CPU) decided until v7.1 whether to queue. It is switched with
// the task: the hooks around a context switch leave the MMU mode, use the CPU mode in between, and
// enter the MMU mode for the next task if that one was in a section.
//
//   v6.12  entering the mode that is set already only counts nesting (per CPU)
//   v6.18  no nesting: entering twice is a BUG; the switch remembers a task in a thread flag
//   v7.0   the series: the switch asks the task's own counters instead of a thread flag
//   v7.1   enter and leave tolerate being called twice
//   v7.2   no MMU mode at all: the task's counters decide; the switch pauses prev, resumes next
//
// The bug of v7.0: a task is preempted between counting and the arch call. When it comes back, the
// switch hook has entered (or not entered) the mode from the counter, and the task does it again.
//
// Upstream: arch/x86/xen/{mmu_pv,enlighten_pv}.c, arch/x86/include/asm/xen/hypervisor.h
// (v6.12 .. v7.2). Tests: tests/conformance (x86-*), tests/arch/xen_switch_test.cpp.
#include "arch/x86/x86.h"

namespace lazymmu::x86 {

namespace {

constexpr auto mmu_pv_c = "arch/x86/xen/mmu_pv.c";
constexpr auto hypervisor_h = "arch/x86/include/asm/xen/hypervisor.h";
constexpr auto enlighten_c = "arch/x86/xen/enlighten_pv.c";

constexpr When xen_only(When w) { return w.and_option(opt_xen, 1); }

// enter_lazy and leave_lazy: slot 0 the mode

Flow bug_unless_none(Cx& cx) {
    if (xen(cx).lazy_mode != lazy_none) cx.bug(Msg::enter_lazy_already_set);
    return next();
}
Flow set_mode(Cx& cx) {
    xen(cx).lazy_mode = static_cast<u8>(cx.arg(0));
    return next();
}
Flow bug_unless_mode(Cx& cx) {
    if (xen(cx).lazy_mode != cx.arg(0)) cx.bug(Msg::leave_lazy_not_set);
    return next();
}
Flow clear_mode(Cx& cx) {
    xen(cx).lazy_mode = lazy_none;
    return next();
}
Flow count_nesting(Cx& cx) {
    if (xen(cx).lazy_mode != cx.arg(0)) return next();
    xen(cx).nesting++;
    return ret();
}
Flow uncount_nesting(Cx& cx) {
    if (xen(cx).nesting == 0) return next();
    xen(cx).nesting--;
    return ret();
}

constexpr Line enter_lazy_lines[] = {
    {"BUG_ON(xen_lazy_mode != NONE)", bug_unless_none},
    {"xen_lazy_mode = mode", set_mode},
};
constexpr Line leave_lazy_lines[] = {
    {"BUG_ON(xen_lazy_mode != mode)", bug_unless_mode},
    {"xen_lazy_mode = NONE", clear_mode},
};
constexpr Line enter_lazy_v6_12_lines[] = {
    {"if (xen_lazy_mode == mode) { xen_lazy_nesting++; return }", count_nesting},
    {"BUG_ON(xen_lazy_mode != NONE)", bug_unless_none},
    {"xen_lazy_mode = mode", set_mode},
};
constexpr Line leave_lazy_v6_12_lines[] = {
    {"BUG_ON(xen_lazy_mode != mode)", bug_unless_mode},
    {"if (xen_lazy_nesting > 0) { xen_lazy_nesting--; return }", uncount_nesting},
    {"xen_lazy_mode = NONE", clear_mode},
};
constexpr Routine enter_lazy_v6_12 = {
    fn_enter_lazy, "enter_lazy",           xen_only(only(Kernel::v6_12)),
    hypervisor_h,  enter_lazy_v6_12_lines, 1};
constexpr Routine leave_lazy_v6_12 = {
    fn_leave_lazy, "leave_lazy",           xen_only(only(Kernel::v6_12)),
    hypervisor_h,  leave_lazy_v6_12_lines, 1};
constexpr When modes = between(Kernel::v6_18, Kernel::v7_1);
constexpr Routine enter_lazy_v6_18 = {fn_enter_lazy, "enter_lazy",     xen_only(modes),
                                      hypervisor_h,  enter_lazy_lines, 1};
constexpr Routine leave_lazy_v6_18 = {fn_leave_lazy, "leave_lazy",     xen_only(modes),
                                      hypervisor_h,  leave_lazy_lines, 1};

// enter, flush, leave

Flow preempt_off(Cx& cx) {
    preempt_disable(cx);
    return next();
}
Flow preempt_on(Cx& cx) {
    preempt_enable(cx);
    return next();
}
Flow flush_queue(Cx&) { return call(fn_mc_flush); }
Flow enter_mmu(Cx&) { return call(fn_enter_lazy, lazy_mmu); }
Flow leave_mmu(Cx&) { return call(fn_leave_lazy, lazy_mmu); }
bool mode_is_mmu(const Cx& cx) { // xen_get_lazy_mode() answers NONE in interrupt
    return xen(cx).lazy_mode == lazy_mmu && !in_interrupt(cx.current());
}

constexpr Line enter_lines[] = {{"enter_lazy(XEN_LAZY_MMU)", enter_mmu}};
constexpr Line enter_tolerant_lines[] = {
    {"preempt_disable()", preempt_off},
    {"if (xen_lazy_mode != MMU) enter_lazy(XEN_LAZY_MMU)",
     [](Cx& cx) { return xen(cx).lazy_mode != lazy_mmu ? enter_mmu(cx) : next(); }},
    {"preempt_enable()", preempt_on},
};
constexpr Line leave_lines[] = {
    {"preempt_disable()", preempt_off},
    {"xen_mc_flush()", flush_queue},
    {"leave_lazy(XEN_LAZY_MMU)", leave_mmu},
    {"preempt_enable()", preempt_on},
};
constexpr Line leave_tolerant_lines[] = {
    {"preempt_disable()", preempt_off},
    {"xen_mc_flush()", flush_queue},
    {"if (xen_lazy_mode != NONE) leave_lazy(XEN_LAZY_MMU)",
     [](Cx& cx) { return xen(cx).lazy_mode != lazy_none ? leave_mmu(cx) : next(); }},
    {"preempt_enable()", preempt_on},
};
constexpr Line flush_v6_lines[] = {
    {"preempt_disable(); if (mode != MMU) goto out",
     [](Cx& cx) {
         preempt_disable(cx);
         return mode_is_mmu(cx) ? next() : jump(3);
     }},
    {"arch_leave_lazy_mmu_mode()", [](Cx&) { return call(fn_arch_leave_lazy_mmu_mode); }},
    {"arch_enter_lazy_mmu_mode()", [](Cx&) { return call(fn_arch_enter_lazy_mmu_mode); }},
    {"out: preempt_enable()", preempt_on},
};
constexpr Line flush_v7_0_lines[] = {
    {"preempt_disable()", preempt_off},
    {"if (xen_get_lazy_mode() == MMU) xen_mc_flush()",
     [](Cx& cx) { return mode_is_mmu(cx) ? flush_queue(cx) : next(); }},
    {"preempt_enable()", preempt_on},
};
constexpr Line flush_v7_2_lines[] = {
    {"preempt_disable()", preempt_off},
    {"xen_mc_flush()", flush_queue},
    {"preempt_enable()", preempt_on},
};

constexpr Routine hook(u16 id, const char* name, When when, std::span<const Line> lines) {
    return {id, name, xen_only(when), mmu_pv_c, lines};
}
constexpr auto enter_name = "arch_enter_lazy_mmu_mode";
constexpr auto leave_name = "arch_leave_lazy_mmu_mode";
constexpr auto flush_name = "arch_flush_lazy_mmu_mode";
constexpr u16 fn_enter = fn_arch_enter_lazy_mmu_mode, fn_leave = fn_arch_leave_lazy_mmu_mode,
              fn_flush = fn_arch_flush_lazy_mmu_mode;
constexpr Routine enter_v6 = hook(fn_enter, enter_name, until(Kernel::v7_0), enter_lines);
constexpr Routine enter_v7_1 = hook(fn_enter, enter_name, only(Kernel::v7_1), enter_tolerant_lines);
constexpr Routine enter_tolerate =
    hook(fn_enter, enter_name, with_patch(patch_tolerate), enter_tolerant_lines);
constexpr Routine enter_v7_2 = hook(fn_enter, enter_name, since(Kernel::v7_2), {});
constexpr Routine leave_v6 = hook(fn_leave, leave_name, until(Kernel::v7_0), leave_lines);
constexpr Routine leave_v7_1 = hook(fn_leave, leave_name, only(Kernel::v7_1), leave_tolerant_lines);
constexpr Routine leave_tolerate =
    hook(fn_leave, leave_name, with_patch(patch_tolerate), leave_tolerant_lines);
constexpr Routine leave_v7_2 = hook(fn_leave, leave_name, since(Kernel::v7_2), flush_v7_2_lines);
constexpr Routine flush_v6 = hook(fn_flush, flush_name, until(Kernel::v6_18), flush_v6_lines);
constexpr Routine flush_v7_0 =
    hook(fn_flush, flush_name, between(Kernel::v7_0, Kernel::v7_1), flush_v7_0_lines);
constexpr Routine flush_v7_2 = hook(fn_flush, flush_name, since(Kernel::v7_2), flush_v7_2_lines);

// xen_start_context_switch: slot 0 prev; xen_end_context_switch: slots 0 prev, 1 next

Flow leave_if_mmu(Cx& cx) {
    return xen(cx).lazy_mode == lazy_mmu ? call(fn_arch_leave_lazy_mmu_mode) : next();
}
Flow leave_if_mmu_and_mark(Cx& cx) {
    if (xen(cx).lazy_mode != lazy_mmu) return jump(2);
    return call(fn_arch_leave_lazy_mmu_mode);
}
Flow mark_prev(Cx& cx) {
    cx.s.task(static_cast<TaskId>(cx.arg(0))).thread_flags |= tif_lazy_mmu_updates;
    return next();
}
Flow enter_cpu(Cx&) { return call(fn_enter_lazy, lazy_cpu); }
Flow leave_cpu(Cx&) { return call(fn_leave_lazy, lazy_cpu); }
Flow pause_prev(Cx& cx) { return call(fn_task_lazy_mmu_mode_pause, cx.arg(0)); }
Flow resume_next(Cx& cx) { return call(fn_task_lazy_mmu_mode_resume, cx.arg(1)); }
Flow enter_if_marked(Cx& cx) {
    u32& flags = cx.s.task(static_cast<TaskId>(cx.arg(1))).thread_flags;
    if (!(flags & tif_lazy_mmu_updates)) return next();
    flags &= ~u32{tif_lazy_mmu_updates};
    return call(fn_arch_enter_lazy_mmu_mode);
}
Flow enter_if_active(Cx& cx) {
    const TaskState& t = cx.s.task(static_cast<TaskId>(cx.arg(1)));
    return task_lazy_mmu_mode_active(t) ? call(fn_arch_enter_lazy_mmu_mode) : next();
}

constexpr Line start_v6_lines[] = {
    {"if (xen_lazy_mode == MMU) arch_leave_lazy_mmu_mode()", leave_if_mmu_and_mark},
    {"  and set TIF_LAZY_MMU_UPDATES of prev", mark_prev},
    {"enter_lazy(XEN_LAZY_CPU)", enter_cpu},
};
constexpr Line start_v7_0_lines[] = {
    {"if (xen_lazy_mode == MMU) arch_leave_lazy_mmu_mode()", leave_if_mmu},
    {"enter_lazy(XEN_LAZY_CPU)", enter_cpu},
};
constexpr Line start_pause_lines[] = {
    {"__task_lazy_mmu_mode_pause(prev)", pause_prev},
    {"enter_lazy(XEN_LAZY_CPU)", enter_cpu},
};
constexpr Line start_v7_2_lines[] = {
    {"__task_lazy_mmu_mode_pause(prev)", pause_prev},
    {"xen_cpu_lazy = true",
     [](Cx& cx) {
         xen(cx).lazy_mode = lazy_cpu;
         return next();
     }},
};
constexpr Line end_v6_lines[] = {
    {"xen_mc_flush()", flush_queue},
    {"leave_lazy(XEN_LAZY_CPU)", leave_cpu},
    {"if (test_and_clear(next, TIF_LAZY_MMU_UPDATES)) enter", enter_if_marked},
};
constexpr Line end_v7_0_lines[] = {
    {"xen_mc_flush()", flush_queue},
    {"leave_lazy(XEN_LAZY_CPU)", leave_cpu},
    {"if (__task_lazy_mmu_mode_active(next)) enter", enter_if_active},
};
constexpr Line end_resume_lines[] = {
    {"xen_mc_flush()", flush_queue},
    {"leave_lazy(XEN_LAZY_CPU)", leave_cpu},
    {"__task_lazy_mmu_mode_resume(next)", resume_next},
};
constexpr Line end_v7_2_lines[] = {
    {"xen_mc_flush()", flush_queue},
    {"xen_cpu_lazy = false", clear_mode},
    {"__task_lazy_mmu_mode_resume(next)", resume_next},
};

constexpr Routine start_hook(When when, std::span<const Line> lines) {
    return {fn_arch_start_context_switch,
            "xen_start_context_switch",
            xen_only(when),
            enlighten_c,
            lines,
            1};
}
constexpr Routine end_hook(When when, std::span<const Line> lines) {
    return {fn_arch_switch_to, "xen_end_context_switch", xen_only(when), enlighten_c, lines, 2};
}
constexpr When series = between(Kernel::v7_0, Kernel::v7_1);
constexpr Routine start_v6 = start_hook(until(Kernel::v6_18), start_v6_lines);
constexpr Routine start_v7_0 = start_hook(series, start_v7_0_lines);
constexpr Routine start_revert = start_hook(with_patch(patch_revert_291b3abed657), start_v6_lines);
constexpr Routine start_pause = start_hook(with_patch(patch_ctxsw_pause_resume), start_pause_lines);
constexpr Routine start_v7_2 = start_hook(since(Kernel::v7_2), start_v7_2_lines);
constexpr Routine end_v6 = end_hook(until(Kernel::v6_18), end_v6_lines);
constexpr Routine end_v7_0 = end_hook(series, end_v7_0_lines);
constexpr Routine end_revert = end_hook(with_patch(patch_revert_291b3abed657), end_v6_lines);
constexpr Routine end_resume = end_hook(with_patch(patch_ctxsw_pause_resume), end_resume_lines);
constexpr Routine end_v7_2 = end_hook(since(Kernel::v7_2), end_v7_2_lines);

constexpr const Routine* all[] = {
    &enter_lazy_v6_12, &leave_lazy_v6_12, &enter_lazy_v6_18, &leave_lazy_v6_18, &enter_v6,
    &enter_v7_1,       &enter_tolerate,   &enter_v7_2,       &leave_v6,         &leave_v7_1,
    &leave_tolerate,   &leave_v7_2,       &flush_v6,         &flush_v7_0,       &flush_v7_2,
    &start_v6,         &start_v7_0,       &start_revert,     &start_pause,      &start_v7_2,
    &end_v6,           &end_v7_0,         &end_revert,       &end_resume,       &end_v7_2,
};

} // namespace

bool is_lazy(const Config& config, StateView s, CpuId cpu, TaskId task) {
    if (!is_xen(config) || task == TaskId::none) return false;
    const TaskState& t = s.task(task);
    if (config.kernel >= Kernel::v7_2) return is_lazy_mmu_mode_active(t);
    const auto& c = *reinterpret_cast<const XenCpu*>(s.arch_cpu(cpu));
    return c.lazy_mode == lazy_mmu && !in_interrupt(t);
}

std::span<const Routine* const> lazy_mmu_routines() { return all; }

} // namespace lazymmu::x86
