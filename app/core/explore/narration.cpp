#include "app/core/explore/narration.h"

#include "app/core/tell/numbers.h"
#include "engine/kernel/invariants.h"

#include <algorithm>

namespace lazymmu {

namespace {

using Texts = std::vector<std::string>;

constexpr size_t most_groups = 40; // of lines in one step's list

// "`enable()`, lines 1 to 3, the last one `if (...)`": consecutive lines of one routine.
Texts tell_lines(const Schedule& s, const Leg& leg) {
    Texts out;
    size_t groups = 0, i = leg.begin, left = 0;
    while (i < leg.end) {
        const ScheduleStep& first = s.steps[i];
        size_t n = 1;
        while (!first.routine.empty() && i + n < leg.end &&
               s.steps[i + n].routine == first.routine &&
               s.steps[i + n].line > s.steps[i + n - 1].line)
            n++;
        const ScheduleStep& last = s.steps[i + n - 1];
        i += n;
        if (++groups > most_groups) {
            left += n;
            continue;
        }
        if (first.text.empty()) continue;
        if (first.routine.empty())
            out.push_back("- it calls " + code(first.text));
        else if (n == 1)
            out.push_back("- " + code(first.routine + "()") + ", line " +
                          std::to_string(first.line) + ": " + code(first.text));
        else
            out.push_back("- " + code(first.routine + "()") + ", lines " +
                          std::to_string(first.line) + " to " + std::to_string(last.line) +
                          ", the last one " + code(last.text));
    }
    if (left) out.push_back("- and " + std::to_string(left) + " lines more");
    return out;
}

std::string promise_text(const Schedule& s) {
    std::string out;
    for (int i = 0; i < invariant_count; i++) {
        const Invariant inv = static_cast<Invariant>(i);
        if (!(s.violations & invariant_bit(inv))) continue;
        out += (out.empty() ? "" : " ") + std::string("The promise that is broken, ") +
               code(invariant_info(inv).name) + ": " + invariant_info(inv).doc;
    }
    return out;
}

std::string who(const Leg& leg) { return std::string("Task ") + leg.task; }

std::string leg_opening(const Schedule& s, const Leg& leg) {
    const std::string cpu = std::to_string(s.steps[leg.begin].choice.cpu);
    switch (leg.kind) {
    case Choice::preempt:
        if (leg.task == '-')
            return std::string("CPU " + cpu + " has nothing to run and takes task ") + leg.to + ".";
        return who(leg) + " loses CPU " + cpu + ": the scheduler chooses task " + leg.to +
               ". What " + "follows is the switch, still in the context of task " + leg.task + ":";
    case Choice::irq:
        return "An interrupt arrives on CPU " + cpu + ", while task " + std::string(1, leg.task) +
               " runs:";
    case Choice::migrate:
        return std::string("Task ") + leg.to +
               " is not running; the load balancer moves it to CPU " + cpu + ".";
    case Choice::run: break;
    }
    return who(leg) +
           (leg.irq ? " is interrupted; the handler runs:" : " runs on CPU " + cpu + ":");
}

} // namespace

std::string leg_title(const Schedule& s, const Leg& leg) {
    const ScheduleStep& last = s.steps[leg.end - 1];
    switch (leg.kind) {
    case Choice::preempt:
        return (leg.task == '-' ? std::string("The idle CPU takes a task")
                                : who(leg) + " is preempted") +
               ": task " + leg.to + " is next";
    case Choice::irq: return "An interrupt breaks into task " + std::string(1, leg.task);
    case Choice::migrate:
        return std::string("Task ") + leg.to + " moves to CPU " + std::to_string(last.choice.cpu);
    case Choice::run: break;
    }
    if (leg.end == s.steps.size() && s.violations) {
        const Texts trouble = trouble_texts(last);
        return (who(leg) +
                " runs one more line: " + (trouble.empty() ? "it breaks" : trouble.back()))
            .substr(0, 100);
    }
    if (last.routine.empty()) return (who(leg) + " gets to " + last.text).substr(0, 100);
    return who(leg) + " runs up to line " + std::to_string(last.line) + " of " + last.routine +
           "()";
}

std::vector<ValueChange> net_changes(const Schedule& s, const Leg& leg) {
    std::vector<ValueChange> out;
    for (size_t i = leg.begin; i < leg.end; i++) {
        for (const ValueChange& c : s.steps[i].changes) {
            const auto same = std::find_if(out.begin(), out.end(),
                                           [&c](const ValueChange& o) { return o.path == c.path; });
            if (same == out.end())
                out.push_back(c);
            else
                same->to = c.to;
        }
    }
    out.erase(
        std::remove_if(out.begin(), out.end(), [](const ValueChange& c) { return c.from == c.to; }),
        out.end());
    return out;
}

Texts leg_narration(const Schedule& s, size_t number) {
    const Leg& leg = s.legs[number];
    Texts out = {leg_opening(s, leg), ""};
    const Texts lines = tell_lines(s, leg);
    out.insert(out.end(), lines.begin(), lines.end());
    std::string changed;
    for (const ValueChange& c : net_changes(s, leg))
        changed += (changed.empty() ? "Changed: " : ", ") + code(change_text(c, " \xE2\x86\x92 "));
    if (!changed.empty()) {
        if (!lines.empty()) out.push_back("");
        out.push_back(changed + ".");
    }
    if (number + 1 < s.legs.size() && s.legs[number + 1].kind != Choice::run) {
        NextLine next;
        const CpuId cpu = static_cast<CpuId>(s.steps[s.legs[number + 1].begin].choice.cpu);
        if (next_line(s.machine_at(leg.end), cpu, next)) {
            out.push_back("");
            out.push_back("The next line, " + code(next.text) +
                          (next.routine.empty() ? "" : " in " + code(next.routine + "()")) +
                          ", has *not* run yet.");
        }
    }
    if (number + 1 == s.legs.size() && s.violations) {
        for (const std::string& t : trouble_texts(s.steps.back())) {
            out.push_back("");
            out.push_back("**" + t + "**.");
        }
        out.push_back("");
        out.push_back(promise_text(s));
    }
    return out;
}

} // namespace lazymmu
