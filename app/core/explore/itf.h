// A schedule as a trace in the Informal Trace Format (ITF), which TLA+ and Quint tools read.
// https://apalache-mc.org/docs/adr/015adr-trace.html
#pragma once

#include "app/core/explore/told_schedule.h"

#include <string>

namespace lazymmu {

// One variable for each simple query path, its dots written as underscores ("task_A_enable_count"),
// and `action`: what led to the state. State 0 is the start. The text is deterministic.
std::string itf_text(const Schedule& schedule, std::string_view source);

} // namespace lazymmu
