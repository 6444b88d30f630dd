// Quizzes: the machine answers, the author is held to it, and what cannot be asked is an error.
#include "lessons/play/quiz.h"

#include "tests/lessons/lesson_util.h"

#include <map>

namespace lazymmu::test {
namespace {

// Two pages are set in a section; then a step with a quiz closes it.
std::string with_quiz(const std::string& quiz) {
    return lesson_text(R"({"narration": "n", "do": "lazy_mmu_mode_enable();"},
{"narration": "n", "do": "repeat 3 as i { set_pte_at(KERNEL + i * PAGE, 7, \"pw\"); }"},
{"narration": "n", "do": "lazy_mmu_mode_disable();",
 "quiz": )" + quiz + "}",
                       R"({"arch": ["arm64", "x86"]})");
}

struct Asked {
    LoadResult loaded;
    CheckResult check;
    QuizQuestion question;
};

Asked ask(const std::string& quiz, const char* arch = "arm64", u64 seed = 0) {
    Asked out;
    out.loaded = load(with_quiz(quiz));
    if (!out.loaded.lesson) {
        ADD_FAILURE() << out.loaded.errors[0].text();
        return out;
    }
    const Lesson& lesson = *out.loaded.lesson;
    const LessonRun run = play(lesson, arch);
    out.check = check_lesson(lesson, run);
    out.question = make_question(*lesson.steps[2].quiz, run.timeline, run.step_begin(2),
                                 run.step_end[2], seed);
    return out;
}

std::string failure(const std::string& quiz) {
    const Asked a = ask(quiz);
    return a.check.failures.size() == 1 ? a.check.failures[0].text()
                                        : std::to_string(a.check.failures.size()) + " failures";
}

TEST(Quiz, ACountIsWhatTheMachineSays) {
    const std::string quiz =
        R"({"ask": "How many?", "explain": "One pair.", "count": {"hw": "isb"}, "answer": 1})";
    const LoadResult l = load(lesson_text(
        R"({"narration": "n", "do": "set_pte_at(KERNEL, 7, \"pw\");", "quiz": )" + quiz + "}"));
    ASSERT_TRUE(l.lesson);
    const CheckResult r = check_lesson(*l.lesson, play(*l.lesson));
    EXPECT_EQ(r.quizzes, 1u);
    EXPECT_EQ(r.checked, 0u);
    EXPECT_TRUE(r.failures.empty());
    std::string wrong = quiz;
    wrong.replace(wrong.find("\"answer\": 1"), 11, "\"answer\": 2");
    const LoadResult w = load(lesson_text(
        R"({"narration": "n", "do": "set_pte_at(KERNEL, 7, \"pw\");", "quiz": )" + wrong + "}"));
    const CheckResult failed = check_lesson(*w.lesson, play(*w.lesson));
    ASSERT_EQ(failed.failures.size(), 1u);
    EXPECT_EQ(failed.failures[0].text(), "t.json:3:147: error: the answer is 1 here, expected 2");
}

TEST(Quiz, AValueMayDifferFromMachineToMachine) {
    const std::string quiz = R"({"ask": "How many bytes wait?", "explain": "e",
        "value": "batch.capacity"})";
    const Asked arm = ask(quiz), xen = ask(quiz, "x86");
    EXPECT_TRUE(arm.check.failures.empty());
    EXPECT_TRUE(xen.check.failures.empty());
    EXPECT_TRUE(arm.question.is_number());
    EXPECT_NE(arm.question.answer, xen.question.answer);
    EXPECT_EQ(failure(R"({"ask": "a", "explain": "e", "value": "task.A.status"})"),
              "t.json:6:48: error: task.A.status is a text (exited), expected a number");
}

TEST(Quiz, ASlotIsWhereTheBatchPutsAnAddress) {
    const LoadResult l = load(lesson_text(
        R"({"narration": "n", "do": "set_ptes(USER, 7, \"pwuda\", 3); lazy_mmu_mode_enable();"},
{"narration": "n", "do": "repeat 3 as i { ptep_get_and_clear(USER + i * PAGE); }",
 "quiz": {"ask": "a", "explain": "e", "slot": "USER + 2 * PAGE", "answer": 2}},
{"narration": "n", "do": "",
 "quiz": {"ask": "a", "explain": "e", "slot": "USER"}})",
        R"({"arch": "sparc"})"));
    ASSERT_TRUE(l.lesson) << l.errors[0].text();
    const CheckResult r = check_lesson(*l.lesson, play(*l.lesson, "sparc"));
    EXPECT_EQ(r.quizzes, 2u);
    ASSERT_EQ(r.failures.size(), 1u);
    EXPECT_EQ(r.failures[0].text(),
              "t.json:7:47: error: nothing at USER is put into a batch in this step");
}

constexpr const char* choices = R"({"ask": "Has it landed?", "explain": "e", "hints": ["h"],
  "choices": [
    {"text": "No", "if": {"state": {"task.A.lazy": true}}, "why": "Look at the counter."},
    {"text": "Yes", "if": {"state": {"task.A.lazy": false}}},
    {"text": "Never", "if": {"events": [{"bug": "lazy", "count": 1}]}}]})";

