#include "app/core/recording/schedule_tokens.h"

namespace lazymmu {
namespace {

TaskId running(const Machine& m, u8 cpu) { return m.view().current(static_cast<CpuId>(cpu)); }

bool cpu_of(const Machine& m, TaskId task, u8& cpu) {
    for (u8 c = 0; c < m.config().cpus; c++) {
        if (m.view().current(static_cast<CpuId>(c)) != task) continue;
        cpu = c;
        return true;
    }
    return false;
}

// The choice that a token stands for here. False: nothing of that name is here.
bool choice_of(const Machine& m, const ScheduleToken& t, Choice& out) {
    const u8 number = static_cast<u8>(index(t.task));
    switch (t.kind) {
    case ScheduleToken::preempt:
        if (number >= m.config().tasks) return false;
        out = {Choice::preempt, m.view().task(t.task).cpu, number};
        return true;
    case ScheduleToken::migrate: out = {Choice::migrate, t.cpu, number}; return true;
    case ScheduleToken::irq:
        for (size_t h = 0; h < m.program().handlers.size(); h++) {
            if (m.program().handlers[h].name != t.name) continue;
            out = {Choice::irq, t.cpu, static_cast<u8>(h)};
            return true;
        }
        return false;
    default: out = {Choice::run, 0, 0}; return cpu_of(m, t.task, out.cpu);
    }
}

const char* name_of(ScheduleToken::Kind kind) {
    constexpr const char* names[] = {"another line of that task", "this preemption",
                                     "this interrupt", "this migration", ""};
    return names[kind];
}

} // namespace

ScheduleToken token_of(const Machine& m, Choice c) {
    ScheduleToken t;
    t.task = c.kind == Choice::run ? running(m, c.cpu) : static_cast<TaskId>(c.arg);
    t.cpu = c.cpu;
    switch (c.kind) {
    case Choice::run: t.kind = ScheduleToken::run; break;
    case Choice::preempt: t.kind = ScheduleToken::preempt; break;
    case Choice::migrate: t.kind = ScheduleToken::migrate; break;
    case Choice::irq:
        t.kind = ScheduleToken::irq;
        t.name = m.program().handlers[c.arg].name;
        break;
    }
    return t;
}

std::string token_text(const ScheduleToken& t) {
    const std::string task(1, static_cast<char>('A' + index(t.task))), cpu = std::to_string(t.cpu);
    switch (t.kind) {
    case ScheduleToken::preempt: return "preempt " + task;
    case ScheduleToken::irq: return "irq " + t.name + (t.cpu ? " " + cpu : "");
    case ScheduleToken::migrate: return "migrate " + task + " " + cpu;
    case ScheduleToken::finish: return "finish";
    case ScheduleToken::run: break;
    }
    return task + (t.count > 1 ? "*" + std::to_string(t.count) : "");
}

std::vector<ScheduleToken> run_tokens(Machine m, std::span<const Choice> choices) {
    std::vector<ScheduleToken> out;
    size_t needed = 0; // tokens, and lines of the last one, up to what is not the default
    u32 needed_lines = 1;
    bool whole = true;
    for (const Choice c : choices) {
        Choice usual;
        const bool is_usual = default_choice(*m.setup, m.view(), usual) && usual == c;
        ScheduleToken t = token_of(m, c);
        whole = step(m, c).status == StepStatus::ok;
        if (!whole) break;
        const bool goes_on = !out.empty() && t.kind == ScheduleToken::run &&
                             out.back().kind == ScheduleToken::run && out.back().task == t.task &&
                             out.back().count < limits::schedule_repeat;
        if (goes_on)
            out.back().count++;
        else
            out.push_back(std::move(t));
        if (is_usual) continue;
        needed = out.size();
        needed_lines = out.back().count;
    }
    Choice more;
    const bool ended =
        choices.size() >= limits::lesson_choices || !default_choice(*m.setup, m.view(), more);
    if (!whole || !ended) return out;
    out.resize(needed);
    if (needed) out.back().count = needed_lines;
    ScheduleToken rest;
    rest.kind = ScheduleToken::finish;
    out.push_back(std::move(rest));
    return out;
}

std::string play_tokens(Timeline& timeline, std::span<const ScheduleToken> tokens, size_t& failed,
                        u32 most) {
    for (failed = 0; failed < tokens.size(); failed++) {
        const ScheduleToken& t = tokens[failed];
        if (t.kind == ScheduleToken::finish) {
            run_to_end(timeline, most);
            timeline.seek(timeline.length());
            continue;
        }
        for (u32 i = 0; i < t.count; i++) {
            if (timeline.position() >= most)
                return "a run may have " + std::to_string(most) + " lines";
            Choice c;
            const StepResult r = choice_of(timeline.machine(), t, c)
                                     ? timeline.choose(c)
                                     : StepResult{StepStatus::not_enabled};
            if (r.status == StepStatus::limit)
                return std::string("the machine is too small: ") + r.limit;
            if (r.status != StepStatus::ok)
                return std::string(name_of(t.kind)) + " is not possible here, after line " +
                       std::to_string(timeline.position());
        }
    }
    return {};
}

void run_to_end(Timeline& timeline, u32 most) {
    const u32 here = timeline.position();
    timeline.seek(timeline.length());
    while (timeline.length() < most && timeline.forward()) {
    }
    timeline.seek(here);
}

} // namespace lazymmu
