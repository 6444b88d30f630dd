// A moment that somebody pinned, to see what differs from it later.
#pragma once

#include "app/core/recording/moment_facts.h"

#include <memory>
#include <string>
#include <vector>

namespace lazymmu {

struct SavedDocument; // saved_session.h

// The moment that the present one is compared with, and the way back to it.
struct PinnedMoment {
    MomentFacts facts;
    std::string name;  // of the lesson or script
    std::string label; // "step 2, line 34"
    u32 position = 0;
    size_t lesson_step = 0;
    std::vector<Choice> run;                       // that it is a moment of, as a whole
    std::shared_ptr<const SavedDocument> document; // what to open if it is not open any more
};

} // namespace lazymmu
