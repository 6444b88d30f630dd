// What a learner has answered, by lesson, step and variant (lessons/vary.h). Plain data that a
// front end keeps as JSON between sessions, and that can be carried to another machine.
#pragma once

#include "lessons/issue.h"

#include "engine/limits.h"

#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace lazymmu {

enum class QuizStanding : u8 {
    open,
    solved,   // by an answer
    revealed, // the answer was seen first: that does not count
};
const char* standing_name(QuizStanding s);

struct QuizRecord {
    QuizStanding standing = QuizStanding::open;
    u32 tries = 0; // answers, the right one too
    u32 hints = 0; // that were asked for

    bool operator==(const QuizRecord&) const = default;
};

struct Score {
    u32 solved = 0, first_try = 0, revealed = 0;
};

class Progress {
  public:
    QuizRecord& at(std::string_view lesson, size_t step, u32 variant = 0);
    // What was never asked is open.
    QuizRecord get(std::string_view lesson, size_t step, u32 variant = 0) const;
    // A question that varies counts once: as solved, if it was solved with any numbers.
    Score score() const;
    u32 solved(std::string_view lesson) const; // of its questions
    void clear() { records_.clear(); }
    // Any number but 0: it orders the choices of questions (lessons/quiz.h). The first one stays.
    u32 reader() const { return reader_; }
    void set_reader(u32 reader) { reader_ = reader_ ? reader_ : reader; }

    // {"format_version": 1, "quizzes": [{"lesson", "step", "standing", "tries", "hints"}]}, and
    // "variant" if it is not the first; "reader".
    std::string json() const;
    // Replaces what is there; nothing changes if the text is wrong.
    Issues load(std::string_view json, std::string file);

  private:
    using Key = std::tuple<std::string, size_t, u32>;
    // Calls use(lesson, solved, first try, revealed) for every question.
    template <class Use> void each_question(const Use& use) const;

    std::map<Key, QuizRecord> records_;
    u32 reader_ = 0;
};

// Is it the text of Progress::json(), as far as its beginning tells?
bool looks_like_progress(std::string_view text);

} // namespace lazymmu
