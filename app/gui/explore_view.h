// What Explore mode remembers: the plan that is being made, and the search that runs or has run.
#pragma once

#include "app/core/explore_job.h"

namespace lazymmu::gui {

// A page in a browser has less of an address space, and shares it.
inline constexpr u64 usual_explore_bytes = (u64{sizeof(void*) == 4 ? 512u : 2048u}) << 20;

struct ExploreView {
    bool on = false; // instead of the lesson's panels
    bool planned = false;
    const Document* document = nullptr; // that the plan was made from, if it is the open one
    int exhibit = -1;                   // of the library; -1: what is open
    ExplorePlan plan;
    PlannedMachine machine; // of the plan
    ExploreJob job;
    bool start = false, stop = false; // asked for in this frame

    // What is open has changed, or an exhibit was chosen: a new program, the same bounds.
    void take(const Session& session, int chosen);
    void settle(); // after every change of the plan
    std::string state_json() const;
};

} // namespace lazymmu::gui
