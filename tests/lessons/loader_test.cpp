// Every error has a place and says what was expected.
#include "tests/lessons/lesson_util.h"

#include <chrono>

namespace lazymmu::test {
namespace {

TEST(Loader, AcceptsASmallLesson) {
    const LoadResult r =
        load(lesson_text(R"({"narration": "n", "do": "lazy_mmu_mode_enable();"})"));
    ASSERT_TRUE(r.lesson) << (r.errors.empty() ? "" : r.errors[0].text());
    EXPECT_EQ(r.lesson->id, "t");
    EXPECT_EQ(r.lesson->machine.kernels, std::vector<Kernel>{Kernel::v7_0});
    EXPECT_EQ(r.lesson->steps[0].script, "lazy_mmu_mode_enable();");
}

TEST(Loader, TypoInACall) {
    EXPECT_EQ(
        only_error(lesson_text(R"({"narration": "n", "do": "lazy_mmu_mode_enabel();"})")),
        "3:27: unknown call \"lazy_mmu_mode_enabel\"; did you mean \"lazy_mmu_mode_enable\"?");
}

TEST(Loader, TypoBehindEscapesAndInLaterLines) {
    // The column counts in the file: the escaped quotes take two characters each.
    const std::string one = R"({"narration": "n", "do": "set_pte_at(USER, 7, \"pw\"); bad();"})";
    EXPECT_EQ(only_error(lesson_text(one)).substr(0, 6),
              "3:" + std::to_string(one.find("bad") + 1) + ": ");
    EXPECT_EQ(
        only_error(lesson_text("{\"narration\": \"n\", \"do\": [\n  \"lazy_mmu_mode_enable();\",\n"
                               "  \"  lazy_mmu_mode_disable(1);\"]}"))
            .substr(0, 4),
        "5:28");
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n"}, {"narration": "n",)"
                                     "\n \"do\": \"lazy_mmu_mode_enable();\\n\\u0020wrong();\"}"))
                  .substr(0, 5),
              "4:40:");
}

TEST(Loader, WrongTypes) {
    EXPECT_EQ(only_error(lesson_text(R"({"narration": 3})")),
              "3:15: \"narration\" must be a text or an array of lines, found the number 3");
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n", "do": {}})")),
              "3:26: \"do\" must be a text or an array of lines, found an object");
    EXPECT_EQ(only_error(lesson_text("5")), "3:1: expected a step (an object), found the number 5");
    EXPECT_EQ(
        only_error(lesson_text(R"({"narration": "n"})", R"({"arch": "arm64", "cpus": "two"})")),
        "2:38: \"cpus\" must be a whole number from 1 to 4, found the text \"two\"");
    EXPECT_EQ(
        only_error(lesson_text(R"({"narration": "n", "expect": {"state": {"batch.used": null}}})")),
        "3:55: \"batch.used\" must be a number, true, false or a text, found null");
    EXPECT_EQ(only_error("[]").substr(0, 4), "1:1:");
}

TEST(Loader, MissingFields) {
    EXPECT_EQ(only_error(lesson_text(R"({"do": "lazy_mmu_mode_enable();"})")),
              "3:1: missing \"narration\": a step needs it");
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n"})", "{}")),
              "2:12: missing \"arch\": \"machine\" needs it");
    EXPECT_EQ(only_error("{}"), "1:1: missing \"format_version\": a lesson starts with "
                                "\"format_version\": 1");
}

TEST(Loader, Versions) {
    EXPECT_EQ(only_error(R"({"format_version": 2})"),
              "1:20: format_version 2 is newer than this program reads: expected 1");
    EXPECT_EQ(only_error(R"({"format_version": "1"})"),
              "1:20: \"format_version\" must be 1, found the text \"1\"");
}

TEST(Loader, UnknownKeys) {
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n", "naration": "m"})")),
              "3:20: unknown key \"naration\" in a step; did you mean \"narration\"?");
    EXPECT_NE(only_error(lesson_text(R"({"narration": "n", "video": []})"))
                  .find("3:20: unknown key \"video\""),
              std::string::npos);
    EXPECT_EQ(only_error(lesson_text(
                  R"({"narration": "n", "expect": {"events": [{"hw": "isb", "cuont": 1}]}})")),
              "3:56: unknown key \"cuont\" in an expected event; did you mean \"count\"?");
}

