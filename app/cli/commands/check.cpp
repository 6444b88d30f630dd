// lazymmu check: every expectation of every lesson, on every machine that the lesson names.
#include "app/cli/cli.h"
#include "app/cli/commands/check_links.h"
#include "app/cli/text/files.h"
#include "app/cli/text/report.h"
#include "app/cli/text/watch.h"
#include "arch/arch.h"
#include "engine/text/nearest_name.h"
#include "lessons/author/author.h"
#include "lessons/format/loader.h"
#include "lessons/play/explore.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

namespace lazymmu::cli {

namespace {

namespace fs = std::filesystem;

struct Filter {
    bool form_only = false;
    std::vector<std::string> archs;
    std::vector<Kernel> kernels;

    bool wants(std::string_view arch, Kernel kernel) const {
        return (archs.empty() || std::find(archs.begin(), archs.end(), arch) != archs.end()) &&
               (kernels.empty() ||
                std::find(kernels.begin(), kernels.end(), kernel) != kernels.end());
    }
};

// All .json files of a folder and the folders below it, but not the schema.
bool collect(const std::string& path, std::vector<std::string>& out) {
    std::error_code ec;
    if (!fs::is_directory(path, ec)) {
        out.push_back(path);
        return true;
    }
    std::vector<std::string> found;
    fs::recursive_directory_iterator it(path, ec), end;
    for (; !ec && it != end; it.increment(ec)) {
        const std::string name = it->path().filename().string();
        if (it->is_regular_file(ec) && name.ends_with(".json") && !name.ends_with(".schema.json"))
            found.push_back(it->path().string());
    }
    if (ec) {
        complain(path + ": " + ec.message());
        return false;
    }
    if (found.empty()) {
        complain(path + ": no .json files in this folder");
        return false;
    }
    std::sort(found.begin(), found.end());
    out.insert(out.end(), found.begin(), found.end());
    return true;
}

void check_course(CheckedFile& file) {
    CourseResult r = load_course(file.text, file.file);
    file.errors = std::move(r.errors);
    file.is_course = true;
    if (!r.course) return;
    file.course_lessons = static_cast<u32>(r.course->lessons.size());
    const fs::path folder = fs::path(file.file).parent_path();
    std::set<std::string> listed;
    for (const Course::Entry& e : r.course->lessons) {
        std::error_code ec;
        if (!listed.insert(e.file).second)
            file.errors.push_back({file.file, e.at.line, e.at.column,
                                   "\"" + e.file + "\" stands twice in the course"});
        if (!fs::is_regular_file(folder / e.file, ec))
            file.errors.push_back(
                {file.file, e.at.line, e.at.column, "there is no file \"" + e.file + "\""});
    }
}

// One run for each verdict that exploring the program must give.
void check_explored(CheckedFile& file, const Lesson& lesson, const Filter& filter) {
    for (ExploreCheck& c : check_exploring(lesson, all_archs())) {
        Kernel kernel{};
        kernel_from_name(c.kernel, kernel);
        if (!filter.wants(c.arch, kernel)) continue;
        CheckedRun run;
        run.arch = c.arch;
        run.kernel = c.kernel;
        run.explored = c.title;
        run.checked = 1;
        run.status = c.bound ? RunStatus::bound : RunStatus::done;
        run.failure_step.assign(c.failures.size(), 0);
        run.failures = std::move(c.failures);
        run.steps = {verdict_name(c.report.verdict)};
        file.runs.push_back(std::move(run));
    }
}

// Every machine plays it. False: not all of them, or not to the end.
bool check_variant(CheckedFile& file, u32 seed, const Filter& filter, Reach& reach) {
    LoadResult r = load_lesson(file.text, file.file, all_archs(), seed);
    for (Issue& error : r.errors) {
        error.message += " (seed " + std::to_string(seed) + ")";
        file.errors.push_back(std::move(error));
    }
    if (!r.lesson) return false;
    const Lesson& lesson = *r.lesson;
    bool all_played = true;
    for (const std::string& arch : lesson.machine.archs) {
        for (Kernel kernel : lesson.machine.kernels) {
            if (!filter.wants(arch, kernel)) {
                all_played = false;
                continue;
            }
            CompiledLesson compiled = compile_lesson(lesson, *find_arch(arch), kernel);
            const LessonRun run = run_lesson(lesson, std::move(compiled.start));
            CheckResult result = check_lesson(lesson, run);
            if (run.status == RunStatus::done) reach.add(lesson, run);
            all_played &= run.status == RunStatus::done;
            CheckedRun checked;
            checked.arch = arch;
            checked.kernel = kernel_name(kernel);
            checked.seed = seed;
            checked.checked = result.checked;
            checked.quizzes = result.quizzes;
            checked.status = run.status;
            checked.failures = std::move(result.failures);
            checked.failure_step = std::move(result.failure_step);
            for (const LessonStep& s : lesson.steps)
                checked.steps.push_back(s.title.empty() ? "step" : s.title);
            file.runs.push_back(std::move(checked));
        }
    }
    return all_played;
}

void check_lesson_file(CheckedFile& file, const Filter& filter) {
    LoadResult r = filter.form_only ? parse_lesson(file.text, file.file)
                                    : load_lesson(file.text, file.file, all_archs());
    file.errors = std::move(r.errors);
    if (!r.lesson) return;
    const Lesson& lesson = *r.lesson;
    file.id = lesson.id;
    file.id_at = lesson.id_at;
    file.title = lesson.title;
    if (filter.form_only) return;
    file.errors = check_wording(lesson);
    file.links = lesson_links(lesson);
    file.images = lesson_images(lesson);
    Reach reach(lesson);
    bool all_played = true; // else nothing can be said about what is never reached
    for (u32 seed = 0; seed < lesson.variants; seed++)
        all_played &= check_variant(file, seed, filter, reach);
    if (all_played) {
        const Issues never = reach.problems();
        file.errors.insert(file.errors.end(), never.begin(), never.end());
    }
    check_explored(file, lesson, filter);
}

bool is_course(const std::string& path) { return fs::path(path).filename() == "course.json"; }

void same_ids(Report& report) {
    std::map<std::string, const CheckedFile*> seen;
    for (CheckedFile& f : report.files) {
        if (f.id.empty()) continue;
        const auto [it, fresh] = seen.try_emplace(f.id, &f);
        if (fresh || it->second->file == f.file) continue;
        f.errors.push_back({f.file, f.id_at.line, f.id_at.column,
                            "the id \"" + f.id + "\" is also that of " + it->second->file});
    }
}

// A lesson below the folder of a course.json that does not list it: no list shows it.
void unlisted(Report& report) {
    for (const CheckedFile& course : report.files) {
        const CourseResult r =
            course.is_course ? load_course(course.text, course.file) : CourseResult{};
        if (!r.course) continue;
        const fs::path folder = fs::path(course.file).parent_path();
        std::set<std::string> listed;
        for (const Course::Entry& e : r.course->lessons)
            listed.insert((folder / e.file).lexically_normal().string());
        for (CheckedFile& f : report.files) {
            const fs::path path = fs::path(f.file).lexically_normal();
            const std::string below = path.lexically_relative(folder.lexically_normal()).string();
            if (f.is_course || f.id.empty() || below.empty() || below.starts_with("..")) continue;
            if (!listed.count(path.string()))
                f.errors.push_back(
                    {f.file, 1, 1, course.file + " does not list this lesson: nobody sees it"});
        }
    }
}

bool read_filter(const Args& args, Filter& out) {
    for (const std::string& name : args.values("--arch")) {
        const Arch* arch = nullptr;
        if (!find_arch_or_complain(name, arch)) return false;
        out.archs.push_back(arch->name);
    }
    for (const std::string& name : args.values("--kernel")) {
        Kernel kernel{};
        if (!find_kernel_or_complain(name, kernel)) return false;
        out.kernels.push_back(kernel);
    }
    return true;
}

// One check of everything; its exit code.
int check_once(const Args& args, const Filter& filter, const std::string& format) {
    std::vector<std::string> paths;
    for (const std::string& path : args.operands)
        if (!collect(path, paths)) return exit_usage;

    Report report;
    bool unreadable = false;
    for (const std::string& path : paths) {
        CheckedFile file;
        file.file = path == "-" ? "<stdin>" : path;
        std::string error;
        if (!read_input(path, limits::lesson_bytes, file.text, error)) {
            complain(error);
            unreadable = true;
            continue;
        }
        if (is_course(path))
            check_course(file);
        else
            check_lesson_file(file, filter);
        report.files.push_back(std::move(file));
    }
    if (!filter.form_only) {
        same_ids(report);
        unlisted(report);
        dead_links(report);
        bad_images(report);
    }
    if (format == "ktap")
        print_report_ktap(report);
    else if (format == "junit")
        print_report_junit(report);
    else if (format == "json")
        print_report_json(report);
    else if (!report.files.empty())
        print_report_text(report, wants_color(args), args.has("--watch"));
    if (report.errors() || unreadable) return exit_usage;
    if (report.bound()) return exit_bound;
    return report.failures() ? exit_fail : exit_pass;
}

int check_and_watch(const Args& args, const Filter& filter, const std::string& format) {
    FileWatch watch(args.operands);
    print_error("lazymmu: watching; Ctrl+C ends\n");
    int code = exit_pass;
    do code = check_once(args, filter, format);
    while (!output_lost() && watch.wait());
    return code;
}

} // namespace

int check_command(const Args& args) {
    constexpr std::string_view formats[] = {"text", "ktap", "junit", "json"};
    const std::string format = args.value("--format", "text");
    if (std::find(std::begin(formats), std::end(formats), format) == std::end(formats)) {
        complain(
            unknown_name("format", format, {std::begin(formats), std::end(formats)}, "there are"));
        return exit_usage;
    }
    Filter filter;
    if (args.operands.empty()) {
        complain("check needs a lesson or a folder of lessons");
        return exit_usage;
    }
    if (!read_filter(args, filter)) return exit_usage;
    filter.form_only = args.has("--form");
    if (!args.has("--watch")) return check_once(args, filter, format);
    if (std::find(args.operands.begin(), args.operands.end(), "-") != args.operands.end()) {
        complain("--watch needs files: standard input does not change");
        return exit_usage;
    }
    return check_and_watch(args, filter, format);
}

} // namespace lazymmu::cli
