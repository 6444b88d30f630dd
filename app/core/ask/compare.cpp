#include "app/core/ask/compare.h"

#include "app/core/session/open_run.h"
#include "app/core/tell/event_text.h"
#include "engine/kernel/invariants.h"

#include <algorithm>

namespace lazymmu {
namespace {

constexpr size_t events_shown = 3;

// Where another run is when the leading one is `inside` lines into the statement at `place`.
struct Standpoint {
    u32 position = 0;
    bool waits = false;
};

Standpoint stand(const Document& d, Place place, u32 inside) {
    Standpoint out{d.position_of(place), false};
    if (!inside) return out;
    const u32 end = std::min(d.trace.next_statement(out.position), d.timeline.length());
    out.waits = out.position + inside >= end;
    out.position = std::min(out.position + inside, end);
    return out;
}

const Moment* subject(const Document& d, u32 position) {
    for (u32 p = position + 1; p-- > 0;)
        if (d.trace.moments[p].task != 0xff) return &d.trace.moments[p];
    return nullptr;
}

} // namespace

void Comparison::update(const Session& s) {
    if (!s.is_open()) {
        *this = {};
        return;
    }
    const Document& d = s.document();
    const std::vector<MachineSpec> columns = s.columns();
    const bool same_program = lesson_ == d.lesson && text_ == d.text && builds_;
    const MachineSpec lead{d.arch, d.kernel};
    if (!same_program) runs_.clear();
    const bool rebuild = !same_program || columns != columns_ || !(lead == lead_);
    lesson_ = d.lesson;
    text_ = d.text;
    lead_ = lead;
    if (rebuild) build(s, columns);
    const Key key{&d, d.timeline.version(), s.position(), s.lesson_step(), s.tells_all()};
    if (!rebuild && key == key_) return;
    const bool other_run = rebuild || key.document != key_.document || key.version != key_.version;
    key_ = key;
    for (size_t i = 0; i < columns_.size(); i++)
        if (columns_[i] == lead_) shown_[i] = &d;
    if (other_run) tally_events();
    look(s);
    if (other_run || !key.tells_all || !all_pages_) find_pages();
    compare();
}

// Keeps the runs that are still wanted, and makes those that are missing.
void Comparison::build(const Session& s, const std::vector<MachineSpec>& columns) {
    std::vector<Run> kept;
    columns_ = columns;
    shown_.assign(columns.size(), nullptr);
    const Document& d = s.document();
    for (const MachineSpec& c : columns) {
        if (c == lead_) continue; // the session's own
        const auto known =
            std::find_if(runs_.begin(), runs_.end(), [&](const Run& r) { return r.column == c; });
        if (known != runs_.end()) {
            kept.push_back(std::move(*known));
            continue;
        }
        DocumentResult made =
            d.lesson ? make_lesson_document(d.lesson, d.name, d.text, *c.arch, *c.kernel)
                     : make_script_document(d.name, d.text, config_on(d, *c.arch, *c.kernel));
        kept.push_back({c, std::move(made.document), std::move(made.errors)});
        builds_++;
    }
    builds_ += builds_ == 0; // all columns may be the session's own
    runs_ = std::move(kept);
    for (const Run& r : runs_)
        for (size_t i = 0; i < columns.size(); i++)
            if (columns[i] == r.column) shown_[i] = r.document.get();
}

void Comparison::tally_events() {
    tallies_.assign(shown_.size(), {});
    for (size_t i = 0; i < shown_.size(); i++) {
        if (!shown_[i]) continue;
        std::vector<Tally>& out = tallies_[i];
        out.emplace_back();
        for (const Mark& m : shown_[i]->trace.marks) {
            const Event& e = shown_[i]->timeline.all_events()[m.event];
            Tally t = out.back();
            t.position = m.position;
            t.operations += e.kind == Ev::hw;
            t.warnings += e.kind == Ev::warn;
            t.hazards += e.kind == Ev::hazard && static_cast<Severity>(e.d) != Severity::legal;
            if (e.kind == Ev::bug) t.bug = e.code;
            if (out.back().position == m.position)
                out.back() = t;
            else
                out.push_back(t);
        }
    }
}

void Comparison::describe(size_t column, bool tells_all) {
    const Document& d = *shown_[column];
    ColumnView& v = views_[column];
    v.runs = true;
    if (tells_all) v.length = d.timeline.length();
    if (!d.problems.empty() && (tells_all || v.position == d.timeline.length()))
        v.problem = d.problems.front().message;
    const std::vector<Tally>& tallies = tallies_[column];
    const Tally& t = *(std::upper_bound(tallies.begin(), tallies.end(), v.position,
                                        [](u32 p, const Tally& x) { return p < x.position; }) -
                       1);
    v.operations = t.operations;
    v.warnings = t.warnings;
    v.hazards = t.hazards;
    if (t.bug) v.stopped = std::string("BUG: ") + msg_text(static_cast<Msg>(t.bug));
    const auto& log = d.trace.log;
    const auto end = std::lower_bound(log.begin(), log.end(), d.trace.event_end[v.position]);
    const auto shown = std::min<std::ptrdiff_t>(end - log.begin(), events_shown);
    for (auto i = end - shown; i != end; ++i)
        v.events.push_back(event_text(d.timeline.setup(), d.timeline.all_events()[*i]));
    v.costs = d.costs().at(v.position);
    const Machine& m = d.timeline.machine();
    const Moment* who = subject(d, v.position);
    if (!who) return;
    const CpuId cpu = static_cast<CpuId>(who->cpu);
    const TaskId task = static_cast<TaskId>(who->task);
    v.lazy = m.arch().is_lazy(m.config(), m.view(), cpu, task);
    m.arch().batch(m.config(), m.view(), cpu, task, v.batch);
}

void Comparison::look(const Session& s) {
    const Document& lead = s.document();
    const Place place = lead.place_of(s.position(), s.lesson_step());
    const u32 begin = lead.position_of(place);
    const u32 inside = s.position() > begin ? s.position() - begin : 0;
    note_.clear();
    if (lead.forked || !lead.about.empty())
        note_ = "The leading machine follows a schedule of its own; the others run the program in "
                "its own order.";
    views_.assign(columns_.size(), {});
    reference_ = 0;
    bool leads = false;
    for (size_t i = 0; i < columns_.size(); i++) {
        ColumnView& v = views_[i];
        v.column = columns_[i];
        v.leads = columns_[i] == lead_;
        const Document* d = shown_[i];
        if (v.leads) {
            leads = true;
            reference_ = i;
            v.position = s.position();
        } else if (d) {
            const Standpoint at = stand(*d, place, inside);
            v.position = at.position;
            v.waits = at.waits;
            for (Run& r : runs_)
                if (r.document.get() == d) r.document->timeline.seek(at.position);
        }
        if (d) describe(i, key_.tells_all);
    }
    for (const Run& r : runs_)
        for (ColumnView& v : views_)
            if (v.column == r.column && !r.document)
                v.problem = r.errors.empty() ? "the program does not compile" : r.errors[0].message;
    for (size_t i = 0; !leads && i < views_.size(); i++)
        if (views_[i].runs) {
            reference_ = i;
            break;
        }
    if (leads && !views_[reference_].stopped.empty() && note_.empty())
        note_ = "The leading machine has stopped; a click on another header lets that one lead.";
    if (!leads && note_.empty())
        note_ = std::string("The machine that is stepped, ") + machine_text(lead_) +
                ", is not among the columns; a click on a header lets that one lead.";
}

} // namespace lazymmu
