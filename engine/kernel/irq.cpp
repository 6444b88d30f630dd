// Hard interrupts. An interrupt borrows the stack of the task that it hits; preempt_count's HARDIRQ
// bits say that one is running. Interrupts stay off until it ends.
//
// Upstream: include/linux/hardirq.h __irq_enter(), __irq_exit(). Simplified: no softirqs.
// A script may enter and leave by hand (irq { }), even twice; by choice (step.h) they do not nest.
// Tests: tests/arch/irq_test.cpp; irq_enter and irq_exit of the conformance programs.
#include "engine/kernel/engine_routines.h"
#include "engine/kernel/step.h"

namespace lazymmu {

namespace {

Flow irq_enter(Cx& cx) {
    TaskState& t = cx.current();
    if (t.irq_depth == 15) { // the kernel has four bits for it
        cx.out_of("interrupt depth");
        return next();
    }
    t.irq_depth++;
    cx.this_cpu().irqs_off = 1;
    cx.emit(Ev::irq_enter, 0, t.irq_depth);
    return next();
}

Flow irq_exit(Cx& cx) {
    TaskState& t = cx.current();
    if (t.irq_depth == 0) return next();
    t.irq_depth--;
    cx.this_cpu().irqs_off = t.irq_depth > 0;
    cx.emit(Ev::irq_exit, 0, t.irq_depth);
    return next();
}

constexpr Line enter_lines[] = {{"preempt_count += HARDIRQ_OFFSET", irq_enter}};
constexpr Routine enter_routine = {fn_irq_enter, "irq_enter", always(), "include/linux/hardirq.h",
                                   enter_lines};
constexpr Line exit_lines[] = {{"preempt_count -= HARDIRQ_OFFSET", irq_exit}};
constexpr Routine exit_routine = {fn_irq_exit, "irq_exit", always(), "include/linux/hardirq.h",
                                  exit_lines};

constexpr Line do_irq_lines[] = {
    {"irq_enter(): preempt_count += HARDIRQ_OFFSET", irq_enter},
    {"run the handler", [](Cx& cx) { return call(fn_script, cx.arg(0)); }},
    {"irq_exit(): preempt_count -= HARDIRQ_OFFSET", irq_exit},
};
constexpr Routine do_irq_routine = {fn_do_irq, "do_IRQ", always(), "kernel/irq", do_irq_lines, 1};

constexpr const Routine* routines[] = {&enter_routine, &exit_routine, &do_irq_routine};

} // namespace

std::span<const Routine* const> irq_routines() { return routines; }

} // namespace lazymmu
