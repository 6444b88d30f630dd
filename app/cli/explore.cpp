// lazymmu explore: every schedule of a program, and the shortest one that breaks a promise.
#include "app/cli/explore.h"

#include "app/cli/cli.h"
#include "app/cli/files.h"
#include "app/core/explored_program.h"
#include "app/core/words.h"
#include "arch/arch.h"
#include "engine/script.h"
#include "lessons/explore.h"
#include "lessons/loader.h"

#include <chrono>
#include <cstdio>

#include <unistd.h>

namespace lazymmu::cli {

namespace {

bool read_invariants(const Args& args, u32& out) {
    std::string rest = args.value("--invariants");
    std::vector<std::string_view> known;
    for (int i = 0; i < invariant_count; i++)
        known.push_back(invariant_info(static_cast<Invariant>(i)).name);
    while (!rest.empty()) {
        const size_t comma = rest.find(',');
        const std::string name = rest.substr(0, comma);
        rest = comma == rest.npos ? "" : rest.substr(comma + 1);
        Invariant i{};
        if (invariant_from_name(name.c_str(), i)) {
            out |= invariant_bit(i);
            continue;
        }
        const std::string near = nearest_name(name, known);
        std::string list;
        for (std::string_view n : known) list += (list.empty() ? "" : ", ") + std::string(n);
        return bad("unknown invariant \"" + name + "\"" +
                   (near.empty() ? "; they are " + list : "; did you mean \"" + near + "\"?"));
    }
    return true;
}

// The lesson's own program, or its `do` texts as one.
std::string program_of(const Lesson& lesson) {
    if (!lesson.program.empty()) return lesson.program;
    std::string out;
    for (const LessonStep& s : lesson.steps)
        if (!s.script.empty()) out += s.script + (s.script.back() == '\n' ? "" : "\n");
    return out;
}

void take_lesson_machine(const LessonMachine& m, Config& config) {
    config.cpus = m.cpus;
    config.patches = m.patches;
    config.task_init_pause = m.task_init_pause;
    for (const LessonMachine::Option& o : m.config)
        for (size_t i = 0; i < config.arch->options.size(); i++)
            if (o.name == config.arch->options[i].name)
                config.option[i] = static_cast<u16>(o.value);
}

// The program for as many tasks as are wanted, with an interrupt if some are to arrive.
bool prepare_program(const ExploreArgs& w, u64 irqs, const Arch& arch, const Args& args,
                     ExploreJob& job) {
    auto program = compile_or_complain(job.program, job.name, arch, args);
    if (!program) return false;
    ExploredProgram explored = explored_program(job.program, *program, arch, w.tasks, irqs);
    if (!explored.error.empty())
        return bad("--tasks " + std::to_string(w.tasks) + ": " + job.name + ": " + explored.error);
    job.program = std::move(explored.text);
    return true;
}

struct Progress {
    bool on;
    bool terminal = isatty(STDERR_FILENO) != 0;
    double last = 0;

