// Session::state_json(): what tests, the page and the text mirror read.
#include "app/core/ask/alarm.h"
#include "app/core/session/session.h"
#include "app/core/tell/json_text.h"
#include "engine/kernel/sched.h"

namespace lazymmu {
namespace {

std::string tasks_json(const Session& s) {
    std::string out = "[";
    const StateView view = s.machine().view();
    for (int i = 0; i < s.machine().config().tasks; i++) {
        const TaskState& t = view.task(static_cast<TaskId>(i));
        if (i) out += ',';
        out += JsonObject()
                   .text("name", std::string(1, task_letter(static_cast<TaskId>(i))))
                   .number("enable_count", t.enable_count)
                   .number("pause_count", t.pause_count)
                   .number("preempt_count", t.preempt_depth)
                   .number("in_irq", t.irq_depth)
                   .number("thread_flags", t.thread_flags)
                   .truth("exited", t.status == TaskStatus::exited)
                   .str();
    }
    return out + "]";
}

std::string batch_json(const Session& s) {
    BatchView batch;
    const Machine& m = s.machine();
    m.arch().batch(m.config(), m.view(), s.cpu(), s.task(), batch);
    return JsonObject()
        .text("name", batch.name)
        .number("used", batch.used)
        .number("capacity", batch.capacity)
        .str();
}

std::string errors_json(const Message& message) {
    std::string out = "[";
    for (const Issue& i : message.issues) {
        if (out.size() > 1) out += ',';
        out += json_quoted(i.text());
    }
    return out + "]";
}

// The promise that is broken at this position, or null.
std::string hazard_json(const Session& s) {
    const Alarm alarm = alarm_at(s);
    if (!alarm.any) return "null";
    return JsonObject()
        .text("name", alarm.name)
        .text("title", alarm.title)
        .text("why", alarm.why)
        .text("where", alarm.where)
        .number("step", alarm.position)
        .str();
}

std::string breakpoints_json(const Session& s) {
    std::string out;
    for (const CodeLine& line : s.breakpoints())
        out += (out.empty() ? "" : ",") + json_quoted(code_line_text(s.setup(), line));
    return "[" + out + "]";
}

// The answer only when it is known.
std::string quiz_json(const Session& s) {
    const QuizQuestion* q = s.question();
    if (!q) return "null";
    const Quiz& quiz = *s.lesson()->steps[s.lesson_step()].quiz;
    const QuizRecord record = s.quiz_record();
    std::string options, hints;
    for (const std::string& o : q->options)
        options += (options.empty() ? "" : ",") + json_quoted(o);
    for (u32 i = 0; i < record.hints && i < quiz.hints.size(); i++)
        hints += (i ? "," : "") + json_quoted(quiz.hints[i]);
    JsonObject out;
    out.text("ask", quiz.ask).raw("options", "[" + options + "]").raw("hints", "[" + hints + "]");
    out.text("standing", standing_name(record.standing)).number("tries", record.tries);
    out.truth("skipped", s.quiz_skipped()).text("reply", s.quiz_reply());
    if (record.standing != QuizStanding::open)
        out.number("answer", q->answer).text("explain", quiz.explain);
    return out.str();
}

std::string questions_json(const Session& s) {
    std::string out;
    for (const size_t step : s.questions()) {
        const QuizRecord record = s.record_of(step);
        out += (out.empty() ? "" : ",") + JsonObject()
                                              .number("step", static_cast<i64>(step))
                                              .text("standing", standing_name(record.standing))
                                              .number("tries", record.tries)
                                              .number("hints", record.hints)
                                              .truth("skipped", record.skipped)
                                              .str();
    }
    return "[" + out + "]";
}

} // namespace

std::string Session::state_json() const {
    JsonObject out;
    out.text("mode", mode_name(mode()));
    out.text("error", message_.kind == Message::error ? message_.text() : std::string());
    out.text("notice", message_.kind == Message::notice ? message_.text() : std::string());
    out.raw("errors", errors_json(message_));
    if (!document_) {
        return out.text("lesson", "")
            .text("arch", "")
            .text("kernel", "")
            .number("step", 0)
            .number("steps", 0)
            .text("digest", "")
            .str();
    }
    return out.text("lesson", lesson() ? lesson()->id : std::string())
        .text("title", lesson() ? lesson()->title : document_->name)
        .text("arch", arch().name)
        .text("kernel", kernel_name(kernel()))
        .number("step", position())
        .number("steps", length())
        .number("lesson_step", static_cast<i64>(lesson_step()))
        .number("lesson_steps", static_cast<i64>(lesson_steps()))
        .text("digest", machine().digest().hex())
        .text("cpu", std::to_string(index(cpu())))
        .text("task", std::string(1, task_letter(task())))
        .truth("playing", playing_)
        .truth("can_undo", can_undo())
        .truth("can_redo", can_redo())
        .raw("tasks", tasks_json(*this))
        .raw("batch", batch_json(*this))
        .raw("quiz", quiz_json(*this))
        .raw("questions", questions_json(*this))
        .raw("breakpoints", breakpoints_json(*this))
        .text("line", code_line_text(setup(), code_line(trace().moments[position()])))
        .text("schedule", schedule_as_text(timeline()))
        .number("jumps", jumps_)
        .raw("hazard", hazard_json(*this))
        .number("bug", machine().view().globals().bug)
        .number("branches", static_cast<i64>(timeline().branches().size()))
        .str();
}

} // namespace lazymmu
