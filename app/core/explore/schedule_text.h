// A schedule as plain text: for a terminal, and for a mail of at most 75 columns.
#pragma once

#include "app/core/explore/told_schedule.h"

#include <string>

namespace lazymmu {

// Every step on a line of its own (longer ones are wrapped), under who runs; ASCII only.
std::string schedule_text(const Schedule& schedule, size_t width = 75);

// Words of a text on lines of at most `width` columns: the first after `first`, the others after
// as many blanks as `hang`. ASCII only: other characters become '?'.
std::string wrapped(std::string_view text, const std::string& first, size_t hang, size_t width);

} // namespace lazymmu
