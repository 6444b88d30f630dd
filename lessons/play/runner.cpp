// Compiling and playing a lesson. A step without a schedule goes on by default choices until all of
// its statements have run; a step with a schedule makes exactly the choices that it says.
#include "lessons/play/runner.h"

#include "engine/script/script.h"
#include "engine/script/script_lexer.h"
#include "lessons/format/json_doc.h"

#include <algorithm>

namespace lazymmu {

namespace {

// From a line and a column in a script to the byte in the script.
u32 script_byte(std::string_view script, u32 line, u32 column) {
    size_t at = 0;
    for (; line > 1 && at < script.size(); at++)
        if (script[at] == '\n') line--;
    for (; column > 1 && at < script.size() && script[at] != '\n'; column--) {
        at++;
        while (at < script.size() && (static_cast<unsigned char>(script[at]) & 0xc0) == 0x80) at++;
    }
    return static_cast<u32>(at);
}

class ScriptIssues {
  public:
    ScriptIssues(const Lesson& lesson, Issues& out)
        : lesson_(lesson), out_(out), positions_(lesson.text) {}

    void add(const ScriptError& e, std::string_view script, const std::vector<u32>& offsets,
             At start) {
        At at = start;
        const u32 byte = script_byte(script, e.line, e.column);
        if (byte < offsets.size()) at = positions_(offsets[byte]);
        std::string message = e.message;
        if (!e.nearest.empty() && message.find('"' + e.nearest + '"') == message.npos)
            message += "; did you mean \"" + e.nearest + "\"?";
        out_.push_back({lesson_.file, at.line, at.column, std::move(message)});
    }

  private:
    const Lesson& lesson_;
    Issues& out_;
    json::Positions positions_;
};

std::shared_ptr<const Program> compile_program(const Lesson& lesson, const Arch& arch,
                                               Issues& errors) {
    ScriptIssues issues(lesson, errors);
    const u16 steps = static_cast<u16>(lesson.steps.size());
    if (lesson.program.empty()) {
        std::vector<std::string> texts;
        for (const LessonStep& s : lesson.steps) texts.push_back(s.script);
        StepScriptResult r = compile_steps(texts, arch);
        for (const StepScriptError& e : r.errors) {
            const LessonStep& s = lesson.steps[std::min(e.text, lesson.steps.size() - 1)];
            issues.add(e, s.script, s.script_offsets, s.at);
        }
        return r.program;
    }
    ScriptResult r = compile_script(lesson.program, arch);
    for (const ScriptError& e : r.errors)
        issues.add(e, lesson.program, lesson.program_offsets, lesson.program_at);
    if (!r.program) return nullptr;
    Program program = *r.program;
    program.steps = steps;
    return std::make_shared<const Program>(std::move(program));
}

u8 count_tokens(const Lesson& lesson, ScheduleToken::Kind kind) {
    size_t n = 0;
    for (const LessonStep& s : lesson.steps)
        for (const ScheduleToken& t : s.schedule) n += t.kind == kind;
    return static_cast<u8>(std::min<size_t>(n, 255));
}

} // namespace

Config lesson_config(const Lesson& lesson, const Arch& arch, Kernel kernel) {
    Config config = config_of(lesson.machine.on(arch, kernel));
    config.max_irqs = count_tokens(lesson, ScheduleToken::irq);
    config.max_migrations = count_tokens(lesson, ScheduleToken::migrate);
    return config;
}

CompiledLesson compile_lesson(const Lesson& lesson, const Arch& arch, Kernel kernel) {
    CompiledLesson out;
    std::shared_ptr<const Program> program = compile_program(lesson, arch, out.errors);
    if (!program || !out.errors.empty()) return out;
    out.start = make_machine(lesson_config(lesson, arch, kernel), std::move(program));
    return out;
}

size_t LessonRun::step_at(u32 position) const {
    size_t i = 0;
    while (i + 1 < step_end.size() && step_end[i] <= position) i++;
    return i;
}

namespace {

class Player {
  public:
    Player(const Lesson& lesson, LessonRun& run) : lesson_(lesson), run_(run) {}

    void play() {
        for (size_t i = 0; i < lesson_.steps.size(); i++) {
            const LessonStep& step = lesson_.steps[i];
            step_ = i;
            budget_ = run_.timeline.position() + limits::step_choices;
            if (run_.status == RunStatus::done && !has_bug()) {
                if (step.has_schedule)
                    play_schedule(step);
                else
                    finish(step);
            }
            run_.step_end.push_back(run_.timeline.position());
        }
    }

  private:
    const Setup& setup() const { return run_.timeline.setup(); }
    StateView state() const { return run_.timeline.machine().view(); }
    bool has_bug() const { return state().globals().bug != 0; }

