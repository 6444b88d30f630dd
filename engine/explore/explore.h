// Every interleaving. Breadth-first over enabled_choices() from one machine, until an invariant
// breaks (then the schedule is a shortest one) or every reachable state has been seen.
//
// A schedule's length is the number of its choices (step.h): each is one line of one CPU, a
// preemption or an interrupt (with the first line that it runs), or a migration (without any).
// "None is shorter" says that no list of fewer choices breaks a promise that is looked at, from
// this start, with these interrupts and migrations, inside this routine where one is asked for.
//
// - It is no time. Lines of several CPUs count one after the other, as one choice each, also where
//   the CPUs could run them at once; the order between CPUs is one of the orders that are possible.
// - Others may be as short. Of these the first is told, by the order of enabled_choices() where two
//   differ for the first time: CPUs ascending, on each run, preempt, irq; then migrate.
// - A machine that has stopped with a BUG makes no further choice: what its other CPUs or an
//   interrupt would have done adds nothing to the length, and their states are not among those
//   counted. A CPU whose tasks have all ended still takes interrupts, and those states are counted.
// - Where the last choice breaks several promises, all of them are reported.
//
// A capacity of the machine that is hit ends the search (inconclusive): what lies behind is not
// known. Search tries again with a larger one.
//
// Runs in slices, so that a frame loop or a browser's worker can host it, and never says that
// something holds when a bound stopped it.
#pragma once

#include "engine/kernel/invariants.h"

#include <memory>
#include <string>
#include <vector>

namespace lazymmu {

struct ExploreOptions {
    u32 invariants = wrong_invariants(); // which ones count, by invariant_bit()
    u64 max_states = ~u64{0};
    u64 max_bytes = u64{2} << 30;
    u32 max_depth = ~u32{0};
    // Take forced moves (only one choice is possible) at once, without storing the states between.
    // The verdict is the same; fewer states are counted and the schedule may not be the shortest.
    bool reduce = false;
    // Only violations while the context runs inside this routine count; 0: anywhere. A BUG
    // elsewhere still ends its schedule.
    u16 inside = 0;
};

enum class Verdict : u8 {
    running,
    holds,        // all reachable states were seen, and no invariant broke
    violated,     // counterexample() is a schedule that breaks one
    inconclusive, // a bound was hit first: report().bound says which
};

struct ExploreReport {
    Verdict verdict = Verdict::running;
    u64 states = 0;      // distinct states seen
    u64 transitions = 0; // steps tried
    u32 depth = 0;       // steps from the start to the level being expanded
    u64 frontier = 0;    // states waiting
    u64 bytes = 0;       // memory in use
    u64 peak_bytes = 0;
    u32 state_bytes = 0; // of one machine's state
    u32 violations = 0;  // bits, of the last step of the counterexample
    std::string bound;   // inconclusive: "max_states", "stack_words", ...
};

class Explorer {
  public:
    Explorer(Machine start, ExploreOptions options);
    ~Explorer();
    Explorer(Explorer&&) noexcept;
    Explorer& operator=(Explorer&&) noexcept;

    // Tries about this many steps; false when there is nothing more to do.
    bool run_for(u64 transitions);
    void run() {
        while (run_for(u64{1} << 20)) {
        }
    }

    ExploreReport report() const;
    const Machine& start() const;
    // The schedule from the start to the violation, its last choice included. Empty otherwise.
    std::vector<Choice> counterexample() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Is this routine on the stack of the task that runs on `cpu`?
bool runs_inside(StateView s, CpuId cpu, u16 fn);

// The same machine with capacities cut to what its program can need, so that states are small. What
// the kernel limits (batches of 192, 512 bytes) is only cut where the program cannot reach it.
Machine fit_for_exploring(const Machine& machine);

} // namespace lazymmu
