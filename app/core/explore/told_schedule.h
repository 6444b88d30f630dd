// A schedule, as the explorer finds one, in a form to tell: every step with its line and what it
// changed, and the legs, which are what one context runs without interruption.
#pragma once

#include "app/core/tell/told_step.h"

#include <string>
#include <vector>

namespace lazymmu {

struct ScheduleStep : ToldStep {
    bool irq = false;   // in an interrupt that broke into it
    u32 violations = 0; // that count
};

struct Leg {
    size_t begin = 0, end = 0;       // steps
    Choice::Kind kind = Choice::run; // how it began
    char task = '-';
    bool irq = false;
    char to = '-'; // preempt: who is to run next; migrate: who moves
};

struct Schedule {
    Machine start, end;
    std::vector<ScheduleStep> steps;
    std::vector<Leg> legs; // the last step of a schedule that breaks something is a leg of its own
    u32 violations = 0;    // of the last step

    // The values of some paths, and who would run what, after the first n steps.
    Machine machine_at(size_t n) const;
};

// Violations count as for the explorer.
Schedule tell_schedule(const Machine& start, const std::vector<Choice>& choices, u32 invariants,
                       u16 inside);

// "A*7", "preempt B", ...: a leg as a lesson's schedule says it.
std::vector<std::string> schedule_tokens(const Schedule& schedule, const Leg& leg);

// Next line of the task that runs on a CPU: "lazy_mmu_mode_enable", 4, "arch_enter...". False:
// none.
struct NextLine {
    std::string routine; // "": the program
    u32 line = 0;
    std::string text;
};
bool next_line(const Machine& m, CpuId cpu, NextLine& out);

// "task A: enable_count 0 → 1"; arrow: what stands between the values.
std::string change_text(const ValueChange& change, const char* arrow);

// The warning, BUG or hazard that a step's events tell of, worst last: sentences without a full
// stop.
std::vector<std::string> trouble_texts(const ScheduleStep& step);

} // namespace lazymmu
