#include "app/core/explore/explore_job.h"

#include "app/core/explore/counterexample.h"
#include "app/core/tell/numbers.h"
#include "lessons/play/explore.h"

namespace lazymmu {

std::string ExploreJob::start(const ExplorePlan& plan, bool elsewhere) {
    if (!plan.machine.arch || plan.program.empty()) {
        clear();
        return "there is no program to explore";
    }
    return start(plan, machine_of(plan), elsewhere);
}

std::string ExploreJob::start(const ExplorePlan& plan, PlannedMachine made, bool elsewhere) {
    clear();
    if (!made.machine.setup)
        return made.errors.empty() ? "there is no program to explore" : made.errors[0].text();
    const ExploreOptions options = options_of(plan, *made.machine.setup);
    if (!plan.inside.empty() && !options.inside)
        return unknown_routine(*made.machine.setup, plan.inside);
    plan_ = plan;
    machine_ = std::move(made.machine);
    program_ = std::move(made.program);
    news_.not_judged = not_judged(machine_.config(), plan.invariants);
    exists_ = running_ = true;
    elsewhere_ = elsewhere;
    if (elsewhere) return {};
    search_ = std::make_unique<Search>(machine_, options);
    news_.report = search_->report();
    return {};
}

bool ExploreJob::slice(u64 transitions) {
    if (!running_ || !search_) return false;
    const bool more = search_->run_for(transitions);
    news_.report = search_->report();
    if (more) return true;
    news_.schedule = search_->counterexample();
    known_ = known_bug_of(machine_, news_.schedule);
    search_.reset(); // its memory is wanted elsewhere
    running_ = false;
    return false;
}

namespace {

// Can the machine go this way?
bool leads_somewhere(Machine m, const std::vector<Choice>& schedule) {
    for (const Choice c : schedule)
        if (step(m, c).status != StepStatus::ok) return false;
    return true;
}

} // namespace

bool ExploreJob::take(ExploreNews news) {
    if (!running_ || !elsewhere_) return false;
    const bool violated = news.report.verdict == Verdict::violated;
    if (violated == news.schedule.empty() || !leads_somewhere(machine_, news.schedule)) {
        lose("its news make no sense");
        return false;
    }
    news_ = std::move(news);
    known_ = known_bug_of(machine_, news_.schedule);
    running_ = news_.report.verdict == Verdict::running;
    return true;
}

void ExploreJob::lose(std::string why) {
    if (!running_) return;
    cancel();
    lost_ = std::move(why);
}

void ExploreJob::cancel() {
    if (!running_) return;
    search_.reset();
    running_ = false;
    cancelled_ = true;
}

void ExploreJob::clear() { *this = ExploreJob(); }

namespace {

std::string violated_text(const ExploreJob& job) {
    std::string out;
    for (int i = 0; i < invariant_count; i++) {
        const Invariant which = static_cast<Invariant>(i);
        if (!(job.report().violations & invariant_bit(which))) continue;
        const InvariantInfo& info = invariant_info(which);
        out += std::string("The promise that breaks (") + info.title + "): " + info.doc + " ";
    }
    out += "The shortest schedule that breaks it has " + counted(job.schedule().size(), "line") +
           "; " + counted(job.report().states, "state") + " were seen.";
    if (const KnownBug* known = job.known())
        out += std::string("\n\n") + known->what +
               " \"Switched out before\", under Tasks, looks past it.";
    return out;
}

std::string not_judged_text(const ExploreJob& job) {
    std::string out;
    for (const NotJudged& n : job.news().not_judged)
        out += "\n\nNot judged on this machine: " + n.text + ".";
    return out;
}

std::string inconclusive_text(const ExploreJob& job) {
    const std::string& bound = job.report().bound;
    const std::string seen =
        counted(job.report().states, "state") + " were seen, and nothing broke: ";
    if (bound == "max_states") return seen + "the bound on states was hit.";
    if (bound == "max_bytes")
        return seen + "the bound on memory, " + grouped(job.plan().max_bytes >> 20) +
               " MiB, was hit.";
    return seen + "a capacity of the machine was hit, " + bound + ".";
}

} // namespace

std::string verdict_title(const ExploreJob& job) {
    if (!job.exists()) return {};
    if (job.running()) return "Searching";
    if (!job.lost().empty()) return "Lost";
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
    const std::string open = counted(job.report().states, "state") +
                             " were seen, and nothing broke. That says nothing about the rest.";
    if (!job.lost().empty()) return "The search ended by itself: " + job.lost() + ". " + open;
    if (job.cancelled()) return open;
    switch (job.report().verdict) {
    case Verdict::holds:
        return "All " + counted(job.report().states, "reachable state") +
               " seen; no checked promise breaks in any schedule. Bounds: " +
               bounds_text(job.machine().config()) + "." + not_judged_text(job);
    case Verdict::violated: return violated_text(job);
    default: return inconclusive_text(job);
    }
}

std::string counterexample_text(const ExploreJob& job, const std::string& id) {
    if (job.schedule().empty()) return {};
    Counterexample c;
    c.id = id;
    c.program = job.program();
    c.invariants = job.plan().invariants;
    c.inside = job.plan().inside;
    c.states = job.report().states;
    c.shortest = !job.plan().reduce;
    c.schedule = tell_schedule(job.machine(), job.schedule(), c.invariants,
                               options_of(job.plan(), *job.machine().setup).inside);
    if (c.schedule.legs.size() >= limits::lesson_steps) return {};
    return counterexample_lesson(c);
}

std::shared_ptr<const FoundSchedule> found_schedule(const ExploreJob& job) {
    if (job.schedule().empty()) return nullptr;
    const ExplorePlan& plan = job.plan();
    auto found = std::make_shared<FoundSchedule>();
    found->name = "Counterexample: " + plan.title;
    found->text = job.program();
    found->start = job.machine();
    found->choices = job.schedule();
    found->about = "Of all schedules of this program on " + machine_text(job.machine().config()) +
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

} // namespace lazymmu
