// Runs a lesson: compiles its scripts for one architecture and kernel, plays its steps on a
// Timeline, and compares what each step expects. Free of I/O.
#pragma once

#include "engine/run/timeline.h"
#include "lessons/format/lesson.h"

#include <string>
#include <vector>

namespace lazymmu {

struct CompiledLesson {
    Machine start; // null setup if there are errors
    Issues errors; // of the lesson's text

    explicit operator bool() const { return start.setup != nullptr; }
};
// The machine that a lesson asks for.
Config lesson_config(const Lesson& lesson, const Arch& arch, Kernel kernel);
CompiledLesson compile_lesson(const Lesson& lesson, const Arch& arch, Kernel kernel);

enum class RunStatus : u8 {
    done,    // every step was played
    stopped, // the machine could not go on: a schedule asked for something impossible
    bound,   // limits::lesson_choices, or a capacity of the machine
};

// A lesson that was played to its end. Move the timeline freely: its future is recorded.
struct LessonRun {
    Timeline timeline;         // at its end
    std::vector<u32> step_end; // position where step i has ended; empty steps end where they start
    RunStatus status = RunStatus::done;
    Issues problems;           // why it was not `done`; also a `do` whose end was never reached
    u32 bug_step = 0xffffffff; // the step in which a BUG stopped the machine, if one did

    u32 step_begin(size_t i) const { return i ? step_end[i - 1] : 0; }
    // The step that a position belongs to: the first one that has not ended before it.
    size_t step_at(u32 position) const;
};
LessonRun run_lesson(const Lesson& lesson, Machine start);

struct CheckResult {
    u32 checked = 0;                  // expectations that were compared
    u32 quizzes = 0;                  // ... and answers
    Issues failures;                  // and problems of the run
    std::vector<size_t> failure_step; // per failure: the lesson step
};
// Evaluates every expectation that applies to the run's machine.
CheckResult check_lesson(const Lesson& lesson, const LessonRun& run);

} // namespace lazymmu
