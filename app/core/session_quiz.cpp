// Session: the quiz of the lesson step that is shown. It can be answered until the step's lines
// have run; whoever lets them run first has skipped it, and is asked again before they run anew.
#include "app/core/session.h"

#include "lessons/quiz.h"

namespace lazymmu {

bool Session::asks(size_t step) const {
    if (!document_ || !document_->lesson || document_->forked) return false;
    const std::vector<LessonStep>& steps = document_->lesson->steps;
    return step < steps.size() && steps[step].quiz &&
           document_->step_begin(step) < document_->step_end[step];
}

bool Session::asks_first(size_t step) const {
    return asks(step) && record_of(step).standing == QuizStanding::open;
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
        question_ = make_question(*lesson()->steps[lesson_step_].quiz, timeline(),
                                  document_->step_begin(lesson_step_),
                                  document_->step_end[lesson_step_], quiz_seed_);
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
