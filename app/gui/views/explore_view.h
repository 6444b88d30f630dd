// What Explore mode remembers: the plan that is being made, and the search that runs or has run.
#pragma once

#include "app/core/explore/explore_job.h"

namespace lazymmu::gui {

struct ExploreView {
    bool planned = false;
    const Document* document = nullptr; // that the plan was made from, if it is the open one
    int exhibit = -1;                   // of the library; -1: what is open
    int wanted = -1;                    // an exhibit whose text is being fetched
    ExplorePlan plan;
    PlannedMachine machine; // of the plan
    ExploreJob job;
    bool start = false, stop = false, open = false; // asked for in this frame
    ExploreHost* host = nullptr;                    // null: searches run here, between frames
    u32 search = 0;                                 // that the host runs

    // What is open has changed, or an exhibit was chosen: a new program, the same bounds.
    void take(const Session& session, int chosen);
    std::string wanted_lesson(const Session& session) const; // "": none
    void lesson_came(const Session& session, std::string_view id);
    void settle(); // after every change of the plan
    // Does what was asked for, and a few milliseconds of a search that runs here. Returns why a
    // search could not be started, or an empty string.
    std::string advance();
    void take_news(u32 of, std::string_view json);
    // The host has lost it. If it never got under way, it is run here instead.
    void lose(u32 of, std::string_view why);
    std::string state_json() const;
};

} // namespace lazymmu::gui
