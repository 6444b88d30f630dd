// A counterexample as a lesson: the program, one step for each leg of the schedule with a generated
// narration, and expectations that hold it to what happened. The text is deterministic, valid
// against the schema, and plays in every front end.
#pragma once

#include "app/core/explore/told_schedule.h"

#include <string>

namespace lazymmu {

struct Counterexample {
    std::string id;       // of the lesson
    std::string title;    // "": the machine, and what broke
    std::string program;  // its text
    u32 invariants = 0;   // that counted
    std::string inside;   // "" or the routine outside of which nothing counted
    bool shortest = true; // false: found with a reduction
    u64 states = 0;       // that were seen on the way
    Schedule schedule;
};

std::string counterexample_lesson(const Counterexample& c);

} // namespace lazymmu
