// What a recorded run has cost at any position, beside the same statements with batching off. Made
// once from a timeline; a look at a position is cheap.
#pragma once

#include "engine/cost.h"
#include "engine/timeline.h"

#include <vector>

namespace lazymmu {

struct CostLine {
    const char* name = ""; // as in CostRow
    CostRow spent, eager;
};

struct CostView {
    u64 spent = 0, eager = 0;
    u32 statements = 0;          // that were completed: eager is what they cost
    std::vector<CostLine> lines; // those that are not zero on both sides
    int saved_percent() const;   // of eager; negative if the mode was dearer
};

class RunCosts {
  public:
    explicit RunCosts(const Timeline& timeline);
    CostView at(u32 position) const;
    u32 length() const { return static_cast<u32>(completed_.size()) - 1; }

  private:
    CostTrack spent_, eager_;
    std::vector<u32> completed_; // per position: statements that had been completed
};

} // namespace lazymmu
