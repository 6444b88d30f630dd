// The parts of `lazymmu explore`: from arguments to a plan, one search, how its result is shown.
#pragma once

#include "app/cli/machine_args.h"
#include "app/core/explore/explore_job.h"
#include "app/core/explore/told_schedule.h"

#include <string>

namespace lazymmu::cli {

// What was typed: in the plan, 0 or nothing where it was not.
struct ExploreArgs {
    ExplorePlan said;
    bool progress = false;
};
bool read_explore_args(const Args& args, ExploreArgs& out);
// The plan of a file, a lesson or a script; complains before it returns false.
bool read_plan(const Args& args, const ExploreArgs& wishes, const std::string& path,
               ExplorePlan& plan);
// A script that has a name.
bool plan_script(const ExploreArgs& wishes, const std::string& name, const std::string& text,
                 ExplorePlan& plan);

struct Explored {
    ExploreJob job;
    Schedule schedule; // of the counterexample, told on the plan's own machine
    const ExploreReport& report() const { return job.report(); }
    const Config& config() const { return job.machine().config(); }
};
bool explore(const Args& args, const ExplorePlan& plan, bool progress, Explored& out);

int exit_code(Verdict v);

std::string not_judged_text(const ExploreJob& job); // what "holds" does not say; "" if nothing

void print_explored_text(const Explored& x, size_t width);
void print_explored_trace(const Explored& x);
std::string explored_json(const Explored& x);

// --save-lesson and --itf, if they were given.
bool save_explored(const Args& args, const Explored& x);

int bakeoff_command(const Args& args, const ExploreArgs& wishes);
int generate_command(const Args& args, const ExploreArgs& wishes);

} // namespace lazymmu::cli
