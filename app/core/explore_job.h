// A search over every schedule of one program, as a front end hosts it: start, a slice now and
// then, a report at any time, cancel. No thread and no clock: who calls says how much and how long
// it took.
#pragma once

#include "app/core/session.h"
#include "engine/explore.h"

#include <memory>
#include <string>
#include <vector>

namespace lazymmu {

// What to explore: a program, the machine that it runs on, and when to stop.
struct ExplorePlan {
    std::shared_ptr<const Lesson> lesson; // null: a script
    std::string name, text;               // of the file
    const Arch* arch = nullptr;
    Kernel kernel = kernel_default;
    u8 patches = 0; // Patch bits
    u8 cpus = 1;
    u8 irqs = 0, migrations = 0; // that may happen in one schedule
    u8 task_init_pause = 0;
    u64 max_states = 0; // 0: any number
    u64 max_bytes = u64{2} << 30;
    u32 invariants = wrong_invariants();
    std::string inside; // a routine: only what breaks while it runs counts; "": anywhere
};

inline constexpr u8 most_explored_events = 8;

// The program that is open, on the machine that it is shown on.
ExplorePlan plan_of(const Session& session);
ExplorePlan plan_of(const LibraryEntry& entry);
// Takes what a plan's lesson or script says itself about its machine.
void settle_plan(ExplorePlan& plan);

// A plan's machine with all its capacities; null setup if the program cannot run there.
struct PlannedMachine {
    Machine machine;
    Issues errors;
};
PlannedMachine machine_of(const ExplorePlan& plan);

class ExploreJob {
  public:
    // Returns an empty string, or why nothing was started. What was there before is dropped.
    std::string start(const ExplorePlan& plan);
    // Tries about this many steps; false when there is nothing more to do.
    bool slice(u64 transitions);
    void spent(double seconds) { seconds_ += seconds; }
    void cancel(); // keeps the numbers
    void clear();

    bool exists() const { return exists_; }
    bool running() const { return running_; }
    bool cancelled() const { return cancelled_; }
    double seconds() const { return seconds_; }
    const ExploreReport& report() const { return report_; }
    const ExplorePlan& plan() const { return plan_; }   // that was started
    const Machine& machine() const { return machine_; } // not fitted
    // From the machine's start to the violation; empty unless it is violated.
    const std::vector<Choice>& schedule() const { return schedule_; }

  private:
    void search(const Machine& machine);
    void finish();

    ExplorePlan plan_;
    Machine machine_;
    std::unique_ptr<Explorer> explorer_;
    ExploreReport report_;
    std::vector<Choice> schedule_;
    double seconds_ = 0;
    bool exists_ = false, running_ = false, cancelled_ = false;
    bool fitted_ = false;
};

// A verdict in a few words, and in a sentence with its bounds.
std::string verdict_title(const ExploreJob& job);
std::string verdict_text(const ExploreJob& job);
std::string program_title(const ExplorePlan& plan);
std::string bounds_text(const ExplorePlan& plan);
std::string machine_text(const ExplorePlan& plan); // "Xen PV (x86) v7.0 + tolerate"
// The counterexample, to be opened in the stepper. Null if there is none.
std::shared_ptr<const FoundSchedule> found_schedule(const ExploreJob& job);
std::string grouped(u64 n); // "1,234,567"

} // namespace lazymmu
