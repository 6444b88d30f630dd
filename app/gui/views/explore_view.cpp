#include "app/gui/views/explore_view.h"

#include "app/core/tell/json_text.h"
#include "arch/arch.h"

#include <chrono>
#include <utility>

namespace lazymmu::gui {

void ExploreView::take(const Session& session, int chosen) {
    const bool here = chosen < 0 || session.library().entries[static_cast<size_t>(chosen)].here();
    wanted = here ? -1 : chosen;
    if (!here) return;
    const u64 states = plan.max_states, bytes = planned ? plan.max_bytes : usual_explore_bytes;
    const u32 invariants = plan.invariants;
    exhibit = chosen;
    document = session.is_open() ? &session.document() : nullptr;
    plan = exhibit < 0 ? plan_of(session)
                       : plan_of(session.library().entries[static_cast<size_t>(exhibit)]);
    plan.max_states = states;
    plan.max_bytes = bytes;
    const Lesson* lesson =
        exhibit < 0 ? session.lesson()
                    : session.library().entries[static_cast<size_t>(exhibit)].lesson.get();
    if (planned && !(lesson && lesson->explore.present)) plan.invariants = invariants;
    planned = true;
    settle();
}

std::string ExploreView::wanted_lesson(const Session& session) const {
    if (wanted < 0) return {};
    return session.library().entries[static_cast<size_t>(wanted)].lesson->id;
}

void ExploreView::lesson_came(const Session& session, std::string_view id) {
    if (wanted < 0 || wanted_lesson(session) != id) return;
    const int chosen = std::exchange(wanted, -1);
    if (session.library().entries[static_cast<size_t>(chosen)].here()) take(session, chosen);
}

void ExploreView::settle() {
    MachineSpec& m = plan.machine;
    m.patches = static_cast<u8>(m.patches.value_or(0) & usable_patches(m));
    machine = machine_of(plan);
    if (machine.machine.setup) m.cpus = machine.machine.config().cpus;
}

std::string ExploreView::advance() {
    using Clock = std::chrono::steady_clock;
    std::string error;
    if (!planned) return error; // its first frame is still to come; a start waits for it
    if (start) {
        error = job.start(plan, host != nullptr);
        if (host && error.empty() && !host->start(++search, plan_json(plan))) {
            host = nullptr; // it will not do better next time
            job.start(plan);
        }
    }
    if (stop) {
        if (host && job.elsewhere()) host->stop();
        job.cancel();
    }
    start = stop = false;
    if (!job.running() || job.elsewhere()) return error;
    const auto begin = Clock::now();
    const auto spent = [begin] {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    };
    while (job.slice(500) && spent() < 0.006) {
    }
    job.spent(spent());
    return error;
}

void ExploreView::take_news(u32 of, std::string_view json) {
    if (of != search || !job.elsewhere()) return; // of an older search
    ExploreNews news;
    const std::string wrong = news_from_json(json, news);
    if (!wrong.empty()) return lose(of, wrong);
    job.take(std::move(news));
}

void ExploreView::lose(u32 of, std::string_view why) {
    if (of != search || !job.running() || !job.elsewhere()) return;
    if (job.report().states == 0) {
        host = nullptr;
        const ExplorePlan same = job.plan();
        job.start(same);
    } else {
        job.lose(std::string(why));
    }
}

std::string ExploreView::state_json() const {
    const ExploreReport& r = job.report();
    return JsonObject()
        .truth("running", job.running())
        .text("verdict", verdict_title(job))
        .text("text", verdict_text(job))
        .truth("elsewhere", job.elsewhere())
        .number("states", static_cast<i64>(r.states))
        .number("depth", r.depth)
        .number("schedule", static_cast<i64>(job.schedule().size()))
        .number("violations", r.violations)
        .text("arch", plan.machine.arch ? plan.machine.arch->name : "")
        .text("kernel", kernel_name(plan.machine.kernel.value_or(kernel_default)))
        .number("patches", plan.machine.patches.value_or(0))
        .number("tasks", machine.machine.setup ? machine.machine.config().tasks : 0)
        .number("invariants", plan.invariants)
        .number("max_bytes", static_cast<i64>(plan.max_bytes))
        .str();
}

} // namespace lazymmu::gui
