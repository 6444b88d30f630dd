// What `explore` says about things outside of the file: architectures, options, routines, and the
// program on machines that the lesson's steps are not for.
#include "engine/script_lexer.h"
#include "lessons/explore.h"
#include "lessons/loader_parts.h"
#include "lessons/runner.h"

namespace lazymmu {

namespace {

using json::did_you_mean;
using json::one_of;

const Arch* find_arch(const std::string& name, std::span<const Arch* const> archs) {
    for (const Arch* a : archs)
        if (name == a->name) return a;
    return nullptr;
}

std::string unknown(const char* what, const std::string& name,
                    const std::vector<std::string_view>& known) {
    std::string hint = did_you_mean(name, known);
    if (hint.empty() && known.size() <= 16) hint = "; expected " + one_of(known);
    return std::string("unknown ") + what + " \"" + printable(name) + "\"" + hint;
}

// The first thing that is wrong with one expectation.
bool check_one(const Lesson& lesson, const ExploreExpect& e, std::span<const Arch* const> archs,
               At& at, std::string& message) {
    const std::string& name = e.arch.empty() ? lesson.machine.archs[0] : e.arch;
    const Arch* arch = find_arch(name, archs);
    if (!arch) {
        std::vector<std::string_view> known;
        for (const Arch* a : archs) known.push_back(a->name);
        at = e.arch_at;
        message = unknown("architecture", name, known);
        return false;
    }
    for (const LessonMachine::Option& o : e.config) {
        at = o.at;
        if (!check_option(o, *arch, message)) return false;
    }
    const Kernel kernel = e.has_kernel ? e.kernel : lesson.machine.kernels[0];
    const CompiledLesson compiled = compile_lesson(lesson, *arch, kernel);
    if (!compiled.errors.empty()) {
        at = {compiled.errors[0].line, compiled.errors[0].column};
        message = compiled.errors[0].message;
        return false;
    }
    at = lesson.explore.inside_at;
    const Setup& setup = *compiled.start.setup;
    if (lesson.explore.inside.empty() || routine_id(setup, lesson.explore.inside)) return true;
    std::vector<std::string_view> known;
    for (u16 id = 0; id < limits::routines; id++)
        if (const Routine* r = find_routine(setup, id)) known.push_back(r->name);
    message = unknown("routine", lesson.explore.inside, known);
    return false;
}

} // namespace

bool check_option(const LessonMachine::Option& option, const Arch& arch, std::string& message) {
    std::vector<std::string_view> names;
    for (const OptionSpec& spec : arch.options) {
        names.push_back(spec.name);
        if (option.name != spec.name) continue;
        if (option.value >= spec.min && option.value <= spec.max) return true;
        message = "\"" + option.name + "\" on " + arch.name + " goes from " +
                  std::to_string(spec.min) + " to " + std::to_string(spec.max) + ", found " +
                  std::to_string(option.value);
        return false;
    }
    message = std::string(arch.name) + ": " + unknown("option", option.name, names);
    return false;
}

void resolve_explore(const Lesson& lesson, std::span<const Arch* const> archs, Issues& issues) {
    for (const ExploreExpect& e : lesson.explore.expect) {
        At at;
        std::string message;
        if (check_one(lesson, e, archs, at, message)) continue;
        if (issues.size() >= limits::issues) return;
        bool said = false;
        for (const Issue& i : issues) said |= i.line == at.line && i.column == at.column;
        if (!said) issues.push_back({lesson.file, at.line, at.column, std::move(message)});
    }
}

} // namespace lazymmu