    void show(double seconds, const ExploreReport& r) {
        if (!on || seconds - last < (terminal ? 0.2 : 1.0)) return;
        last = seconds;
        std::fprintf(stderr, "%s%s states, depth %u, %s waiting, %s states/s, %llu MB%s",
                     terminal ? "\r" : "", grouped(r.states).c_str(), r.depth,
                     grouped(r.frontier).c_str(),
                     grouped(static_cast<u64>(static_cast<double>(r.states) / seconds)).c_str(),
                     static_cast<unsigned long long>(r.bytes >> 20), terminal ? "   " : "\n");
    }
    ~Progress() {
        if (on && terminal && last > 0) std::fprintf(stderr, "\r%*s\r", 78, "");
    }
};

} // namespace

bool read_explore_args(const Args& args, ExploreArgs& w) {
    u64 memory = 2048, depth = 0;
    w.has_irqs = args.has("--irqs");
    w.has_migrations = args.has("--migrations");
    w.has_pause = args.has("--task-init-pause");
    w.inside = args.value("--inside");
    w.bounds.reduce = args.has("--reduce");
    w.progress = args.has("--progress") || isatty(STDERR_FILENO);
    if (!read_machine_args(args, w) || !read_count(args, "--tasks", 1, limits::tasks, w.tasks) ||
        !read_count(args, "--irqs", 0, limits::explore_events, w.irqs) ||
        !read_count(args, "--migrations", 0, limits::explore_events, w.migrations) ||
        !read_count(args, "--task-init-pause", 0, 255, w.task_init_pause) ||
        !read_count(args, "--max-states", 1, ~u64{0} >> 1, w.bounds.max_states) ||
        !read_count(args, "--max-memory", 1, 1 << 20, memory) ||
        !read_count(args, "--max-depth", 1, ~u32{0} >> 1, depth) ||
        !read_invariants(args, w.invariants))
        return false;
    w.bounds.max_bytes = memory << 20;
    if (depth) w.bounds.max_depth = static_cast<u32>(depth);
    return true;
}

bool make_explore_job(const Args& args, const ExploreArgs& w, ExploreJob& job) {
    Config config = job.machine.config();
    if (w.has_irqs) config.max_irqs = static_cast<u8>(w.irqs);
    if (w.has_migrations) config.max_migrations = static_cast<u8>(w.migrations);
    if (w.has_pause) config.task_init_pause = static_cast<u8>(w.task_init_pause);
    if (!prepare_program(w, config.max_irqs, *config.arch, args, job)) return false;
    const auto program = compile_or_complain(job.program, job.name, *config.arch, args);
    if (!program) return false;
    job.machine = make_machine(config, program);
    if (!adjust_machine(w, job.machine)) return false;
    const u32 lesson_invariants = job.options.invariants;
    job.options = w.bounds;
    job.options.invariants = w.invariants ? w.invariants : lesson_invariants;
    if (!w.inside.empty()) job.inside = w.inside;
    job.options.inside = routine_id(*job.machine.setup, job.inside);
    if (job.inside.empty() || job.options.inside) return true;
    std::vector<std::string_view> known;
    for (u16 id = 0; id < limits::routines; id++)
        if (const Routine* r = find_routine(*job.machine.setup, id)) known.push_back(r->name);
    const std::string near = nearest_name(job.inside, known);
    return bad("unknown routine \"" + job.inside + "\"" +
               (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
}

bool open_explore_job(const Args& args, const ExploreArgs& w, const std::string& path,
                      ExploreJob& job) {
    std::string text, error;
    if (!read_input(path, limits::lesson_bytes, text, error)) return bad(error);
    job.name = path == "-" ? "<stdin>" : path;
    if (!looks_like_lesson(path, text)) {
        job.program = text;
        Config config = default_config(w.arch ? *w.arch : *find_arch("arm64"), w.kernel);
        const auto program = compile_or_complain(text, job.name, *config.arch, args);
        if (!program) return false;
        job.machine = make_machine(config, program);
        return make_explore_job(args, w, job);
    }
    const LoadResult loaded = load_lesson(text, job.name, all_archs());
    if (!show_issues(loaded.errors, text, args)) return false;
    const Lesson& lesson = *loaded.lesson;
    const Arch* arch = w.arch ? w.arch : find_arch(lesson.machine.archs[0]);
    Config config = default_config(*arch, w.has_kernel ? w.kernel : lesson.machine.kernels[0]);
    take_lesson_machine(lesson.machine, config);
    config.max_irqs = lesson.explore.irqs;
    config.max_migrations = lesson.explore.migrations;
    if (lesson.explore.invariants) job.options.invariants = lesson.explore.invariants;
    job.inside = lesson.explore.inside;
    job.program = program_of(lesson);
    const auto program = compile_or_complain(job.program, job.name, *arch, args);
    if (!program) return false;
    job.machine = make_machine(config, program);
    return make_explore_job(args, w, job);
}

Explored explore(const ExploreJob& job, bool progress) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto seconds = [begin] {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    };
    Explored x;
    Search search(job.machine, job.options);
    Progress shown{progress};
    while (search.run_for(200'000)) shown.show(seconds(), search.report());
    x.seconds = seconds();
    x.report = search.report();
    x.choices = search.counterexample();
    if (x.report.verdict == Verdict::violated) {
        x.schedule =
            tell_schedule(job.machine, x.choices, job.options.invariants, job.options.inside);
        x.known = known_bug_of(job.machine, x.choices);
        LAZYMMU_ASSERT(x.schedule.violations ==
                       x.report.violations); // the fitted machine did not lie
    }
    return x;
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
    ExploreJob job;
    if (!open_explore_job(args, wishes, args.operands[0], job)) return exit_usage;
    const Explored x = explore(job, wishes.progress);
    if (args.has("--json"))
        std::printf("%s\n", explored_json(job, x).c_str());
    else if (args.has("--trace"))
        print_explored_trace(job, x);
    else
        print_explored_text(job, x, static_cast<size_t>(terminal_width()));
    std::fflush(stdout);
    if (!save_explored(args, job, x)) return exit_usage;
    return exit_code(x.report.verdict);
}

} // namespace lazymmu::cli
