// Explores a lesson's program and compares the verdicts with `explore.expect`. Free of I/O.
#pragma once

#include "engine/explore/search.h"
#include "lessons/format/lesson.h"

#include <span>
#include <string>
#include <vector>

namespace lazymmu {

// The machine that an expectation is about, with interrupts and migrations allowed. Null setup if
// the program cannot be compiled there.
Machine explored_machine(const Lesson& lesson, const ExploreExpect& expect,
                         std::span<const Arch* const> archs);
// ... and what counts as broken. The bounds are those for checking.
ExploreOptions explore_options(const LessonExplore& explore, const Setup& setup);

// The id of the routine that a machine knows under this name; 0: there is none.
u16 routine_id(const Setup& setup, std::string_view name);
std::string unknown_routine(const Setup& setup, std::string_view name);

struct ExploreCheck {
    std::string arch, kernel, title; // of the machine
    bool bound = false;              // no verdict: a bound was hit
    ExploreReport report;
    Issues failures; // at most one
};
std::vector<ExploreCheck> check_exploring(const Lesson& lesson, std::span<const Arch* const> archs);

} // namespace lazymmu
