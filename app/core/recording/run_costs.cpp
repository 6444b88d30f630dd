#include "app/core/recording/run_costs.h"

#include "app/core/tell/numbers.h"

#include <algorithm>

namespace lazymmu {

OpenStatements::OpenStatements(const Config& config) {
    const CostLedger empty(*config.arch, default_costs(*config.arch));
    for (int t = 0; t <= config.tasks; t++) tasks_.emplace_back(empty);
}

void OpenStatements::take(StateView after, std::span<const Event> events) {
    const size_t nobody = tasks_.size() - 1;
    for (size_t t = 0; t < nobody; t++) {
        // a frame above the script's: the statement's call is still running
        const bool open = after.depth(static_cast<TaskId>(t)) > 1;
        if (open && !tasks_[t].open) {
            tasks_[t].spent_before = tasks_[t].spent.total();
            tasks_[t].begun_before = tasks_[t].begun;
        }
        tasks_[t].open = open;
    }
    for (const Event& e : events) {
        Task& task = tasks_[std::min<size_t>(e.task, nobody)];
        task.begun += e.kind == Ev::statement;
        task.spent.on_event(e);
    }
}

u32 OpenStatements::completed() const {
    u32 n = 0;
    for (const Task& t : tasks_) n += t.open ? t.begun_before : t.begun;
    return n;
}

u64 OpenStatements::cost() const {
    u64 n = 0;
    for (const Task& t : tasks_) n += t.open ? t.spent.total() - t.spent_before : 0;
    return n;
}

int CostView::saved_percent() const {
    if (eager == 0) return 0;
    const i64 difference = static_cast<i64>(eager) - static_cast<i64>(compared());
    return static_cast<int>(difference * 100 / static_cast<i64>(eager));
}

std::string saving_text(const CostView& v) {
    std::string out;
    if (v.spent == 0 && v.eager == 0) return "Nothing that costs has happened yet.";
    if (v.under_way)
        out = "What runs has cost " + grouped(v.under_way) + " and is compared when it is over. ";
    if (v.compared() == 0 && v.eager == 0) return out.substr(0, out.size() - 1);
    const int percent = v.saved_percent();
    if (v.eager < v.compared()) return out + "So far the mode has cost more than it saved.";
    if (percent == 0) return out + "The mode has saved nothing so far.";
    return out + "The mode has saved " + std::to_string(percent) + " % so far.";
}

RunCosts::RunCosts(const Timeline& timeline)
    : spent_(*timeline.setup().config.arch, default_costs(*timeline.setup().config.arch)),
      eager_(eager_costs(timeline.setup().config, timeline.setup().program,
                         default_costs(*timeline.setup().config.arch))) {
    Machine m = timeline.machine_at(0);
    OpenStatements statements(m.config());
    completed_.push_back(0);
    under_way_.push_back(0);
    for (u32 p = 1; p <= timeline.length(); p++) {
        for (const Event& e : timeline.events(p)) spent_.add(p, e);
        step(m, timeline.choices()[p - 1]);
        statements.take(m.view(), timeline.events(p));
        completed_.push_back(statements.completed());
        under_way_.push_back(statements.cost());
    }
}

CostView RunCosts::at(u32 position) const {
    position = std::min(position, length());
    CostView out;
    out.statements = completed_[position];
    const CostLedger spent = spent_.ledger_at(position);
    const CostLedger eager = eager_.ledger_at(out.statements);
    out.spent = spent.total();
    out.under_way = under_way_[position];
    out.eager = eager.total();
    for (size_t i = 0; i < spent.rows().size(); i++) {
        const CostRow &a = spent.rows()[i], &b = eager.rows()[i];
        if (a.times || b.times) out.lines.push_back({a.name, a, b});
    }
    return out;
}

} // namespace lazymmu
