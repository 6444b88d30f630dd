#include "app/core/explore/explore_plan.h"

#include "app/core/explore/repeat_tasks.h"
#include "app/core/session/open_run.h"
#include "app/core/tell/numbers.h"
#include "arch/arch.h"
#include "engine/script/script.h"
#include "lessons/format/loader.h"
#include "lessons/play/explore.h"
#include "lessons/play/runner.h"

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

std::shared_ptr<const Program> compiled(const ExplorePlan& plan, const std::string& text,
                                        Issues& errors) {
    ScriptResult script = compile_script(text, *plan.machine.arch);
    for (Issue& issue : script_issues(script.errors, plan.title))
        errors.push_back(std::move(issue));
    return std::move(script.program);
}

// An interrupt for programs that have none: the shortest section there is.
constexpr auto usual_handler = "handler tick { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 99, "
                               "\"pw\"); lazy_mmu_mode_disable(); }\n";

// The program that is explored is not always the one that was written: a script of one task is
// repeated for several, and one without a handler gets one when interrupts are to arrive. Returns
// why it cannot have the tasks that are wanted, or an empty string.
std::string prepare(const Program& written, const Config& config, size_t tasks,
                    PlannedMachine& out) {
    const size_t own = written.tasks.size();
    std::string text, why;
    // not where the second task would have to work on the same user2 as the first
    out.repeatable = own == 1 && repeat_tasks(out.program, 2, text, why);
    if (out.repeatable && !compile_script(text, *config.arch).program) {
        out.repeatable = false;
        why = "a second task cannot make the same calls";
    }
    if (tasks == 0) tasks = out.repeatable ? 2 : own;
    if (tasks != own && !out.repeatable)
        return why.empty() ? "the script says itself which tasks there are" : why;
    if (tasks != own) {
        repeat_tasks(out.program, static_cast<int>(tasks), text, why);
        out.program = text;
    }
    out.added_handler = config.max_irqs && written.handlers.empty();
    if (!out.added_handler) return {};
    if (!out.program.empty() && out.program.back() != '\n') out.program += '\n';
    out.program += usual_handler;
    return {};
}

} // namespace

ExplorePlan plan_of(const Lesson& lesson, const Arch& arch, Kernel kernel) {
    ExplorePlan plan;
    plan.title = lesson.title;
    plan.program = program_of(lesson);
    plan.machine = lesson.machine.on(arch, kernel);
    u32 irqs = lesson.explore.irqs, migrations = lesson.explore.migrations;
    if (!lesson.explore.present) { // those that its steps play
        const Config config = lesson_config(lesson, arch, kernel);
        irqs = config.max_irqs;
        migrations = config.max_migrations;
    }
    plan.machine.irqs = some_events(irqs);
    plan.machine.migrations = some_events(migrations);
    if (lesson.explore.invariants) plan.invariants = lesson.explore.invariants;
    plan.inside = lesson.explore.inside;
    return plan;
}

ExplorePlan plan_of(const LibraryEntry& entry) {
    // as opening it does: its scripts are compiled, and what they say is known
    const LoadResult loaded = load_lesson(entry.text, entry.name, all_archs());
    const Lesson& lesson = loaded.lesson ? *loaded.lesson : *entry.lesson;
    const LessonMachine& m = lesson.machine;
    const Arch* arch = m.archs.empty() ? nullptr : find_arch(m.archs.front());
    return plan_of(lesson, arch ? *arch : *real_archs().front(),
                   m.kernels.empty() ? kernel_default : m.kernels.front());
}

ExplorePlan plan_of(const Session& session) {
    ExplorePlan plan;
    plan.machine = {real_archs().front(), kernel_default};
    if (!session.is_open()) return plan;
    const Document& d = session.document();
    if (d.lesson) return plan_of(*d.lesson, *d.arch, d.kernel);
    const Config& config = d.timeline.setup().config;
    plan.title = d.name;
    plan.program = d.text;
    plan.machine = difference(config, default_config(*d.arch));
    plan.machine.arch = d.arch;
    plan.machine.kernel = d.kernel;
    const bool found = !d.about.empty(); // by a search with these bounds
    plan.machine.irqs = found ? some_events(config.max_irqs) : u8{0};
    plan.machine.migrations = found ? some_events(config.max_migrations) : u8{0};
    return plan;
}

PlannedMachine machine_of(const ExplorePlan& plan) {
    PlannedMachine out;
    if (!plan.machine.arch) return out;
    const Config config = config_of(plan.machine);
    auto program = compiled(plan, plan.program, out.errors);
    if (!program) return out;
    out.program = plan.program;
    if (const std::string error = prepare(*program, config, plan.tasks, out); !error.empty()) {
        out.errors.push_back({plan.title, 1, 1, error});
        out.wrong_tasks = true;
        return out;
    }
    if (out.program != plan.program) program = compiled(plan, out.program, out.errors);
    if (program) out.machine = make_machine(config, std::move(program));
    return out;
}

ExploreOptions options_of(const ExplorePlan& plan, const Setup& setup) {
    ExploreOptions options;
    options.invariants = plan.invariants;
    options.max_bytes = plan.max_bytes;
    if (plan.max_states) options.max_states = plan.max_states;
    if (plan.max_depth) options.max_depth = plan.max_depth;
    options.reduce = plan.reduce;
    options.inside = routine_id(setup, plan.inside);
    return options;
}

std::string bounds_text(const Config& config) {
    return counted(config.tasks, "task") + " on " + counted(config.cpus, "CPU") + ", at most " +
           counted(config.max_irqs, "interrupt") + " and " +
           counted(config.max_migrations, "migration");
}

} // namespace lazymmu
