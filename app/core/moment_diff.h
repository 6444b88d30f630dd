// What differs between two moments of machines of one architecture: of one run, of two futures, of
// two lessons. Rows in the panels' own words, grouped as the panels are.
#pragma once

#include "app/core/machine_words.h"
#include "engine/timeline.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace lazymmu {

struct SavedDocument; // saved_session.h
class Session;

// How often each kind of thing has happened, in a fixed order: operations of the hardware by their
// own names, then the rest.
struct EventCount {
    std::string what; // "flush_hash_range", "page-table stores"
    u32 times = 0;
};
std::vector<EventCount> count_events(const Setup& setup, std::span<const Event> events);

enum class DiffGroup : u8 { counters, pending, memory, tlb, hardware, events };
const char* diff_group_name(DiffGroup group); // as the panels are called

struct DiffRow {
    DiffGroup group = DiffGroup::counters;
    std::string what;      // "task A enable_count", "CPU 0 slot 3", "user1 0x400000"
    std::string then, now; // "": it is not there

    // "+": it has come, "−": it has gone, "≠": it is another one.
    const char* sign() const { return then.empty() ? "+" : now.empty() ? "−" : "≠"; }
};

// A moment, with all that is needed to compare another one with it.
struct MomentFacts {
    Machine machine;
    std::vector<EventCount> events; // up to there
};
MomentFacts facts_at(const Timeline& timeline, u32 position);

// Why two moments cannot be compared; "" if they can.
std::string why_no_diff(const Machine& then, const Machine& now);
std::vector<DiffRow> diff_moments(const MomentFacts& then, const MomentFacts& now);
std::string diff_json(const std::vector<DiffRow>& rows); // [{group, what, sign, then, now}]

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

// The session's pinned moment against the present one. Made once for each moment.
struct PinDiff {
    std::string refused; // why there are no rows; "" if they can be compared
    std::vector<DiffRow> rows;

    void update(const Session& session);

  private:
    std::shared_ptr<const PinnedMoment> pin_;
    const void* document_ = nullptr;
    u64 version_ = 0;
    u32 position_ = 0;
    bool ahead_ = false; // it is not to be told yet
};

} // namespace lazymmu
