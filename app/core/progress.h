// What a learner has answered, by lesson and step. Plain data that a front end keeps as JSON
// between sessions, and that can be carried to another machine.
#pragma once

#include "lessons/issue.h"

#include "engine/limits.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

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
    QuizRecord& at(std::string_view lesson, size_t step);
    QuizRecord get(std::string_view lesson, size_t step) const; // what was never asked is open
    Score score() const;
    void clear() { records_.clear(); }

    // {"format_version": 1, "quizzes": [{"lesson", "step", "standing", "tries", "hints"}]}
    std::string json() const;
    // Replaces what is there; nothing changes if the text is wrong.
    Issues load(std::string_view json, std::string file);

  private:
    std::map<std::pair<std::string, size_t>, QuizRecord> records_;
};

} // namespace lazymmu
