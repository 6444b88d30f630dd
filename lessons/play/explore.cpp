#include "lessons/play/explore.h"

#include "engine/machine_spec.h"
#include "engine/text/nearest_name.h"
#include "lessons/play/runner.h"

#include <algorithm>

namespace lazymmu {

namespace {

std::string verdict_text(const ExploreReport& r, const std::vector<Choice>& schedule) {
    std::string out = verdict_name(r.verdict);
    if (r.verdict == Verdict::violated)
        out += std::string(", ") + invariant_info(main_violation(r.violations)).name + " after " +
               std::to_string(schedule.size()) + " steps";
    if (r.verdict == Verdict::inconclusive) out += " (" + r.bound + ")";
    return out;
}

std::string wanted_text(const ExploreExpect& e) {
    if (!e.violated) return "holds";
    std::string out = "violated";
    if (e.has_breaks) out += std::string(", ") + invariant_info(e.breaks).name;
    if (e.steps >= 0) out += " after " + std::to_string(e.steps) + " steps";
    return out;
}

bool as_expected(const ExploreExpect& e, const ExploreReport& r, size_t steps) {
    if (r.verdict != (e.violated ? Verdict::violated : Verdict::holds)) return false;
    if (e.has_breaks && !(r.violations & invariant_bit(e.breaks))) return false;
    return e.steps < 0 || steps == static_cast<size_t>(e.steps);
}

} // namespace

Machine explored_machine(const Lesson& lesson, const ExploreExpect& e,
                         std::span<const Arch* const> archs) {
    const Arch* arch = find_arch(e.arch.empty() ? lesson.machine.archs[0] : e.arch, archs);
    if (!arch) return {};
    const CompiledLesson compiled =
        compile_lesson(lesson, *arch, e.machine.kernel.value_or(lesson.machine.kernels[0]));
    if (!compiled) return {};
    Config config = compiled.start.config();
    apply(e.machine, config);
    config.max_irqs = lesson.explore.irqs;
    config.max_migrations = lesson.explore.migrations;
    return make_machine(config, compiled.start.setup->program);
}

ExploreOptions explore_options(const LessonExplore& explore, const Setup& setup) {
    ExploreOptions options;
    if (explore.invariants) options.invariants = explore.invariants;
    options.inside = routine_id(setup, explore.inside);
    options.max_states = limits::explore_states;
    options.max_bytes = limits::explore_bytes;
    return options;
}

u16 routine_id(const Setup& setup, std::string_view name) {
    for (u16 id = 0; id < limits::routines; id++)
        if (const Routine* r = find_routine(setup, id); r && name == r->name) return id;
    return 0;
}

std::string unknown_routine(const Setup& setup, std::string_view name) {
    std::vector<std::string_view> known;
    for (u16 id = 0; id < limits::routines; id++)
        if (const Routine* r = find_routine(setup, id)) known.push_back(r->name);
    return unknown_name("routine", name, known);
}

std::vector<ExploreCheck> check_exploring(const Lesson& lesson,
                                          std::span<const Arch* const> archs) {
    std::vector<ExploreCheck> out;
    for (const ExploreExpect& e : lesson.explore.expect) {
        const Machine machine = explored_machine(lesson, e, archs);
        if (!machine.setup) continue; // the loader has said so
        Search search(machine, explore_options(lesson.explore, *machine.setup));
        search.run();
        ExploreCheck c;
        c.arch = machine.arch().name;
        c.kernel = kernel_name(machine.config().kernel);
        c.title = machine_text(machine.config());
        c.report = search.report();
        c.bound = c.report.verdict == Verdict::inconclusive;
        const std::vector<Choice> schedule = search.counterexample();
        if (!as_expected(e, c.report, schedule.size()))
            c.failures.push_back({lesson.file, e.at.line, e.at.column,
                                  "exploring " + c.title + ": " + verdict_text(c.report, schedule) +
                                      ", expected " + wanted_text(e)});
        out.push_back(std::move(c));
    }
    return out;
}

} // namespace lazymmu
