// What a leg of a schedule does, in plain words: for the narration of generated lessons.
#pragma once

#include "app/core/explore/told_schedule.h"

#include <string>
#include <vector>

namespace lazymmu {

std::string leg_title(const Schedule& s, const Leg& leg);

// Lines of the lessons' Markdown: who runs which lines of which function, what changed, what has
// not run yet, and, of the last leg, what broke and which promise that was.
std::vector<std::string> leg_narration(const Schedule& s, size_t number);

// What a leg changed in all; values that came back are left out.
std::vector<ValueChange> net_changes(const Schedule& s, const Leg& leg);

} // namespace lazymmu
