// The program of one task, for several: what an explorer needs when a script was written for one.
#pragma once

#include "engine/limits.h"

#include <string>
#include <string_view>

namespace lazymmu {

// Writes a script in order as `tasks` blocks with the same statements; its handlers and constants
// stay outside. False: it has blocks, or says which tasks there are, and error says so.
bool repeat_tasks(std::string_view script, int tasks, std::string& out, std::string& error);

} // namespace lazymmu
