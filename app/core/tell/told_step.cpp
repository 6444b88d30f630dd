#include "app/core/tell/told_step.h"

#include "app/core/tell/machine_text.h"
#include "app/core/tell/statement_text.h"
#include "engine/arch_ops.h"
#include "engine/run/query.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace lazymmu {

namespace {

class Collector final : public EventSink {
  public:
    explicit Collector(std::vector<Event>& to) : to_(to) {}
    void on_event(const Event& e) override { to_.push_back(e); }

  private:
    std::vector<Event>& to_;
};

bool ends_like_one(std::string_view path, std::initializer_list<const char*> ends) {
    return std::any_of(ends.begin(), ends.end(), [path](auto end) { return path.ends_with(end); });
}

bool is_told(const Machine& m, std::string_view path, Telling telling) {
    if (path.starts_with("machine.") || ends_like_one(path, {".capacity", ".thread_flags"}))
        return false;
    if (telling == Telling::all) return true;
    if (ends_like_one(path, {".active", ".irqs_off", ".mm", ".in_irq"})) return false;
    for (const Field& f : batch_of(m, CpuId{0}, TaskId{0}).fields)
        if (f.detail && path.ends_with(".batch." + f.name)) return false;
    // what a per-CPU mode means for a task that does not run is not the task's
    return !path.ends_with(".lazy") || !m.arch().batch_per_cpu;
}

void take_line(const Setup& setup, Telling telling, ToldStep& out) {
    for (const Event& e : out.events) {
        if (e.kind == Ev::statement) {
            const Body& body = setup.program->body(e.a);
            const Op& op = body.ops[e.b];
            out.line = op.line;
            out.text =
                op_text(*setup.program, body, op, *setup.config.arch, telling == Telling::brief);
            return;
        }
        if (e.kind != Ev::line) continue;
        const Routine* r = find_routine(setup, e.code);
        if (!r || e.a >= r->lines.size()) return;
        out.routine = r->name;
        out.line = static_cast<u32>(e.a) + 1;
        out.text = r->lines[e.a].text;
        return;
    }
}

} // namespace

ToldValues::ToldValues(const Machine& m, Telling telling) : telling_(telling) {
    for (std::string& path : query_paths(*m.setup, m.view()))
        if (is_told(m, path, telling)) values_.push_back({std::move(path), "", "", false});
    update(m);
}

std::vector<ValueChange> ToldValues::update(const Machine& m) {
    std::vector<ValueChange> changed;
    QueryValue value;
    std::string error;
    for (ValueChange& c : values_) {
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

StepResult tell_step(Machine& m, Choice choice, ToldValues& values, ToldStep& out) {
    const TaskId task = m.view().current(static_cast<CpuId>(choice.cpu));
    out = {};
    out.choice = choice;
    if (task != TaskId::none) out.task = task_letter(task);
    Collector collector(out.events);
    const StepResult result = step(m, choice, &collector);
    if (result.status != StepStatus::ok) return result;
    take_line(*m.setup, values.telling(), out);
    out.changes = values.update(m);
    return result;
}

} // namespace lazymmu
