// A lesson, format v1, as plain data: what lesson.schema.json describes. loader.h makes one from
// text, runner.h runs it. Nothing here knows JSON or files.
#pragma once

#include "engine/kernel/invariants.h"
#include "engine/machine_spec.h"
#include "lessons/format/issue.h"
#include "lessons/format/limits.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lazymmu {

inline constexpr int lesson_format_version = 1;

// A place in the lesson's text.
struct At {
    u32 line = 1, column = 1;
};

// The machines that a lesson can be played on: every named architecture with every named kernel.
// The first of each is where it starts.
struct LessonMachine {
    std::vector<std::string> archs;
    std::vector<At> arch_at;
    std::vector<Kernel> kernels = {kernel_default};
    MachineSpec says; // the rest: neither architecture nor kernel
    std::vector<At> option_at;

    MachineSpec on(const Arch& arch, Kernel kernel) const;
};

// Which machines an expectation is about; an empty list means all.
struct ExpectWhen {
    std::vector<std::string> archs;
    std::vector<At> arch_at;
    std::vector<Kernel> kernels;
    At at;

    bool applies(std::string_view arch, Kernel kernel) const;
};

// A value to compare with: a number, a truth value, or a text.
struct ExpectValue {
    enum Kind : u8 { number, truth, text };
    Kind kind = number;
    i64 num = 0; // also of a truth value: 0 or 1
    std::string str;

    std::string shown() const; // as it was written
};

// state: the value of a query path (engine/run/query.h) when the step has ended.
struct ExpectState {
    std::string path;
    ExpectValue value;
    At at;
};

// events: how often something happened during the step.
struct ExpectEvent {
    enum Kind : u8 { hw, item, call, warn, bug, event };
    Kind kind = hw;
    std::string name; // of the operation, of the routine, of the event; a piece of the message
    std::vector<std::pair<std::string, ExpectValue>> with; // fields that must be equal
    i32 count = -1;                                        // exactly; -1: at least once
    At at;
};

struct ExpectBlock {
    ExpectWhen when;
    std::vector<ExpectState> state;
    std::vector<ExpectEvent> events;
};

// One token of a schedule: what happens next, instead of the default.
struct ScheduleToken {
    enum Kind : u8 {
        run,     // task runs `count` lines
        preempt, // its CPU is taken by `task`
        irq,     // handler `name` interrupts CPU `cpu`
        migrate, // task moves to CPU `cpu`
        finish,  // the rest of the step's statements, by default choice
    };
    Kind kind = run;
    TaskId task = TaskId::none;
    u8 cpu = 0;
    u32 count = 1;
    std::string name;
    At at;
};

// A question about what a step is going to do, asked before it runs. The machine knows the answer:
// quiz.h.
struct QuizChoice {
    std::string text;
    std::string why;               // said to whoever picks it and is wrong
    std::vector<ExpectBlock> when; // `if`: what must be so for it to be right
};

// What the author says that the answer is, on some of the machines; the check compares.
struct QuizAnswer {
    ExpectWhen when;
    i64 number = 0;
    std::string line; // of a question about lines: the next one, "calls" or "returns"
    At at;
};

struct Quiz {
    enum Kind : u8 {
        count,  // how often does `event` happen in the step?
        value,  // what is `path` when it has ended?
        slot,   // which slot of the batch takes the address `path`?
        line,   // which line runs after the one that is marked?
        choice, // which of `choices` is right?
    };
    Kind kind = count;
    std::string ask;
    std::string explain;            // said with the answer
    std::vector<std::string> hints; // each says a little more
    ExpectEvent event;
    std::string path;
    std::vector<QuizChoice> choices;
    std::vector<QuizAnswer> answers;
    ExpectWhen when;                // the machines on which it is asked; empty: all
    std::vector<ExpectBlock> given; // what its text says of the machine, when it is asked
    At at, subject_at;
};

struct LessonStep {
    std::string title;
    std::string narration; // a small Markdown subset, see lessons/README.md
    std::string script;    // the `do` text
    // For each byte of `script`, and for its end, the byte offset in Lesson::text: a JSON string
    // has escapes, so columns in the script are not columns in the file.
    std::vector<u32> script_offsets;
    bool has_schedule = false;
    std::vector<ScheduleToken> schedule;
    std::vector<ExpectBlock> expect;
    std::vector<std::string> focus;
    std::optional<Quiz> quiz;
    At at;

    bool asks_on(std::string_view arch, Kernel kernel) const {
        return quiz && quiz->when.applies(arch, kernel);
    }
};

// One verdict that exploring the lesson's program must give. What is left out is as the lesson's
// machine says.
struct ExploreExpect {
    std::string arch;    // "": the lesson's first
    MachineSpec machine; // without it
    std::vector<At> option_at;
    bool violated = false; // else: holds
    bool has_breaks = false;
    Invariant breaks = Invariant::kernel_bug;
    i32 steps = -1; // lines of the shortest schedule; -1: not said
    At at, arch_at;
};

// How to explore the lesson's program in all its schedules: the exhibits of the museum.
struct LessonExplore {
    bool present = false;
    u8 irqs = 0, migrations = 0;
    u32 invariants = 0; // by invariant_bit(); 0: all that are wrong
    std::string inside; // a routine: only what breaks while it runs counts
    At inside_at;
    std::vector<ExploreExpect> expect;
};

struct Lesson {
    std::string file; // as it was given to the loader; for messages
    std::string text; // of the file
    std::string id;
    At id_at;
    std::string title;
    std::string summary;
    u32 minutes = 0;
    std::vector<std::string> tags;
    LessonMachine machine;
    // A whole script for all steps, usually with task blocks; its steps say by `schedule` how far
    // they go. Empty: the steps have `do` texts.
    std::string program;
    std::vector<u32> program_offsets;
    At program_at;
    std::vector<LessonStep> steps;
    LessonExplore explore;
    u32 variants = 1; // rows of `vary` (vary.h)
    u32 seed = 0;     // picked one of them

    u32 variant() const { return seed % variants; }

    bool names_arch(std::string_view arch) const;
    bool names_kernel(Kernel kernel) const;
};

// Names that `focus` may use, besides "task.A" ... "task.H" and "cpu.0" ... "cpu.3".
struct FocusName {
    const char* name;
    const char* doc;
};
inline constexpr FocusName focus_names[] = {
    {"narration", "the lesson's text"},
    {"source", "the listing with the current line"},
    {"stack", "the call stack"},
    {"counters", "enable_count, pause_count, preempt_count of every task"},
    {"batch", "what is pending"},
    {"page_table", "page-table entries in memory"},
    {"tlb", "the TLBs"},
    {"timeline", "lanes of tasks and CPUs"},
    {"events", "the event log"},
    {"costs", "the cost ledger"},
};
bool is_focus_name(std::string_view name);
// What "ref:NAME" in a narration may name: these, and a task's counter, "task.A.enable_count".
bool is_reference_name(std::string_view name);

// course.json: lessons in their order, and the sections that some of them belong to.
struct Course {
    std::string title;
    std::string summary;
    struct Entry {
        std::string file; // relative to course.json
        At at;
        std::string section; // its title; "": none
    };
    std::vector<Entry> lessons;
};

} // namespace lazymmu