TEST(Loader, UnknownNames) {
    const std::string n = R"({"narration": "n"})";
    EXPECT_EQ(only_error(lesson_text(n, R"({"arch": "amr64"})")),
              "2:21: unknown architecture \"amr64\"; did you mean \"arm64\"?");
    EXPECT_EQ(only_error(lesson_text(n, R"({"arch": "arm64", "kernel": "v7.9"})")),
              "2:40: unknown kernel \"v7.9\"; did you mean \"v7.3\"?");
    EXPECT_EQ(only_error(lesson_text(n, R"({"arch": "arm64", "kernel": "7.0"})")),
              "2:40: unknown kernel \"7.0\"; did you mean \"v7.0\"?");
    EXPECT_EQ(only_error(lesson_text(n, R"({"arch": "xen"})")),
              "2:21: unknown architecture \"xen\"; did you mean \"x86\"?");
    EXPECT_EQ(only_error(lesson_text(n, R"({"arch": "x86", "patches": ["tolerat"]})")),
              "2:40: unknown patch \"tolerat\"; did you mean \"tolerate\"?");
    EXPECT_EQ(only_error(lesson_text(n, R"({"arch": "sparc", "config": {"tlb_batch_rn": 4}})")),
              "2:41: no architecture of this lesson has an option \"tlb_batch_rn\"; did you mean "
              "\"tlb_batch_nr\"?");
    EXPECT_EQ(only_error(lesson_text(n, R"({"arch": "sparc", "config": {"tlb_batch_nr": 193}})")),
              "2:41: \"tlb_batch_nr\" on sparc goes from 1 to 192, found 193");
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n", "focus": ["bacth"]})")),
              "3:30: unknown focus \"bacth\"; did you mean \"batch\"?");
    EXPECT_EQ(
        only_error(lesson_text(R"({"narration": "n", "expect": {"events": [{"hw": "isbb"}]}})")),
        "3:42: arm64 has no hardware operation \"isbb\"; did you mean \"isb\"?");
    EXPECT_EQ(only_error(lesson_text(
                  R"({"narration": "n", "expect": {"events": [{"event": "walk", "with": {"lvl": )"
                  R"(1}}]}})")),
              "3:42: \"walk\" has no field \"lvl\"; it has level,va,entry,index");
    EXPECT_EQ(
        only_error(
            lesson_text(R"({"narration": "n", "expect": {"state": {"task.A.enabel_count": 1}}})"))
            .substr(0, 13),
        "3:41: unknown");
    EXPECT_EQ(
        only_error(lesson_text(R"({"narration": "n", "expect": {"when": {"arch": "x86"}, "state": )"
                               R"({"batch.used": 0}}})")),
        "3:48: \"when\" names x86, but the lesson's machine does not");
}

TEST(Loader, ShapesOfExpectations) {
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n", "expect": {}})")),
              "3:30: an expectation needs \"state\" or \"events\", or both");
    EXPECT_NE(
        only_error(
            lesson_text(
                R"({"narration": "n", "expect": {"events": [{"hw": "isb", "call": "access"}]}})"))
            .find("exactly one of"),
        std::string::npos);
    EXPECT_NE(
        only_error(
            lesson_text(
                R"({"narration": "n", "expect": {"events": [{"bug": "x", "with": {"a": 1}}]}})"))
            .find("\"with\" belongs to"),
        std::string::npos);
}

TEST(Loader, Schedules) {
    for (const char* bad : {"I", "A*0", "A*", "A*100000", "preempt", "preempt  B", "irq 1x",
                            "migrate A", "migrate A 4", "run A", "", "finish now"})
        EXPECT_EQ(only_error(lesson_text(std::string(R"({"narration": "n", "schedule": [")") + bad +
                                         "\"]}"))
                      .substr(0, 22),
                  "3:33: not a choice: th")
            << bad;
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n", "schedule": ["B"]})")),
              "3:33: there is no task B in this lesson");
    EXPECT_EQ(only_error(lesson_text(R"({"narration": "n", "schedule": ["irq tick"]})")),
              "3:33: there is no handler \"tick\" in this lesson");
}

TEST(Loader, SeveralErrorsComeInOrder) {
    const LoadResult r =
        load(lesson_text("{\"narration\": 1, \"x\": 2},\n{},\n{\"narration\": \"\"}"));
    ASSERT_EQ(r.errors.size(), 4u);
    EXPECT_EQ(r.errors[0].column, 15u);
    EXPECT_EQ(r.errors[1].column, 18u);
    EXPECT_EQ(r.errors[2].line, 4u);
    EXPECT_EQ(r.errors[3].line, 5u);
}

