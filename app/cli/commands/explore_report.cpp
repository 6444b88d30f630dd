// What `lazymmu explore` prints and saves.
#include "app/cli/cli.h"
#include "app/cli/commands/explore.h"
#include "app/core/explore/itf.h"
#include "app/core/explore/schedule_text.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/machine_json.h"
#include "app/core/tell/numbers.h"

#include <cstdio>

namespace lazymmu::cli {

namespace {

std::string what_broke(const Explored& x) {
    const std::vector<std::string> trouble = trouble_texts(x.schedule.steps.back());
    const InvariantInfo& info = invariant_info(main_violation(x.report().violations));
    return trouble.empty() ? info.title : trouble.back();
}

std::string verdict_line(const Explored& x) {
    const ExploreReport& r = x.report();
    switch (r.verdict) {
    case Verdict::holds: return "in all " + counted(r.states, "reachable state");
    case Verdict::violated:
        return std::string(invariant_info(main_violation(r.violations)).name) + ": " +
               what_broke(x);
    default:
        return "the bound " + r.bound + " was hit: nothing was found, but not everything was seen";
    }
}

// A bug of the kernel that is known, and how to look past it; "" if it is none.
std::string known_text(const Explored& x) {
    if (!x.job.known()) return {};
    return std::string(x.job.known()->what) + " It is the exhibit lessons/museum/" +
           x.job.known()->exhibit + ".json; --task-init-pause " +
           std::to_string(x.job.known()->task_init_pause) + " looks past it.";
}

// Without those of the last digits that a clock decides.
std::string numbers_text(const Explored& x) {
    const ExploreReport& r = x.report();
    return counted(r.states, "state") + ", " + counted(r.transitions, "transition") + ", depth " +
           std::to_string(r.depth);
}

u64 bytes_per_state(const ExploreReport& r) { return r.states ? r.peak_bytes / r.states : 0; }

std::string checked_text(const ExplorePlan& plan) {
    std::string out = joined(invariant_names(plan.invariants));
    if (!plan.inside.empty()) out += "; only inside " + plan.inside + "()";
    if (plan.reduce) out += "; forced moves taken at once";
    return out;
}

// "out/my-bug.json" -> "my-bug", with what an id may not have replaced.
std::string id_of(const std::string& path) {
    std::string name = path.substr(path.rfind('/') + 1);
    if (name.ends_with(".json")) name.resize(name.size() - 5);
    std::string out;
    for (char c : name) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const bool plain = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
        if (plain)
            out += low;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    if (out.size() > limits::id_chars) out.resize(limits::id_chars);
    return out.empty() ? "counterexample" : out;
}

constexpr const char* kind_names[] = {"run", "preempt", "irq", "migrate"};

std::string steps_json(const Schedule& s) {
    std::string out;
    for (const ScheduleStep& step : s.steps) {
        JsonObject o;
        o.text("task", std::string(1, step.task)).number("cpu", step.choice.cpu);
        o.text("kind", kind_names[step.choice.kind]);
        if (step.choice.kind != Choice::run) o.number("arg", step.choice.arg);
        o.text("routine", step.routine).number("line", step.line).text("text", step.text);
        if (step.violations) o.raw("violations", invariants_json(step.violations));
        out += (out.empty() ? "\n  " : ",\n  ") + o.str();
    }
    return "[" + out + "]";
}

std::string tokens_json(const Schedule& s) {
    std::string out;
    for (const Leg& leg : s.legs)
        for (const std::string& t : schedule_tokens(s, leg))
            out += (out.empty() ? "" : ",") + json_quoted(t);
    return "[" + out + "]";
}

} // namespace

std::string not_judged_text(const ExploreJob& job) {
    std::string out;
    for (const NotJudged& n : job.news().not_judged) out += (out.empty() ? "" : "; ") + n.text;
    return out;
}

void print_explored_text(const Explored& x, size_t width) {
    const ExploreReport& r = x.report();
    const auto row = [width](const std::string& name, const std::string& text) {
        put(wrapped(text, name + std::string(14 - name.size(), ' '), 14, width));
    };
    row(verdict_name(r.verdict), verdict_line(x));
    if (r.verdict == Verdict::violated)
        row("", std::string("The promise: ") + invariant_info(main_violation(r.violations)).doc);
    if (x.job.known()) row("known", known_text(x));
    row("machine", machine_text(x.config()));
    row("bounds", bounds_text(x.config()));
    row("checked", checked_text(x.job.plan()));
    if (const std::string text = not_judged_text(x.job);
        r.verdict != Verdict::violated && !text.empty())
        row("not judged", text);
    if (r.verdict == Verdict::violated) {
        row("schedule", counted(x.schedule.steps.size(), "line") +
                            (x.job.plan().reduce ? "; there may be a shorter one (--reduce)"
                                                 : "; none is shorter"));
        print("\n%s", schedule_text(x.schedule, width).c_str());
        print("\n");
    }
    row("seen", numbers_text(x));
    const double rate = x.job.seconds() > 0 ? static_cast<double>(r.states) / x.job.seconds() : 0;
    char time[64];
    std::snprintf(time, sizeof time, "%.3f s, ", x.job.seconds());
    row("cost", time + grouped(static_cast<u64>(rate)) + " states/s, " +
                    counted(bytes_per_state(r), "byte") + " a state (" +
                    std::to_string(r.state_bytes) + " before packing)");
}

void print_explored_trace(const Explored& x) {
    constexpr size_t width = 75;
    const ExploreReport& r = x.report();
    std::string out =
        wrapped(machine_text(x.config()) + ": " + verdict_name(r.verdict) + ", " + verdict_line(x),
                "", 2, width);
    if (r.verdict == Verdict::violated)
        out += wrapped(std::string("Promise: ") + invariant_info(main_violation(r.violations)).doc,
                       "", 2, width);
    out += "\nProgram:\n\n";
    std::string_view text = x.job.program();
    while (!text.empty()) {
        const size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        const size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
        out += wrapped(line.substr(blanks), std::string(2 + std::min<size_t>(blanks, 20), ' '), 6,
                       width);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    out += "\n" + wrapped(bounds_text(x.config()) + ".", "", 2, width);
    out += wrapped("Checked: " + checked_text(x.job.plan()) + ".", "", 2, width);
    if (const std::string left_out = not_judged_text(x.job); !left_out.empty())
        out += wrapped("Not judged here: " + left_out + ".", "", 2, width);
    if (x.job.known()) out += wrapped("Known: " + known_text(x), "", 2, width);
    if (r.verdict == Verdict::violated)
        out += std::string("\n") + (x.job.plan().reduce ? "A" : "The shortest") + " schedule, " +
               counted(x.schedule.steps.size(), "line") + ":\n\n" +
               schedule_text(x.schedule, width);
    out += "\n" + wrapped("Seen: " + numbers_text(x) + ".", "", 2, width);
    put(out);
}

std::string explored_json(const Explored& x) {
    const ExploreReport& r = x.report();
    const Config& config = x.config();
    JsonObject o;
    o.text("file", x.job.plan().title).text("verdict", verdict_name(r.verdict));
    if (r.verdict == Verdict::violated) {
        o.text("breaks", invariant_info(main_violation(r.violations)).name);
        o.text("message", what_broke(x)).raw("violations", invariants_json(r.violations));
        o.truth("shortest", !x.job.plan().reduce);
        if (x.job.known())
            o.raw("known", JsonObject()
                               .text("text", x.job.known()->what)
                               .text("lesson", x.job.known()->exhibit)
                               .number("task_init_pause", x.job.known()->task_init_pause)
                               .str());
    }
    if (r.verdict == Verdict::inconclusive) o.text("bound", r.bound);
    o.text("arch", config.arch->name)
        .text("kernel", kernel_name(config.kernel))
        .raw("patches", patches_json(config.patches));
    o.text("machine", machine_text(config))
        .number("tasks", config.tasks)
        .number("cpus", config.cpus);
    o.number("irqs", config.max_irqs).number("migrations", config.max_migrations);
    o.number("task_init_pause", config.task_init_pause)
        .raw("invariants", invariants_json(x.job.plan().invariants))
        .raw("not_judged", not_judged_json(x.job.news().not_judged));
    if (!x.job.plan().inside.empty()) o.text("inside", x.job.plan().inside);
    o.number("states", static_cast<i64>(r.states))
        .number("transitions", static_cast<i64>(r.transitions));
    o.number("depth", r.depth).number("bytes", static_cast<i64>(r.peak_bytes));
    o.number("bytes_per_state", static_cast<i64>(bytes_per_state(r)))
        .number("state_bytes", r.state_bytes);
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.6f", x.job.seconds());
    o.raw("seconds", seconds);
    o.number("states_per_second",
             x.job.seconds() > 0 ? static_cast<i64>(static_cast<double>(r.states) / x.job.seconds())
                                 : 0);
    if (r.verdict == Verdict::violated)
        o.raw("tokens", tokens_json(x.schedule)).raw("schedule", steps_json(x.schedule));
    return o.str();
}

bool save_explored(const Args& args, const Explored& x) {
    const bool violated = x.report().verdict == Verdict::violated;
    for (const char* name : {"--save-lesson", "--itf"})
        if (args.has(name) && !violated)
            complain(std::string(name) + ": nothing was found, so nothing is saved");
    if (!violated) return true;
    if (args.has("--itf") &&
        !write_file(args.value("--itf"), itf_text(x.schedule, x.job.plan().title)))
        return false;
    if (!args.has("--save-lesson")) return true;
    const std::string path = args.value("--save-lesson");
    const std::string lesson = counterexample_text(x.job, id_of(path));
    if (lesson.empty()) {
        complain(path + ": the schedule has more legs than a lesson has steps");
        return false;
    }
    return write_file(path, lesson);
}

} // namespace lazymmu::cli
