#include "engine/explore/search.h"

#include <algorithm>
#include <string_view>

namespace lazymmu {

namespace {

// Doubles a capacity; false if it is as large as one can be.
bool double_it(u16& capacity, int limit) {
    if (capacity >= limit) return false;
    capacity = static_cast<u16>(std::min(std::max(capacity * 2, 8), limit));
    return true;
}

} // namespace

Search::Search(const Machine& machine, const ExploreOptions& options)
    : explorer_(fit_for_exploring(machine), options), options_(options) {}

bool Search::run_for(u64 transitions) { return explorer_.run_for(transitions) || grow(); }

bool Search::grow() {
    const ExploreReport r = explorer_.report();
    if (r.verdict != Verdict::inconclusive) return false;
    Config config = explorer_.start().config();
    const std::string_view bound = r.bound;
    const bool grown = bound == "stack_words"  ? double_it(config.stack_words, limits::stack_words)
                       : bound == "pt_entries" ? double_it(config.pt_entries, limits::pt_entries)
                       : bound == "pt_tables"  ? double_it(config.pt_tables, limits::tables)
                                               : false;
    if (!grown) return false;
    explorer_ = Explorer(make_machine(config, explorer_.start().setup->program), options_);
    tries_++;
    return true;
}

bool runs_inside(StateView s, CpuId cpu, u16 fn) {
    const TaskId t = s.current(cpu);
    if (t == TaskId::none) return false;
    FrameHeader header;
    const u64* slots = nullptr;
    for (int d = 0; s.frame(t, d, header, slots); d++)
        if (header.routine == fn) return true;
    return false;
}

Invariant main_violation(u32 violations) {
    constexpr Invariant order[] = {
        Invariant::kernel_bug,        Invariant::hypercall_failed, Invariant::stale_use,
        Invariant::batch_left_behind, Invariant::not_in_effect,    Invariant::pause_ignored,
        Invariant::counter_wrap,      Invariant::sleep_in_section, Invariant::unbalanced_exit,
        Invariant::read_pending,      Invariant::batching_lost};
    static_assert(std::size(order) == invariant_count);
    for (Invariant i : order)
        if (violations & invariant_bit(i)) return i;
    return order[0];
}

const KnownBug* known_bug_of(const Machine& start, const std::vector<Choice>& schedule) {
    const auto ask = start.config().arch->known_bug;
    if (!ask || schedule.empty()) return nullptr;
    Machine m = start;
    for (size_t i = 0; i + 1 < schedule.size(); i++)
        if (step(m, schedule[i]).status != StepStatus::ok) return nullptr;
    return ask(m.config(), m.view(), static_cast<CpuId>(schedule.back().cpu));
}

const char* verdict_name(Verdict v) {
    constexpr const char* names[] = {"running", "holds", "violated", "inconclusive"};
    return names[static_cast<int>(v)];
}

} // namespace lazymmu
