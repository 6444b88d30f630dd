// Session: the quiz of the lesson step that is shown. It can be answered until the step's lines
// have run; whoever lets them run first has skipped it, and is asked again before they run anew.
#include "app/core/session/session.h"

#include "lessons/play/quiz.h"

#include <algorithm>

namespace lazymmu {

bool Session::asks(size_t step) const {
    if (!document_ || !document_->lesson || document_->forked) return false;
    const std::vector<LessonStep>& steps = document_->lesson->steps;
    return step < steps.size() && steps[step].asks_on(arch().name, kernel()) &&
           document_->step_begin(step) < document_->step_end[step];
}

const std::vector<size_t>& Session::questions() const {
    std::vector<size_t>& out = document_->questions;
    if (!lesson() || document_->forked) return out; // of the run that was left, if it was there
    out.clear();
    for (size_t i = 0; i < lesson_steps(); i++)
        if (asks(i) && can_ask(i)) out.push_back(i);
    return out;
}

bool Session::asks_first(size_t step) const {
    return asks(step) && record_of(step).standing == QuizStanding::open;
}

// A question without an answer here is not asked (and `check` complains about it).
bool Session::can_ask(size_t step) const {
    const RunKey now{machine().setup, timeline().version(), 0};
    if (!(now == can_ask_of_)) can_ask_.assign(lesson_steps(), -1);
    can_ask_of_ = now;
    if (can_ask_[step] < 0)
        can_ask_[step] = make_question(*lesson()->steps[step].quiz, timeline(),
                                       document_->step_begin(step), document_->step_end[step])
                             .problem.empty();
    return can_ask_[step] > 0;
}

// The first step that has not run to its end and whose question is open; lesson_steps(): none.
size_t Session::next_question() const {
    for (size_t i = 0; lesson() && i < lesson_steps(); i++)
        if (document_->step_end[i] > position() && asks_first(i) && can_ask(i)) return i;
    return lesson_steps();
}

const Trace& Session::told() const {
    const size_t step = next_question();
    if (step == lesson_steps()) return trace();
    const u32 until = std::max(position(), document_->step_begin(step));
    const RunKey now{machine().setup, timeline().version(), until};
    if (!(now == told_of_)) told_ = cut_trace(trace(), until);
    told_of_ = now;
    return told_;
}

u32 Session::drawn_length() const {
    const size_t step = next_question();
    if (step == lesson_steps()) return length();
    return lazymmu::drawn_length(std::max(position(), document_->step_begin(step)), step,
                                 lesson_steps());
}

// After everything that may have moved.
void Session::look_for_quiz() {
    if (!asks(lesson_step_)) {
        asked_in_ = nullptr;
        return;
    }
    if (asked_in_ != document_.get() || asked_step_ != lesson_step_) {
        asked_in_ = document_.get();
        asked_step_ = lesson_step_;
        said_ = {};
        question_ =
            make_question(*lesson()->steps[lesson_step_].quiz, timeline(),
                          document_->step_begin(lesson_step_), document_->step_end[lesson_step_],
                          choice_order(progress_.reader(), lesson()->id, lesson_step_));
    }
    if (!question_.problem.empty()) {
        asked_in_ = nullptr; // it cannot be asked on this machine
        return;
    }
    if (quiz_skipped())
        if (QuizRecord* record = note_answer(lesson_step_)) record->skipped = true;
}

bool Session::quiz_skipped() const {
    return question() && position() >= document_->step_end[lesson_step_] &&
           asks_first(lesson_step_);
}

std::string Session::quiz(const Command& command) {
    if (!question()) return "there is no question here";
    const Quiz& quiz = *lesson()->steps[lesson_step_].quiz;
    if (quiz_record().standing != QuizStanding::open) return "the answer is known";
    if (command.kind == Command::answer && quiz_skipped())
        return "its lines have run and show the answer: go back, and it is asked again";
    QuizRecord* const kept = note_answer(lesson_step_);
    if (!kept) return "there is no room for more answers: clear those of other lessons";
    QuizRecord& record = *kept;
    if (command.kind == Command::reveal) {
        record.standing = QuizStanding::revealed;
        said_ = {};
        return {};
    }
    if (command.kind == Command::hint) {
        if (record.hints >= quiz.hints.size()) return "there are no more hints";
        record.hints++;
        return {};
    }
    i64 guess = 0;
    std::string error;
    if (!read_guess(question_, command.text, guess, error)) return error;
    record.tries++;
    if (guess == question_.answer) {
        record.standing = QuizStanding::solved;
        said_ = {};
        return {};
    }
    const size_t option = static_cast<size_t>(guess);
    said_ = question_.is_number() || question_.whys[option].empty()
                ? "Not " + (question_.is_number() ? std::to_string(guess) : "that one") + "."
                : question_.whys[option];
    return {};
}

} // namespace lazymmu
