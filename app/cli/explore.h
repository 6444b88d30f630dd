// The parts of `lazymmu explore`: what to explore, one search, and how its result is shown.
#pragma once

#include "app/cli/machine_args.h"
#include "app/core/schedule.h"
#include "engine/search.h"

#include <string>
#include <vector>

namespace lazymmu::cli {

struct ExploreArgs : MachineArgs {
    u64 tasks = 0; // 0: not said
    bool has_irqs = false, has_migrations = false, has_pause = false;
    u64 irqs = 0, migrations = 0, task_init_pause = 0;
    u32 invariants = 0; // 0: not said
    std::string inside;
    ExploreOptions bounds;
    bool progress = false;
};
bool read_explore_args(const Args& args, ExploreArgs& out);

// A program with the machine that it is to run on, and what counts.
struct ExploreJob {
    std::string name;    // of the file
    std::string program; // its text
    Machine machine;
    ExploreOptions options;
    std::string inside;
};
// A file, a lesson's program for one machine, or a text; complains before it returns false.
bool open_explore_job(const Args& args, const ExploreArgs& wishes, const std::string& path,
                      ExploreJob& out);
bool make_explore_job(const Args& args, const ExploreArgs& wishes, ExploreJob& job);

struct Explored {
    ExploreReport report;
    std::vector<Choice> choices;     // of the counterexample
    Schedule schedule;               // told on the job's own machine
    const KnownBug* known = nullptr; // what it breaks, if that is known
    double seconds = 0;
};
Explored explore(const ExploreJob& job, bool progress);

int exit_code(Verdict v);

std::string bounds_text(const Config& config);
std::string counted_invariants(u32 bits);
std::string not_judged_text(const ExploreJob& job); // what "holds" does not say; "" if nothing
std::string not_judged_json(const ExploreJob& job);

void print_explored_text(const ExploreJob& job, const Explored& x, size_t width);
void print_explored_trace(const ExploreJob& job, const Explored& x);
std::string explored_json(const ExploreJob& job, const Explored& x);

// --save-lesson and --itf, if they were given.
bool save_explored(const Args& args, const ExploreJob& job, const Explored& x);

int bakeoff_command(const Args& args, const ExploreArgs& wishes);
int generate_command(const Args& args, const ExploreArgs& wishes);

} // namespace lazymmu::cli
