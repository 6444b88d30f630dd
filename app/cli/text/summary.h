// What a whole run amounts to: the calls of the lazy MMU API with what each did, and how often
// the hardware had to do something.
#pragma once

#include "app/cli/text/record.h"
#include "engine/run/cost.h"

#include <map>
#include <optional>

namespace lazymmu::cli {

class Summary {
  public:
    void take(const Setup& setup, const Record& r);

    // One call of enable, disable, pause or resume, or of an arch hook by a caller before v7.0.
    struct Call {
        char task;
        std::string name;
        int enable_from, enable_to, pause_from, pause_to;
        std::string hook;  // "enter", "leave", "flush", or "" if the architecture was not called
        bool lazy = false; // afterwards: is the next change delayed?
        bool lazy_before = false;
        bool irq = false;
    };
    const std::vector<Call>& calls() const { return calls_; }
    const std::map<std::string, u32>& hardware() const { return hardware_; }
    u32 stores() const { return stores_; }
    // What it cost, and what so many statements cost with batching off; null before any step.
    const CostLedger* ledger() const { return ledger_ ? &*ledger_ : nullptr; }
    CostLedger eager(const Setup& setup, u32 statements) const;

  private:
    void take_call(const Record& r);

    struct Counts {
        int enable = 0, pause = 0;
        bool lazy = false;
    };
    std::map<char, Counts> now_;
    std::map<char, int> open_; // per task: index in calls_ of the call that has not returned
    std::vector<Call> calls_;
    std::map<std::string, u32> hardware_;
    u32 stores_ = 0;
    std::optional<CostLedger> ledger_;
};

} // namespace lazymmu::cli
