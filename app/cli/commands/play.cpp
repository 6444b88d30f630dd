// Plays a job: every step is recorded and handed to a printer.
#include "app/cli/cli.h"
#include "app/core/recording/run_costs.h"

namespace lazymmu::cli {

namespace {

class Play {
  public:
    Play(Job& job, const PlayLimits& limits, Printer& printer)
        : job_(job), limits_(limits), printer_(printer), machine_(job.start),
          values_(machine_, Telling::all), statements_(machine_.config()) {}

    Outcome run() {
        printer_.begin(job_);
        if (job_.run)
            lesson();
        else
            script();
        out_.position = record_.position;
        out_.digest = machine_.digest();
        out_.state = machine_.state;
        out_.completed = statements_.completed();
        out_.under_way = statements_.cost();
        if (machine_.view().globals().bug)
            out_.bug = msg_text(static_cast<Msg>(machine_.view().globals().bug));
        printer_.end(job_, out_);
        return out_;
    }

  private:
    // False: no further step.
    bool step(Choice choice) {
        if (record_.position >= limits_.steps) {
            out_.cut = true;
            return false;
        }
        if (record_.position >= limits::lesson_choices) {
            out_.limit =
                "the bound of " + std::to_string(limits::lesson_choices) + " lines was hit";
            return false;
        }
        const StepResult result = record_step(machine_, choice, values_, record_);
        if (result.status != StepStatus::ok) {
            if (result.status == StepStatus::limit)
                out_.limit = std::string("the machine is too small: ") + result.limit;
            return false;
        }
        statements_.take(machine_.view(), record_.events);
        printer_.record(job_, record_);
        return true;
    }

    void lesson() {
        const LessonRun& run = *job_.run;
        const auto choices = run.timeline.choices();
        for (size_t i = 0; i < run.step_end.size(); i++) {
            const bool after_bug = i > run.bug_step;
            if (after_bug || i >= limits_.lesson_steps) {
                out_.cut |= !after_bug;
                break;
            }
            printer_.step_begin(job_, i);
            for (u32 p = run.step_begin(i); p < run.step_end[i]; p++)
                if (!step(choices[p])) break;
            if (out_.cut || !out_.limit.empty()) break;
            printer_.step_end(job_, i);
            for (size_t step : job_.check.failure_step) out_.failures += step == i;
            if (run.status != RunStatus::done && i + 1 < run.step_end.size() &&
                run.step_end[i] == run.timeline.length())
                break; // the problem was reported with this step
        }
        if (run.status == RunStatus::bound && out_.limit.empty() && !run.problems.empty())
            out_.limit = run.problems[0].message;
    }

    void script() {
        if (job_.has_choices) {
            for (const Choice chosen : job_.choices)
                if (!step(chosen)) return;
            return;
        }
        Choice c;
        while (default_choice(*machine_.setup, machine_.view(), c) && step(c)) {
        }
    }

    Job& job_;
    const PlayLimits& limits_;
    Printer& printer_;
    Machine machine_;
    ToldValues values_;
    Record record_;
    OpenStatements statements_;
    Outcome out_;
};

} // namespace

Outcome play(Job& job, const PlayLimits& limits, Printer& printer) {
    return Play(job, limits, printer).run();
}

} // namespace lazymmu::cli
