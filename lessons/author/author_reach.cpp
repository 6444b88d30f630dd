// Steps, conditions and choices that no machine of a lesson ever comes to.
#include "lessons/author/author.h"

namespace lazymmu {

namespace {

// False: it wants the same path to have two values on this machine.
bool can_hold(const QuizChoice& choice, std::string_view arch, Kernel kernel) {
    std::vector<const ExpectState*> seen;
    for (const ExpectBlock& block : choice.when) {
        if (!block.when.applies(arch, kernel)) continue;
        for (const ExpectState& s : block.state) {
            for (const ExpectState* other : seen)
                if (other->path == s.path && other->value.shown() != s.value.shown()) return false;
            seen.push_back(&s);
        }
    }
    return true;
}

bool has_statements(const Program& program, size_t step) {
    for (const Body& task : program.tasks)
        for (const Op& op : task.ops)
            if (op.step == step) return true;
    return false;
}

} // namespace

Reach::Reach(const Lesson& lesson) : lesson_(lesson), steps_(lesson.steps.size()) {
    for (size_t i = 0; i < steps_.size(); i++) {
        const LessonStep& step = lesson.steps[i];
        steps_[i].applies.resize(step.expect.size());
        if (step.quiz) steps_[i].can_be.resize(step.quiz->choices.size());
    }
}

void Reach::add(const Lesson& variant, const LessonRun& run) {
    const Machine& m = run.timeline.machine();
    const std::string_view arch = m.arch().name;
    const Kernel kernel = m.config().kernel;
    for (size_t i = 0; i < steps_.size(); i++) {
        const LessonStep& step = variant.steps[i];
        Step& s = steps_[i];
        const bool works = step.has_schedule
                               ? !step.schedule.empty()
                               : lesson_.program.empty() && has_statements(m.program(), i);
        s.does_something |= works;
        if (run.bug_step < i) continue; // a BUG has stopped this machine
        const bool runs = run.step_end[i] > run.step_begin(i);
        s.reached |= runs;
        if (works && !runs && !s.idle) {
            s.idle = true;
            s.idle_on = std::string(arch) + " " + kernel_name(kernel);
        }
        for (size_t k = 0; k < step.expect.size(); k++)
            if (step.expect[k].when.applies(arch, kernel)) s.applies[k] = true;
        s.asked |= runs && step.asks_on(arch, kernel);
        for (size_t k = 0; k < s.can_be.size(); k++)
            if (step.asks_on(arch, kernel) && can_hold(step.quiz->choices[k], arch, kernel))
                s.can_be[k] = true;
    }
}

Issues Reach::problems() const {
    Issues out;
    const auto say = [&](At at, std::string message) {
        out.push_back({lesson_.file, at.line, at.column, std::move(message)});
    };
    for (size_t i = 0; i < steps_.size(); i++) {
        const LessonStep& step = lesson_.steps[i];
        const Step& s = steps_[i];
        if (s.does_something && !s.reached) {
            say(step.at, "this step is never reached: what it does runs on no machine");
            continue;
        }
        if (s.idle) say(step.at, "nothing of this step runs on " + s.idle_on);
        for (size_t k = 0; k < s.applies.size(); k++)
            if (!s.applies[k])
                say(step.expect[k].when.at,
                    "this \"when\" never applies: no machine that it names comes to this step");
        if (step.quiz && !s.asked)
            say(step.quiz->when.archs.empty() && step.quiz->when.kernels.empty()
                    ? step.quiz->at
                    : step.quiz->when.at,
                "this question is never asked: no machine that it is for comes to this step");
        for (size_t k = 0; s.asked && k < s.can_be.size(); k++)
            if (!s.can_be[k])
                say(step.quiz->subject_at,
                    "\"" + step.quiz->choices[k].text +
                        "\" can never be right: its \"if\" wants two values of the same path");
    }
    return out;
}

} // namespace lazymmu
