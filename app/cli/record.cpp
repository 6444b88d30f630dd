#include "app/cli/record.h"

#include "app/core/event_text.h"
#include "engine/query.h"
#include "engine/script_lexer.h"

namespace lazymmu::cli {

namespace {

class Collector final : public EventSink {
  public:
    explicit Collector(std::vector<Event>& to) : to_(to) {}
    void on_event(const Event& e) override { to_.push_back(e); }

  private:
    std::vector<Event>& to_;
};

// Values that cannot change, or say nothing that another one does not say.
bool is_watched(std::string_view path) {
    return !path.starts_with("machine.") && !path.ends_with(".capacity") &&
           !path.ends_with(".thread_flags");
}

void take_line(const Machine& before, const Event& e, Record& out) {
    const Setup& setup = *before.setup;
    if (e.kind == Ev::statement) {
        const Body& body = setup.program->body(e.a);
        const Op& op = body.ops[e.b];
        out.routine = "script";
        out.line = op.line;
        out.text = op_text(*setup.program, body, op, *setup.config.arch);
    } else {
        const Routine* r = find_routine(setup, e.code);
        if (!r || e.a >= r->lines.size()) return;
        out.routine = r->name;
        out.line = static_cast<u32>(e.a) + 1;
        out.text = r->lines[e.a].text;
    }
}

} // namespace

Watch::Watch(const Machine& m) {
    for (std::string& path : query_paths(*m.setup, m.view())) {
        if (!is_watched(path)) continue;
        values_.push_back({std::move(path), "", "", false});
    }
    update(m);
}

std::vector<Change> Watch::update(const Machine& m) {
    std::vector<Change> changed;
    QueryValue value;
    std::string error;
    for (Change& c : values_) {
        if (!query(*m.setup, m.view(), c.path, value, error))
            continue; // a field that comes and goes
        if (value.text == c.to) continue;
        c.from = std::move(c.to);
        c.to = value.text;
        c.is_text = value.is_text;
        changed.push_back(c);
    }
    return changed;
}

bool record_step(Machine& m, Choice choice, Watch& watch, Record& out, StepResult& result) {
    const CpuId cpu = static_cast<CpuId>(choice.cpu);
    const TaskId task = m.view().current(cpu);
    out = {out.position,
           choice,
           task == TaskId::none ? "-" : std::string(1, task_letter(task)),
           0,
           "",
           0,
           "",
           {},
           {},
           {}};
    if (task != TaskId::none) out.depth = m.view().depth(task) - (choice.kind == Choice::run);
    Collector collector(out.events);
    result = step(m, choice, &collector);
    if (result.status != StepStatus::ok) return false;
    for (const Event& e : out.events) {
        if (e.kind != Ev::statement && e.kind != Ev::line) continue;
        take_line(m, e, out);
        break;
    }
    out.position++;
    out.changes = watch.update(m);
    out.digest = m.digest();
    return true;
}

} // namespace lazymmu::cli
