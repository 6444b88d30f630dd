// Where steps end, what a schedule does, and what a failed expectation says.
#include "tests/lessons/lesson_util.h"

#include "engine/run/query.h"

namespace lazymmu::test {
namespace {

std::shared_ptr<const Lesson> lesson_of(const std::string& text) {
    LoadResult r = load(text);
    EXPECT_TRUE(r.lesson) << (r.errors.empty() ? "" : r.errors[0].text());
    return r.lesson;
}

std::string value(const LessonRun& run, u32 position, const char* path) {
    const Machine m = run.timeline.machine_at(position);
    QueryValue v;
    std::string error;
    EXPECT_TRUE(query(*m.setup, m.view(), path, v, error)) << error;
    return v.text;
}

TEST(Runner, StepsEndBehindTheirStatements) {
    const auto lesson = lesson_of(lesson_text(
        R"({"narration": "empty"},
           {"narration": "one", "do": "lazy_mmu_mode_enable();"},
           {"narration": "empty", "do": ""},
           {"narration": "two", "do": ["lazy_mmu_mode_enable();", "lazy_mmu_mode_disable();"]})"));
    ASSERT_TRUE(lesson);
    const LessonRun run = play(*lesson);
    ASSERT_EQ(run.status, RunStatus::done);
    ASSERT_EQ(run.step_end.size(), 4u);
    EXPECT_EQ(run.step_end[0], 0u);
    EXPECT_GT(run.step_end[1], 0u);
    EXPECT_EQ(run.step_end[2], run.step_end[1]);
    EXPECT_EQ(run.step_end[3], run.timeline.length());
    EXPECT_EQ(value(run, run.step_end[1], "task.A.enable_count"), "1");
    EXPECT_EQ(value(run, run.step_end[1] - 1, "task.A.status"), "runnable");
    EXPECT_EQ(value(run, run.step_end[3], "task.A.enable_count"), "1");
    EXPECT_EQ(run.step_at(0), 1u);
    EXPECT_EQ(run.step_at(run.step_end[1]), 3u);
    EXPECT_EQ(run.step_at(run.timeline.length()), 3u);
}

TEST(Runner, AStepThatSwitchesEndsInTheOtherTask) {
    const auto lesson = lesson_of(lesson_text(
        R"({"narration": "a", "do": "lazy_mmu_mode_enable(); switch_to(B);"},
           {"narration": "b", "do": "lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); )"
        R"(switch_to(A);"},
           {"narration": "c", "do": "lazy_mmu_mode_disable();"})"));
    ASSERT_TRUE(lesson);
    const LessonRun run = play(*lesson);
    ASSERT_EQ(run.status, RunStatus::done);
    EXPECT_EQ(value(run, run.step_end[0], "cpu.0.current"), "B");
    EXPECT_EQ(value(run, run.step_end[0], "task.A.enable_count"), "1");
    EXPECT_EQ(value(run, run.step_end[0], "task.B.enable_count"), "0");
    EXPECT_EQ(value(run, run.step_end[1], "cpu.0.current"), "A");
    EXPECT_EQ(value(run, run.step_end[2], "task.A.enable_count"), "0");
}

// The bug that shipped: preempted between the count and the call.
constexpr auto double_enter =
    R"({"format_version": 1, "id": "t", "title": "T", "summary": "S", "minutes": 1,
"machine": {"arch": ["x86", "arm64"]},
"program": ["task A { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); }", "task B { )"
    R"(schedule(); }"],
"steps": [
 {"narration": "A counts", "schedule": ["A*4"], "expect": {"state": {"task.A.enable_count": 1}}},
 {"narration": "and is preempted", "schedule": ["preempt B"]},
 {"narration": "nothing", "schedule": []},
 {"narration": "B gives way; A goes on", "schedule": ["finish"],
  "expect": {"when": {"arch": "x86"}, "events": [{"bug": "a lazy mode is already set"}]}}
]})";

TEST(Runner, ASchedulePreemptsBetweenTwoLines) {
    const auto lesson = lesson_of(double_enter);
    ASSERT_TRUE(lesson);
    for (const char* arch : {"x86", "arm64"}) {
        const LessonRun run = play(*lesson, arch);
        EXPECT_EQ(run.step_end[0], 4u) << arch;
        EXPECT_EQ(run.step_end[1], 5u);
        EXPECT_EQ(run.step_end[2], 5u);
        EXPECT_EQ(run.timeline.choices()[4], (Choice{Choice::preempt, 0, 1}));
    }
}

TEST(Runner, FinishRunsTheProgramToItsEnd) {
    const auto lesson = lesson_of(double_enter);
    ASSERT_TRUE(lesson);
    const LessonRun xen = play(*lesson, "x86");
    EXPECT_EQ(xen.bug_step, 3u);
    EXPECT_TRUE(xen.timeline.machine().view().globals().bug);
    EXPECT_TRUE(check_lesson(*lesson, xen).failures.empty());
    const LessonRun arm = play(*lesson, "arm64");
    EXPECT_EQ(arm.status, RunStatus::done);
    EXPECT_EQ(value(arm, arm.timeline.length(), "task.A.status"), "exited");
}

TEST(Runner, AnUnexpectedBugFails) {
    const auto lesson = lesson_of(lesson_text(
        R"({"narration": "n", "do": "lazy_mmu_mode_enable(); lazy_mmu_mode_enable();"},
           {"narration": "never reached", "do": "lazy_mmu_mode_disable();",
            "expect": {"state": {"task.A.enable_count": 7}}})",
        R"({"arch": "x86", "kernel": "v6.18"})"));
    ASSERT_TRUE(lesson);
    const LessonRun run = play(*lesson, "x86", Kernel::v6_18);
    const CheckResult r = check_lesson(*lesson, run);
    ASSERT_EQ(r.failures.size(), 1u); // the step behind the BUG is not compared
    EXPECT_EQ(r.failures[0].text(),
              "t.json:3:1: error: BUG: enter_lazy: a lazy mode is already set; "
              "no expectation of this step says so");
}

TEST(Runner, ImpossibleChoicesAreProblemsWithAPlace) {
    const auto problem = [](const std::string& schedule) {
        const auto lesson = lesson_of(
            R"({"format_version": 1, "id": "t", "title": "T", "summary": "S", "minutes": 1,
"machine": {"arch": "sparc"},
"program": "task A { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); } task B { )"
            R"(schedule(); } handler tick { irq_exit(); }",
"steps": [
{"narration": "n", "schedule": [)" +
            schedule + "]}]}");
        if (!lesson) return std::string("not loaded");
        const LessonRun run = play(*lesson, "sparc");
        EXPECT_EQ(run.status, RunStatus::stopped);
        const CheckResult r = check_lesson(*lesson, run);
        return r.failures.empty() ? "" : r.failures[0].text();
    };
    EXPECT_EQ(problem("\"B\""), "t.json:5:33: error: task B is not running here");
    EXPECT_EQ(problem("\"preempt A\""),
              "t.json:5:33: error: preempting in favour of task A is not possible here");
    // sparc disables preemption in the section, so B has to wait
    EXPECT_EQ(problem("\"A*6\", \"preempt B\""),
              "t.json:5:40: error: preempting in favour of task B is not possible here");
    EXPECT_EQ(problem("\"migrate B 0\""),
              "t.json:5:33: error: migrating task B is not possible here");
    EXPECT_EQ(problem("\"irq tick 1\""), "t.json:5:33: error: interrupt tick is not possible here");
}

TEST(Runner, AnInterruptOfTheScheduleArrives) {
    const auto lesson = lesson_of(
        R"({"format_version": 1, "id": "t", "title": "T", "summary": "S", "minutes": 1,
"machine": {"arch": "arm64", "cpus": 2},
"program": "task A { lazy_mmu_mode_enable(); } task B { schedule(); } handler tick { )"
        R"(is_lazy_mmu_mode_active(); }",
"steps": [
{"narration": "n", "schedule": ["A", "irq tick"], "expect": {"state": {"task.A.in_irq": 1}}},
{"narration": "n", "schedule": ["migrate B 1", "finish"], "expect": {
  "state": {"task.A.in_irq": 0, "task.B.cpu": 1}, "events": [{"event": "migrate", "with": )"
        R"({"task": "B", "to": 1}}]}}]})");
    ASSERT_TRUE(lesson);
    const LessonRun run = play(*lesson);
    EXPECT_EQ(run.status, RunStatus::done);
    const CheckResult r = check_lesson(*lesson, run);
    EXPECT_EQ(r.checked, 4u);
    EXPECT_TRUE(r.failures.empty()) << r.failures[0].text();
}

TEST(Runner, TooManyLinesHitTheBound) {
    std::string steps =
        R"({"narration": "n", "do": "repeat 6000 { set_ptes(USER, 7, \"pwu\", 64); }"})";
    const auto lesson = lesson_of(lesson_text(steps, R"({"arch": "sparc"})"));
    ASSERT_TRUE(lesson);
    const LessonRun run = play(*lesson, "sparc");
    EXPECT_EQ(run.status, RunStatus::bound);
    EXPECT_EQ(run.timeline.length(), limits::step_choices);
    ASSERT_EQ(run.problems.size(), 1u);
    EXPECT_NE(run.problems[0].message.find("500000"), std::string::npos);
}

std::string first_failure(const std::string& expect) {
    const auto lesson = lesson_of(lesson_text(
        R"({"narration": "n", "do": ["set_pte_at(KERNEL, 7, \"pw\");", "set_pte_at(KERNEL, )"
        R"(8, \"pw\");"],)"
        "\n\"expect\": " +
        expect + "}"));
    if (!lesson) return "not loaded";
    const CheckResult r = check_lesson(*lesson, play(*lesson));
    return r.failures.empty() ? "" : r.failures[0].text();
}

TEST(Expect, StateSaysWhatItIs) {
    EXPECT_EQ(first_failure(R"({"state": {"pte(KERNEL).pfn": 8, "pte(KERNEL).w": true}})"), "");
    EXPECT_EQ(first_failure(R"({"state": {"pte(KERNEL).pfn": 7}})"),
              "t.json:4:22: error: pte(KERNEL).pfn is 8, expected 7");
    EXPECT_EQ(first_failure(R"({"state": {"pte(KERNEL).flags": "pwu"}})"),
              "t.json:4:22: error: pte(KERNEL).flags is \"pw\", expected \"pwu\"");
    EXPECT_EQ(first_failure(R"({"state": {"task.A.lazy": true}})"),
              "t.json:4:22: error: task.A.lazy is false, expected true");
    EXPECT_NE(first_failure(R"({"state": {"pte(KERNEL).flags": 0}})"), ""); // a text is no number
}

TEST(Expect, EventsAreCounted) {
    EXPECT_EQ(first_failure(R"({"events": [{"hw": "isb"}, {"hw": "isb", "count": 2}]})"), "");
    EXPECT_EQ(first_failure(R"({"events": [{"hw": "isb", "count": 1}]})"),
              "t.json:4:23: error: isb happened 2 times, expected 1; in this step: dsb(ishst) x2");
    EXPECT_EQ(first_failure(R"({"events": [{"hw": "tlbi"}]})"),
              "t.json:4:23: error: tlbi did not happen, expected it; in this step: dsb(ishst) x2, "
              "isb x2");
    EXPECT_EQ(first_failure(R"({"events": [{"event": "pte_store", "with": {"mm": "init_mm", "va": )"
                            R"("KERNEL"}, "count": 2}]})"),
              "");
    EXPECT_EQ(
        first_failure(R"({"events": [{"event": "pte_store", "with": {"va": "KERNEL + PAGE"}}]})"),
        "t.json:4:23: error: pte_store va=\"KERNEL + PAGE\" did not happen, expected it");
    EXPECT_EQ(first_failure(
                  R"({"events": [{"call": "emit_pte_barriers", "count": 2}, {"event": "fault", )"
                  R"("count": 0}]})"),
              "");
    EXPECT_EQ(first_failure(R"({"events": [{"call": "arch_enter_lazy_mmu_mode", "count": 1}]})"),
              "t.json:4:23: error: arch_enter_lazy_mmu_mode did not happen, expected 1");
}

} // namespace
} // namespace lazymmu::test
