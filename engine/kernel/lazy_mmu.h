// The generic lazy MMU layer: what `current` believes about the mode.
#pragma once

#include "engine/kernel/sched.h"

namespace lazymmu {

// __task_lazy_mmu_mode_active(): enabled and not paused, whatever the context. v7.0 on.
inline bool task_lazy_mmu_mode_active(const TaskState& t) {
    return t.enable_count > 0 && t.pause_count == 0;
}
// is_lazy_mmu_mode_active(): never in interrupt. v7.0 on.
inline bool is_lazy_mmu_mode_active(const TaskState& t) {
    return !in_interrupt(t) && task_lazy_mmu_mode_active(t);
}

} // namespace lazymmu
