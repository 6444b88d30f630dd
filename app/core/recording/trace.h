// A recorded run, seen as a whole: for every position who runs next and how deep, and for every
// lane its sections, pauses, interrupts and marks. Made once from a timeline; the stepping
// commands, the timeline panel and the event log read it. Plain data: nothing here draws.
#pragma once

#include "engine/run/timeline.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

// The machine at one position, as far as stepping and the lanes need it.
struct Moment {
    u8 cpu = 0;      // that runs next
    u8 task = 0xff;  // that runs next; 0xff: nobody, the run is over
    u8 depth = 0;    // frames on that task's stack
    u8 lazy = 0;     // would its next change be delayed?
    u16 routine = 0; // of its top frame
    u16 line = 0;
    u32 source = 0;  // line of the script's text, if it is a statement that runs next
    u16 pending = 0; // on that CPU, for that task
    u16 capacity = 0;
};

// [begin, end) in positions.
struct Span {
    u32 begin = 0, end = 0;
    u16 level = 0; // nesting, from 0
    u8 value = 0;  // of a CPU's spans: the task that runs
};

// Something that happened in the step that led to `position`.
struct Mark {
    u32 position = 0;
    u32 event = 0; // index into Timeline::all_events()
    Ev kind = Ev::hw;
    u8 cpu = 0, task = 0;
};

// What the call of a statement returned, in the step that led to `position`.
struct Answer {
    u32 position = 0;
    u32 source = 0; // line of the script's text
    std::string text;
};

struct TaskLane {
    std::vector<Span> sections; // enable .. disable, nested
    std::vector<Span> pauses;
    std::vector<Span> lazy; // the architecture delays changes
    std::vector<Span> irqs;
    u16 levels = 0; // deepest nesting
};

// Is this event worth a glyph on the lanes?
bool is_mark(Ev kind);

struct Trace {
    std::vector<Moment> moments; // length() + 1
    std::vector<u32> event_end;  // per position: how many events had happened by then
    std::vector<u32> log;        // indices of events that are no details, and of answers
    std::vector<TaskLane> tasks;
    std::vector<std::vector<Span>> cpus; // which task ran
    std::vector<Mark> marks;             // ascending
    std::vector<Answer> answers;         // ascending
    u16 max_pending = 0;

    u32 length() const { return moments.empty() ? 0 : static_cast<u32>(moments.size() - 1); }
    // The position that an event led to.
    u32 position_of(u32 event) const;

    // Where stepping over, or out, from `from` ends; to the end at most.
    u32 after_call(u32 from, bool out) const;
    // ... and going back the same way; to 0 at most.
    u32 before_call(u32 from, bool out) const;
    // The last moment up to `position` at which the task was at this depth: for a caller, the line
    // that made the call. Null if there was none.
    const Moment* last_at_depth(u32 position, u8 task, int depth) const;
    // What the statement on this line of the script returned last, up to `position`; "" if nothing.
    std::string_view answer(u32 position, u32 source) const;
    // The next or previous position at which a script statement is about to run.
    u32 next_statement(u32 from) const;
    u32 previous_statement(u32 from) const;
};

Trace make_trace(const Timeline& timeline);

} // namespace lazymmu
