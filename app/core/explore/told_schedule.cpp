#include "app/core/explore/told_schedule.h"

#include "app/core/tell/statement_text.h"
#include "engine/explore/explore.h"

namespace lazymmu {

namespace {

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
    ToldValues values(m, Telling::brief);
    for (const Choice c : choices) {
        ScheduleStep s;
        const CpuId cpu = static_cast<CpuId>(c.cpu);
        const TaskId task = m.view().current(cpu);
        s.irq = task != TaskId::none && m.view().task(task).irq_depth > 0;
        const bool counts = !inside || runs_inside(m.view(), cpu, inside);
        const StepResult r = tell_step(m, c, values, s);
        LAZYMMU_ASSERT(r.status == StepStatus::ok);
        s.violations = r.violations & invariants;
        if (!counts && !runs_inside(m.view(), cpu, inside)) s.violations = 0;
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
