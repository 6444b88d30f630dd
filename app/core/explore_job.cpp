#include "app/core/explore_job.h"

#include "app/core/document.h"
#include "arch/arch.h"
#include "engine/script.h"
#include "lessons/explore.h"
#include "lessons/loader.h"
#include "lessons/runner.h"

#include <algorithm>

namespace lazymmu {

namespace {

Issues script_issues(const std::string& name, const ScriptResult& script) {
    Issues out;
    for (const ScriptError& e : script.errors) out.push_back({name, e.line, e.column, e.message});
    return out;
}

// The program on the machine that it asks for, before the plan's wishes.
PlannedMachine own_machine(const ExplorePlan& plan) {
    PlannedMachine out;
    if (plan.lesson) {
        CompiledLesson compiled = compile_lesson(*plan.lesson, *plan.arch, plan.kernel);
        out.errors = std::move(compiled.errors);
        if (out.errors.empty()) out.machine = std::move(compiled.start);
        return out;
    }
    const ScriptResult script = compile_script(plan.text, *plan.arch);
    out.errors = script_issues(plan.name, script);
    if (script.program)
        out.machine = make_machine(default_config(*plan.arch, plan.kernel), script.program);
    return out;
}

bool is_capacity(const ExploreReport& r) {
    return r.verdict == Verdict::inconclusive && !r.bound.starts_with("max_");
}

} // namespace

void settle_plan(ExplorePlan& plan) {
    const PlannedMachine own = own_machine(plan);
    if (!own.machine.setup) return;
    const Config& config = own.machine.config();
    plan.cpus = config.cpus;
    plan.patches = config.patches;
    plan.task_init_pause = config.task_init_pause;
    plan.irqs = std::min(config.max_irqs, most_explored_events);
    plan.migrations = std::min(config.max_migrations, most_explored_events);
    if (!plan.lesson || !plan.lesson->explore.present) return;
    const LessonExplore& explore = plan.lesson->explore; // an exhibit of the museum says more
    plan.irqs = std::min(explore.irqs, most_explored_events);
    plan.migrations = std::min(explore.migrations, most_explored_events);
    if (explore.invariants) plan.invariants = explore.invariants;
    plan.inside = explore.inside;
}

ExplorePlan plan_of(const LibraryEntry& entry) {
    ExplorePlan plan;
    plan.lesson = entry.lesson;
    plan.name = entry.name;
    plan.text = entry.text;
    const LessonMachine& m = entry.lesson->machine;
    plan.arch = m.archs.empty() ? nullptr : find_arch(m.archs.front());
    if (!plan.arch) plan.arch = real_archs().front();
    if (!m.kernels.empty()) plan.kernel = m.kernels.front();
    // as opening it does: its scripts are compiled, and what they say is known
    LoadResult loaded = load_lesson(entry.text, entry.name, all_archs());
    if (loaded.lesson) plan.lesson = loaded.lesson;
    settle_plan(plan);
    return plan;
}

ExplorePlan plan_of(const Session& session) {
    ExplorePlan plan;
    plan.arch = real_archs().front();
    if (!session.is_open()) return plan;
    const Document& d = session.document();
    plan.lesson = d.lesson;
    plan.name = d.name;
    plan.text = d.text;
    plan.arch = d.arch;
    plan.kernel = d.kernel;
    settle_plan(plan);
    return plan;
}

PlannedMachine machine_of(const ExplorePlan& plan) {
    PlannedMachine out = own_machine(plan);
    if (!out.machine.setup) return out;
    Config config = out.machine.config();
    config.cpus = std::max<u8>(plan.cpus, 1);
    config.patches = plan.patches;
    config.task_init_pause = plan.task_init_pause;
    config.max_irqs = plan.irqs;
    config.max_migrations = plan.migrations;
    out.machine = make_machine(config, out.machine.setup->program);
    return out;
}

std::string ExploreJob::start(const ExplorePlan& plan) {
    clear();
    if (!plan.arch || (!plan.lesson && plan.text.empty())) return "there is no program to explore";
    PlannedMachine made = machine_of(plan);
    if (!made.machine.setup)
        return made.errors.empty() ? "there is no program to explore" : made.errors[0].text();
    plan_ = plan;
    machine_ = std::move(made.machine);
    exists_ = running_ = fitted_ = true;
    search(fit_for_exploring(machine_));
    return {};
}

void ExploreJob::search(const Machine& machine) {
    ExploreOptions options;
    options.invariants = plan_.invariants;
    options.max_bytes = plan_.max_bytes;
    if (plan_.max_states) options.max_states = plan_.max_states;
    options.inside = routine_id(*machine.setup, plan_.inside);
    explorer_.reset();
    explorer_ = std::make_unique<Explorer>(machine, options);
    report_ = explorer_->report();
}

bool ExploreJob::slice(u64 transitions) {
    if (!running_) return false;
    const bool more = explorer_->run_for(transitions);
    report_ = explorer_->report();
    if (more) return true;
    if (is_capacity(report_) && fitted_) {
        // the fitted machine was too tight after all: once more, with all the room there is
        search(machine_);
        fitted_ = false;
        return true;
    }
    finish();
    return false;
}

void ExploreJob::finish() {
    schedule_ = explorer_->counterexample();
    explorer_.reset(); // its memory is wanted elsewhere
    running_ = false;
}

void ExploreJob::cancel() {
    if (!running_) return;
    explorer_.reset();
    running_ = false;
    cancelled_ = true;
}

void ExploreJob::clear() { *this = ExploreJob(); }

std::string grouped(u64 n) {
    std::string out = std::to_string(n);
    for (size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
    return out;
}

namespace {

std::string counted(u64 n, const char* what) {
    return grouped(n) + " " + what + (n == 1 ? "" : "s");
}

// A lesson's program, or its `do` texts as one.
std::string program_text(const ExplorePlan& plan) {
    if (!plan.lesson) return plan.text;
    if (!plan.lesson->program.empty()) return plan.lesson->program;
    std::string out;
    for (const LessonStep& s : plan.lesson->steps)
        if (!s.script.empty()) out += s.script + (s.script.back() == '\n' ? "" : "\n");
    return out;
}

std::string violated_text(const ExploreJob& job) {
    std::string out;
    for (int i = 0; i < invariant_count; i++) {
        const Invariant which = static_cast<Invariant>(i);
        if (!(job.report().violations & invariant_bit(which))) continue;
        const InvariantInfo& info = invariant_info(which);
        out += std::string("The promise that breaks (") + info.title + "): " + info.doc + " ";
    }
    return out + "The shortest schedule that breaks it has " +
           counted(job.schedule().size(), "line") + "; " + counted(job.report().states, "state") +
           " were seen.";
}

std::string inconclusive_text(const ExploreJob& job) {
    const std::string& bound = job.report().bound;
    const std::string seen =
        counted(job.report().states, "state") + " were seen, and nothing broke: ";
    if (bound == "max_states") return seen + "the bound on states was hit.";
    if (bound == "max_bytes")
        return seen + "the bound on memory, " + counted(job.plan().max_bytes >> 20, "MiB") +
               ", was hit.";
    return seen + "a capacity of the machine was hit, " + bound + ".";
}

} // namespace

std::string bounds_text(const ExplorePlan& plan) {
    return counted(plan.cpus, "CPU") + ", " + counted(plan.irqs, "interrupt") + ", " +
           counted(plan.migrations, "migration");
}

std::string machine_text(const ExplorePlan& plan) {
    std::string out = std::string(plan.arch->title) + " " + kernel_name(plan.kernel);
    for (int i = 0; i < patch_count; i++)
        if (plan.patches & 1 << i) out += std::string(" + ") + patch_name(i);
    return out;
}

std::string program_title(const ExplorePlan& plan) {
    return plan.lesson ? plan.lesson->title : plan.name;
}

std::shared_ptr<const FoundSchedule> found_schedule(const ExploreJob& job) {
    if (job.schedule().empty()) return nullptr;
    const ExplorePlan& plan = job.plan();
    auto found = std::make_shared<FoundSchedule>();
    found->name = "Counterexample: " + program_title(plan);
    found->text = program_text(plan);
    found->start = job.machine();
    found->choices = job.schedule();
    found->about = "Of all schedules of this program on " + machine_text(plan) +
                   ", this is a shortest one that breaks a promise. It has " +
                   counted(job.schedule().size(), "line") + ".\n\n";
    for (int i = 0; i < invariant_count; i++) {
        const InvariantInfo& info = invariant_info(static_cast<Invariant>(i));
        if (job.report().violations & 1u << i)
            found->about += std::string("**") + info.title + ".** " + info.doc + "\n\n";
    }
    found->about += "- **Step** goes along it; its last line is the one that breaks.\n"
                    "- **End** shows the machine just after.\n"
                    "- Another architecture or kernel runs the program in its own order.";
    return found;
}

std::string verdict_title(const ExploreJob& job) {
    if (!job.exists()) return {};
    if (job.running()) return "Searching";
    if (job.cancelled()) return "Stopped";
    switch (job.report().verdict) {
    case Verdict::holds: return "Holds";
    case Verdict::violated: return "Violated";
    default: return "Inconclusive";
    }
}

std::string verdict_text(const ExploreJob& job) {
    if (!job.exists()) return {};
    if (job.running()) return "Nothing has broken so far.";
    if (job.cancelled())
        return counted(job.report().states, "state") +
               " were seen, and nothing broke. That says nothing about the rest.";
    switch (job.report().verdict) {
    case Verdict::holds:
        return "All " + counted(job.report().states, "reachable state") +
               " seen; no checked promise breaks in any schedule. Bounds: " +
               bounds_text(job.plan()) + ".";
    case Verdict::violated: return violated_text(job);
    default: return inconclusive_text(job);
    }
}

} // namespace lazymmu
