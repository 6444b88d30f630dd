// What differs between two moments of machines of one architecture: of one run, of two futures, of
// two lessons. Rows in the panels' own words, grouped as the panels are.
#pragma once

#include "app/core/recording/moment_facts.h"

#include <memory>
#include <string>
#include <vector>

namespace lazymmu {

class Session;
struct PinnedMoment; // pin.h

enum class DiffGroup : u8 { counters, pending, memory, tlb, hardware, events };
const char* diff_group_name(DiffGroup group); // as the panels are called

struct DiffRow {
    DiffGroup group = DiffGroup::counters;
    std::string what;      // "task A enable_count", "CPU 0 slot 3", "user1 0x400000"
    std::string then, now; // "": it is not there

    // "+": it has come, "−": it has gone, "≠": it is another one.
    const char* sign() const { return then.empty() ? "+" : now.empty() ? "−" : "≠"; }
};

// Why two moments cannot be compared; "" if they can.
std::string why_no_diff(const Machine& then, const Machine& now);
std::vector<DiffRow> diff_moments(const MomentFacts& then, const MomentFacts& now);
std::string diff_json(const std::vector<DiffRow>& rows); // [{group, what, sign, then, now}]

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
