#include "app/core/explore/schedule_text.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu {

namespace {

std::string ascii(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xc0) == 0x80) continue; // the rest of a character
        out += c >= 32 && c < 127 ? c : '?';
    }
    return out;
}

std::string leg_title(const Schedule& s, const Leg& leg, bool ran_before) {
    const std::string task = std::string("task ") + leg.task;
    const ScheduleStep& first = s.steps[leg.begin];
    const std::string cpu =
        s.start.config().cpus > 1 ? " on CPU " + std::to_string(first.choice.cpu) : "";
    switch (leg.kind) {
    case Choice::preempt:
        if (leg.task == '-')
            return "The CPU is idle and takes task " + std::string(1, leg.to) + cpu;
        return "T" + task.substr(1) + " is preempted" + cpu + "; task " + leg.to + " is next";
    case Choice::irq:
        return "Interrupt " + s.start.program().handlers[first.choice.arg].name + " breaks into " +
               task + cpu;
    case Choice::migrate:
        return std::string("Task ") + leg.to + " moves to CPU " + std::to_string(first.choice.cpu);
    case Choice::run: break;
    }
    if (leg.end == s.steps.size() && s.violations)
        return "T" + task.substr(1) + " runs one more line" + cpu;
    return "T" + task.substr(1) + (ran_before ? " goes on" : " runs") + cpu +
           (leg.irq ? ", in the interrupt" : "");
}

std::string numbered(size_t step, const ScheduleStep& s) {
    char b[32];
    if (s.routine.empty())
        std::snprintf(b, sizeof b, "%5zu  ", step);
    else
        std::snprintf(b, sizeof b, "%5zu    %2u: ", step, s.line);
    return b;
}

} // namespace

std::string wrapped(std::string_view text, const std::string& first, size_t hang, size_t width) {
    std::string rest = ascii(text), line = first, out;
    while (true) {
        const size_t room = width > line.size() + 8 ? width - line.size() : 8;
        if (rest.size() <= room) return out + line + rest + "\n";
        size_t cut = rest.rfind(' ', room);
        if (cut == rest.npos || cut == 0) cut = room;
        out += line + rest.substr(0, cut) + "\n";
        rest.erase(0, std::min(rest.find_first_not_of(' ', cut), rest.size()));
        line.assign(hang, ' ');
    }
}

std::string schedule_text(const Schedule& schedule, size_t width) {
    std::string out, routine;
    bool ran[128] = {};
    for (const Leg& leg : schedule.legs) {
        out += wrapped(leg_title(schedule, leg, ran[leg.task & 127]) + ":", "", 2, width);
        ran[leg.task & 127] = true;
        routine.clear();
        for (size_t i = leg.begin; i < leg.end; i++) {
            const ScheduleStep& s = schedule.steps[i];
            if (s.routine != routine && !s.routine.empty())
                out += wrapped(s.routine + "()", "       ", 9, width);
            routine = s.routine;
            const std::string start = numbered(i + 1, s);
            out +=
                wrapped(s.text.empty() ? "(no line runs)" : s.text, start, start.size() + 2, width);
            for (const ValueChange& c : s.changes)
                out += wrapped(change_text(c, " -> "), "             | ", 17, width);
            for (const std::string& t : trouble_texts(s))
                out += wrapped(t, "           ! ", 15, width);
        }
    }
    return out;
}

} // namespace lazymmu
