#include "engine/run/cost.h"

#include "engine/kernel/step.h"

#include <algorithm>
#include <cstring>

namespace lazymmu {

namespace {

constexpr auto pte_store = "pte_store";
constexpr size_t snapshot_interval = 256; // events

// Which of a..d is the number of units: the field named "n". -1: there is none.
int count_field(const char* fields) {
    int at = 0;
    for (const char* f = fields; *f; f++) {
        if (*f == ',') at++;
        if (*f == 'n' && (f == fields || f[-1] == ',') && (f[1] == ',' || !f[1])) return at;
    }
    return -1;
}

u64 units_of(const HwSpec& spec, const Event& e) {
    const u64 values[] = {e.a, e.b, e.c, e.d};
    const int at = count_field(spec.fields);
    return at < 0 ? 1 : values[at];
}

std::vector<Cost> costs_of(std::span<const HwSpec> specs) {
    std::vector<Cost> costs;
    for (const HwSpec& s : specs) costs.push_back({s.cost, s.cost_more});
    return costs;
}

bool set_in(std::vector<Cost>& costs, std::span<const HwSpec> specs, std::string_view name,
            Cost cost) {
    for (size_t i = 0; i < specs.size(); i++) {
        if (name != specs[i].name) continue;
        costs[i] = cost;
        return true;
    }
    return false;
}

// Feeds a ledger, and counts the statements that have been completed.
struct StatementSink : EventSink {
    explicit StatementSink(CostLedger& to) : ledger(to) {}
    CostLedger& ledger;
    u64 begun = 0;
    void on_event(const Event& e) override {
        begun += e.kind == Ev::statement;
        ledger.on_event(e);
    }
};

// Is the next line of the task that runs a statement of the program?
bool at_statement(const Machine& m, CpuId cpu) {
    const TaskId t = m.view().current(cpu);
    if (t == TaskId::none || m.view().task(t).sp == 0) return true;
    FrameHeader h;
    std::memcpy(static_cast<void*>(&h), &m.view().stack(t)[m.view().task(t).top], sizeof h);
    return h.routine == fn_script;
}

} // namespace

CostModel default_costs(const Arch& arch) {
    return {{1, 0}, costs_of(arch.hw_events), costs_of(arch.hw_items)};
}

bool set_cost(CostModel& model, const Arch& arch, std::string_view name, Cost cost) {
    if (name == pte_store) {
        model.pte_store = cost;
        return true;
    }
    return set_in(model.hw, arch.hw_events, name, cost) ||
           set_in(model.items, arch.hw_items, name, cost);
}

CostLedger::CostLedger(const Arch& arch, CostModel model) : arch_(&arch), model_(std::move(model)) {
    LAZYMMU_ASSERT(model_.hw.size() == arch.hw_events.size() &&
                   model_.items.size() == arch.hw_items.size());
    clear();
}

void CostLedger::clear() {
    total_ = 0;
    rows_.assign(1, CostRow{pte_store, 0, 0, 0});
    for (const HwSpec& s : arch_->hw_events) rows_.push_back({s.name, 0, 0, 0});
    for (const HwSpec& s : arch_->hw_items) rows_.push_back({s.name, 0, 0, 0});
}

void CostLedger::count(size_t row, u64 units, Cost cost) {
    const u64 price = units ? cost.one + (units - 1) * cost.more : 0;
    rows_[row].times++;
    rows_[row].units += units;
    rows_[row].cost += price;
    total_ += price;
}

void CostLedger::on_event(const Event& e) {
    const size_t operations = arch_->hw_events.size();
    if (e.kind == Ev::pte_store) count(0, 1, model_.pte_store);
    if (e.kind == Ev::hw)
        count(1 + e.code, units_of(arch_->hw_events[e.code], e), model_.hw[e.code]);
    if (e.kind == Ev::hw_item) count(1 + operations + e.code, 1, model_.items[e.code]);
}

void CostLedger::add(std::span<const Event> events) {
    for (const Event& e : events) on_event(e);
}

const CostRow* CostLedger::row(std::string_view name) const {
    for (const CostRow& r : rows_)
        if (name == r.name) return &r;
    return nullptr;
}

void CostTrack::add(u32 at, const Event& e) {
    if (e.kind != Ev::pte_store && e.kind != Ev::hw && e.kind != Ev::hw_item) return;
    LAZYMMU_ASSERT(items_.empty() || items_.back().at <= at);
    if (items_.size() % snapshot_interval == 0) snapshots_.push_back(running_);
    items_.push_back({at, e});
    running_.on_event(e);
}

CostLedger CostTrack::ledger_at(u32 at) const {
    const auto past = std::upper_bound(items_.begin(), items_.end(), at,
                                       [](u32 a, const Item& i) { return a < i.at; });
    const size_t n = static_cast<size_t>(past - items_.begin());
    if (n == items_.size()) return running_;
    if (n == 0) return empty_;
    size_t i = n / snapshot_interval * snapshot_interval;
    CostLedger ledger = snapshots_[i / snapshot_interval];
    for (; i < n; i++) ledger.on_event(items_[i].event);
    return ledger;
}

CostTrack eager_costs(const Config& config, std::shared_ptr<const Program> program,
                      const CostModel& model, u32 steps) {
    struct Sink : EventSink {
        explicit Sink(CostTrack& to) : track(to) {}
        CostTrack& track;
        u32 begun = 0;
        void on_event(const Event& e) override {
            begun += e.kind == Ev::statement;
            track.add(begun, e);
        }
    };
    Config off = config;
    off.batching_off = true;
    Machine m = make_machine(off, std::move(program));
    CostTrack track(m.arch(), model);
    Sink sink(track);
    Choice choice;
    while (steps-- && default_choice(*m.setup, m.view(), choice))
        if (step(m, choice, &sink).status != StepStatus::ok) break;
    return track;
}

CostLedger eager_cost(const Config& config, std::shared_ptr<const Program> program,
                      const CostModel& model, u64 statements) {
    Config off = config;
    off.batching_off = true;
    Machine m = make_machine(off, std::move(program));
    CostLedger ledger(m.arch(), model);
    StatementSink sink(ledger);
    Choice choice;
    while (default_choice(*m.setup, m.view(), choice)) {
        if (sink.begun >= statements && at_statement(m, static_cast<CpuId>(choice.cpu))) break;
        if (step(m, choice, &sink).status != StepStatus::ok) break;
    }
    return ledger;
}

} // namespace lazymmu
