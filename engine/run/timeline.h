// A run that can be looked at from any moment: the list of choices, a snapshot every few steps, and
// the events with an index by step. Seek = nearest snapshot + replay. Going back and choosing
// differently forks: the old future stays reachable as a Branch.
//
// Position p is the machine after the first p choices; 0 is the start. Seeking to a position and
// stepping forward reproduces the digests bit for bit.
#pragma once

#include "engine/kernel/step.h"

#include <span>
#include <vector>

namespace lazymmu {

// A future that was left: the choices from position `at` on.
struct Branch {
    u32 at = 0;
    std::vector<Choice> choices;
};

class Timeline {
  public:
    // A snapshot costs as much as the state; they are kept to about so many bytes in all.
    explicit Timeline(Machine start, size_t snapshot_budget = size_t{64} << 20);

    const Setup& setup() const { return *machine_.setup; }
    const Machine& machine() const { return machine_; } // at position()
    u32 position() const { return position_; }
    u32 length() const { return static_cast<u32>(choices_.size()); }

    // Runs one more choice at the current position. If there is a future and its next choice is
    // another one, that future becomes a branch first. Returns what step() said; on not_enabled,
    // halted or limit nothing changes (limit: the run cannot go on here).
    StepResult choose(Choice choice);

    // One step forward: along the recorded future if there is one, else by default_choice().
    // Returns false at the end of everything.
    bool forward();
    bool back();
    void seek(u32 position); // clamped to length()

    // Leaves the present future (kept as a branch) and takes branch i from its start.
    void take_branch(size_t i);
    std::span<const Branch> branches() const { return branches_; }
    // One more; its choices must be possible there.
    void keep_branch(Branch branch);
    void forget_branch(size_t i);
    // The run ends at the present position; what came after it becomes a branch.
    void leave_future();
    // Another number after every change of the run or its branches; moving changes nothing.
    u64 version() const { return version_; }

    std::span<const Choice> choices() const { return choices_; }
    // Events of the step that led to position p (p >= 1), or of all steps in [from, to).
    std::span<const Event> events(u32 p) const;
    std::span<const Event> all_events() const { return events_; } // up to length()
    u32 violations(u32 p) const { return p ? violations_[p - 1] : 0; }

    // The machine at another position, without moving.
    Machine machine_at(u32 p) const;
    Digest digest_at(u32 p) const { return machine_at(p).digest(); }

    // Why the run could not go on ("" if it could): a capacity that was exceeded.
    const char* limit() const { return limit_; }

  private:
    void truncate_future();
    void keep_snapshot();
    void replay(Machine& m, u32 from, u32 to) const;

    Machine machine_;
    u32 position_ = 0;
    std::vector<Choice> choices_;
    std::vector<u32> violations_;
    std::vector<Event> events_;
    std::vector<u32> event_end_; // per step: events_ size after it
    std::vector<Branch> branches_;
    size_t snapshot_budget_;
    u32 interval_ = 64; // steps between snapshots; doubles when there are too many
    struct Snapshot {
        u32 position;
        State state;
    };
    std::vector<Snapshot> snapshots_; // ascending; the first is position 0
    const char* limit_ = "";
    u64 version_ = 0;
};

} // namespace lazymmu
