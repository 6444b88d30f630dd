// What `lazymmu check` tells an author beyond failed expectations, and `--watch`.
#include "tests/cli/program.h"
#include "tests/png.h"

#include <csignal>
#include <filesystem>
#include <thread>

namespace lazymmu_cli_test {
namespace {

namespace fs = std::filesystem;

class AuthorCheck : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::path(testing::TempDir()) / ("check_" + std::to_string(getpid()));
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    // A lesson whose steps begin on line 2.
    void write(const std::string& name, const std::string& steps, const std::string& title = "T",
               const std::string& machine = R"({"arch": "x86"})") const {
        std::ofstream(path(name + ".json"))
            << R"({"format_version": 1, "id": ")" << name << R"(", "title": ")" << title
            << R"(", "summary": "S", "minutes": 1, "machine": )" << machine << R"(, "steps": [)"
            << "\n"
            << steps << "\n]}\n";
    }
    // "line:column: message" of the only thing that is wrong with a lesson; "" if it passes.
    std::string only(const std::string& name) const {
        const Result r = lazymmu("check --format json " + path(name + ".json"));
        const Json errors = Json::parse(r.out)["files"][0]["errors"];
        EXPECT_EQ(r.code, errors.empty() ? 0 : 2) << r.out;
        if (errors.empty()) return "";
        EXPECT_EQ(errors.size(), 1u) << r.out;
        return std::to_string(errors[0]["line"].get<int>()) + ":" +
               std::to_string(errors[0]["column"].get<int>()) + ": " +
               errors[0]["message"].get<std::string>();
    }
    std::string only_of(const std::string& steps, const std::string& title = "T") const {
        write("t", steps, title);
        return only("t");
    }

    fs::path folder_;
};

std::string repeat(const std::string& s, int n) {
    std::string out;
    while (n--) out += s;
    return out;
}

TEST_F(AuthorCheck, TextsThatAreTooLong) {
    const auto said = [](const std::string& text) { return R"({"narration": ")" + text + "\"}"; };
    EXPECT_EQ(only_of(said("Short. " + repeat("a ", 39) + "b.")), "");
    EXPECT_EQ(only_of(said("Short. " + repeat("a ", 40) + "b.")),
              "2:23: this sentence has 41 words, more than 40");
    EXPECT_EQ(only_of(said(repeat("a ", 40) + "`b. c` d")), // no full stop inside `code`
              "2:16: this sentence has 43 words, more than 40");
    EXPECT_EQ(only_of(said(repeat("- a b c d\\n", 32))), ""); // items are not one sentence
    EXPECT_EQ(only_of(said(repeat("a b c d.\\n", 40))), "");
    EXPECT_EQ(only_of(said(repeat("a b c d.\\n", 41))),
              "2:15: the narration has 164 words, more than 160: make two steps of it");
    EXPECT_EQ(only_of(said("a"), repeat("t", 72)), "");
    EXPECT_EQ(only_of(said("a"), repeat("t", 73)).substr(0, 43),
              "1:43: the title has 73 characters, more tha");
}

TEST_F(AuthorCheck, QuizzesWithoutHints) {
    const std::string quiz =
        R"({"narration": "n", "do": "lazy_mmu_mode_enable();", "quiz": {"ask": "a", )"
        R"("explain": "e", "value": "task.A.preempt_count")";
    EXPECT_EQ(only_of(quiz + R"(, "answer": 0, "hints": ["h"]}})"), "");
    EXPECT_EQ(only_of(quiz + R"(, "answer": 0}})"),
              "2:61: a quiz without \"hints\": say where to look");
    EXPECT_EQ(only_of(quiz + R"(, "hints": ["h"]}})").substr(0, 31),
              "2:61: a quiz without \"answer\": ");
}

TEST_F(AuthorCheck, NumbersThatNobodyHasChecked) {
    const auto asks = [&](const std::string& ask, const std::string& more = "") {
        return only_of(R"({"narration": "n", "do": "repeat 7 { lazy_mmu_mode_enable(); }", )"
                       R"("quiz": {"ask": ")" +
                       ask +
                       R"(", "explain": "e", "hints": ["h"], )"
                       R"("value": "task.A.enable_count", "answer": 7)" +
                       more + "}}");
    };
    EXPECT_EQ(asks("7 times, the 22nd, v7.0, `32`."), "") << "done here, or no number";
    EXPECT_EQ(asks("32 entries?").substr(0, 34), "2:74: the question says 32, and no");
    EXPECT_EQ(asks("32 entries?", R"(, "given": {"state": {"batch.capacity": 32}})"), "");
}

TEST_F(AuthorCheck, ALessonThatItsCourseDoesNotList) {
    write("a", R"({"narration": "n"})");
    write("b", R"({"narration": "n"})");
    std::ofstream(path("course.json"))
        << R"({"format_version": 1, "title": "T", "lessons": ["a.json"]})";
    const Result r = lazymmu("check " + folder_.string());
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.out, "does not list this lesson")) << r.out;
    EXPECT_TRUE(has(r.out, "b.json:1:1")) << r.out;
    EXPECT_FALSE(has(r.out, "a.json:1:1")) << r.out;
}

