// What happened between two positions of a run, in the words of an expectation: for checking what a
// step expects, and for what a quiz asks. Inside lessons/, and for what shows a quiz.
#pragma once

#include "engine/run/query.h"
#include "engine/run/timeline.h"
#include "lessons/format/lesson.h"

#include <string_view>

namespace lazymmu {

class StepFacts {
  public:
    // The events of the positions behind `begin` up to `end`, and the state at `end`.
    StepFacts(const Timeline& timeline, u32 begin, u32 end);

    const Machine& end() const { return end_; }
    const Arch& arch() const { return end_.arch(); }
    std::span<const Event> events() const { return events_; }

    // The fields of an event and its name, if the expectation is about its kind.
    bool describe(const ExpectEvent& e, const Event& event, std::string_view& name,
                  std::string_view& fields) const;
    bool matches(const ExpectEvent& e, const Event& event) const;
    u32 count(const ExpectEvent& e) const;

    // The value of a path at the end; false with an error.
    bool value(std::string_view path, QueryValue& out, std::string& error) const;
    static bool equal(const QueryValue& value, const ExpectValue& want);

    bool holds(const ExpectEvent& e) const {
        const u32 n = count(e);
        return e.count < 0 ? n > 0 : n == static_cast<u32>(e.count);
    }
    bool holds(const ExpectState& s) const;
    // Everything that these say about this machine; false if they say nothing about it.
    bool holds(const std::vector<ExpectBlock>& blocks) const;

  private:
    Machine end_;
    std::span<const Event> events_;
};

} // namespace lazymmu
