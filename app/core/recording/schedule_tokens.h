// A run as a lesson's schedule says it ("A*7", "preempt B", "irq tick", "finish"), and back. Short
// to read, and independent of how a machine numbers things.
#pragma once

#include "engine/run/timeline.h"
#include "lessons/format/lesson.h"

#include <span>
#include <string>
#include <vector>

namespace lazymmu {

// What leads from `start` along `choices`; what default_choice() would do at the end of it is left
// out, and said by a last "finish" if the run goes on until nothing is left to do. Stops before a
// choice that is not possible.
std::vector<ScheduleToken> run_tokens(Machine start, std::span<const Choice> choices);

// What a choice is called where it is made.
ScheduleToken token_of(const Machine& m, Choice choice);
std::string token_text(const ScheduleToken& token);

// Plays tokens from the timeline's position on; "finish" goes on to the end of everything, or to
// limits::lesson_choices. Returns an empty string, or why `failed` cannot be played.
std::string play_tokens(Timeline& timeline, std::span<const ScheduleToken> tokens, size_t& failed,
                        u32 most = limits::lesson_choices);

// Runs a timeline to its end, or to limits::lesson_choices, and comes back to where it was.
void run_to_end(Timeline& timeline, u32 most = limits::lesson_choices);

} // namespace lazymmu
