// The author's path: write a lesson, check it, play it, break it; and reports for harnesses.
#include "tests/cli/program.h"

#include <filesystem>

namespace lazymmu_cli_test {
namespace {

namespace fs = std::filesystem;

class Author : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::path(testing::TempDir()) / ("author_" + std::to_string(getpid()));
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    std::string at(const std::string& name) const { return (folder_ / name).string(); }
    fs::path folder_;
};

TEST_F(Author, TheExampleCourseIsGood) {
    const Result check = lazymmu("check " LAZYMMU_SOURCE_DIR "/examples/course");
    EXPECT_EQ(check.code, 0) << check.out;
    EXPECT_TRUE(has(check.out, "2 lessons, 2 machines, 11 expectations, 1 quiz answer: all pass"))
        << check.out;
}

TEST_F(Author, FollowsTheReadmeToALessonThatPlays) {
    fs::copy_file(LAZYMMU_SOURCE_DIR "/lessons/lesson.schema.json", at("lesson.schema.json"));
    const Result made = lazymmu("new " + at("my-first"));
    EXPECT_EQ(made.code, 0) << made.err;
    EXPECT_TRUE(has(made.out, "lazymmu check " + at("my-first.json")));
    // what the README shows is what is written
    const std::string text = read_file(at("my-first.json"));
    const std::string readme = read_file(LAZYMMU_SOURCE_DIR "/lessons/README.md");
    EXPECT_TRUE(has(readme, "```json\n" + text + "```\n"));
    const Result check = lazymmu("check " + at("my-first.json"));
    EXPECT_EQ(check.code, 0) << check.out;
    EXPECT_TRUE(has(check.out, "1 lesson, 1 machine, 5 expectations, 1 quiz answer: all pass"))
        << check.out;
    const Result run = lazymmu("run " + at("my-first.json"));
    EXPECT_EQ(run.code, 0);
    EXPECT_TRUE(has(run.out, "Step 3 of 3: Close"));
    EXPECT_TRUE(has(run.out, "Answer: 1."));
    // one wrong number, as the README suggests
    std::string wrong = text;
    wrong.replace(wrong.rfind("\"count\": 1"), 10, "\"count\": 2");
    std::ofstream(at("my-first.json")) << wrong;
    const Result failed = lazymmu("check " + at("my-first.json"));
    EXPECT_EQ(failed.code, 1);
    EXPECT_TRUE(has(failed.out, "my-first.json:38:")) << failed.out;
    EXPECT_TRUE(has(failed.out, "isb happened once, expected 2")) << failed.out;
}

TEST_F(Author, NothingIsOverwrittenAndNamesAreChecked) {
    std::ofstream(at("taken.json")) << "mine";
    const Result taken = lazymmu("new " + at("taken"));
    EXPECT_EQ(taken.code, 2);
    EXPECT_TRUE(has(taken.err, "nothing was changed")) << taken.err;
    EXPECT_EQ(read_file(at("taken.json")), "mine");
    for (const char* bad : {"My-First", "a--b", "with space", ""}) {
        const Result r = lazymmu("new '" + at(bad) + "'");
        EXPECT_EQ(r.code, 2) << bad;
        EXPECT_NE(r.err, "") << bad;
    }
    EXPECT_EQ(lazymmu("new").code, 2);
    EXPECT_EQ(lazymmu("new a b").code, 2);
    EXPECT_EQ(lazymmu("new " + at("no/such/folder")).code, 2);
    const Result plain = lazymmu("new " + at("plain.json"));
    EXPECT_EQ(plain.code, 0) << plain.err;
    EXPECT_FALSE(has(read_file(at("plain.json")), "$schema")) << "there is none beside it";
}

TEST_F(Author, JunitHasASuiteForEachFileAndACaseForEachMachine) {
    ASSERT_EQ(lazymmu("new " + at("good")).code, 0);
    std::string text = read_file(at("good.json"));
    text.replace(text.find("\"good\""), 6, "\"bad\"");
    text.replace(text.find("Good"), 4, "Bad");
    text.replace(text.rfind("\"count\": 1"), 10, "\"count\": 3");
    std::ofstream(at("bad.json")) << text;
    std::ofstream(at("ugly.json")) << "{\"<&>\": 1}";
    const Result r = lazymmu("check --format junit " + folder_.string());
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.out, "<?xml version=\"1.0\""));
    EXPECT_TRUE(has(r.out, "<testsuite name=\"good\" file=\"" + at("good.json") +
                               "\" tests=\"2\" failures=\"0\" errors=\"0\">"))
        << r.out;
    EXPECT_TRUE(has(r.out, "<testcase classname=\"good\" name=\"arm64 v7.0\"/>"));
    EXPECT_TRUE(has(r.out, "<failure message=\"isb happened once, expected 3; in"));
    EXPECT_TRUE(has(r.out, "errors=\"1\""));
    EXPECT_FALSE(has(r.out, "\"<&>\"")) << "it is escaped";
    size_t open = 0, close = 0;
    for (size_t at = 0; (at = r.out.find("<testsuite ", at)) != r.out.npos; at++) open++;
    for (size_t at = 0; (at = r.out.find("</testsuite>", at)) != r.out.npos; at++) close++;
    EXPECT_EQ(open, 3u);
    EXPECT_EQ(close, 3u);
}

} // namespace
} // namespace lazymmu_cli_test