TEST_F(AuthorCheck, DeadLinks) {
    const auto to = [&](const std::string& target) {
        return only_of("{\"narration\": \"See [this](" + target + ").\"}");
    };
    write("other", R"({"narration": "n"})");
    std::ofstream(path("picture.png")) << "x";
    for (const char* good : {"https://example.org/a/1", "http://example.org", "lesson:other",
                             "lesson:t", "picture.png", "picture.png#top"})
        EXPECT_EQ(to(good), "") << good;
    EXPECT_EQ(to("lesson:others"), "2:27: there is no lesson \"others\"");
    EXPECT_EQ(to("missing.png"), "2:27: there is no file \"missing.png\"");
    EXPECT_EQ(to("https:///x"), "2:27: a link without a host: \"https:///x\"");
    EXPECT_EQ(to("https://example.org/c d").substr(0, 35), "2:27: a link with a character that ");
    EXPECT_EQ(to("../picture.png").substr(0, 28), "2:27: a link is a web addres");
    EXPECT_EQ(only_of(R"({"narration": "`a[i](nothing)` is code"})"), "");
}

TEST_F(AuthorCheck, Images) {
    const auto put = [&](const std::string& name, const std::string& bytes) {
        std::ofstream(path(name), std::ios::binary) << bytes;
    };
    const auto said = [&](const std::string& text) {
        return only_of("{\"narration\": \"" + text + "\"}");
    };
    using lazymmu_png::plain_png, lazymmu_png::png_of;
    const std::string good = plain_png(2, 2, "abcd");
    fs::create_directories(folder_ / "sub");
    put("good.png", good);
    put("sub/good.png", good);
    put("text.png", "no picture");
    put("cut.png", good.substr(0, good.size() - 20));
    put("wide.png", png_of(2049, 1, "x"));
    put("large.png", good + std::string(512 << 10, 'x'));
    EXPECT_EQ(said("See.\\n\\n![Two boxes](good.png)\\n![b](sub/good.png)"), "");
    EXPECT_EQ(said(repeat("a ", 39) + "b\\n![" + repeat("a ", 200) + "](good.png)"), "");
    EXPECT_EQ(said("![a](none.png)"), "2:21: there is no file \"none.png\"");
    EXPECT_EQ(said("See.\\n![a](text.png)"), "2:27: \"text.png\" is no PNG file");
    EXPECT_EQ(said("![a](cut.png)"), "2:21: \"cut.png\" is damaged: it is cut off");
    EXPECT_EQ(said("![a](wide.png)"),
              "2:21: \"wide.png\" has 2049 x 1 pixels; an image has at most 2048 x 2048");
    EXPECT_EQ(said("![a](large.png)"), "2:21: \"large.png\" has more than 512 KiB");
    EXPECT_EQ(said("![ ](good.png)"),
              "2:18: an image without a text: expected ![what it shows](good.png)");
    EXPECT_EQ(said("![a](../good.png)"), "2:21: an image is a file at or below the lesson's own "
                                         "folder; found \"../good.png\"");
    EXPECT_EQ(said("![a](https://example.org/a.png)").substr(0, 32),
              "2:21: an image's path has letter");
    EXPECT_EQ(said("![a](good.jpg)"), "2:21: an image is a .png file; found \"good.jpg\"");
    EXPECT_EQ(said("See ![a](good.png)."),
              "2:20: an image is a line of its own: ![what it shows](name.png)");
    EXPECT_EQ(said(repeat("![a](good.png)\\n", 16)), "");
    EXPECT_EQ(said(repeat("![a](good.png)\\n", 17)), "2:272: a lesson has at most 16 images");
    fs::create_symlink("/etc/hostname", folder_ / "out.png");
    EXPECT_EQ(said("![a](out.png)"),
              "2:21: \"out.png\" is a link to a file outside of the lesson's folder");
    EXPECT_EQ(said("`![a](b)` and\\n```\\n![a](b.png)\\n```"), "");
}

TEST_F(AuthorCheck, RunPrintsTheWordsOfAnImage) {
    write("t", R"({"narration": "See.\n![Two boxes](none.png)\nOn.", "do": ""})");
    const std::string out = lazymmu("run " + path("t.json")).out;
    EXPECT_NE(out.find("  See.\n  [image: Two boxes]\n  On.\n"), std::string::npos) << out;
    EXPECT_EQ(out.find("none.png"), std::string::npos);
}

