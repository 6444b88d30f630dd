#include "app/core/explore_plan.h"

#include "app/core/explored_program.h"
#include "app/core/words.h"
#include "arch/arch.h"
#include "engine/script.h"
#include "lessons/explore.h"
#include "lessons/loader.h"
#include "lessons/runner.h"

#include <algorithm>

namespace lazymmu {

namespace {

// A lesson's program, or its `do` texts as one.
std::string program_of(const Lesson& lesson) {
    if (!lesson.program.empty()) return lesson.program;
    std::string out;
    for (const LessonStep& s : lesson.steps)
        if (!s.script.empty()) out += s.script + (s.script.back() == '\n' ? "" : "\n");
    return out;
}

u8 some_events(u32 n) { return static_cast<u8>(std::min<u32>(n, limits::explore_events)); }

// What a lesson says itself about its machine, and about exploring it.
void take_lesson(const Lesson& lesson, const Arch& arch, Kernel kernel, ExplorePlan& plan) {
    plan.title = lesson.title;
    plan.program = program_of(lesson);
    plan.arch = &arch;
    plan.kernel = kernel;
    plan.patches = lesson.machine.patches;
    plan.options = lesson.machine.config;
    plan.cpus = lesson.machine.cpus;
    plan.task_init_pause = lesson.machine.task_init_pause;
    if (!lesson.explore.present) {
        const CompiledLesson compiled = compile_lesson(lesson, arch, kernel);
        if (!compiled) return;
        plan.irqs = some_events(compiled.start.config().max_irqs); // that its steps play
        plan.migrations = some_events(compiled.start.config().max_migrations);
        return;
    }
    plan.irqs = some_events(lesson.explore.irqs);
    plan.migrations = some_events(lesson.explore.migrations);
    if (lesson.explore.invariants) plan.invariants = lesson.explore.invariants;
    plan.inside = lesson.explore.inside;
}

std::shared_ptr<const Program> compiled(const ExplorePlan& plan, const std::string& text,
                                        Issues& errors) {
    ScriptResult script = compile_script(text, *plan.arch);
    for (const ScriptError& e : script.errors)
        errors.push_back({plan.title, e.line, e.column, e.message});
    return std::move(script.program);
}

} // namespace

ExplorePlan plan_of(const LibraryEntry& entry) {
    ExplorePlan plan;
    // as opening it does: its scripts are compiled, and what they say is known
    const LoadResult loaded = load_lesson(entry.text, entry.name, all_archs());
    const Lesson& lesson = loaded.lesson ? *loaded.lesson : *entry.lesson;
    const LessonMachine& m = lesson.machine;
    const Arch* arch = m.archs.empty() ? nullptr : find_arch(m.archs.front());
    take_lesson(lesson, arch ? *arch : *real_archs().front(),
                m.kernels.empty() ? kernel_default : m.kernels.front(), plan);
    return plan;
}

ExplorePlan plan_of(const Session& session) {
    ExplorePlan plan;
    plan.arch = real_archs().front();
    if (!session.is_open()) return plan;
    const Document& d = session.document();
    if (d.lesson) {
        take_lesson(*d.lesson, *d.arch, d.kernel, plan);
        return plan;
    }
    const Config& config = d.timeline.setup().config;
    plan.title = d.name;
    plan.program = d.text;
    plan.arch = d.arch;
    plan.kernel = d.kernel;
    plan.patches = config.patches;
    plan.cpus = config.cpus;
    if (!d.about.empty()) { // found by a search with these bounds
        plan.irqs = some_events(config.max_irqs);
        plan.migrations = some_events(config.max_migrations);
    }
    plan.task_init_pause = config.task_init_pause;
    return plan;
}

PlannedMachine machine_of(const ExplorePlan& plan) {
    PlannedMachine out;
    if (!plan.arch) return out;
    auto program = compiled(plan, plan.program, out.errors);
    if (!program) return out;
    ExploredProgram explored =
        explored_program(plan.program, *program, *plan.arch, plan.tasks, plan.irqs);
    out.repeatable = explored.repeatable;
    out.added_handler = explored.added_handler;
    if (!explored.error.empty()) {
        out.errors.push_back({plan.title, 1, 1, explored.error});
        return out;
    }
    if (explored.text != plan.program) program = compiled(plan, explored.text, out.errors);
    if (!program) return out;
    out.program = std::move(explored.text);
    Config config = default_config(*plan.arch, plan.kernel);
    config.cpus = std::max<u8>(plan.cpus, 1);
    config.patches = plan.patches;
    config.task_init_pause = plan.task_init_pause;
    config.max_irqs = plan.irqs;
    config.max_migrations = plan.migrations;
    for (const LessonMachine::Option& o : plan.options)
        for (size_t i = 0; i < plan.arch->options.size(); i++)
            if (o.name == plan.arch->options[i].name) config.option[i] = static_cast<u16>(o.value);
    out.machine = make_machine(config, std::move(program));
    return out;
}

ExploreOptions options_of(const ExplorePlan& plan, const Setup& setup) {
    ExploreOptions options;
    options.invariants = plan.invariants;
    options.max_bytes = plan.max_bytes;
    if (plan.max_states) options.max_states = plan.max_states;
    options.inside = routine_id(setup, plan.inside);
    return options;
}

std::string bounds_text(const ExplorePlan& plan, u32 tasks) {
    return counted(tasks, "task") + ", " + counted(plan.cpus, "CPU") + ", " +
           counted(plan.irqs, "interrupt") + ", " + counted(plan.migrations, "migration");
}

std::string machine_text(const ExplorePlan& plan) {
    std::string out = std::string(plan.arch->title) + " " + kernel_name(plan.kernel);
    for (int i = 0; i < patch_count; i++)
        if (plan.patches & 1 << i) out += std::string(" + ") + patch_name(i);
    return out;
}

} // namespace lazymmu
