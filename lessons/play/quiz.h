// What a quiz asks on one machine, and what the machine answers: a number, or one of some options.
// Nothing is stored in the lesson: the step is run, and looked at.
#pragma once

#include "engine/run/timeline.h"
#include "lessons/format/lesson.h"

#include <string>
#include <vector>

namespace lazymmu {

struct QuizQuestion {
    std::string problem; // why it cannot be asked here; "" if it can
    At problem_at;
    // Empty: the answer is a number.
    std::vector<std::string> options;
    std::vector<std::string> whys; // per option: what to tell whoever picks it and is wrong; or ""
    i64 answer = 0;                // the number, or the index of the right option

    bool is_number() const { return options.empty(); }
};

// The question about a step that was played from `begin` to `end`. Choices come in an order that
// depends on the seed; with 0, as they were written.
QuizQuestion make_question(const Quiz& quiz, const Timeline& timeline, u32 begin, u32 end,
                           u64 seed = 0);

// A seed for that: each reader sees the choices of a question in an order of their own, and always
// in the same. reader: any number, 0 too.
u64 choice_order(u32 reader, std::string_view lesson, size_t step);

// Of a question about lines, as a lesson's "answer" says it: the line, "calls" or "returns".
std::string answer_line(const QuizQuestion& question);

// A guess as it is typed: a number, or the letter of an option ("b"), or all of its text, which is
// the same for every reader. False, with what was expected.
bool read_guess(const QuizQuestion& question, std::string_view text, i64& out, std::string& error);

} // namespace lazymmu
