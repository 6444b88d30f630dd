// The program that is explored is not always the one that was written: a script of one task is
// repeated for several, and one without a handler gets one when interrupts are to arrive. The CLI,
// the window and the module without a screen all do it here, so that they see the same states.
#pragma once

#include "engine/arch_ops.h"
#include "engine/program.h"

#include <string>
#include <string_view>

namespace lazymmu {

struct ExploredProgram {
    std::string text;
    bool repeatable = false;    // for any number of tasks
    bool added_handler = false; // the program had none
    std::string error;          // why it cannot have the tasks that are wanted; "": it has them
};

// `written`: the script, compiled for `arch`. tasks: 0 for its own, but two where one alone can be
// repeated, since it has nobody to be preempted for. interrupts: that may arrive.
ExploredProgram explored_program(std::string_view script, const Program& written, const Arch& arch,
                                 u64 tasks, u64 interrupts);

} // namespace lazymmu
