// lazymmu run: a lesson or a script, line by line.
#include "app/cli/cli.h"
#include "app/cli/commands/session_file.h"
#include "app/cli/commands/vector.h"
#include "app/cli/machine_args.h"
#include "app/cli/text/files.h"
#include "arch/arch.h"
#include "lessons/format/loader.h"

namespace lazymmu::cli {

namespace {

struct Wishes {
    MachineSpec machine;
    PlayLimits limits;
    TextStyle style;
    u32 seed = 0;
};

bool read_wishes(const Args& args, Wishes& w) {
    u64 depth = 1000, seed = 0;
    if (!read_machine_args(args, w.machine) ||
        !read_count(args, "--steps", 0, ~u64{0} >> 1, w.limits.steps) ||
        !read_count(args, "--lesson-steps", 0, limits::lesson_steps, w.limits.lesson_steps) ||
        !read_count(args, "--depth", 0, 1000, depth) ||
        !read_count(args, "--seed", 0, UINT32_MAX, seed))
        return false;
    w.seed = static_cast<u32>(seed);
    const std::string color = args.value("--color", "auto");
    if (color != "auto" && color != "always" && color != "never") {
        complain("--color \"" + color + "\": expected auto, always or never");
        return false;
    }
    w.style.color = wants_color(args);
    w.style.ascii = args.has("--ascii");
    w.style.all = args.has("--all");
    w.style.narration = !args.has("--no-narration");
    w.style.digest = args.has("--digest");
    w.style.depth = static_cast<int>(depth);
    w.style.width = terminal_width();
    return true;
}

bool open_lesson(const Args& args, const Wishes& w, Job& job) {
    LoadResult loaded = load_lesson(job.text, job.file, all_archs(), w.seed);
    if (!show_issues(loaded.errors, job.text, args)) return false;
    job.lesson = loaded.lesson;
    const LessonMachine& m = job.lesson->machine;
    const Arch* arch = w.machine.arch ? w.machine.arch : find_arch(m.archs[0]);
    const Kernel kernel = w.machine.kernel.value_or(m.kernels[0]);
    job.checked = job.lesson->names_arch(arch->name) && job.lesson->names_kernel(kernel);
    CompiledLesson compiled = compile_lesson(*job.lesson, *arch, kernel);
    if (!show_issues(compiled.errors, job.text, args)) return false;
    job.start = std::move(compiled.start);
    if (!adjust_machine(w.machine, job.start)) return false;
    job.checked &= !changes_config(w.machine);
    if (!job.checked)
        print_error("lazymmu: note: the lesson is not written for this machine; its words "
                    "may not fit, and its expectations are not compared\n");
    job.run = std::make_unique<LessonRun>(run_lesson(*job.lesson, job.start));
    if (job.checked) job.check = check_lesson(*job.lesson, *job.run);
    return true;
}

bool open_script(const Args& args, const Wishes& w, Job& job) {
    const Arch& arch = w.machine.arch ? *w.machine.arch : *real_archs().front();
    const auto program = compile_or_complain(job.text, job.file, arch, args);
    if (!program) return false;
    job.start =
        make_machine(default_config(arch, w.machine.kernel.value_or(kernel_default)), program);
    return adjust_machine(w.machine, job.start);
}

// The run that a session holds, on its own machine.
bool open_saved(const Args& args, const Wishes& w, const Input& input, Job& job) {
    if (w.machine != MachineSpec()) {
        complain("a session names its own machine; lazymmu export can change it");
        return false;
    }
    const std::unique_ptr<Session> session = open_session(input, args);
    if (!session) return false;
    const Document& d = session->document();
    job.start = d.timeline.machine_at(0);
    job.has_choices = true;
    job.choices.assign(d.timeline.choices().begin(), d.timeline.choices().end());
    return true;
}

bool open_file(const Args& args, const Wishes& w, Job& job) {
    Input input;
    if (!read_operand(args.operands[0], input)) return false;
    if (input.saved) {
        job.file = input.name;
        return open_saved(args, w, input, job);
    }
    job.file = args.operands[0];
    job.text = std::move(input.text);
    const bool lesson = looks_like_lesson(job.file, job.text);
    if (job.file == "-") job.file = "<stdin>";
    return lesson ? open_lesson(args, w, job) : open_script(args, w, job);
}

} // namespace

int run_command(const Args& args) {
    const bool vector = args.has("--vector");
    if (args.operands.size() != (vector ? 0 : 1)) {
        complain(vector ? "--vector names the program: run takes no other file"
                 : args.operands.empty()
                     ? "run needs a file: a lesson or a script (or - for standard input)"
                     : "run takes one file");
        return exit_usage;
    }
    Wishes wishes;
    if (!read_wishes(args, wishes)) return exit_usage;
    if (vector && (wishes.machine.arch || wishes.machine.kernel)) {
        complain("--vector: the program names its own architecture and kernel");
        return exit_usage;
    }
    Job job;
    const bool opened = vector ? open_vector(args, args.value("--vector"), job) &&
                                     adjust_machine(wishes.machine, job.start)
                               : open_file(args, wishes, job);
    if (!opened) return exit_usage;
    std::unique_ptr<Printer> printer = args.has("--json")    ? json_printer()
                                       : args.has("--quiet") ? quiet_printer(args.has("--digest"))
                                                             : text_printer(wishes.style);
    const Outcome out = play(job, wishes.limits, *printer);
    if (!job.run) {
        if (!out.limit.empty()) return exit_bound;
        return out.bug.empty() ? exit_pass : exit_fail;
    }
    if (out.failures) // the report on stdout may be JSON, or absent
        for (const Issue& i : job.check.failures) print_error("%s\n", i.text().c_str());
    if (!out.limit.empty()) return exit_bound;
    return out.failures ? exit_fail : exit_pass;
}

} // namespace lazymmu::cli
