// Seeds and other numbers: what a session shows, keeps, undoes and counts.
#include "app/core/session/saved_session.h"
#include "tests/session/fixture.h"

#include "nlohmann/json.hpp"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

constexpr const char* varied_lesson = R"({"format_version": 1, "id": "varied", "title": "T",
"summary": "S", "minutes": 1, "machine": {"arch": ["arm64", "sparc"]},
"vary": [{"n": 2}, {"n": 4}, {"n": 7}], "steps": [
{"narration": "n", "do": "set_pte_at(KERNEL, 7, \"pw\");"},
{"narration": "${n}", "do": "repeat ${n} as i { set_pte_at(KERNEL + i * PAGE, 9, \"pw\"); }",
 "quiz": {"ask": "${n} rounds: how many stores?", "explain": "${n}.",
          "count": {"event": "pte_store"}}}]})";

class Variants : public testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(open_text(s, "varied.json", varied_lesson), ""); }
    void to_the_question() {
        run(s, "step lesson");
        run(s, "step lesson");
        ASSERT_TRUE(s.question());
    }
    std::string ask() { return nlohmann::json::parse(s.state_json())["quiz"]["ask"]; }
    Session s{{}};
};

TEST_F(Variants, OtherNumbersAskAgain) {
    to_the_question();
    const u32 begin = s.position();
    EXPECT_EQ(ask(), "2 rounds: how many stores?");
    EXPECT_EQ(run(s, "answer 2"), "");
    EXPECT_EQ(s.quiz_record().standing, QuizStanding::solved);
    run(s, "step lesson");
    EXPECT_EQ(run(s, "other numbers"), "");
    EXPECT_EQ(s.seed(), 1u);
    EXPECT_EQ(s.lesson_step(), 1u);
    EXPECT_EQ(s.position(), begin) << "the step has not run";
    EXPECT_EQ(ask(), "4 rounds: how many stores?");
    EXPECT_EQ(s.quiz_record().standing, QuizStanding::open);
    EXPECT_EQ(run(s, "reveal"), "");
    EXPECT_EQ(s.progress().solved("file:varied.json", "varied"), 1u)
        << "the question counts once, and is solved";
    EXPECT_EQ(s.progress().score().solved, 1u);
    EXPECT_EQ(s.progress().score().revealed, 0u);
    run(s, "other numbers");
    EXPECT_EQ(ask(), "7 rounds: how many stores?");
    run(s, "other numbers");
    EXPECT_EQ(ask(), "2 rounds: how many stores?");
    EXPECT_EQ(s.quiz_record().standing, QuizStanding::solved);
    Session other({});
    ASSERT_TRUE(other.load_progress(s.progress().json(), "p.json").empty());
    EXPECT_EQ(other.progress().json(), s.progress().json());
    EXPECT_EQ(other.progress().get({"file:varied.json", "varied", 1, "arm64 v7.0", 1}).standing,
              QuizStanding::revealed);
}

TEST_F(Variants, UndoAndSavedSessionsKnowTheSeed) {
    to_the_question();
    ASSERT_EQ(run(s, "seed 5"), ""); // the third
    EXPECT_EQ(ask(), "7 rounds: how many stores?");
    run(s, "end");
    const std::string text = saved(s);
    Session other(own_lessons());
    ASSERT_EQ(other.execute({Command::open_saved, 0, text, "x.lazymmu.json"}), "");
    EXPECT_EQ(other.message().kind, Message::none) << other.message().text();
    EXPECT_EQ(digest(other), digest(s));
    EXPECT_EQ(other.seed(), 5u);
    EXPECT_EQ(saved(other), text);
    run(s, "undo");
    run(s, "undo");
    EXPECT_EQ(ask(), "2 rounds: how many stores?");
    EXPECT_EQ(s.seed(), 0u);
    run(s, "redo");
    EXPECT_EQ(ask(), "7 rounds: how many stores?");
}

TEST_F(Variants, ASeedStaysFromLessonToLesson) {
    Session fresh(own_lessons());
    EXPECT_EQ(run(fresh, "seed 1"), "") << "before anything is open";
    ASSERT_EQ(run(fresh, "open two-counters"), ""); // does not vary
    EXPECT_EQ(run(fresh, "other numbers"), "there are no other numbers here");
    ASSERT_EQ(run(fresh, "open arm64-one-section"), "");
    EXPECT_EQ(fresh.lesson()->steps[2].title, "6 stores in the section");
    ASSERT_EQ(run(fresh, "open pause-resume"), "");
    EXPECT_EQ(fresh.lesson()->variant(), 1u);
    ASSERT_EQ(run(fresh, "arch x86"), "");
    EXPECT_EQ(fresh.lesson()->variant(), 1u) << "on another machine too";
    EXPECT_EQ(run(fresh, "seed x"), "seed needs a number, found \"x\"");
}

TEST_F(Variants, ALessonThatChangesOnDiskKeepsTheSeed) {
    to_the_question();
    run(s, "seed 2");
    std::string text = varied_lesson;
    text.replace(text.find("how many stores"), 15, "how many writes");
    EXPECT_EQ(s.reload(varied_lesson, text), "");
    EXPECT_EQ(ask(), "7 rounds: how many writes?");
}

} // namespace
} // namespace lazymmu
