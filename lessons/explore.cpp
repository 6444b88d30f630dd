#include "lessons/explore.h"

#include "engine/arch_ops.h"
#include "lessons/runner.h"

#include <algorithm>

namespace lazymmu {

namespace {

const Arch* arch_of(const std::string& name, std::span<const Arch* const> archs) {
    for (const Arch* a : archs)
        if (name == a->name) return a;
    return nullptr;
}

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
    const Arch* arch = arch_of(e.arch.empty() ? lesson.machine.archs[0] : e.arch, archs);
    if (!arch) return {};
    const CompiledLesson compiled =
        compile_lesson(lesson, *arch, e.has_kernel ? e.kernel : lesson.machine.kernels[0]);
    if (!compiled) return {};
    Config config = compiled.start.config();
    if (e.has_patches) config.patches = e.patches;
    if (e.task_init_pause >= 0) config.task_init_pause = static_cast<u8>(e.task_init_pause);
    for (const LessonMachine::Option& o : e.config)
        for (size_t i = 0; i < arch->options.size(); i++)
            if (o.name == arch->options[i].name) config.option[i] = static_cast<u16>(o.value);
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

std::string machine_title(const Config& config) {
    std::string out = std::string(config.arch->name) + " " + kernel_name(config.kernel);
    for (int i = 0; i < patch_count; i++)
        if (config.patches & 1 << i) out += std::string(" +") + patch_name(i);
    const auto pauses = config.arch->switch_pauses;
    if (config.task_init_pause || (pauses && pauses(config)))
        out += ", task_init_pause " + std::to_string(config.task_init_pause);
    for (size_t i = 0; i < config.arch->options.size(); i++) {
        const OptionSpec& spec = config.arch->options[i];
        if (spec.fits == Fits::no && config.option[i] != spec.fallback)
            out += std::string(", ") + spec.name + " " + std::to_string(config.option[i]);
    }
    return out;
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
        c.title = machine_title(machine.config());
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
