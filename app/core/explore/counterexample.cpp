#include "app/core/explore/counterexample.h"

#include "app/core/explore/narration.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/machine_json.h"
#include "app/core/tell/numbers.h"
#include "engine/arch_ops.h"
#include "engine/explore/search.h"

namespace lazymmu {

namespace {

using Texts = std::vector<std::string>;

std::string list_json(const Texts& texts) {
    std::string out;
    for (const std::string& t : texts) out += (out.empty() ? "" : ", ") + json_quoted(t);
    return "[" + out + "]";
}

std::string lines_json(const Texts& texts, const char* indent) {
    std::string out = "[";
    for (const std::string& t : texts)
        out += (out.size() > 1 ? ",\n" : "\n") + std::string(indent) + "  " + json_quoted(t);
    return out + "\n" + indent + "]";
}

std::string value_json(const ValueChange& c) { return c.is_text ? json_quoted(c.to) : c.to; }

std::string expectation(const Schedule& s, size_t number) {
    const Leg& leg = s.legs[number];
    std::string state;
    const auto expect = [&state](const std::string& path, const std::string& json) {
        state += (state.empty() ? "\n" : ",\n") + std::string("          ") + json_quoted(path) +
                 ": " + json;
    };
    for (const ValueChange& c : net_changes(s, leg)) expect(c.path, value_json(c));
    const bool last = number + 1 == s.legs.size();
    const u16 bug = last ? s.end.view().globals().bug : u16{0};
    if (bug || state.empty()) expect("machine.bug", json_quoted(msg_text(static_cast<Msg>(bug))));
    std::string out = "{\n        \"state\": {" + state + "\n        }";
    if (!last || !s.violations) return out + "\n      }";
    Texts events;
    for (const std::string_view name : invariant_names(s.violations))
        events.push_back(
            "{ \"event\": \"hazard\", \"with\": { \"invariant\": " + json_quoted(name) + " } }");
    for (const Event& e : s.steps.back().events)
        if (e.kind == Ev::bug || e.kind == Ev::warn)
            events.push_back(std::string(e.kind == Ev::bug ? "{ \"bug\": " : "{ \"warn\": ") +
                             json_quoted(msg_text(static_cast<Msg>(e.code))) + " }");
    std::string list;
    for (const std::string& e : events)
        list += (list.empty() ? "\n          " : ",\n          ") + e;
    return out + ",\n        \"events\": [" + list + "\n        ]\n      }";
}

Texts focus(const Schedule& s, size_t number) {
    const Leg& leg = s.legs[number];
    Texts out = {"source"};
    bool batch = false, counters = false;
    for (const ValueChange& c : net_changes(s, leg)) {
        batch |= c.path.find(".batch.") != c.path.npos;
        counters |= c.path.ends_with("_count");
    }
    if (counters) out.push_back("counters");
    if (batch) out.push_back("batch");
    if (leg.kind != Choice::run) out.push_back("timeline");
    const char task = leg.kind == Choice::run ? leg.task : leg.to;
    if (task >= 'A' && task <= 'H') out.push_back(std::string("task.") + task);
    return out;
}

std::string step_json(const std::string& title, const Texts& narration, const Texts& schedule,
                      const std::string& expect, const Texts& focus) {
    return "    {\n      \"title\": " + json_quoted(title) +
           ",\n      \"narration\": " + lines_json(narration, "      ") +
           ",\n      \"schedule\": " + list_json(schedule) + ",\n      \"expect\": " + expect +
           ",\n      \"focus\": " + list_json(focus) + "\n    }";
}

std::string introduction(const Counterexample& c) {
    const Config& config = c.schedule.start.config();
    const Invariant broken = main_violation(c.schedule.violations);
    const std::string promise = invariant_info(broken).name;
    const Texts narration = {
        counted(config.tasks, "task") + " on " + counted(config.cpus, "CPU") + ", " +
            machine_text(config) +
            ". The explorer tried every schedule of this program, the short ones first, and saw " +
            counted(c.states, "state") + " until one broke a promise, " + code(promise) + ": " +
            invariant_info(broken).doc,
        "",
        "The schedule has " + counted(c.schedule.steps.size(), "line") +
            (c.shortest ? "; none is shorter."
                        : "; a reduction was on, so there may be a shorter one.") +
            " The steps below are its legs: what one task runs without interruption. The last line "
            "is a step of its own.",
    };
    const TaskId first = c.schedule.start.view().current(CpuId{0});
    const std::string current = first == TaskId::none ? "-" : std::string(1, task_letter(first));
    return step_json("The program", narration, {},
                     "{ \"state\": { \"cpu.0.current\": " + json_quoted(current) +
                         ", \"machine.bug\": \"\" } }",
                     {"source", "timeline"});
}

// What a reader who makes the machine needs to know: the rest is as usual.
std::string machine_json(const Config& config) {
    MachineSpec spec = difference(config, default_config(*config.arch));
    spec.arch = config.arch;
    spec.kernel = config.kernel;
    spec.irqs = spec.migrations = {}; // "explore" has them
    std::string out;
    for (const auto& [name, value] : machine_members(spec, "config", true))
        out += (out.empty() ? "{\n    \"" : ",\n    \"") + std::string(name) + "\": " + value;
    return out + "\n  }";
}

std::string explore_json(const Counterexample& c) {
    const Config& config = c.schedule.start.config();
    std::string out = "{\n    \"irqs\": " + std::to_string(config.max_irqs) +
                      ",\n    \"migrations\": " + std::to_string(config.max_migrations);
    if (c.invariants != wrong_invariants()) {
        const auto names = invariant_names(c.invariants);
        out += ",\n    \"invariants\": " + list_json({names.begin(), names.end()});
    }
    if (!c.inside.empty()) out += ",\n    \"inside\": " + json_quoted(c.inside);
    out += std::string(",\n    \"expect\": [{ \"verdict\": \"violated\", \"breaks\": \"") +
           invariant_info(main_violation(c.schedule.violations)).name + "\"";
    if (c.shortest) out += ", \"steps\": " + std::to_string(c.schedule.steps.size());
    return out + " }]\n  }";
}

Texts lines_of(std::string_view text) {
    Texts out;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return out;
}

} // namespace

std::string counterexample_lesson(const Counterexample& c) {
    const Schedule& s = c.schedule;
    const Texts trouble = trouble_texts(s.steps.back());
    const std::string what =
        trouble.empty() ? invariant_info(main_violation(s.violations)).title : trouble.back();
    const std::string title =
        c.title.empty()
            ? (machine_text(s.start.config()) + ": " + what).substr(0, limits::title_chars)
            : c.title;
    std::string steps = introduction(c);
    for (size_t i = 0; i < s.legs.size(); i++)
        steps += ",\n" + step_json(leg_title(s, s.legs[i]), leg_narration(s, i),
                                   schedule_tokens(s, s.legs[i]), expectation(s, i), focus(s, i));
    return "{\n  \"format_version\": 1,\n  \"id\": " + json_quoted(c.id) +
           ",\n  \"title\": " + json_quoted(title) + ",\n  \"summary\": " +
           json_quoted(machine_text(s.start.config()) + ": " + what +
                       ". Found by trying every schedule.") +
           ",\n  \"minutes\": 3,\n  \"tags\": [\"counterexample\"],\n  \"machine\": " +
           machine_json(s.start.config()) +
           ",\n  \"program\": " + lines_json(lines_of(c.program), "  ") +
           ",\n  \"explore\": " + explore_json(c) + ",\n  \"steps\": [\n" + steps + "\n  ]\n}\n";
}

} // namespace lazymmu