TEST(Loader, TheNumberOfErrorsIsBounded) {
    std::string steps = "1";
    for (int i = 0; i < 150; i++) steps += ",\n1";
    EXPECT_EQ(load(lesson_text(steps)).errors.size(), limits::issues);
}

TEST(Loader, HugeFilesAreRefusedAtOnce) {
    const std::string text = "[" + std::string(100'000'000, ' ') + "]";
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(only_error(text), "1:1: the file is too large: 100000002 bytes, at most 1048576");
    const auto spent = std::chrono::steady_clock::now() - start;
    EXPECT_LT(std::chrono::duration<double>(spent).count(), 1.0);
}

TEST(Loader, WorstCasesUnderTheSizeLimitAreQuick) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(load(std::string(limits::lesson_bytes, '[')).lesson);
    EXPECT_FALSE(load(std::string(limits::lesson_bytes, '"')).lesson);
    std::string steps = R"({"narration": "n", "do": ")";
    for (int i = 0; i < 2000; i++) steps += "set_pte_at(USER, 7, \\\"pw\\\");\\n";
    EXPECT_TRUE(load(lesson_text(steps + "\"}")).lesson);
    std::string numbers = "1";
    while (numbers.size() < limits::lesson_bytes - 1000) numbers += ",1";
    EXPECT_FALSE(load(lesson_text(numbers)).lesson);
    const auto spent = std::chrono::steady_clock::now() - start;
    EXPECT_LT(std::chrono::duration<double>(spent).count(), 10.0);
}

TEST(Loader, EveryPrefixAndEveryDamagedByteIsHandled) {
    const std::string text = read_text(LAZYMMU_SOURCE_DIR "/lessons/arm64-one-section.json");
    for (size_t n = 0; n + 1 < text.size(); n += 7) {
        const LoadResult r = load(text.substr(0, n));
        ASSERT_FALSE(r.lesson && n < text.rfind('}')) << n;
        ASSERT_TRUE(r.lesson || !r.errors.empty()) << n;
    }
    for (size_t i = 0; i < text.size(); i += 11) {
        std::string damaged = text;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x15);
        const LoadResult r = load(damaged);
        ASSERT_TRUE(r.lesson || !r.errors.empty()) << i;
        for (const Issue& e : r.errors) ASSERT_TRUE(e.line >= 1 && e.column >= 1);
    }
}

TEST(Course, Errors) {
    const auto error = [](const std::string& text) {
        const CourseResult r = load_course(text, "course.json");
        return r.errors.empty() ? "" : r.errors[0].text();
    };
    EXPECT_EQ(error(R"({"format_version": 1, "title": "T", "lessons": ["a.json"]})"), "");
    EXPECT_EQ(error(R"({"format_version": 1, "title": "T", "lessons": [
        {"section": "S", "lessons": [{"section": "inner", "lessons": ["a.json"]}]}]})"),
              "course.json:2:38: error: this must be a text, found an object");
    EXPECT_EQ(error(R"({"format_version": 1, "title": "T", "lessons": [{"section": "S"}]})"),
              "course.json:1:49: error: missing \"lessons\": a section needs it");
    EXPECT_EQ(error(R"({"format_version": 1, "title": "T"})"),
              "course.json:1:1: error: missing \"lessons\": a course needs it");
    EXPECT_EQ(
        error(R"({"format_version": 1, "title": "T", "lessons": ["../a.json"]})"),
        "course.json:1:49: error: this must be a path below the course's folder, found the text "
        "\"../a.json\"");
}

TEST(Course, SectionsNameTheirLessons) {
    const CourseResult r = load_course(R"({"format_version": 1, "title": "T", "lessons": [
        "a.json", {"section": "S", "lessons": ["b.json", "c.json"]}]})",
                                       "course.json");
    ASSERT_TRUE(r.course);
    ASSERT_EQ(r.course->lessons.size(), 3u);
    EXPECT_EQ(r.course->lessons[0].section, "");
    EXPECT_EQ(r.course->lessons[2].file, "c.json");
    EXPECT_EQ(r.course->lessons[2].section, "S");
}

} // namespace
} // namespace lazymmu::test
