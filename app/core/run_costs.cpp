#include "app/core/run_costs.h"

#include <algorithm>

namespace lazymmu {
namespace {

// Statements that have begun and are not over: each is a script's frame with another one above it.
u32 under_way(const Machine& m) {
    u32 n = 0;
    for (int t = 0; t < m.config().tasks; t++) {
        FrameHeader h;
        const u64* slots = nullptr;
        for (int depth = 1; m.view().frame(static_cast<TaskId>(t), depth, h, slots); depth++)
            n += h.routine == fn_script;
    }
    return n;
}

} // namespace

int CostView::saved_percent() const {
    if (eager == 0) return 0;
    const i64 difference = static_cast<i64>(eager) - static_cast<i64>(spent);
    return static_cast<int>(difference * 100 / static_cast<i64>(eager));
}

RunCosts::RunCosts(const Timeline& timeline)
    : spent_(*timeline.setup().config.arch, default_costs(*timeline.setup().config.arch)),
      eager_(eager_costs(timeline.setup().config, timeline.setup().program,
                         default_costs(*timeline.setup().config.arch))) {
    Machine m = timeline.machine_at(0);
    u32 begun = 0;
    completed_.push_back(0);
    for (u32 p = 1; p <= timeline.length(); p++) {
        for (const Event& e : timeline.events(p)) {
            begun += e.kind == Ev::statement;
            spent_.add(p, e);
        }
        step(m, timeline.choices()[p - 1]);
        completed_.push_back(begun - std::min(begun, under_way(m)));
    }
}

CostView RunCosts::at(u32 position) const {
    position = std::min(position, length());
    CostView out;
    out.statements = completed_[position];
    const CostLedger spent = spent_.ledger_at(position);
    const CostLedger eager = eager_.ledger_at(out.statements);
    out.spent = spent.total();
    out.eager = eager.total();
    for (size_t i = 0; i < spent.rows().size(); i++) {
        const CostRow &a = spent.rows()[i], &b = eager.rows()[i];
        if (a.times || b.times) out.lines.push_back({a.name, a, b});
    }
    return out;
}

} // namespace lazymmu
