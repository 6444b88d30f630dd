// A run, step by step, in a form to print: print_text.cpp and print_json.cpp write it down.
#pragma once

#include "app/core/tell/told_step.h"
#include "lessons/play/runner.h"

#include <memory>
#include <string>
#include <vector>

namespace lazymmu::cli {

struct Record : ToldStep {
    u32 position = 0; // after the step
    int depth = 0;    // in the call stack; 0: a statement
    Digest digest;
};

// Makes one choice and writes it down; a step that was not taken (see the result) has only events.
StepResult record_step(Machine& m, Choice choice, ToldValues& values, Record& out);

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
