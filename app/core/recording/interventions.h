// Breakpoints, and what a user can make happen instead of what would: the choices that the machine
// has at a moment, in words; the moments at which a line is about to run; and the schedule of a run
// as a text that can be edited. The words of a schedule are those of lesson files (lessons/README).
#pragma once

#include "app/core/recording/trace.h"
#include "lessons/format/issue.h"
#include "lessons/format/lesson.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

// A line that can be stopped at: of the script, or of a kernel routine's listing. From 1, as shown.
struct CodeLine {
    u16 routine = fn_script; // fn_script: the script's own text
    u32 line = 0;            // 0: nothing is about to run

    bool operator==(const CodeLine&) const = default;
};
inline constexpr size_t most_breakpoints = 100;
CodeLine code_line(const Moment& moment);
std::string code_line_text(const Setup& setup, CodeLine line); // "12", "arch_enter_lazy_mmu_mode:3"
// Returns an empty string, or what was expected.
std::string parse_code_line(const Setup& setup, std::string_view text, CodeLine& out);

inline constexpr u32 no_moment = 0xffffffff;
// The next position, from `from` on, at which that line is about to run; else the first of all.
u32 moment_of(const Trace& trace, CodeLine line, u32 from);

// What can happen at a moment.
struct Possibility {
    Choice choice;
    std::string token;  // as a schedule says it: "preempt B"
    std::string words;  // "task B takes CPU 0"
    bool usual = false; // what would happen if nobody interfered
};
std::vector<Possibility> possibilities(const Machine& m);
// Why nothing but the usual can happen: "interrupts are off on CPU 0" ...; "" if something can.
std::string why_nothing_else(const Machine& m);

// The run's schedule, a token a line; "" if nobody has interfered.
std::string schedule_as_text(const Timeline& timeline);
// ... and what somebody made happen in it.
struct Intervention {
    u32 position = 0;  // just before it
    u32 line = 0;      // of the schedule's text, from 1
    std::string words; // "task B preempts what runs on CPU 0"
};
struct ScheduleFacts {
    std::string text;
    std::vector<u32> line_end; // the position that each line of the text leads to
    std::vector<Intervention> interventions;
};
inline constexpr size_t most_interventions = 200; // that are listed
// until: how far the run may be told.
ScheduleFacts schedule_facts(const Timeline& timeline, u32 until = 0xffffffff);
// Tokens apart by commas or on lines of their own. Errors have their line and column.
Issues parse_schedule(std::string_view text, std::string file, std::vector<ScheduleToken>& out);

} // namespace lazymmu
