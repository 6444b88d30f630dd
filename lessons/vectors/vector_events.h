// Turns the events of one operation into the vector format's JSON: hardware events, warnings, BUG,
// and the value that the operation returned. Private to the vector runner.
#pragma once

#include "engine/event.h"
#include "engine/kernel/machine.h"

#include <nlohmann/json.hpp>

namespace lazymmu {

class VectorEvents final : public EventSink {
  public:
    VectorEvents(const Setup& setup, const State& state) : setup_(setup), state_(state) {}

    void on_event(const Event& e) override;

    const nlohmann::json& hw() const { return hw_; }
    const nlohmann::json& warn() const { return warn_; }
    const nlohmann::json& bug() const { return bug_; } // null if there was none
    nlohmann::json value() const;                      // of the statement's call

  private:
    void on_hw(const Event& e);
    void on_item(const Event& e);
    nlohmann::json pte(u64 raw) const;
    nlohmann::json update(const Event& e) const;

    const Setup& setup_;
    const State& state_;
    nlohmann::json hw_ = nlohmann::json::array();
    nlohmann::json warn_ = nlohmann::json::array();
    nlohmann::json bug_;
    u64 value_ = 0;
    bool barrier_open_ = false; // arm64: a dsb(ishst) whose isb has not come
};

} // namespace lazymmu
