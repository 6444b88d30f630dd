// What to explore: a program, the machine that it runs on, and when to stop. Made from what is open
// or from a lesson of the library, changed by the user, or read from a JSON text.
#pragma once

#include "app/core/session/session.h"
#include "engine/explore/explore.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

// A page in a browser has less of an address space, and shares it.
inline constexpr u64 usual_explore_bytes = (u64{sizeof(void*) == 4 ? 512u : 2048u}) << 20;

struct ExplorePlan {
    std::string title;   // what to call the program
    std::string program; // a script
    // With an architecture; the interrupts and migrations are those of one schedule.
    MachineSpec machine;
    u8 tasks = 0;       // 0: the program's own, but two where one alone can be repeated
    u64 max_states = 0; // 0: any number
    u64 max_bytes = usual_explore_bytes;
    u32 max_depth = 0;   // 0: any
    bool reduce = false; // as of ExploreOptions
    u32 invariants = wrong_invariants();
    std::string inside; // a routine: only what breaks while it runs counts; "": anywhere
};

// The program that is open, on the machine that it is shown on.
ExplorePlan plan_of(const Session& session);
ExplorePlan plan_of(const LibraryEntry& entry);
// What a lesson says itself about its machine, and about exploring it.
ExplorePlan plan_of(const Lesson& lesson, const Arch& arch, Kernel kernel);

// A plan's machine with all its capacities; null setup if the program cannot run there.
struct PlannedMachine {
    Machine machine;
    std::string program;        // that it runs
    bool repeatable = false;    // for any number of tasks
    bool added_handler = false; // the script had none
    bool wrong_tasks = false;   // the error is that it cannot have so many
    Issues errors;
};
PlannedMachine machine_of(const ExplorePlan& plan);
ExploreOptions options_of(const ExplorePlan& plan, const Setup& setup);

// A plan as JSON, and back. plan_from_json returns an empty string, or where the text is wrong and
// what was expected; then `out` is as it was. Only "program" and "arch" must be there.
std::string plan_json(const ExplorePlan& plan);
std::string plan_from_json(std::string_view text, ExplorePlan& out);

std::string invariants_json(u32 bits); // a list of names
std::string bounds_text(const Config& config);

} // namespace lazymmu
