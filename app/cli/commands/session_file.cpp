#include "app/cli/commands/session_file.h"

#include "app/cli/cli.h"
#include "app/cli/machine_args.h"
#include "app/cli/text/files.h"
#include "app/core/session/saved_session.h"
#include "app/link/link.h"
#include "lessons/format/limits.h"

#include <cstdio>
#include <filesystem>

namespace lazymmu::cli {
namespace {

namespace fs = std::filesystem;
constexpr size_t most_bytes = size_t{4} << 20;
constexpr size_t most_lesson_bytes = size_t{64} << 20; // of a folder

// Beside the program: where it was installed, and where it was built.
std::string lessons_folder(const Args& args) {
    if (args.has("--lessons")) return args.value("--lessons");
    std::error_code ec;
    const fs::path program = fs::read_symlink("/proc/self/exe", ec).parent_path();
    for (const fs::path& folder :
         {program / "../share/lazymmu/lessons", fs::path("lessons"), program / "../../lessons"})
        if (fs::exists(folder / "course.json", ec)) return folder.string();
    return {};
}

std::vector<LessonFile> lessons_of(const std::string& folder) {
    std::vector<LessonFile> out;
    std::error_code ec;
    size_t total = 0;
    for (fs::recursive_directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
        const std::string name = it->path().lexically_relative(folder).string();
        if (!name.ends_with(".json") || name.ends_with("schema.json")) continue;
        LessonFile file{name, {}};
        std::string error;
        if (!read_input(it->path().string(), limits::lesson_bytes, file.text, error)) continue;
        total += file.text.size();
        if (total > most_lesson_bytes) break;
        out.push_back(std::move(file));
    }
    return out;
}

} // namespace

bool read_operand(const std::string& operand, Input& out) {
    std::string error;
    out.name = operand == "-" ? "<stdin>" : operand;
    std::error_code ec;
    if (looks_like_link(operand) && !fs::exists(operand, ec)) {
        out.name = "link";
        out.text = operand;
    } else if (!read_input(operand, most_bytes, out.text, error)) {
        complain(error);
        return false;
    }
    const std::string_view text = std::string_view(out.text).substr(0, 4096);
    const bool may_be_link =
        text.find('#') != text.npos && text.find('{') == text.npos && text.find(';') == text.npos;
    if (may_be_link && looks_like_link(text)) {
        OpenedLink link = open_link(out.text);
        if (!link.error.empty()) {
            complain(out.name + ": " + link.error);
            return false;
        }
        out.text = std::move(link.json);
        out.saved = true;
        return true;
    }
    out.saved = looks_like_saved(out.name, out.text);
    return true;
}

std::unique_ptr<Session> open_session(const Input& input, const Args& args) {
    const std::string folder = input.saved ? lessons_folder(args) : std::string();
    auto session =
        std::make_unique<Session>(folder.empty() ? std::vector<LessonFile>() : lessons_of(folder));
    Command command{input.saved ? Command::open_saved : Command::open_text, 0, input.text,
                    input.name};
    // a lesson from standard input has no name that says so
    if (session->execute(command).empty()) return session;
    if (session->message().issues.empty()) complain(session->message().text());
    show_issues(session->message().issues, input.text, args);
    return nullptr;
}

int exit_of_run(const Session& session) {
    const Document& d = session.document();
    for (const Issue& problem : d.problems) complain(problem.text());
    const bool bound = *d.timeline.limit() || d.timeline.length() >= limits::lesson_choices;
    return d.problems.empty() ? exit_pass : bound ? exit_bound : exit_fail;
}

} // namespace lazymmu::cli
