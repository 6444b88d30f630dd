#include "app/gui/panels/run/lane_signs.h"

#include "app/gui/ui/marks.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

LaneSigns::Rank rank_of(const Mark& m, std::span<const Event> events) {
    // the event itself is looked at only where its kind leaves it open: there are many
    if (m.kind != Ev::hazard && m.kind != Ev::warn && m.kind != Ev::bug) return LaneSigns::quiet;
    const Event& e = events[m.event];
    return is_wrong(e) ? LaneSigns::wrong : is_loud(e) ? LaneSigns::loud : LaneSigns::quiet;
}

// Where the last sign of each kind stands.
struct Last {
    float x[3][ev_count];
    Last() { std::fill(&x[0][0], &x[0][0] + 3 * ev_count, -1e9f); }
};

} // namespace

LaneSigns find_signs(const Session& session, const TimeAxis& axis, u32 from, u32 to, float apart,
                     float broken_apart) {
    LaneSigns out;
    const std::vector<Mark>& marks = session.told().marks;
    const std::span<const Event> events = session.timeline().all_events();
    std::vector<Last> cpus(limits::cpus), tasks(limits::tasks);
    float last_broken = -1e9f;
    auto m = std::lower_bound(marks.begin(), marks.end(), from,
                              [](const Mark& mark, u32 p) { return mark.position < p; });
    for (; m != marks.end() && m->position <= to; ++m) {
        const float at = axis.x(m->position - 0.5);
        if (at < axis.left || at > axis.right) continue;
        const LaneSigns::Rank rank = rank_of(*m, events);
        if (rank == LaneSigns::wrong && at - last_broken >= broken_apart)
            out.broken.push_back(last_broken = at);
        const bool waits = m->kind == Ev::batch_append;
        const size_t lane = waits ? m->task : m->cpu;
        if (lane >= (waits ? tasks : cpus).size()) continue;
        float& before = (waits ? tasks : cpus)[lane].x[rank][static_cast<int>(m->kind)];
        if (at - before < apart) continue;
        before = at;
        (waits ? out.tasks[lane] : out.cpus[lane])[rank].push_back({m->event, at});
    }
    return out;
}

} // namespace lazymmu::gui
