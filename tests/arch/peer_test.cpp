// The explorer on the transition system of tests/bench/peers/lazy.pml: the counts and verdicts are
// those that SPIN gives.
#include "tests/bench/peers/lazy_model.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

struct Known {
    peer::Model model;
    Verdict verdict;
    u64 states;   // if it holds
    size_t steps; // if it is violated
};

TEST(Peer, CountsAndVerdictsAreSpins) {
    const Known known[] = {
        {{.variant = 0}, Verdict::violated, 0, 9},
        {{.variant = 1}, Verdict::holds, 6880, 0},
        {{.variant = 2, .init_pause = 1}, Verdict::holds, 5412, 0},
        {{.variant = 2, .init_pause = 0}, Verdict::violated, 0, 3},
    };
    for (const Known& k : known) {
        Explorer x(peer::make_start(k.model), peer::options());
        x.run();
        const ExploreReport r = x.report();
        EXPECT_EQ(r.verdict, k.verdict) << k.model.variant;
        if (k.verdict == Verdict::holds)
            EXPECT_EQ(r.states, k.states) << k.model.variant;
        else
            EXPECT_EQ(x.counterexample().size(), k.steps) << k.model.variant;
    }
}

} // namespace
} // namespace lazymmu