    void problem(RunStatus status, At at, std::string message) {
        run_.status = status;
        run_.problems.push_back({lesson_.file, at.line, at.column, std::move(message)});
    }

    // False: the lesson cannot go on (or a BUG has ended it).
    bool choose(Choice choice, At at, const std::string& what) {
        if (run_.timeline.position() >= std::min(budget_, limits::lesson_choices)) {
            problem(RunStatus::bound, at,
                    "this step runs more lines than a lesson may: the bound is " +
                        std::to_string(limits::step_choices) + " in one step, " +
                        std::to_string(limits::lesson_choices) + " in all");
            return false;
        }
        const StepResult r = run_.timeline.choose(choice);
        if (r.status == StepStatus::limit)
            problem(RunStatus::bound, at, std::string("the machine is too small: ") + r.limit);
        else if (r.status != StepStatus::ok)
            problem(RunStatus::stopped, at, what + " is not possible here");
        else if (has_bug())
            run_.bug_step = static_cast<u32>(step_);
        return r.status == StepStatus::ok && !has_bug();
    }

    // The next statement of a task that has not been started; false if there is none.
    bool next_statement_step(TaskId t, u32& step) const {
        const TaskState& task = state().task(t);
        if (task.status == TaskStatus::exited || task.sp == 0) return false;
        FrameHeader body;
        const u64* slots = nullptr;
        if (!state().frame(t, state().depth(t) - 1, body, slots)) return false;
        const std::vector<Op>& ops = setup().program->tasks[static_cast<size_t>(index(t))].ops;
        if (body.line >= ops.size()) return false;
        step = ops[body.line].step;
        return true;
    }

    // All statements of the steps so far have run, and nothing that they called is half done.
    bool is_finished() const {
        const Config& c = setup().config;
        for (int t = 0; t < c.tasks; t++) {
            u32 step = 0;
            if (next_statement_step(static_cast<TaskId>(t), step) && step <= step_) return false;
        }
        for (int cpu = 0; cpu < c.cpus; cpu++) {
            const TaskId t = state().current(static_cast<CpuId>(cpu));
            if (t != TaskId::none && state().task(t).sp != 0 && state().task(t).top != 0)
                return false;
        }
        return true;
    }

    void finish(const LessonStep& step) {
        while (!is_finished()) {
            Choice c;
            if (!default_choice(setup(), state(), c)) {
                problem(RunStatus::stopped, step.at, "this step cannot end: no task can go on");
                return;
            }
            if (!choose(c, step.at, "the next line")) return;
        }
    }

    bool cpu_of(TaskId t, u8& cpu) const {
        for (u8 c = 0; c < setup().config.cpus; c++) {
            if (state().current(static_cast<CpuId>(c)) != t) continue;
            cpu = c;
            return true;
        }
        return false;
    }

    bool play_token(const LessonStep& step, const ScheduleToken& t) {
        const std::string task(1, t.task == TaskId::none ? '-' : task_letter(t.task));
        const u8 number = static_cast<u8>(index(t.task));
        switch (t.kind) {
        case ScheduleToken::finish:
            finish(step);
            return run_.status == RunStatus::done && !has_bug();
        case ScheduleToken::preempt:
            return choose({Choice::preempt, state().task(t.task).cpu, number}, t.at,
                          "preempting in favour of task " + task);
        case ScheduleToken::migrate:
            return choose({Choice::migrate, t.cpu, number}, t.at, "migrating task " + task);
        case ScheduleToken::irq: {
            const auto& handlers = setup().program->handlers;
            u8 h = 0;
            while (h < handlers.size() && handlers[h].name != t.name) h++;
            return choose({Choice::irq, t.cpu, h}, t.at, "interrupt " + t.name);
        }
        case ScheduleToken::run: break;
        }
        for (u32 i = 0; i < t.count; i++) {
            u8 cpu = 0;
            if (!cpu_of(t.task, cpu)) {
                problem(RunStatus::stopped, t.at, "task " + task + " is not running here");
                return false;
            }
            if (!choose({Choice::run, cpu, 0}, t.at, "another line of task " + task)) return false;
        }
        return true;
    }

    void play_schedule(const LessonStep& step) {
        for (const ScheduleToken& t : step.schedule)
            if (!play_token(step, t)) return;
    }

    const Lesson& lesson_;
    LessonRun& run_;
    size_t step_ = 0;
    u32 budget_ = 0;
};

} // namespace

LessonRun run_lesson(const Lesson& lesson, Machine start) {
    LessonRun run{Timeline(std::move(start)), {}, RunStatus::done, {}, 0xffffffff};
    Player(lesson, run).play();
    return run;
}

} // namespace lazymmu
