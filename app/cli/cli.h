// The commands. Each gets its parsed arguments and returns the exit code.
#pragma once

#include "app/cli/args.h"
#include "app/cli/text/out.h"
#include "app/cli/text/record.h"

namespace lazymmu::cli {

int run_command(const Args& args);
int check_command(const Args& args);
int explore_command(const Args& args);
int compare_command(const Args& args);
int diff_command(const Args& args);
int new_command(const Args& args);
int export_command(const Args& args);
int help_command(const Args& args);

void print_help(const CommandDoc* command); // null: the program itself

// "x86", "v7.0": false after complaining, with the nearest name.
bool find_arch_or_complain(const std::string& name, const Arch*& out);
bool find_kernel_or_complain(const std::string& name, Kernel& out);

// Plays a job to its end, or to a bound.
struct PlayLimits {
    u64 steps = ~u64{0};        // lines
    u64 lesson_steps = ~u64{0}; // steps of the lesson
};
Outcome play(Job& job, const PlayLimits& limits, Printer& printer);

} // namespace lazymmu::cli
