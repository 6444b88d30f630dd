// What one engine step did, in a form that can be printed: the line, its place, the events, and the
// values that changed. print_text.cpp and print_json.cpp write it down.
#pragma once

#include "app/core/statement_text.h"
#include "engine/step.h"
#include "lessons/runner.h"

#include <memory>
#include <string>
#include <vector>

namespace lazymmu::cli {

struct Change {
    std::string path; // a query path
    std::string from, to;
    bool is_text = false;
};

struct Record {
    u32 position = 0; // after the step
    Choice choice;
    std::string task;    // "A", or "-" on an idle CPU
    int depth = 0;       // in the call stack; 0: a statement
    std::string routine; // "" if no line ran, "script" for a statement
    u32 line = 0;        // in the routine, or in the script; from 1
    std::string text;    // of the line
    std::vector<Event> events;
    std::vector<Change> changes;
    Digest digest;
};

// Remembers the values of all query paths and says which ones changed.
class Watch {
  public:
    explicit Watch(const Machine& m);
    std::vector<Change> update(const Machine& m);
    const std::vector<Change>& values() const { return values_; } // `to` is the present one

  private:
    std::vector<Change> values_;
};

// Runs one choice and records it; false: the step was not taken (see result).
bool record_step(Machine& m, Choice choice, Watch& watch, Record& out, StepResult& result);

// A machine to run and what is known about it. `run` gives the choices of a lesson; without it the
// default choices are made.
struct Job {
    std::string file;
    std::string text; // of the file
    Machine start;
    std::shared_ptr<const Lesson> lesson;
    std::unique_ptr<LessonRun> run;
    bool has_choices = false; // of a session: a run that is not a lesson's
    std::vector<Choice> choices;
    CheckResult check;
    bool checked = false; // the lesson's expectations are meant for this machine
};

// How a run ended.
struct Outcome {
    u32 position = 0;
    Digest digest;
    State state;       // of the machine
    std::string bug;   // "" if there was none
    std::string limit; // "" or the bound that was hit
    bool cut = false;  // --steps or --lesson-steps ended it
    size_t failures = 0;
    u32 completed = 0; // statements that are over
    u64 under_way = 0; // what the others have cost
};

class Printer {
  public:
    virtual ~Printer() = default;
    virtual void begin(const Job& job) = 0;
    virtual void step_begin(const Job& job, size_t step) = 0;
    virtual void record(const Job& job, const Record& r) = 0;
    virtual void step_end(const Job& job, size_t step) = 0;
    virtual void end(const Job& job, const Outcome& outcome) = 0;
};

struct TextStyle {
    bool color = false, ascii = false, all = false, narration = true, digest = false;
    int depth = 1000; // deepest line that is printed
    int width = 80;
};
std::unique_ptr<Printer> text_printer(const TextStyle& style);
std::unique_ptr<Printer> json_printer();
std::unique_ptr<Printer> quiet_printer(bool digest);

} // namespace lazymmu::cli
