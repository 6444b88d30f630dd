#include "app/gui/explore_view.h"

#include "app/core/json_text.h"
#include "arch/arch.h"

namespace lazymmu::gui {

void ExploreView::take(const Session& session, int chosen) {
    const u64 states = plan.max_states, bytes = planned ? plan.max_bytes : usual_explore_bytes;
    const u32 invariants = plan.invariants;
    exhibit = chosen;
    document = session.is_open() ? &session.document() : nullptr;
    plan = exhibit < 0 ? plan_of(session)
                       : plan_of(session.library().entries[static_cast<size_t>(exhibit)]);
    plan.max_states = states;
    plan.max_bytes = bytes;
    const bool exhibit_says = plan.lesson && plan.lesson->explore.present;
    if (planned && !exhibit_says) plan.invariants = invariants;
    planned = true;
    settle();
}

void ExploreView::settle() {
    // the patches are for one backend and one kernel
    if (plan.kernel != Kernel::v7_0 || std::string_view(plan.arch->name) != "x86") plan.patches = 0;
    machine = machine_of(plan);
    if (machine.machine.setup) plan.cpus = machine.machine.config().cpus;
}

std::string ExploreView::state_json() const {
    const ExploreReport& r = job.report();
    return JsonObject()
        .truth("on", on)
        .truth("running", job.running())
        .text("verdict", verdict_title(job))
        .text("text", verdict_text(job))
        .number("states", static_cast<i64>(r.states))
        .number("depth", r.depth)
        .number("schedule", static_cast<i64>(job.schedule().size()))
        .number("violations", r.violations)
        .text("arch", plan.arch ? plan.arch->name : "")
        .text("kernel", kernel_name(plan.kernel))
        .number("patches", plan.patches)
        .number("invariants", plan.invariants)
        .number("max_bytes", static_cast<i64>(plan.max_bytes))
        .str();
}

} // namespace lazymmu::gui
