// What `explore` says about things outside of the file: architectures, options, routines, and the
// program on machines that the lesson's steps are not for.
#include "lessons/format/loader_parts.h"
#include "lessons/play/explore.h"
#include "lessons/play/runner.h"

namespace lazymmu {

namespace {

// The first thing that is wrong with one expectation.
bool check_one(const Lesson& lesson, const ExploreExpect& e, std::span<const Arch* const> archs,
               At& at, std::string& message) {
    const std::string& name = e.arch.empty() ? lesson.machine.archs[0] : e.arch;
    const Arch* arch = find_arch(name, archs);
    if (!arch || name != arch->name) {
        at = e.arch_at;
        message = unknown_arch(name, archs);
        return false;
    }
    for (size_t i = 0; i < e.machine.options.size(); i++) {
        at = e.option_at[i];
        message = wrong_option(*arch, e.machine.options[i].name, e.machine.options[i].value);
        if (!message.empty()) return false;
    }
    const Kernel kernel = e.machine.kernel.value_or(lesson.machine.kernels[0]);
    const CompiledLesson compiled = compile_lesson(lesson, *arch, kernel);
    if (!compiled.errors.empty()) {
        at = {compiled.errors[0].line, compiled.errors[0].column};
        message = compiled.errors[0].message;
        return false;
    }
    at = lesson.explore.inside_at;
    const Setup& setup = *compiled.start.setup;
    if (lesson.explore.inside.empty() || routine_id(setup, lesson.explore.inside)) return true;
    message = unknown_routine(setup, lesson.explore.inside);
    return false;
}

} // namespace

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
