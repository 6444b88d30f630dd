#include "app/core/session/place_after_edit.h"

#include <algorithm>

namespace lazymmu {
namespace {

// The source line of the statement of a task's body that is about to run; 0: another line is.
u32 statement_line(const Document& d, u32 position) {
    const Moment& m = d.trace.moments[position];
    if (m.task == 0xff || m.depth != 1 || m.routine != fn_script) return 0;
    const std::vector<Op>& ops = d.timeline.machine().program().tasks[m.task].ops;
    return m.line < ops.size() ? ops[m.line].line : 0;
}

// What two texts have in common at their ends, in lines.
struct Edited {
    u32 above = 0, below = 0; // lines that are the same
    u32 before = 0, after = 0;

    Edited(std::string_view a, std::string_view b) {
        before = lines(a);
        after = lines(b);
        const auto first = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
        above = lines(a.substr(0, static_cast<size_t>(first - a.begin()))) - 1;
        const size_t rest = std::min(a.size(), b.size()) - static_cast<size_t>(first - a.begin());
        size_t same = 0;
        while (same < rest && a[a.size() - 1 - same] == b[b.size() - 1 - same]) same++;
        below = lines(a.substr(a.size() - same)) - 1;
    }
    static u32 lines(std::string_view text) {
        return 1 + static_cast<u32>(std::count(text.begin(), text.end(), '\n'));
    }
    u32 map(u32 line) const {
        if (line <= above) return line;
        if (line > before - below) return line + after - before;
        return std::min(line, std::max(after - below, above + 1));
    }
    // Is it one of the lines that are the same, or, if their number is the same, changed in place?
    bool has(u32 line) const { return line <= above || line > before - below || before == after; }
};

} // namespace

u32 place_after_edit(const Document& before, const Document& after) {
    const u32 position = before.timeline.position();
    if (position == 0) return 0;
    if (position == before.timeline.length()) return after.timeline.length();
    if (position < after.timeline.length() &&
        after.timeline.machine_at(position).digest() == before.timeline.machine().digest())
        return position;
    u32 line = 0, turn = 0, begin = 0; // of the statement that runs
    for (u32 p = 0; p <= position; p++) {
        const u32 here = statement_line(before, p);
        if (here == 0) continue;
        line = here;
        begin = p;
    }
    for (u32 p = 0; p <= position; p++) turn += statement_line(before, p) == line;
    line = Edited(before.timeline.machine().program().source,
                  after.timeline.machine().program().source)
               .map(line);
    const u32 end = after.timeline.length();
    u32 best = end, next = end, seen = 0;
    for (u32 p = 0; p < end && seen < turn; p++) {
        const u32 here = statement_line(after, p);
        if (here > line) next = std::min(next, p);
        if (here != line) continue;
        best = p;
        seen++;
    }
    if (seen == 0) return next;
    // ... and inside of it, if the same lines run there
    const auto same = [&](u32 i) {
        const Moment &a = before.trace.moments[begin + i], &b = after.trace.moments[best + i];
        return a.routine == b.routine && a.line == b.line && a.depth == b.depth && a.task == b.task;
    };
    u32 inside = 0;
    while (begin + inside < position && best + inside < end && same(inside + 1)) inside++;
    return begin + inside == position ? best + inside : best;
}

std::vector<CodeLine> breakpoints_after(const Document& before, const Document& after) {
    std::vector<CodeLine> out;
    if (before.breakpoints.empty()) return out;
    const Setup& setup = after.timeline.setup();
    const Edited edited(before.timeline.machine().program().source, setup.program->source);
    for (CodeLine line : before.breakpoints) {
        if (line.routine == fn_script) {
            if (!edited.has(line.line)) continue;
            line.line = edited.map(line.line);
        }
        // the same line of a routine may be another one, or none, on another machine
        const std::string name = code_line_text(before.timeline.setup(), line);
        const bool there = parse_code_line(setup, name, line).empty();
        if (there && std::find(out.begin(), out.end(), line) == out.end()) out.push_back(line);
    }
    return out;
}

} // namespace lazymmu
