// Everything that a user can ask of a session. Buttons, keys, tests, the terminal and a host page
// all build one of these and nothing else, so there is one path to test.
#pragma once

#include "engine/limits.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct FoundSchedule; // session.h

struct Command {
    enum Kind : u8 {
        step_line,   // the next line, wherever it is
        step_over,   // ... but not into a call
        step_out,    // to the caller of the current routine
        step_lesson, // to the end of the lesson step (in a script: the next statement)
        back_line,
        back_over,
        back_out,
        back_lesson,
        play,
        pause,
        toggle_play,
        set_speed,     // number: lines a second
        seek,          // number: position
        lesson_step,   // number: to the beginning of that lesson step
        run_to_break,  // to the next breakpoint, or to the end
        back_to_break, // to the one before, or to the beginning
        home,
        end,
        set_arch,          // text: name
        set_kernel,        // text: name
        set_machine,       // text: the names of both, "ARCH KERNEL"
        open_lesson,       // text: id of a lesson of the library
        open_text,         // name: of the file, text: what is in it
        to_lesson,         // back to the lesson that was open before the script
        to_playground,     // back to the script; if none, name and text are one to begin with
        try_code,          // the lesson's script in the playground, on the same machine
        edit,              // text: the open script's new text
        choose,            // number: a packed Choice (step.h) instead of what would happen next
        take_branch,       // number: index of a future that was left
        forget_branch,     // number: the same
        name_branch,       // number: the same, text: what to call it; "" for no name
        leave_out,         // number: a line of the schedule, from 1, with somebody's choice
        set_schedule,      // text: a whole schedule (interventions.h), played from the start
        own_run,           // back to the run that was opened
        toggle_breakpoint, // text: a line of the script, or "ROUTINE:LINE"
        clear_breakpoints,
        open_saved,    // name: of the file, text: a saved session (saved_session.h)
        open_schedule, // schedule: shown on the machine that it was found on, from its start
        answer,        // text: a number or the letter of a choice, to the question that is shown
        hint,          // one more
        reveal,        // the answer, without solving it
        clear_answers, // text: "lesson", the one that is open, or "all"
        set_seed, // number: picks the variant of lessons that have some (lessons/format/vary.h)
        other_numbers, // the next variant of this lesson, at the beginning of its step
        undo,          // what the last command changed; stepping in a row counts as one
        redo,
        pin,        // the present moment: others are compared with it
        pin_branch, // number: the end of a future that was left
        unpin,
        go_to_pin,
        compare, // text: what change_columns() of compare_machines.h understands
        dismiss, // the message has been read
    };
    Kind kind = step_line;
    u32 number = 0;
    std::string text;
    std::string name;
    std::shared_ptr<const FoundSchedule> schedule = nullptr;
    u32 drag = 0; // not 0: commands with the same number are undone together
};

// Goes somewhere else at once, instead of stepping there: what a browser's Back undoes.
bool is_jump(Command::Kind kind);

// One line of text: "step", "step over", "back lesson", "seek 12", "arch powerpc", "open nested",
// "speed 4" ... Returns an empty string, or what was expected.
std::string parse_command(std::string_view line, Command& out);

// Panels put commands here while a frame is built; the application takes them out after it.
class CommandQueue {
  public:
    void push(Command command) { commands_.push_back(static_cast<Command&&>(command)); }
    void push(Command::Kind kind, u32 number = 0, std::string_view text = {}) {
        commands_.push_back({kind, number, std::string(text), {}});
    }
    std::vector<Command> take() {
        std::vector<Command> out;
        out.swap(commands_);
        return out;
    }

  private:
    std::vector<Command> commands_;
};

} // namespace lazymmu
