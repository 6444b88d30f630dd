// Comparing what a step expects with what happened.
#include "lessons/play/quiz.h"
#include "lessons/play/runner.h"
#include "lessons/play/step_facts.h"

#include <map>

namespace lazymmu {

namespace {

class Checker {
  public:
    Checker(const Lesson& lesson, const LessonRun& run, CheckResult& result)
        : lesson_(lesson), run_(run), config_(run.timeline.setup().config), arch_(*config_.arch),
          result_(result) {}

    void check() {
        for (const Issue& i : run_.problems) fail(run_.step_end.empty() ? 0 : failed_step(), i);
        for (size_t i = 0; i < run_.step_end.size(); i++) {
            step_ = i;
            if (i > run_.bug_step || run_.status != RunStatus::done) break;
            check_step(lesson_.steps[i]);
        }
    }

  private:
    size_t failed_step() const {
        size_t i = 0;
        while (i + 1 < run_.step_end.size() && run_.step_end[i] < run_.timeline.length()) i++;
        return i;
    }

    void fail(size_t step, const Issue& issue) {
        result_.failures.push_back(issue);
        result_.failure_step.push_back(step);
    }
    void fail(At at, const std::string& message) {
        fail(step_, {lesson_.file, at.line, at.column, message});
    }

    void check_step(const LessonStep& step) {
        const StepFacts facts(run_.timeline, run_.step_begin(step_), run_.step_end[step_]);
        bool bug_expected = false;
        for (const ExpectBlock& block : step.expect) {
            if (!block.when.applies(arch_.name, config_.kernel)) continue;
            for (const ExpectState& s : block.state) {
                bug_expected |= s.path == "machine.bug";
                check_state(s, facts);
            }
            for (const ExpectEvent& e : block.events) {
                bug_expected |= e.kind == ExpectEvent::bug && e.count != 0;
                check_event(e, facts);
            }
        }
        if (step.asks_on(arch_.name, config_.kernel)) check_quiz(*step.quiz);
        if (run_.bug_step == step_ && !bug_expected)
            fail(step.at, std::string("BUG: ") +
                              msg_text(static_cast<Msg>(facts.end().view().globals().bug)) +
                              "; no expectation of this step says so");
    }

    // The answer is what the machine says: it must have one, and the author must agree.
    void check_quiz(const Quiz& quiz) {
        result_.quizzes++;
        check_given(quiz);
        const QuizQuestion q =
            make_question(quiz, run_.timeline, run_.step_begin(step_), run_.step_end[step_]);
        if (!q.problem.empty()) return fail(q.problem_at, q.problem);
        bool said = quiz.answers.empty(); // author.h complains of that, once
        for (const QuizAnswer& a : quiz.answers) {
            if (!a.when.applies(arch_.name, config_.kernel)) continue;
            said = true;
            const std::string is = answer_text(quiz, q), want = answer_text(quiz, a);
            if (is != want) fail(a.at, "the answer is " + is + " here, expected " + want);
            break; // the first that is for this machine
        }
        if (!said)
            fail(quiz.at, "no \"answer\" is for " + std::string(arch_.name) + " " +
                              kernel_name(config_.kernel) + "; here it is " + answer_text(quiz, q));
    }

    // What its text says of the machine is so when it is asked.
    void check_given(const Quiz& quiz) {
        const u32 at = run_.step_begin(step_);
        const StepFacts facts(run_.timeline, at, at);
        for (const ExpectBlock& block : quiz.given) {
            if (!block.when.applies(arch_.name, config_.kernel)) continue;
            for (const ExpectState& s : block.state) check_state(s, facts);
        }
    }

    static std::string answer_text(const Quiz& quiz, const QuizAnswer& a) {
        return quiz.kind == Quiz::line ? "\"" + a.line + "\"" : std::to_string(a.number);
    }
    static std::string answer_text(const Quiz& quiz, const QuizQuestion& q) {
        return quiz.kind == Quiz::line ? "\"" + answer_line(q) + "\"" : std::to_string(q.answer);
    }

    void check_state(const ExpectState& s, const StepFacts& facts) {
        result_.checked++;
        QueryValue value;
        std::string error;
        if (!facts.value(s.path, value, error)) return fail(s.at, error);
        if (StepFacts::equal(value, s.value)) return;
        const bool quote = value.is_text;
        fail(s.at, s.path + " is " + (quote ? "\"" : "") + value.text + (quote ? "\"" : "") +
                       ", expected " + s.value.shown());
    }

    void check_event(const ExpectEvent& e, const StepFacts& facts) {
        result_.checked++;
        i32 n = 0;
        std::map<std::string, int, std::less<>> others; // of the same kind
        for (const Event& event : facts.events()) {
            std::string_view name, fields;
            if (facts.matches(e, event))
                n++;
            else if (facts.describe(e, event, name, fields))
                others[std::string(name)]++;
        }
        if (e.count < 0 ? n > 0 : n == e.count) return;
        std::string what = e.name;
        for (const auto& [field, want] : e.with) what += " " + field + "=" + want.shown();
        std::string message = what + (n == 0   ? " did not happen"
                                      : n == 1 ? " happened once"
                                               : " happened " + std::to_string(n) + " times");
        message += e.count < 0 ? ", expected it" : ", expected " + std::to_string(e.count);
        if (e.kind == ExpectEvent::hw || e.kind == ExpectEvent::warn) {
            std::string list;
            for (const auto& [name, count] : others)
                list += (list.empty() ? "" : ", ") + name + " x" + std::to_string(count);
            if (!list.empty()) message += "; in this step: " + list;
        }
        fail(e.at, message);
    }

    const Lesson& lesson_;
    const LessonRun& run_;
    const Config& config_;
    const Arch& arch_;
    CheckResult& result_;
    size_t step_ = 0;
};

} // namespace

CheckResult check_lesson(const Lesson& lesson, const LessonRun& run) {
    CheckResult result;
    Checker(lesson, run, result).check();
    return result;
}

} // namespace lazymmu