TEST(Quiz, ExactlyOneChoiceIsRight) {
    const Asked a = ask(choices);
    EXPECT_TRUE(a.check.failures.empty());
    EXPECT_EQ(a.question.options, (std::vector<std::string>{"No", "Yes", "Never"}));
    EXPECT_EQ(a.question.answer, 1);
    EXPECT_EQ(a.question.whys[0], "Look at the counter.");
    EXPECT_EQ(failure(R"({"ask": "a", "explain": "e", "choices": [
        {"text": "x", "if": {"state": {"task.A.lazy": false}}},
        {"text": "y", "if": {"state": {"task.A.enable_count": 0}}}]})"),
              "t.json:6:50: error: 2 choices are right here, expected exactly one");
    // a condition that is about another machine only is not right here
    EXPECT_EQ(failure(R"({"ask": "a", "explain": "e", "choices": [
        {"text": "x", "if": {"when": {"arch": "x86"}, "state": {"task.A.lazy": false}}},
        {"text": "y", "if": {"state": {"task.A.lazy": true}}}]})"),
              "t.json:6:50: error: 0 choices are right here, expected exactly one");
}

TEST(Quiz, TheSeedChangesTheOrderAndNotTheAnswer) {
    bool moved = false;
    for (u64 seed = 0; seed < 20; seed++) {
        const Asked a = ask(choices, "arm64", seed), again = ask(choices, "arm64", seed);
        EXPECT_EQ(a.question.options[static_cast<size_t>(a.question.answer)], "Yes") << seed;
        EXPECT_EQ(a.question.options, again.question.options) << seed;
        moved |= a.question.answer != 1;
    }
    EXPECT_TRUE(moved);
}

TEST(Quiz, TheNextLineIsOneOfTheListing) {
    const LoadResult l = load(R"({"format_version": 1, "id": "t", "title": "T", "summary": "S",
"minutes": 1, "machine": {"arch": "arm64"},
"program": "task A { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); }", "steps": [
{"narration": "n", "schedule": ["A*3"]},
{"narration": "n", "schedule": ["A"], "quiz": {"ask": "a", "explain": "e", "line": true}}]})");
    ASSERT_TRUE(l.lesson) << l.errors[0].text();
    const LessonRun run = play(*l.lesson);
    EXPECT_TRUE(check_lesson(*l.lesson, run).failures.empty());
    const QuizQuestion q =
        make_question(*l.lesson->steps[1].quiz, run.timeline, run.step_begin(1), run.step_end[1]);
    ASSERT_GE(q.options.size(), 4u);
    const Machine after = run.timeline.machine_at(run.step_end[1]);
    FrameHeader header;
    const u64* slots = nullptr;
    ASSERT_TRUE(after.view().frame(TaskId{0}, 0, header, slots));
    const Routine* r = find_routine(*after.setup, header.routine);
    ASSERT_TRUE(r);
    EXPECT_EQ(q.options[static_cast<size_t>(q.answer)], r->lines[header.line].text);
    // nothing runs, so no line is next
    EXPECT_EQ(failure(R"({"ask": "a", "explain": "e", "line": true})"),
              "t.json:6:47: error: no line of a kernel routine is marked when this is asked");
}

