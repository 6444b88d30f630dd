// Session: every way to another position, by hand or by playing.
#include "app/core/session/session.h"

#include <algorithm>

namespace lazymmu {

void Session::set_playing(bool on) {
    playing_ = on;
    due_ = 0;
}

void Session::move_to(u32 target) {
    const size_t i = lesson_step_;
    const u32 begin = document_->step_begin(i), end = document_->step_end[i];
    const bool stays = begin < end && begin <= target && target <= end;
    move_to_step(stays ? i : document_->step_at(target), target);
}

void Session::move_to_step(size_t step, u32 target) {
    target = std::min(target, length());
    if (target != position()) {
        before_ = machine();
        before_position_ = position();
        document_->timeline.seek(target);
    }
    lesson_step_ = step;
}

// False if there is nowhere to go.
bool Session::move(Command::Kind kind) {
    const u32 here = position(), end = length();
    const Trace& t = trace();
    const size_t step = lesson_step_;
    const std::vector<u32>& ends = document_->step_end;
    const bool script = mode() == Mode::playground;
    switch (kind) {
    case Command::step_line: move_to(std::min(here + 1, end)); return here < end;
    case Command::step_over: move_to(t.after_call(here, false)); return here < end;
    case Command::step_out: move_to(t.after_call(here, true)); return here < end;
    case Command::back_line: move_to(here ? here - 1 : 0); return here > 0;
    case Command::back_over: move_to(t.before_call(here, false)); return here > 0;
    case Command::back_out: move_to(t.before_call(here, true)); return here > 0;
    case Command::run_to_break:
    case Command::back_to_break: return move_to_break(kind == Command::back_to_break);
    case Command::home: move_to_step(0, 0); return here > 0;
    case Command::end: move_to_step(ends.size() - 1, end); return here < end;
    case Command::step_lesson:
        if (script)
            move_to(t.next_statement(here));
        else if (here < ends[step])
            move_to_step(step, ends[step]);
        else if (step + 1 < ends.size()) // a question is asked before its step runs
            move_to_step(step + 1, asks_first(step + 1) ? here : ends[step + 1]);
        else
            return false;
        return !script || here < end;
    case Command::back_lesson:
        if (script)
            move_to(t.previous_statement(here));
        else if (step > 0)
            move_to_step(step - 1, ends[step - 1]);
        else
            move_to_step(0, 0);
        return here > 0 || step > 0;
    default: return false;
    }
}

bool Session::advance(double seconds) {
    constexpr double patience = 0.4; // before it is said that a text is being fetched
    if (!wanted_lesson_.empty() && waited_ < patience && (waited_ += seconds) >= patience)
        message_ = {Message::notice,
                    "Fetching \"" + library_.find(wanted_lesson_)->lesson->title + "\" ...",
                    {}};
    if (!playing_ || !document_) return false;
    due_ += std::clamp(seconds, 0.0, 0.25) * speed_;
    const u32 lines = static_cast<u32>(due_);
    if (lines == 0) return false;
    due_ -= lines;
    const u32 here = position();
    const size_t shown = lesson_step_;
    UndoPlace before = undo_place();
    const u32 target = next_break(here, std::min(here + lines, length()));
    for (size_t i = shown + 1; i < lesson_steps(); i++) {
        const u32 begin = document_->step_begin(i);
        if (begin < here || begin > target || !asks_first(i)) continue;
        move_to_step(i, begin); // a question is asked before its step runs
        set_playing(false);
        note_change(std::move(before), UndoStack::stepping);
        look_for_quiz();
        return true;
    }
    move_to(target);
    if (position() == length() || breaks_at(position())) set_playing(false);
    note_change(std::move(before), UndoStack::stepping);
    look_for_quiz();
    return position() != here;
}

} // namespace lazymmu
