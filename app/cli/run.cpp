// lazymmu run: a lesson or a script, line by line.
#include "app/cli/cli.h"
#include "app/cli/files.h"
#include "arch/arch.h"
#include "engine/script.h"
#include "lessons/loader.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu::cli {

namespace {

// What the command line says about the machine.
struct Wishes {
    const Arch* arch = nullptr;
    bool has_kernel = false;
    Kernel kernel = kernel_default;
    u8 patches = 0;
    u64 cpus = 0;
    std::vector<std::pair<std::string, u16>> options;
    PlayLimits limits;
    TextStyle style;
};

bool bad(const std::string& message) {
    complain(message);
    return false;
}

bool read_count(const Args& args, const char* name, u64 min, u64 max, u64& out) {
    if (!args.has(name)) return true;
    if (parse_number(args.value(name), min, max, out)) return true;
    return bad(std::string(name) + " \"" + args.value(name) + "\": expected a number from " +
               std::to_string(min) + " to " + std::to_string(max));
}

bool read_patches(const Args& args, u8& out) {
    std::vector<std::string_view> known;
    for (int i = 0; i < patch_count; i++) known.push_back(patch_name(i));
    for (const std::string& name : args.values("--patch")) {
        const auto it = std::find(known.begin(), known.end(), name);
        if (it == known.end()) {
            const std::string near = nearest_name(name, known);
            return bad("unknown patch \"" + name + "\"" +
                       (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
        }
        out |= static_cast<u8>(1 << (it - known.begin()));
    }
    return true;
}

bool read_options(const Args& args, Wishes& w) {
    for (const std::string& text : args.values("--option")) {
        const size_t equals = text.find('=');
        u64 value = 0;
        if (equals == text.npos || !parse_number(std::string_view(text).substr(equals + 1), 0, 65535, value))
            return bad("--option \"" + text + "\": expected NAME=NUMBER");
        w.options.emplace_back(text.substr(0, equals), static_cast<u16>(value));
    }
    return true;
}

bool read_wishes(const Args& args, Wishes& w) {
    if (args.has("--arch") && !find_arch_or_complain(args.value("--arch"), w.arch)) return false;
    w.has_kernel = args.has("--kernel");
    if (w.has_kernel && !find_kernel_or_complain(args.value("--kernel"), w.kernel)) return false;
    u64 depth = 1000;
    if (!read_count(args, "--cpus", 1, limits::cpus, w.cpus) ||
        !read_count(args, "--steps", 0, ~u64{0} >> 1, w.limits.steps) ||
        !read_count(args, "--lesson-steps", 0, limits::lesson_steps, w.limits.lesson_steps) ||
        !read_count(args, "--depth", 0, 1000, depth) || !read_patches(args, w.patches) ||
        !read_options(args, w))
        return false;
    const std::string color = args.value("--color", "auto");
    if (color != "auto" && color != "always" && color != "never")
        return bad("--color \"" + color + "\": expected auto, always or never");
    w.style.color = wants_color(args);
    w.style.ascii = args.has("--ascii");
    w.style.all = args.has("--all");
    w.style.narration = !args.has("--no-narration");
    w.style.digest = args.has("--digest");
    w.style.depth = static_cast<int>(depth);
    w.style.width = terminal_width();
    return true;
}

// The command line's changes to a config. The machine is made anew: its layout depends on it.
bool adjust(const Wishes& w, Machine& m) {
    Config config = m.config();
    if (w.cpus) config.cpus = static_cast<u8>(w.cpus);
    config.patches |= w.patches;
    for (const auto& [name, value] : w.options) {
        const auto specs = config.arch->options;
        std::vector<std::string_view> names;
        size_t i = 0;
        for (const OptionSpec& s : specs) names.push_back(s.name);
        while (i < specs.size() && name != specs[i].name) i++;
        if (i == specs.size()) {
            const std::string near = nearest_name(name, names);
            std::string list;
            for (std::string_view n : names) list += (list.empty() ? "" : ", ") + std::string(n);
            return bad(std::string(config.arch->name) + " has no option \"" + name + "\"" +
                       (near.empty() ? "; it has " + list : "; did you mean \"" + near + "\"?"));
        }
        if (value < specs[i].min || value > specs[i].max)
            return bad("--option " + name + ": expected " + std::to_string(specs[i].min) + " to " +
                       std::to_string(specs[i].max));
        config.option[i] = value;
    }
    if (!w.cpus && !w.patches && w.options.empty()) return true;
    m = make_machine(config, m.setup->program);
    return true;
}

bool show_issues(const Issues& issues, std::string_view text, const Args& args) {
    const bool color = args.value("--color") == "always";
    for (const Issue& i : issues) std::fputs(issue_report(i, text, color).c_str(), stderr);
    return issues.empty();
}

bool open_lesson(const Args& args, const Wishes& w, Job& job) {
    LoadResult loaded = load_lesson(job.text, job.file, all_archs());
    if (!show_issues(loaded.errors, job.text, args)) return false;
    job.lesson = loaded.lesson;
    const LessonMachine& m = job.lesson->machine;
    const Arch* arch = w.arch ? w.arch : find_arch(m.archs[0]);
    const Kernel kernel = w.has_kernel ? w.kernel : m.kernels[0];
    job.checked = job.lesson->names_arch(arch->name) && job.lesson->names_kernel(kernel);
    CompiledLesson compiled = compile_lesson(*job.lesson, *arch, kernel);
    if (!show_issues(compiled.errors, job.text, args)) return false;
    job.start = std::move(compiled.start);
    if (!adjust(w, job.start)) return false;
    job.checked &= !w.cpus && !w.patches && w.options.empty();
    if (!job.checked)
        std::fprintf(stderr, "lazymmu: note: the lesson is not written for this machine; its words "
                             "may not fit, and its expectations are not compared\n");
    job.run = std::make_unique<LessonRun>(run_lesson(*job.lesson, job.start));
    if (job.checked) job.check = check_lesson(*job.lesson, *job.run);
    return true;
}

bool open_script(const Args& args, const Wishes& w, Job& job) {
    const Arch& arch = w.arch ? *w.arch : *find_arch("arm64");
    const ScriptResult compiled = compile_script(job.text, arch);
    Issues issues;
    for (const ScriptError& e : compiled.errors) {
        std::string message = e.message;
        if (!e.nearest.empty() && message.find(e.nearest) == message.npos)
            message += "; did you mean \"" + e.nearest + "\"?";
        issues.push_back({job.file, e.line, e.column, std::move(message)});
    }
    if (!show_issues(issues, job.text, args) || !compiled.program) return false;
    job.start = make_machine(default_config(arch, w.kernel), compiled.program);
    return adjust(w, job.start);
}

} // namespace

int run_command(const Args& args) {
    if (args.operands.size() != 1) {
        complain(args.operands.empty() ? "run needs a file: a lesson or a script (or - for standard input)"
                                       : "run takes one file");
        return exit_usage;
    }
    Wishes wishes;
    if (!read_wishes(args, wishes)) return exit_usage;
    Job job;
    job.file = args.operands[0];
    std::string error;
    if (!read_input(job.file, limits::lesson_bytes, job.text, error)) {
        complain(error);
        return exit_usage;
    }
    const bool lesson = looks_like_lesson(job.file, job.text);
    if (job.file == "-") job.file = "<stdin>";
    if (!(lesson ? open_lesson(args, wishes, job) : open_script(args, wishes, job)))
        return exit_usage;
    std::unique_ptr<Printer> printer =
        args.has("--json")    ? json_printer()
        : args.has("--quiet") ? quiet_printer(args.has("--digest"))
                              : text_printer(wishes.style);
    const Outcome out = play(job, wishes.limits, *printer);
    std::fflush(stdout);
    if (!job.run) {
        if (!out.limit.empty()) return exit_bound;
        return out.bug.empty() ? exit_pass : exit_fail;
    }
    if (out.failures) // the report on stdout may be JSON, or absent
        for (const Issue& i : job.check.failures)
            std::fprintf(stderr, "%s\n", i.text().c_str());
    if (!out.limit.empty()) return exit_bound;
    return out.failures ? exit_fail : exit_pass;
}

} // namespace lazymmu::cli
