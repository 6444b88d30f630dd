#include "app/cli/text/quiz_text.h"

#include "lessons/play/quiz.h"

namespace lazymmu::cli {

namespace {

bool ask(const Job& job, size_t step, QuizQuestion& out) {
    const LessonStep& s = job.lesson->steps[step];
    if (!job.run) return false;
    const Config& config = job.run->timeline.setup().config;
    if (!s.asks_on(config.arch->name, config.kernel)) return false;
    out = make_question(*s.quiz, job.run->timeline, job.run->step_begin(step),
                        job.run->step_end[step], choice_order(0, job.lesson->id, step));
    return out.problem.empty();
}

std::string letter(size_t i) { return std::string(1, static_cast<char>('a' + i)); }

} // namespace

std::string question_text(const Job& job, size_t step) {
    QuizQuestion q;
    if (!ask(job, step, q)) return "";
    std::string text = "**Before it runs:** " + job.lesson->steps[step].quiz->ask + "\n\n";
    for (size_t i = 0; i < q.options.size(); i++)
        text += "- " + letter(i) + ": " + q.options[i] + "\n";
    return text;
}

std::string answer_text(const Job& job, size_t step) {
    QuizQuestion q;
    if (!ask(job, step, q)) return "";
    const size_t right = static_cast<size_t>(q.answer);
    const std::string answer =
        q.is_number() ? std::to_string(q.answer) : letter(right) + ", " + q.options[right];
    return "**Answer:** " + answer + ". " + job.lesson->steps[step].quiz->explain + "\n";
}

} // namespace lazymmu::cli
