#include "app/core/recording/trace.h"

#include <algorithm>

namespace lazymmu {
namespace {

constexpr u32 most_looked_at = 2000; // answers, for each line of a picture
constexpr int script_depth = 1;      // of a task that is at a statement of its own body

} // namespace

bool is_mark(Ev kind) {
    switch (kind) {
    case Ev::hw:
    case Ev::batch_append:
    case Ev::switch_to:
    case Ev::migrate:
    case Ev::irq_enter:
    case Ev::irq_exit:
    case Ev::fault:
    case Ev::access:
    case Ev::warn:
    case Ev::bug:
    case Ev::hazard: return true;
    default: return false;
    }
}

u32 Trace::position_of(u32 event) const {
    const auto it = std::upper_bound(event_end.begin(), event_end.end(), event);
    return it == event_end.end() ? length() : static_cast<u32>(it - event_end.begin());
}

// The same task no deeper than it was (less deep, when stepping out), or another task at one of
// its own statements: a context switch must not hide what the other task does.
u32 Trace::after_call(u32 from, bool out) const {
    if (from >= length()) return length();
    const Moment& start = moments[from];
    const int depth = out && start.depth > script_depth ? start.depth - 1 : start.depth;
    for (u32 p = from + 1; p < length(); p++) {
        const Moment& m = moments[p];
        if (m.task == start.task ? m.depth <= depth : m.depth <= script_depth) return p;
    }
    return length();
}

u32 Trace::before_call(u32 from, bool out) const {
    if (from > length()) from = length();
    const Moment& start = moments[from];
    int depth = start.task == 0xff ? script_depth : start.depth;
    if (out && depth > script_depth) depth--;
    for (u32 p = from; p-- > 0;) {
        const Moment& m = moments[p];
        if (m.task == start.task ? m.depth <= depth : m.depth <= script_depth) return p;
    }
    return 0;
}

const Moment* Trace::last_at_depth(u32 position, u8 task, int depth) const {
    for (u32 p = std::min(position, length()) + 1; p-- > 0;)
        if (moments[p].task == task && moments[p].depth <= depth)
            return moments[p].depth == depth ? &moments[p] : nullptr;
    return nullptr;
}

std::string_view Trace::answer(u32 position, u32 source) const {
    const auto known = [&](const Answer& a) { return a.position <= position; };
    auto a = std::partition_point(answers.begin(), answers.end(), known);
    for (u32 n = 0; a != answers.begin() && n < most_looked_at; n++)
        if ((--a)->source == source) return a->text;
    return {};
}

u32 Trace::next_statement(u32 from) const {
    for (u32 p = from + 1; p < length(); p++)
        if (moments[p].routine == fn_script) return p;
    return length();
}

u32 Trace::previous_statement(u32 from) const {
    for (u32 p = std::min(from, length()); p-- > 0;)
        if (moments[p].routine == fn_script) return p;
    return 0;
}

} // namespace lazymmu
