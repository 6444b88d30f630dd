// Session: the quiz of the lesson step that is shown. It is open until the step's lines have run;
// whoever lets them run first has seen the answer.
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

const std::vector<size_t>& Session::questions() const {
    std::optional<std::vector<size_t>>& found = document_->questions;
    if (found) return *found;
    found.emplace();
    for (size_t i = 0; i < lesson_steps(); i++)
        if (asks(i) && make_question(*lesson()->steps[i].quiz, timeline(), document_->step_begin(i),
                                     document_->step_end[i], quiz_seed_)
                           .problem.empty())
            found->push_back(i);
    return *found;
}

QuizRecord Session::record_of(size_t step) const {
    return progress_.get(lesson()->id, step, lesson()->variant());
}

QuizRecord Session::quiz_record() const {
    return lesson() ? record_of(lesson_step_) : QuizRecord{};
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
    if (position() >= document_->step_end[lesson_step_] && asks_first(lesson_step_))
        progress_.at(lesson()->id, lesson_step_, lesson()->variant()).standing =
            QuizStanding::revealed;
}

std::string Session::open_progress(const Command& command) {
    Issues errors = progress_.load(command.text, command.name);
    if (!errors.empty()) return refuse("What was answered cannot be read", std::move(errors));
    const Score score = progress_.score();
    message_ = {Message::notice,
                "What was answered is taken over: " + std::to_string(score.solved) + " solved",
                {}};
    return {};
}

std::string Session::quiz(const Command& command) {
    if (!question()) return "there is no question here";
    const Quiz& quiz = *lesson()->steps[lesson_step_].quiz;
    QuizRecord& record = progress_.at(lesson()->id, lesson_step_, lesson()->variant());
    if (record.standing != QuizStanding::open) return "the answer is known";
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