TEST_F(AuthorCheck, StepsAndConditionsThatAreNeverReached) {
    EXPECT_EQ(only_of(R"({"narration": "n", "do": "const N = 1;"})"), ""); // nothing to run
    EXPECT_EQ(only_of(R"({"narration": "n", "schedule": ["finish"]})"),
              "2:1: this step is never reached: what it does runs on no machine");
    // a nested section was a BUG on Xen: there, nothing behind it is ever compared
    const auto behind_a_bug = [this](const std::string& arch) {
        write("t",
              R"({"narration": "n", "do": "lazy_mmu_mode_enable(); lazy_mmu_mode_enable();",)"
              R"( "expect": {"when": {"arch": "x86"}, "events": [{"bug": "lazy mode"}]}},)"
              "\n"
              R"({"narration": "n", "expect": {"when": {"arch": ")" +
                  arch + R"("}, "state": {"task.A.preempt_count": 0}}})",
              "T", R"({"arch": ["arm64", "x86"], "kernel": "v6.18"})");
        return only("t");
    };
    EXPECT_EQ(behind_a_bug("arm64"), "");
    EXPECT_EQ(behind_a_bug("x86"),
              "3:39: this \"when\" never applies: no machine that it names comes to this step");
}

TEST_F(AuthorCheck, ChoicesThatCanNeverBeRight) {
    EXPECT_EQ(only_of(R"({"narration": "n", "do": "lazy_mmu_mode_enable();", "quiz": {"ask": "a",)"
                      R"( "explain": "e", "hints": ["h"], "choices": [)"
                      R"({"text": "Yes", "if": {"state": {"task.A.preempt_count": 0}}},)"
                      R"({"text": "Both", "if": [{"state": {"task.A.preempt_count": 1}},)"
                      R"( {"state": {"task.A.preempt_count": 2}}]}]}})"),
              "2:117: \"Both\" can never be right: its \"if\" wants two values of the same path");
}

TEST_F(AuthorCheck, TheSameIdAndTheSameFileTwice) {
    write("a", R"({"narration": "n"})");
    fs::copy_file(path("a.json"), path("b.json"));
    std::ofstream(path("course.json"))
        << R"({"format_version": 1, "title": "C", "lessons": ["a.json", "b.json", "a.json"]})";
    const Result r = lazymmu("check " + folder_.string());
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.out, "b.json:1:29: error: the id \"a\" is also that of")) << r.out;
    EXPECT_TRUE(has(r.out, "course.json:1:69: error: \"a.json\" stands twice")) << r.out;
}

// Starts `check --watch` in the background, and reads what it has printed so far.
class Watched {
  public:
    explicit Watched(const std::string& folder) : out_(folder + ".out") {
        fs::remove(out_); // of one before
        pid_ = fork();
        if (pid_ != 0) return;
        std::FILE* out = std::freopen(out_.c_str(), "w", stdout);
        std::FILE* err = std::freopen((out_ + ".err").c_str(), "w", stderr);
        if (out && err)
            execl(LAZYMMU_BINARY_DIR "/lazymmu", "lazymmu", "check", "--watch", folder.c_str(),
                  static_cast<char*>(nullptr));
        _exit(99);
    }
    ~Watched() {
        if (pid_ > 0) end(SIGKILL);
        fs::remove(out_);
        fs::remove(out_ + ".err");
    }
    bool says(const std::string& part) const {
        for (int i = 0; i < 1000; i++) {
            if (has(read_file(out_), part)) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        ADD_FAILURE() << "never said \"" << part << "\":\n" << read_file(out_);
        return false;
    }
    int end(int signal) {
        kill(pid_, signal);
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    std::string out_;
    pid_t pid_ = -1;
};

TEST_F(AuthorCheck, WatchChecksAgainAndEndsWithTheLastResult) {
    const auto expect = [](int n) {
        return R"({"narration": "n", "expect": {"state": {"task.A.preempt_count": )" +
               std::to_string(n) + "}}}";
    };
    write("a", expect(0));
    Watched watched(folder_.string());
    ASSERT_TRUE(watched.says("1 lesson, 1 machine, 1 expectation, 0 quiz answers: all pass"));
    write("a", expect(10));
    ASSERT_TRUE(watched.says("FAIL"));
    ASSERT_TRUE(watched.says("1 expectation, 0 quiz answers: 1 error"));
    write("b", expect(0)); // a new file
    ASSERT_TRUE(watched.says("2 lessons, 2 machines, 2 expectations, 0 quiz answers: 1 error"));
    fs::remove(path("a.json"));
    write("c", expect(0));
    ASSERT_TRUE(watched.says("2 lessons, 2 machines, 2 expectations, 0 quiz answers: all pass"));
    EXPECT_EQ(watched.end(SIGINT), 0);

    write("b", expect(10));
    Watched broken(folder_.string());
    ASSERT_TRUE(broken.says("1 error"));
    EXPECT_EQ(broken.end(SIGINT), 1); // the exit code of the last result
}

TEST_F(AuthorCheck, WatchNeedsFiles) {
    const Result r = lazymmu("check --watch -");
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.err, "--watch needs files")) << r.err;
}

} // namespace
} // namespace lazymmu_cli_test
