// Variants: a seed picks a row, its values stand in texts, paths and values, and what is wrong has
// a place in the file.
#include "tests/lessons/lesson_util.h"

namespace lazymmu::test {
namespace {

// The rows are on line 1, the steps start on line 3.
std::string varied(const std::string& rows, const std::string& steps) {
    std::string text = lesson_text(steps);
    return text.insert(text.find("\"id\""), "\"vary\": " + rows + ", ");
}

constexpr const char* two_rows = R"([{"n": 2, "p": "KERNEL"}, {"n": 5, "p": "USER"}])";
constexpr const char* steps =
    R"({"title": "${n} stores", "narration": ["${n}", "at ${p}, not ${N} or $n"],
"do": "repeat ${n} as i { set_pte_at(${p} + i * PAGE, 7, \"pw\"); }",
"expect": {"state": {"pte(${p} + PAGE).pfn": 7, "task.A.enable_count": 0},
           "events": [{"event": "pte_store", "count": "${n}"}]},
"quiz": {"ask": "${n} rounds?", "explain": "${n}.", "count": {"event": "pte_store"},
         "answer": "${n}", "hints": ["More than ${n} minus 1."]}})";

LoadResult load_seed(const std::string& text, u32 seed) {
    return load_lesson(text, "t.json", all_archs(), seed);
}

TEST(Vary, ASeedPicksTheValues) {
    const std::string text = varied(two_rows, steps);
    for (const u32 seed : {0u, 1u, 2u, 4294967295u}) {
        const LoadResult l = load_seed(text, seed);
        ASSERT_TRUE(l.lesson) << l.errors[0].text();
        EXPECT_EQ(l.lesson->variants, 2u);
        EXPECT_EQ(l.lesson->variant(), seed % 2);
        const bool first = seed % 2 == 0;
        const std::string n = first ? "2" : "5", p = first ? "KERNEL" : "USER";
        const LessonStep& step = l.lesson->steps[0];
        EXPECT_EQ(step.title, n + " stores");
        EXPECT_EQ(step.narration, n + "\nat " + p + ", not ${N} or $n\n");
        EXPECT_EQ(step.expect[0].state[0].path, "pte(" + p + " + PAGE).pfn");
        EXPECT_EQ(step.quiz->hints[0], "More than " + n + " minus 1.");
        const CheckResult r = check_lesson(*l.lesson, play(*l.lesson));
        EXPECT_EQ(r.checked, 3u);
        EXPECT_EQ(r.quizzes, 1u);
        EXPECT_TRUE(r.failures.empty()) << r.failures[0].text();
    }
}

TEST(Vary, AWrongNumberOfAVariantFailsTheCheck) {
    std::string text = varied(R"([{"n": 2, "m": 2}, {"n": 5, "m": 4}])", steps);
    while (text.find("${p}") != text.npos) text.replace(text.find("${p}"), 4, "KERNEL");
    text.replace(text.find("\"answer\": \"${n}\""), 16, "\"answer\": \"${m}\"");
    const LoadResult good = load_seed(text, 0), bad = load_seed(text, 1);
    ASSERT_TRUE(good.lesson && bad.lesson);
    EXPECT_TRUE(check_lesson(*good.lesson, play(*good.lesson)).failures.empty());
    const CheckResult r = check_lesson(*bad.lesson, play(*bad.lesson));
    ASSERT_EQ(r.failures.size(), 1u);
    EXPECT_EQ(r.failures[0].line, 8u);
}

TEST(Vary, TheFormKeepsPlaceholders) {
    const LoadResult l = parse_lesson(varied(two_rows, steps), "t.json");
    ASSERT_TRUE(l.lesson) << l.errors[0].text();
    EXPECT_EQ(l.lesson->steps[0].title, "${n} stores");
    EXPECT_EQ(l.lesson->steps[0].quiz->answers.size(), 1u);
}

TEST(Vary, TitlesAndSummariesAreFilledInToo) {
    std::string text = varied(R"([{"n": 3}, {"n": 5}])", R"({"narration": "n"})");
    const auto put = [&text](const std::string& was, const std::string& is) {
        ASSERT_NE(text.find(was), text.npos) << text;
        text.replace(text.find(was), was.size(), is);
    };
    put("\"title\": \"T\"", "\"title\": \"${n} pages\"");
    put("\"summary\": \"S\"", "\"summary\": \"See ${n}.\"");
    const LoadResult second = load_seed(text, 1), list = parse_lesson(text, "t.json", 0);
    ASSERT_TRUE(second.lesson && list.lesson);
    EXPECT_EQ(second.lesson->title, "5 pages");
    EXPECT_EQ(second.lesson->summary, "See 5.");
    EXPECT_EQ(list.lesson->title, "3 pages") << "in a list";
    put("${n} pages", "${m} pages");
    EXPECT_NE(only_error(text).find("\"${m}\" stands for a value, but \"vary\" has only \"n\""),
              std::string::npos);
}

TEST(Vary, MistakesHaveTheirPlaces) {
    const std::string one =
        R"({"narration": "${n}${p}", "do": "set_pte_at(KERNEL, ${n}, \"pw\");"})";
    EXPECT_EQ(only_error(varied(R"([{"n": 1, "p": "a"}, {"n": 2}])", one)),
              "1:52: this variant has other names than the first");
    EXPECT_EQ(only_error(varied(R"([{"n": 1, "p": "a"}, {"n": 2, "q": "a"}])", one)),
              "1:52: this variant has other names than the first");
    EXPECT_EQ(
        only_error(varied(R"([{"n": 1}, {"n": 2}])", R"({"narration": "see ${nn}"})")),
        "3:20: \"${nn}\" stands for a value, but \"vary\" has only \"n\"; did you mean \"n\"?");
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "see ${n}"})")),
              "3:20: \"${n}\" stands for a value, but the lesson has no \"vary\"");
    EXPECT_EQ(
        only_error(varied(R"([{"n": 1, "p": 1}, {"n": 2, "p": 2}])", R"({"narration": "${n}"})")),
        "1:41: no text uses \"${p}\", so its value says nothing");
    EXPECT_EQ(only_error(varied(R"([{"n": 1}])", one)),
              "1:31: \"vary\" has 1 elements: expected 2 to 16");
    EXPECT_EQ(only_error(varied(R"([{"N": 1}, {"N": 2}])", R"({"narration": "n"})")).substr(0, 10),
              "2 errors:\n");
    EXPECT_EQ(only_error(varied(R"([{"n": "x"}, {"n": "y"}])",
                                R"({"narration": "n", "expect": {"events": [{"hw": "isb",
"count": "${n}"}]}})")),
              "4:10: \"count\" must be a whole number from 0 to 1000000, found the text \"x\"");
}

// A mistake behind a value is where it stands in the file, and so is one in the value.
TEST(Vary, ScriptsKeepTheirColumns) {
    const std::string rows = R"([{"v": "KERNEL"}, {"v": "NOWHERE"}])";
    const std::string text = varied(rows, R"({"narration": "n",
"do": "set_pte_at(${v}, 7, \"pw\"); nonsense();"})");
    const LoadResult first = load_seed(text, 0), second = load_seed(text, 1);
    ASSERT_FALSE(first.errors.empty());
    EXPECT_EQ(first.errors[0].line, 4u);
    EXPECT_EQ(first.errors[0].column, 37u) << first.errors[0].text();
    ASSERT_FALSE(second.errors.empty());
    EXPECT_EQ(second.errors[0].column, 19u) << second.errors[0].text();
}

} // namespace
} // namespace lazymmu::test
