// lazymmu explore: every schedule of a program, and the shortest one that breaks a promise.
#include "app/cli/commands/explore.h"

#include "app/cli/cli.h"
#include "app/cli/text/files.h"
#include "app/core/session/open_run.h"
#include "app/core/tell/numbers.h"
#include "arch/arch.h"
#include "engine/text/nearest_name.h"
#include "lessons/format/loader.h"

#include <chrono>

#include <unistd.h>

namespace lazymmu::cli {

namespace {

bool read_invariants(const Args& args, u32& out) {
    std::string rest = args.value("--invariants");
    while (!rest.empty()) {
        const size_t comma = rest.find(',');
        const std::string name = rest.substr(0, comma);
        rest = comma == rest.npos ? "" : rest.substr(comma + 1);
        Invariant i{};
        if (invariant_from_name(name.c_str(), i)) {
            out |= invariant_bit(i);
            continue;
        }
        return bad(unknown_name("invariant", name, invariant_names(), "they are"));
    }
    return true;
}

struct Progress {
    bool on;
    bool terminal = isatty(STDERR_FILENO) != 0;
    double last = 0;

    void show(double seconds, const ExploreReport& r) {
        if (!on || seconds - last < (terminal ? 0.2 : 1.0)) return;
        last = seconds;
        put_progress((terminal ? "\r" : "") + grouped(r.states) + " states, depth " +
                     std::to_string(r.depth) + ", " + grouped(r.frontier) + " waiting, " +
                     grouped(static_cast<u64>(static_cast<double>(r.states) / seconds)) +
                     " states/s, " + std::to_string(r.bytes >> 20) + " MB" +
                     (terminal ? "   " : "\n"));
    }
    ~Progress() {
        if (on && terminal && last > 0) put_progress("\r" + std::string(78, ' ') + "\r");
    }
};

bool add_explore_args(const ExploreArgs& wishes, ExplorePlan& plan) {
    const ExplorePlan& said = wishes.said;
    plan.tasks = said.tasks;
    plan.max_states = said.max_states;
    plan.max_bytes = said.max_bytes;
    plan.max_depth = said.max_depth;
    plan.reduce = said.reduce;
    if (said.invariants) plan.invariants = said.invariants;
    if (!said.inside.empty()) plan.inside = said.inside;
    return add_machine_args(said.machine, plan.machine);
}

} // namespace

bool read_explore_args(const Args& args, ExploreArgs& w) {
    ExplorePlan& p = w.said;
    u64 memory = 2048, depth = 0, tasks = 0;
    p.inside = args.value("--inside");
    p.reduce = args.has("--reduce");
    p.invariants = 0;
    w.progress = args.has("--progress") || isatty(STDERR_FILENO);
    if (!read_machine_args(args, p.machine) ||
        !read_count(args, "--tasks", 1, limits::tasks, tasks) ||
        !read_count(args, "--max-states", 1, ~u64{0} >> 1, p.max_states) ||
        !read_count(args, "--max-memory", 1, 1 << 20, memory) ||
        !read_count(args, "--max-depth", 1, ~u32{0} >> 1, depth) ||
        !read_invariants(args, p.invariants))
        return false;
    p.tasks = static_cast<u8>(tasks);
    p.max_bytes = memory << 20;
    p.max_depth = static_cast<u32>(depth);
    return true;
}

bool plan_script(const ExploreArgs& wishes, const std::string& name, const std::string& text,
                 ExplorePlan& plan) {
    plan.title = name;
    plan.program = text;
    plan.machine.arch = real_archs().front();
    return add_explore_args(wishes, plan);
}

bool read_plan(const Args& args, const ExploreArgs& wishes, const std::string& path,
               ExplorePlan& plan) {
    std::string text, error;
    if (!read_input(path, limits::lesson_bytes, text, error)) return bad(error);
    const std::string name = path == "-" ? "<stdin>" : path;
    if (!looks_like_lesson(path, text)) return plan_script(wishes, name, text, plan);
    const LoadResult loaded = load_lesson(text, name, all_archs());
    if (!show_issues(loaded.errors, text, args)) return false;
    const LessonMachine& m = loaded.lesson->machine;
    plan = plan_of(*loaded.lesson, *find_arch(m.archs[0]), m.kernels[0]);
    plan.title = name;
    // those that its steps play may come, and need not
    if (!loaded.lesson->explore.present) plan.machine.irqs = plan.machine.migrations = u8{0};
    return add_explore_args(wishes, plan);
}

bool explore(const Args& args, const ExplorePlan& plan, bool progress, Explored& x) {
    using Clock = std::chrono::steady_clock;
    PlannedMachine made = machine_of(plan);
    if (made.wrong_tasks)
        return bad("--tasks " + std::to_string(plan.tasks) + ": " + plan.title + ": " +
                   made.errors[0].message);
    if (!show_issues(made.errors, plan.program, args)) return false;
    const auto begin = Clock::now();
    const auto seconds = [begin] {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    };
    ExploreJob& job = x.job;
    const std::string wrong = job.start(plan, std::move(made));
    if (!wrong.empty()) return bad(wrong);
    Progress shown{progress};
    while (job.slice(200'000)) shown.show(seconds(), job.report());
    job.spent(seconds());
    if (job.report().verdict == Verdict::violated) {
        x.schedule = tell_schedule(job.machine(), job.schedule(), plan.invariants,
                                   options_of(plan, *job.machine().setup).inside);
        LAZYMMU_ASSERT(x.schedule.violations ==
                       job.report().violations); // the fitted machine did not lie
    }
    return true;
}

int exit_code(Verdict v) {
    return v == Verdict::holds ? exit_pass : v == Verdict::violated ? exit_fail : exit_bound;
}

int explore_command(const Args& args) {
    ExploreArgs wishes;
    if (!read_explore_args(args, wishes)) return exit_usage;
    if (args.has("--bakeoff") && args.has("--generate")) {
        complain("--bakeoff and --generate exclude each other");
        return exit_usage;
    }
    if (args.has("--bakeoff")) return bakeoff_command(args, wishes);
    if (args.has("--generate")) return generate_command(args, wishes);
    if (args.operands.size() != 1) {
        complain(args.operands.empty()
                     ? "explore needs a file: a script or a lesson (or - for standard input)"
                     : "explore takes one file");
        return exit_usage;
    }
    ExplorePlan plan;
    Explored x;
    if (!read_plan(args, wishes, args.operands[0], plan) ||
        !explore(args, plan, wishes.progress, x))
        return exit_usage;
    if (args.has("--json"))
        print("%s\n", explored_json(x).c_str());
    else if (args.has("--trace"))
        print_explored_trace(x);
    else
        print_explored_text(x, static_cast<size_t>(terminal_width()));
    if (!save_explored(args, x)) return exit_usage;
    return exit_code(x.report().verdict);
}

} // namespace lazymmu::cli
