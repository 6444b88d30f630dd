// How something in the machine came to be: the store that made a translation, the slot in which it
// waited, the flush, barrier or hypercall that carried it out, the lookups that brought it into a
// TLB, and what has happened to the page since. Read off the recorded events when somebody asks;
// nothing is kept while the machine runs.
#pragma once

#include "app/core/session/session.h"

#include <string>
#include <vector>

namespace lazymmu {

// What is asked about, at the position that is shown.
struct Subject {
    enum Kind : u8 {
        pte,    // the page-table entry of a page
        tlb,    // an entry of a CPU's TLB: `slot`
        copy,   // a row of the hardware's own table
        batch,  // a unit of delayed work about a page
        hazard, // an event: `event`
    };
    Kind kind = pte;
    MmId mm = MmId::none;
    u64 va = 0;
    CpuId cpu = CpuId{0};
    int slot = 0;
    u32 event = 0; // index into Timeline::all_events()

    bool operator==(const Subject&) const = default;
};

struct Cause {
    enum Kind : u8 {
        stored,  // memory changed
        delayed, // work about the page was put into the batch
        flushed, // the batch, or a part of it, was carried out
        ordered, // a barrier
        found,   // a hash table, a TSB, a table walk had it
        cached,  // a TLB took it
        dropped, // a TLB forgot it
        used,    // a translation was used
        broken,  // an invariant did not hold
    };
    Kind kind = stored;
    u32 position = 0; // the moment after
    u32 event = 0;
    std::string text;
    std::string by;   // the statement of the script that it was a part of
    bool key = false; // one of the moments that made the subject; else: what happened since
};

struct Provenance {
    std::string title;         // "CPU 0, TLB slot 3: user1 0x400000"
    std::string verdict;       // how it stands at this position, one or two sentences
    std::vector<Cause> causes; // in their order
    u32 left_out = 0;          // since then, before the last ones
    bool from_start = false;   // it was there before the first line
};

// For the session's position. Takes time in proportion to the events up to there.
Provenance provenance_of(const Session& session, const Subject& subject);
const char* cause_name(Cause::Kind kind);

} // namespace lazymmu
