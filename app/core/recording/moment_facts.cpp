#include "app/core/recording/moment_facts.h"

#include "engine/kernel/invariants.h"

namespace lazymmu {
namespace {

struct Kind {
    Ev kind;
    const char* what;
};
constexpr Kind kinds[] = {{Ev::pte_store, "page-table stores"},
                          {Ev::batch_append, "units delayed"},
                          {Ev::lookup, "table lookups"},
                          {Ev::tlb_fill, "TLB fills"},
                          {Ev::tlb_hit, "TLB hits"},
                          {Ev::tlb_drop, "TLB entries dropped"},
                          {Ev::tlb_evict, "TLB entries evicted"},
                          {Ev::access, "accesses"},
                          {Ev::fault, "faults"},
                          {Ev::switch_to, "switches"},
                          {Ev::irq_enter, "interrupts"},
                          {Ev::migrate, "migrations"},
                          {Ev::warn, "warnings"},
                          {Ev::bug, "BUGs"},
                          {Ev::hazard, "hazards that are not legal"}};

bool is_legal(const Event& e) {
    return e.kind == Ev::hazard && static_cast<Severity>(e.d) == Severity::legal;
}

} // namespace

std::vector<EventCount> count_events(const Setup& setup, std::span<const Event> events) {
    const std::span<const HwSpec> specs = setup.config.arch->hw_events;
    std::vector<u32> of_hardware(specs.size());
    u32 of_kind[ev_count] = {};
    for (const Event& e : events) {
        if (e.kind == Ev::hw && e.code < specs.size())
            of_hardware[e.code]++;
        else
            of_kind[static_cast<int>(e.kind)] += !is_legal(e);
    }
    std::vector<EventCount> out;
    for (size_t i = 0; i < specs.size(); i++) out.push_back({specs[i].name, of_hardware[i]});
    for (const Kind& k : kinds) out.push_back({k.what, of_kind[static_cast<int>(k.kind)]});
    return out;
}

MomentFacts facts_at(const Timeline& t, u32 position) {
    const std::span<const Event> last = t.events(position);
    const std::span<const Event> all = t.all_events();
    const size_t n = position ? static_cast<size_t>(last.data() + last.size() - all.data()) : 0;
    return {t.machine_at(position), count_events(t.setup(), all.first(n))};
}

} // namespace lazymmu