// The last step of a lesson about a line; the answer that the author gives.
std::string about_a_line(const std::string& answer) {
    return R"({"format_version": 1, "id": "t", "title": "T", "summary": "S",
"minutes": 1, "machine": {"arch": ["arm64", "x86"]},
"program": "task A { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); }", "steps": [
{"narration": "n", "schedule": ["A*4"]},
{"narration": "n", "schedule": ["A"], "quiz": {"ask": "a", "explain": "e", "line": true,
"answer": )" +
           answer + "}}]}";
}

TEST(Quiz, AnAuthorsLineIsComparedToo) {
    const auto failed = [](const std::string& answer) {
        const LoadResult l = load(about_a_line(answer));
        EXPECT_TRUE(l.lesson) << l.errors[0].text();
        if (!l.lesson) return std::string();
        const CheckResult r = check_lesson(*l.lesson, play(*l.lesson));
        return r.failures.empty() ? std::string() : r.failures[0].text();
    };
    const std::string wrong = failed("\"never\"");
    ASSERT_EQ(wrong.substr(0, 35), "t.json:6:11: error: the answer is \"") << wrong;
    const std::string right = wrong.substr(35, wrong.find('"', 35) - 35);
    EXPECT_EQ(failed("\"" + right + "\""), "");
    EXPECT_EQ(failed("[{\"is\": \"" + right + "\", \"when\": {\"arch\": \"arm64\"}}]"), "");
    EXPECT_NE(failed("[{\"is\": \"x\", \"when\": {\"arch\": \"x86\"}}]"), "")
        << "nothing is said about this machine";
}

TEST(Quiz, AnswersMayDifferByMachineAndTheFirstThatFitsCounts) {
    const auto with = [](const std::string& answer) {
        return R"({"ask": "How many?", "explain": "e", "value": "batch.capacity", "answer": )" +
               answer + "}";
    };
    const Asked arm = ask(with("1")), xen = ask(with("1"), "x86");
    EXPECT_TRUE(arm.check.failures.empty());
    ASSERT_EQ(xen.check.failures.size(), 1u);
    EXPECT_NE(xen.check.failures[0].message.find("the answer is 32 here"), std::string::npos);
    const std::string both = with(R"([{"when": {"arch": "x86"}, "is": 32}, {"is": 1}])");
    EXPECT_TRUE(ask(both).check.failures.empty());
    EXPECT_TRUE(ask(both, "x86").check.failures.empty());
}

TEST(Quiz, WhatIsGivenMustBeSoWhereItIsAsked) {
    const auto with = [](const std::string& more) {
        return R"({"ask": "1 waits?", "explain": "e",
          "count": {"call": "arch_leave_lazy_mmu_mode"},
          "given": {"state": {"batch.used": 1, "batch.capacity": 1}})" +
               more + "}";
    };
    EXPECT_TRUE(ask(with("")).check.failures.empty());
    const Asked xen = ask(R"({"ask": "1 waits?", "explain": "e",
          "count": {"call": "arch_leave_lazy_mmu_mode"},
          "given": {"state": {"batch.capacity": 1}}})",
                          "x86");
    EXPECT_FALSE(xen.loaded.lesson == nullptr);
    ASSERT_EQ(xen.check.failures.size(), 1u);
    EXPECT_NE(xen.check.failures[0].message.find("batch.capacity is 32, expected 1"),
              std::string::npos);
    const Asked elsewhere = ask(with(R"(, "when": {"arch": "arm64"})"), "x86");
    EXPECT_TRUE(elsewhere.check.failures.empty());
    EXPECT_EQ(elsewhere.check.quizzes, 0u) << "it is not asked here";
    EXPECT_EQ(only_error(with_quiz(R"({"ask": "a", "explain": "e", "count": {"hw": "isb"},
"given": {"events": [{"hw": "isb"}]}})"))
                  .substr(0, 40),
              "7:10: \"given\" is about the machine befor");
}

// Over many readers, a letter is right as often as any other.
TEST(Quiz, NoLetterIsBetterThanAnother) {
    std::map<std::string, u32> right;
    for (u32 reader = 0; reader < 300; reader++) {
        for (const char* id : {"a-lesson", "another"}) {
            const Asked a = ask(choices, "arm64", choice_order(reader, id, 2));
            right[std::string(1, static_cast<char>('a' + a.question.answer))]++;
        }
    }
    for (const char* letter : {"a", "b", "c"}) {
        EXPECT_GT(right[letter], 150u) << letter;
        EXPECT_LT(right[letter], 250u) << letter;
    }
    EXPECT_NE(choice_order(0, "x", 1), 0u) << "who has no number is a reader like any other";
}

TEST(Quiz, GuessesAreReadOrRefused) {
    QuizQuestion number, options;
    options.options = {"x", "y"};
    i64 out = 0;
    std::string error;
    EXPECT_TRUE(read_guess(number, " -12 ", out, error));
    EXPECT_EQ(out, -12);
    EXPECT_FALSE(read_guess(number, "ten", out, error));
    EXPECT_EQ(error, "expected a number");
    EXPECT_TRUE(read_guess(options, "b", out, error));
    EXPECT_EQ(out, 1);
    options.options = {"An option", "another"};
    EXPECT_TRUE(read_guess(options, "another", out, error));
    EXPECT_EQ(out, 1);
    for (const char* bad : {"c", "", "ab", "1"}) EXPECT_FALSE(read_guess(options, bad, out, error));
    EXPECT_EQ(error, "expected a letter from a to b");
}

TEST(Quiz, ErrorsOfForm) {
    const auto error = [](const std::string& quiz) { return only_error(with_quiz(quiz)); };
    EXPECT_EQ(error(R"({"ask": "a", "explain": "e"})"),
              "6:10: a quiz has exactly one of \"count\", \"value\", \"slot\", \"line\" or "
              "\"choices\"");
    EXPECT_EQ(error(R"({"ask": "a", "explain": "e", "line": true, "answer": 1})"),
              "6:63: \"answer\" must be a text, found the number 1");
    EXPECT_EQ(
        error(R"({"ask": "a", "explain": "e", "answer": 1, "choices": [
        {"text": "x", "if": {"state": {"task.A.lazy": false}}},
        {"text": "y", "if": {"state": {"task.A.lazy": true}}}]})"),
        "6:39: \"answer\" does not go with \"choices\": the right one is the one whose \"if\" "
        "is true");
    EXPECT_EQ(error(R"({"ask": "a", "explain": "e", "count": {"hw": "isb", "count": 1}})"),
              "6:48: a quiz asks for the \"count\": it must not stand here");
    EXPECT_EQ(error(R"({"ask": "a", "explain": "e", "value": "task.Z.lazy"})").substr(0, 5),
              "6:48:");
    EXPECT_EQ(error(R"({"ask": "a", "explain": "e", "count": {"hw": "isbb"}})").substr(0, 5),
              "6:48:");
}

} // namespace
} // namespace lazymmu::test
