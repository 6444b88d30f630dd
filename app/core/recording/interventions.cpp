#include "app/core/recording/interventions.h"

#include "app/core/recording/schedule_tokens.h"
#include "lessons/format/loader_parts.h"

#include <algorithm>
#include <charconv>

namespace lazymmu {

// Lines

CodeLine code_line(const Moment& m) {
    if (m.task == 0xff) return {};
    if (m.routine == fn_script) return {fn_script, m.source};
    return {m.routine, u32{m.line} + 1};
}

std::string code_line_text(const Setup& setup, CodeLine line) {
    const Routine* r = line.routine == fn_script ? nullptr : find_routine(setup, line.routine);
    return (r ? std::string(r->name) + ":" : std::string()) + std::to_string(line.line);
}

namespace {

bool has_statement(const Program& program, u32 line) {
    for (size_t b = 0; b < program.bodies(); b++)
        for (const Op& op : program.body(b).ops)
            if (op.line == line) return true;
    return false;
}

} // namespace

std::string parse_code_line(const Setup& setup, std::string_view text, CodeLine& out) {
    constexpr auto expected = "expected a line of the script, or ROUTINE:LINE";
    out = {};
    if (const size_t colon = text.find(':'); colon != text.npos) {
        for (u16 id = 0; id < limits::routines; id++) {
            const Routine* r = find_routine(setup, id);
            if (id != fn_script && r && text.substr(0, colon) == r->name) out.routine = id;
        }
        if (out.routine == fn_script)
            return "this kernel has no routine \"" + std::string(text.substr(0, colon)) + "\"";
        text.remove_prefix(colon + 1);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.line);
    if (error != std::errc() || end != text.data() + text.size() || out.line == 0) return expected;
    const Routine* r = out.routine == fn_script ? nullptr : find_routine(setup, out.routine);
    if (!r && !has_statement(*setup.program, out.line))
        return "no statement begins on line " + std::to_string(out.line);
    if (r && out.line > r->lines.size())
        return std::string(r->name) + " has " + std::to_string(r->lines.size()) + " lines";
    return {};
}

u32 moment_of(const Trace& trace, CodeLine line, u32 from) {
    u32 first = no_moment;
    for (u32 p = 0; p <= trace.length(); p++) { // the last: if the run is told no further
        if (code_line(trace.moments[p]) != line) continue;
        if (p >= from) return p;
        if (first == no_moment) first = p;
    }
    return first;
}

// Choices

namespace {

std::string task_of(u8 task) {
    return std::string("task ") + task_letter(static_cast<TaskId>(task));
}

Possibility possibility(const Machine& m, Choice c, bool usual) {
    Possibility out;
    out.choice = c;
    out.usual = usual;
    const std::string cpu = "CPU " + std::to_string(c.cpu);
    const TaskId current = m.view().current(static_cast<CpuId>(c.cpu));
    switch (c.kind) {
    case Choice::run:
        out.words = task_of(static_cast<u8>(index(current))) +
                    (usual ? " goes on, on " : " runs next, on ") + cpu;
        break;
    case Choice::preempt:
        out.words = task_of(c.arg) +
                    (current == TaskId::none ? " starts on " : " preempts what runs on ") + cpu;
        break;
    case Choice::irq:
        out.words = "an interrupt on " + cpu + ": " + m.program().handlers[c.arg].name;
        break;
    case Choice::migrate: out.words = task_of(c.arg) + " moves to " + cpu; break;
    }
    out.token = token_text(token_of(m, c));
    return out;
}

} // namespace

std::vector<Possibility> possibilities(const Machine& m) {
    std::vector<Possibility> out;
    Choice choices[max_choices], usual;
    const bool goes_on = default_choice(*m.setup, m.view(), usual);
    const int n = enabled_choices(*m.setup, m.view(), choices);
    for (int i = 0; i < n; i++) {
        out.push_back(possibility(m, choices[i], goes_on && choices[i] == usual));
    }
    return out;
}

std::string why_nothing_else(const Machine& m) {
    const StateView s = m.view();
    if (s.globals().bug) return "The machine has stopped.";
    for (const Possibility& p : possibilities(m))
        if (!p.usual) return {};
    const bool others = m.config().tasks > 1;
    for (int c = 0; c < m.config().cpus; c++) {
        const CpuId cpu = static_cast<CpuId>(c);
        const TaskId t = s.current(cpu);
        if (t == TaskId::none) continue;
        const std::string who = task_of(static_cast<u8>(index(t)));
        if (s.task(t).irq_depth) return who + " is in an interrupt: nothing preempts it.";
        if (s.cpu(cpu).irqs_off) return "Interrupts are off on CPU " + std::to_string(c) + ".";
        if (others && s.task(t).preempt_depth)
            return who + " must not be preempted here: its preempt_count is " +
                   std::to_string(s.task(t).preempt_depth) + ".";
    }
    return others ? "No other task is ready."
                  : "The script has one task and no handler: write \"task B { ... }\" or "
                    "\"handler tick { ... }\" to have something that can happen in between.";
}

// Schedules

namespace {

using Tokens = std::vector<ScheduleToken>;

std::string text_of(const Tokens& tokens) {
    std::string out;
    if (tokens.size() == 1 && tokens[0].kind == ScheduleToken::finish) return out;
    for (const ScheduleToken& t : tokens) out += token_text(t) + "\n";
    return out;
}

} // namespace

std::string schedule_as_text(const Timeline& timeline) {
    return text_of(run_tokens(timeline.machine_at(0), timeline.choices()));
}

ScheduleFacts schedule_facts(const Timeline& timeline, u32 until) {
    ScheduleFacts out;
    const std::span<const Choice> told =
        timeline.choices().first(std::min<size_t>(until, timeline.length()));
    const Tokens tokens = run_tokens(timeline.machine_at(0), told);
    out.text = text_of(tokens);
    if (out.text.empty()) return out;
    u32 position = 0;
    for (const ScheduleToken& t : tokens) {
        const u32 begin = position;
        const bool finish = t.kind == ScheduleToken::finish;
        const u32 end = static_cast<u32>(told.size());
        position = finish ? end : std::min(position + t.count, end);
        out.line_end.push_back(position);
        if (finish || begin >= end) continue;
        if (out.interventions.size() == most_interventions) continue;
        const Machine m = timeline.machine_at(begin);
        Choice usual;
        const Choice made = timeline.choices()[begin];
        if (default_choice(*m.setup, m.view(), usual) && usual == made) continue;
        out.interventions.push_back(
            {begin, static_cast<u32>(out.line_end.size()), possibility(m, made, false).words});
    }
    return out;
}

Issues parse_schedule(std::string_view text, std::string file, std::vector<ScheduleToken>& out) {
    Issues errors;
    out.clear();
    u32 line = 1;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        u32 column = 1;
        while (!row.empty()) {
            const size_t comma = std::min(row.find(','), row.size());
            std::string_view word = row.substr(0, comma);
            u32 at = column;
            column += static_cast<u32>(comma) + 1;
            row.remove_prefix(std::min(comma + 1, row.size()));
            while (!word.empty() && word.front() == ' ') word.remove_prefix(1), at++;
            while (!word.empty() && (word.back() == ' ' || word.back() == '\r'))
                word.remove_suffix(1);
            if (word.empty()) continue;
            ScheduleToken token;
            token.at = {line, at};
            if (out.size() == limits::schedule_tokens)
                errors.push_back({file, line, at,
                                  "a schedule has at most " +
                                      std::to_string(limits::schedule_tokens) + " tokens"});
            else if (!json::read_token(word, token))
                errors.push_back({file, line, at,
                                  "not a choice: \"" + std::string(word) + "\"; expected " +
                                      json::expected_token});
            else
                out.push_back(std::move(token));
            if (errors.size() == 20) return errors;
        }
        line++;
    }
    return errors;
}

} // namespace lazymmu
