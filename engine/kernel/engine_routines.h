// The engine's own listings, gathered from its files.
#pragma once

#include "engine/routine.h"

namespace lazymmu {

std::span<const Routine* const> engine_routines();

// One list per file; engine_routines.cpp joins them.
std::span<const Routine* const> lazy_mmu_routines();
std::span<const Routine* const> sched_routines();
std::span<const Routine* const> irq_routines();
std::span<const Routine* const> access_routines();
std::span<const Routine* const> mm_ops_routines();
std::span<const Routine* const> mm_ops_user_routines();
std::span<const Routine* const> mm_ops_kernel_routines();
std::span<const Routine* const> pgtable_routines();

} // namespace lazymmu
