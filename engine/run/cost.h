// The cost ledger: what the hardware was asked to do, in round numbers.
//
// The numbers are for teaching: they say what is dear and what is cheap, and are not measurements
// of any chip. Defaults: a plain PTE store 1. arm64: dsb(ishst) and isb together 60, a broadcast
// tlbi 150. powerpc: tlbie, or the removal of a hash-table entry, 300; each further one of a range
// 120. sparc64: TSB and cross-call demap together 400, each further address of a batch 40. Xen: a
// hypercall 700, each further call of a multicall 90, each mmu_update 60; a trapped store to a page
// table is taken as one hypercall. They stand beside each operation in arch/*/arch.cpp (HwSpec).
// On Xen a PTE that is written costs the store as well, whoever does it.
//
// What the mode saved is a difference: the same program on the same architecture with batching off
// (Config::batching_off), minus what it cost as it is.
#pragma once

#include "engine/kernel/machine.h"

#include <span>
#include <string_view>
#include <vector>

namespace lazymmu {

// One of something, and each further of n in one operation.
struct Cost {
    u32 one = 0, more = 0;
};

struct CostModel {
    Cost pte_store;
    std::vector<Cost> hw, items; // by code, as Arch::hw_events and hw_items
};
CostModel default_costs(const Arch& arch);
// By the name of an operation, an item, or "pte_store". False if the architecture has none such.
bool set_cost(CostModel& model, const Arch& arch, std::string_view name, Cost cost);

struct CostRow {
    const char* name = ""; // "flush_hash_range"
    u64 times = 0;         // operations
    u64 units = 0;         // what they were for: pages, calls; times, if each is for one
    u64 cost = 0;
};

// Running totals. An event is counted once: feed each one, in any order.
class CostLedger : public EventSink {
  public:
    CostLedger(const Arch& arch, CostModel model);

    void on_event(const Event& e) override;
    void add(std::span<const Event> events);
    void clear();

    u64 total() const { return total_; }
    // PTE stores, then operations, then items, in the architecture's order; also those at zero.
    std::span<const CostRow> rows() const { return rows_; }
    const CostRow* row(std::string_view name) const; // null: none so named

  private:
    void count(size_t row, u64 units, Cost cost);

    const Arch* arch_;
    CostModel model_;
    std::vector<CostRow> rows_;
    u64 total_ = 0;
};

// The ledger of a run at any of its moments. `at` is whatever the caller counts: positions of a
// timeline, statements of a program.
class CostTrack {
  public:
    CostTrack(const Arch& arch, CostModel model)
        : running_(arch, std::move(model)), empty_(running_) {}

    void add(u32 at, const Event& e); // at must not go down; events that cost nothing are not kept
    CostLedger ledger_at(u32 at) const; // with all events up to and including `at`

  private:
    struct Item {
        u32 at;
        Event event;
    };
    CostLedger running_, empty_;
    std::vector<Item> items_;
    std::vector<CostLedger> snapshots_; // before item 0, interval, 2 * interval ...
};

// The same program on the same machine with batching off: every call that would enter, leave, pause
// or flush the mode is empty, so each change takes its full price at once.
//
// It runs in default order, to the end or until `statements` of the program have been completed, so
// that it can be compared with a run that has come as far. A run by other choices (preemption,
// interrupts) is compared with this one all the same: which statements run decides the cost.
inline constexpr u64 all_statements = ~u64{0};
CostLedger eager_cost(const Config& config, std::shared_ptr<const Program> program,
                      const CostModel& model, u64 statements = all_statements);
// ... the whole run at once, by the number of statements that have begun. It too ends where the
// machine stops; `steps` is a bound for programs that never end.
CostTrack eager_costs(const Config& config, std::shared_ptr<const Program> program,
                      const CostModel& model, u32 steps = 1000000);

} // namespace lazymmu
