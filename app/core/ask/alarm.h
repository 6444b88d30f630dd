// What is broken at the position that is shown: the invariant, why it is one, and the line that
// broke it. Legal hazards are no alarm.
#pragma once

#include "app/core/session/session.h"
#include "engine/kernel/invariants.h"

#include <string>

namespace lazymmu {

struct Alarm {
    bool any = false;
    bool bug = false; // the machine has stopped
    Severity severity = Severity::legal;
    const char* name = ""; // of the invariant, as on the command line
    std::string title;     // "change not in effect", "BUG: ..."
    std::string why;       // the promise that was broken, and the detail
    std::string where;     // the line: "emit_pte_barriers: isb(); script line 7"
    u32 position = 0;      // after that line
    u32 event = 0;         // that says so
    MmId mm = MmId::none;  // of the page that it is about; none: of no page
    u64 va = 0;
    u32 others = 0; // further ones in the same stretch of the run
};

// The most severe, and of those the last, of what the last move or the present statement did. After
// a BUG the machine goes nowhere: it stays.
Alarm alarm_at(const Session& session);

} // namespace lazymmu
