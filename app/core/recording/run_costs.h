// What a recorded run has cost at any position, beside the same statements with batching off. Made
// once from a timeline; a look at a position is cheap.
#pragma once

#include "engine/run/cost.h"
#include "engine/run/timeline.h"

#include <string>
#include <vector>

namespace lazymmu {

// Tells statements that are over from those that have only begun, step by step. A statement that is
// half done has cost something, but what it would have cost with batching off is known for whole
// ones only: it must stay out of a comparison.
class OpenStatements {
  public:
    explicit OpenStatements(const Config& config);
    void take(StateView after, std::span<const Event> events); // of one step
    u32 completed() const;
    u64 cost() const; // of what is not over

  private:
    struct Task {
        explicit Task(CostLedger ledger) : spent(std::move(ledger)) {}
        CostLedger spent;
        u32 begun = 0; // statements, also those of its interrupts
        bool open = false;
        u64 spent_before = 0; // ... the statement that is open
        u32 begun_before = 0;
    };
    std::vector<Task> tasks_; // the last one: no task, an interrupt of an idle CPU
};

struct CostLine {
    const char* name = ""; // as in CostRow
    CostRow spent, eager;
};

struct CostView {
    u64 spent = 0;
    u64 under_way = 0;                                 // of it, by statements that are not over
    u64 eager = 0;                                     // what the others cost with batching off
    u32 statements = 0;                                // that are over
    std::vector<CostLine> lines;                       // those that are not zero on both sides
    u64 compared() const { return spent - under_way; } // with eager
    int saved_percent() const;                         // of eager; negative if the mode was dearer
};

// "The mode has saved 87 %.", or what there is to say instead.
std::string saving_text(const CostView& v);

class RunCosts {
  public:
    explicit RunCosts(const Timeline& timeline);
    CostView at(u32 position) const;
    u32 length() const { return static_cast<u32>(completed_.size()) - 1; }

  private:
    CostTrack spent_, eager_;
    std::vector<u32> completed_; // per position: statements that are over
    std::vector<u64> under_way_; // ... and what the others have cost
};

} // namespace lazymmu
