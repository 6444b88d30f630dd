// What one step did, in a form to tell: the line, its place, the events, and the values that it
// changed. `run` writes down every step of a run, a counterexample every step of its schedule.
#pragma once

#include "engine/kernel/step.h"

#include <string>
#include <vector>

namespace lazymmu {

struct ValueChange {
    std::string path; // a query path
    std::string from, to;
    bool is_text = false;
};

struct ToldStep {
    Choice choice;
    char task = '-';     // who ran; '-' on an idle CPU
    std::string routine; // "": a statement of the program
    u32 line = 0;        // in it, from 1; 0: only a choice was made
    std::string text;    // of the line
    std::vector<Event> events;
    std::vector<ValueChange> changes;

    bool is_statement() const { return line && routine.empty(); }
};

// How much of a step is told.
enum class Telling : u8 {
    all,   // every value that can change
    brief, // not what another value says as well; addresses by their names
};

// Remembers the values of query paths.
class ToldValues {
  public:
    ToldValues(const Machine& m, Telling telling);
    std::vector<ValueChange> update(const Machine& m);                 // those that have changed
    const std::vector<ValueChange>& values() const { return values_; } // `to` is the present one
    Telling telling() const { return telling_; }

  private:
    Telling telling_;
    std::vector<ValueChange> values_;
};

// Makes one choice. If the step was not taken (see the result), only its events are told.
StepResult tell_step(Machine& m, Choice choice, ToldValues& values, ToldStep& out);

} // namespace lazymmu
