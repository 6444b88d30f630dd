// Random programs that are small enough to look at every state of, and not as kernel code is
// written: sections and pauses need not balance, entries change in any order, tasks sleep where
// they must not. Most break some promise.
//
// Mostly two or three tasks that do the same on CPUs of their own: then many states have the same
// words in other places, which is what a weak hash takes for one state.
#pragma once

#include "engine/config.h"

#include <string>

namespace lazymmu::test {

struct TinyProgram {
    std::string text; // up to three tasks on up to four CPUs, perhaps with handlers
    u8 cpus = 1, irqs = 0, migrations = 0;
};
TinyProgram tiny_program(u64 seed);

// Options of the architecture, small tables, and what tasks start with, at random.
void change_at_random(u64 seed, Config& config);

} // namespace lazymmu::test
