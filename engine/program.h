// What the tasks of a machine are to do: the compiled form of a script (script.h), or of a lesson.
// One Body per task, plus one per interrupt handler. Statements are calls of api.h with constant
// arguments; loops are unrolled.
#pragma once

#include "engine/routine.h"

#include <string>
#include <vector>

namespace lazymmu {

struct Op {
    u16 call = 0;                // index into api_calls()
    u16 step = 0;                // lesson step that it belongs to
    u32 line = 0, column = 0;    // in the source, from 1
    u64 args[limits::args] = {}; // as written: mm, va, pfn, prot bits, count, task, ...
};

struct Body {
    std::string name; // "A" for task A, or the handler's name
    std::vector<Op> ops;
};

struct Program {
    std::vector<Body> tasks;    // index: TaskId; at least one
    std::vector<Body> handlers; // interrupt handlers that may be injected by choice
    std::string source;         // the text, for the source panel
    u16 steps = 0;              // lesson steps; 0: not a lesson
    u8 task_cpu[limits::tasks] = {};
    u8 task_mm[limits::tasks] = {1, 2, 1, 2, 1, 2, 1, 2};

    // Bodies in one row: tasks first, then handlers.
    const Body& body(u64 i) const {
        return i < tasks.size() ? tasks[i] : handlers[i - tasks.size()];
    }
    size_t bodies() const { return tasks.size() + handlers.size(); }
};

} // namespace lazymmu
