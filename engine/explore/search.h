// A search over a machine as a user has it: fitted first, so that states are small, and started
// again with more room when that turns out to be too tight. What the CLI, lessons and the window
// use.
#pragma once

#include "engine/explore/explore.h"

namespace lazymmu {

class Search {
  public:
    Search(const Machine& machine, const ExploreOptions& options);

    // As of Explorer. The report is that of the last try.
    bool run_for(u64 transitions);
    void run() {
        while (run_for(u64{1} << 20)) {
        }
    }
    ExploreReport report() const { return explorer_.report(); }
    std::vector<Choice> counterexample() const { return explorer_.counterexample(); }
    const Machine& start() const { return explorer_.start(); } // fitted
    int tries() const { return tries_; }

  private:
    bool grow();

    Explorer explorer_;
    ExploreOptions options_;
    int tries_ = 1;
};

// The first of the violated invariants, worst first: what a verdict names.
Invariant main_violation(u32 violations);

const char* verdict_name(Verdict v);

// What the schedule of a counterexample breaks, if that is a known bug of the kernel; else null.
const KnownBug* known_bug_of(const Machine& start, const std::vector<Choice>& schedule);

} // namespace lazymmu
