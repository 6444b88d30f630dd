#include "app/core/ask/alarm.h"

#include "app/core/tell/event_text.h"

#include <algorithm>

namespace lazymmu {
namespace {

constexpr size_t longest_source = 70; // of a statement that is quoted

struct Found {
    const Mark* mark = nullptr;
    Severity severity = Severity::legal;
};

Severity severity_of(const Event& e) {
    if (e.kind == Ev::bug) return Severity::wrong;
    return e.kind == Ev::hazard ? static_cast<Severity>(e.d) : Severity::legal;
}

// A BUG is told rather than the invariant that says that there is none.
bool is_worse(const Event& e, Severity severity, const Event* than, Severity its) {
    if (!than) return severity != Severity::legal;
    if (than->kind == Ev::bug) return e.kind == Ev::bug;
    return severity >= its;
}

std::string detail_of(const Event& e) {
    std::string out;
    if (e.kind != Ev::hazard) return out;
    if (static_cast<MmId>(e.a) != MmId::none)
        out = std::string(" Page: ") + mm_name(static_cast<MmId>(e.a)) + " " + hex_text(e.b) + ".";
    const Invariant i = static_cast<Invariant>(e.code);
    if ((i == Invariant::not_in_effect || i == Invariant::batch_left_behind) && e.c)
        out += " Still delayed: " + std::to_string(e.c) + ".";
    return out;
}

// The line that ran, and the statement that it was a part of.
std::string where_of(const Session& s, const Mark& mark) {
    const Moment& m = s.trace().moments[mark.position - 1];
    std::string out;
    if (const Routine* r = m.routine == fn_script ? nullptr : find_routine(s.setup(), m.routine))
        if (m.line < r->lines.size()) out = std::string(r->name) + ": " + r->lines[m.line].text;
    const std::span<const Event> events = s.timeline().all_events();
    for (u32 i = mark.event + 1; i-- > 0;) {
        const Event& e = events[i];
        if (e.kind != Ev::statement || e.task != mark.task) continue;
        std::string text = source_text(*s.setup().program, static_cast<u32>(e.c));
        if (text.size() > longest_source) text = text.substr(0, longest_source) + " ...";
        return out + (out.empty() ? "" : ", in ") + "script line " + std::to_string(e.c) +
               (text.empty() ? "" : ": " + text);
    }
    return out;
}

} // namespace

Alarm alarm_at(const Session& s) {
    Alarm out;
    if (!s.is_open() || s.position() == 0) return out;
    const Trace& t = s.trace();
    const u32 here = s.position();
    const bool stopped = s.machine().view().globals().bug;
    u32 from = std::min(t.previous_statement(here), here - 1);
    if (s.before_position() < here) from = std::min(from, s.before_position());
    if (stopped) from = 0;
    const std::span<const Event> events = s.timeline().all_events();
    const auto first = std::upper_bound(t.marks.begin(), t.marks.end(), from,
                                        [](u32 p, const Mark& m) { return p < m.position; });
    Found found;
    u32 n = 0;
    for (auto m = first; m != t.marks.end() && m->position <= here; ++m) {
        const Event& e = events[m->event];
        const Severity severity = severity_of(e);
        n += severity != Severity::legal && e.kind == Ev::hazard;
        const Event* best = found.mark ? &events[found.mark->event] : nullptr;
        if (severity != Severity::legal && is_worse(e, severity, best, found.severity))
            found = {&*m, severity};
    }
    if (!found.mark) return out;
    const Event& e = events[found.mark->event];
    const Invariant i = e.kind == Ev::bug ? Invariant::kernel_bug : static_cast<Invariant>(e.code);
    const InvariantInfo& info = invariant_info(i);
    out.any = true;
    out.bug = e.kind == Ev::bug;
    out.severity = found.severity;
    out.name = info.name;
    out.title = out.bug ? std::string("BUG: ") + msg_text(static_cast<Msg>(e.code)) : info.title;
    out.why = out.bug ? "Here the kernel gives up: it must never come to this. The machine has "
                        "stopped."
                      : info.doc + detail_of(e);
    out.where = where_of(s, *found.mark);
    out.position = found.mark->position;
    out.event = found.mark->event;
    if (e.kind == Ev::hazard) {
        out.mm = static_cast<MmId>(e.a);
        out.va = e.b;
    }
    out.others = n ? n - 1 : 0;
    return out;
}

} // namespace lazymmu
