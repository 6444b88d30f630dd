// A moment of a run, with all that is needed to compare another one with it.
#pragma once

#include "engine/run/timeline.h"

#include <span>
#include <string>
#include <vector>

namespace lazymmu {

// How often each kind of thing has happened, in a fixed order: operations of the hardware by their
// own names, then the rest.
struct EventCount {
    std::string what; // "flush_hash_range", "page-table stores"
    u32 times = 0;
};
std::vector<EventCount> count_events(const Setup& setup, std::span<const Event> events);

// A moment, with all that is needed to compare another one with it.
struct MomentFacts {
    Machine machine;
    std::vector<EventCount> events; // up to there
};
MomentFacts facts_at(const Timeline& timeline, u32 position);

} // namespace lazymmu
