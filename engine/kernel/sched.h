// The scheduler, as far as lazy MMU mode meets it: preempt_count, and the context switch with its
// arch hooks. Which task runs is a choice (step.h), not a policy.
#pragma once

#include "engine/kernel/step.h"

namespace lazymmu {

// preempt_count() with the kernel's layout: bits 0-7 preempt depth, 16-19 hard interrupt depth.
// A depth below zero sets all bits, so it counts as "in interrupt", as on real hardware.
inline u32 preempt_count(const TaskState& t) {
    return static_cast<u32>(static_cast<i32>(t.preempt_depth)) + (u32{t.irq_depth} << 16);
}
// in_interrupt(): NMI, hard and soft interrupt bits.
inline bool in_interrupt(const TaskState& t) { return preempt_count(t) & 0x00ffff00; }

// May the current task of a CPU lose it now, between two lines? Also true when it is idle.
bool is_preemptible(StateView s, CpuId cpu);
// Does t run on a CPU, or is one switching to it?
bool is_on_a_cpu(const Setup& setup, StateView s, TaskId t);
// Is t runnable, placed on this CPU, and not running anywhere?
bool may_switch_to(const Setup& setup, StateView s, CpuId cpu, TaskId t);

void preempt_disable(Cx& cx);
void preempt_enable(Cx& cx);

// An idle CPU that never ran a task takes its first one.
void first_switch(Cx& cx, TaskId next);

} // namespace lazymmu
