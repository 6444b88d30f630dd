#include "app/core/schedule.h"

#include "app/core/statement_text.h"
#include "engine/explore.h"
#include "engine/query.h"

#include <algorithm>

namespace lazymmu {

namespace {

class Collector final : public EventSink {
  public:
    explicit Collector(std::vector<Event>& to) : to_(to) {}
    void on_event(const Event& e) override { to_.push_back(e); }

  private:
    std::vector<Event>& to_;
};

// Values that say nothing that another one does not say.
bool is_told(const Setup& setup, std::string_view path) {
    for (const char* end : {".capacity", ".thread_flags", ".active", ".irqs_off", ".mm", ".in_irq"})
        if (path.ends_with(end)) return false;
    if (path.starts_with("machine.")) return false;
    // Xen's buffer is counted in three ways
    if (path.ends_with(".mcidx") || path.ends_with(".argidx")) return false;
    // what a per-CPU mode means for a task that does not run is not the task's
    return !path.ends_with(".lazy") || !setup.config.arch->batch_per_cpu;
}

struct Values {
    std::vector<std::string> paths;
    std::vector<QueryValue> now;

    explicit Values(const Machine& m) {
        for (std::string& p : query_paths(*m.setup, m.view()))
            if (is_told(*m.setup, p)) paths.push_back(std::move(p));
        now.resize(paths.size());
        std::vector<ValueChange> none;
        update(m, none);
    }
    void update(const Machine& m, std::vector<ValueChange>& changes) {
        std::string error;
        QueryValue v;
        for (size_t i = 0; i < paths.size(); i++) {
            if (!query(*m.setup, m.view(), paths[i], v, error) || v.text == now[i].text) continue;
            changes.push_back({paths[i], now[i].text, v.text, v.is_text});
            now[i] = v;
        }
    }
};

void take_line(const Setup& setup, ScheduleStep& s) {
    for (const Event& e : s.events) {
        if (e.kind == Ev::statement) {
            const Body& body = setup.program->body(e.a);
            s.line = body.ops[e.b].line;
            s.text = op_text(*setup.program, body, body.ops[e.b], *setup.config.arch, true);
            return;
        }
        if (e.kind != Ev::line) continue;
        const Routine* r = find_routine(setup, e.code);
        s.routine = r->name;
        s.line = static_cast<u32>(e.a) + 1;
        s.text = r->lines[e.a].text;
        return;
    }
}

void cut_into_legs(Schedule& out) {
    for (size_t i = 0; i < out.steps.size(); i++) {
        const ScheduleStep& s = out.steps[i];
        const bool last = i + 1 == out.steps.size() && out.violations;
        if (i && s.choice.kind == Choice::run && !last && s.task == out.legs.back().task &&
            s.irq == out.legs.back().irq && s.choice.cpu == out.steps[i - 1].choice.cpu) {
            out.legs.back().end = i + 1;
            continue;
        }
        Leg leg{i, i + 1, s.choice.kind, s.task, s.irq, '-'};
        if (s.choice.kind == Choice::irq) leg.irq = true; // its first line is the handler's entry
        if (s.choice.kind == Choice::preempt || s.choice.kind == Choice::migrate)
            leg.to = static_cast<char>('A' + s.choice.arg);
        out.legs.push_back(leg);
    }
}

} // namespace

Schedule tell_schedule(const Machine& start, const std::vector<Choice>& choices, u32 invariants,
                       u16 inside) {
    Schedule out;
    out.start = out.end = start;
    Machine& m = out.end;
    Values values(m);
    for (const Choice c : choices) {
        ScheduleStep s;
        s.choice = c;
        const CpuId cpu = static_cast<CpuId>(c.cpu);
        const TaskId task = m.view().current(cpu);
        if (task != TaskId::none) {
            s.task = task_letter(task);
            s.irq = m.view().task(task).irq_depth > 0;
        }
        const bool counts = !inside || runs_inside(m.view(), cpu, inside);
        Collector collector(s.events);
        const StepResult r = step(m, c, &collector);
        LAZYMMU_ASSERT(r.status == StepStatus::ok);
        s.violations = r.violations & invariants;
        if (!counts && !runs_inside(m.view(), cpu, inside)) s.violations = 0;
        take_line(*m.setup, s);
        values.update(m, s.changes);
        out.violations = s.violations;
        out.steps.push_back(std::move(s));
    }
    cut_into_legs(out);
    return out;
}

Machine Schedule::machine_at(size_t n) const {
    Machine m = start;
    for (size_t i = 0; i < n; i++) step(m, steps[i].choice);
    return m;
}

std::vector<std::string> schedule_tokens(const Schedule& schedule, const Leg& leg) {
    std::vector<std::string> out;
    const Program& program = schedule.start.program();
    size_t i = leg.begin;
    while (i < leg.end) {
        const ScheduleStep& s = schedule.steps[i];
        const std::string arg(1, static_cast<char>('A' + s.choice.arg));
        const std::string cpu = std::to_string(s.choice.cpu);
        switch (s.choice.kind) {
        case Choice::preempt: out.push_back("preempt " + arg); break;
        case Choice::migrate: out.push_back("migrate " + arg + " " + cpu); break;
        case Choice::irq:
            out.push_back("irq " + program.handlers[s.choice.arg].name +
                          (s.choice.cpu ? " " + cpu : ""));
            break;
        case Choice::run: {
            size_t n = 1;
            while (i + n < leg.end && schedule.steps[i + n].choice.kind == Choice::run) n++;
            out.push_back(std::string(1, s.task) + (n > 1 ? "*" + std::to_string(n) : ""));
            i += n - 1;
            break;
        }
        }
        i++;
    }
    return out;
}

bool next_line(const Machine& m, CpuId cpu, NextLine& out) {
    const TaskId t = m.view().current(cpu);
    FrameHeader header;
    const u64* slots = nullptr;
    if (t == TaskId::none || !m.view().frame(t, 0, header, slots)) return false;
    const SourceLine at = source_line(*m.setup, header, slots);
    const size_t line = static_cast<size_t>(at.line);
    if (at.body) {
        if (line >= at.body->ops.size()) return false;
        const Op& op = at.body->ops[line];
        out = {"", op.line, op_text(m.program(), *at.body, op, m.arch(), true)};
        return true;
    }
    if (!at.routine || line >= at.routine->lines.size()) return false;
    out = {at.routine->name, static_cast<u32>(line + 1), at.routine->lines[line].text};
    return true;
}

std::string change_text(const ValueChange& c, const char* arrow) {
    std::string name = c.path, owner;
    if (name.starts_with("task.")) {
        owner = std::string("task ") + name[5] + ": ";
        name.erase(0, 7);
    } else if (name.starts_with("cpu.")) {
        owner = std::string("CPU ") + name[4] + ": ";
        name.erase(0, 6);
    }
    if (name == "batch.used") name = "waiting";
    if (name.starts_with("batch.")) name.erase(0, 6);
    return owner + name + " " + (c.from.empty() ? "-" : c.from) + arrow + c.to;
}

std::vector<std::string> trouble_texts(const ScheduleStep& step) {
    std::vector<std::string> out;
    for (const Event& e : step.events) {
        if (e.kind == Ev::warn || e.kind == Ev::bug)
            out.push_back(std::string(e.kind == Ev::bug ? "BUG: " : "WARNING: ") +
                          msg_text(static_cast<Msg>(e.code)));
        if (e.kind != Ev::hazard || e.d == static_cast<u64>(Severity::legal)) continue;
        // a warning or BUG has said it
        const Invariant i = static_cast<Invariant>(e.code);
        if (i != Invariant::kernel_bug && i != Invariant::counter_wrap &&
            i != Invariant::hypercall_failed)
            out.push_back(invariant_info(i).title);
    }
    return out;
}

} // namespace lazymmu
