// Answering the quizzes of a lesson: what counts, what does not, and what is remembered.
#include "tests/session/fixture.h"

#include "nlohmann/json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace lazymmu {
namespace {

using namespace test;

constexpr const char* quiz_lesson = R"({"format_version": 1, "id": "quizzes", "title": "T",
"summary": "S", "minutes": 1, "machine": {"arch": ["arm64", "sparc"]}, "steps": [
{"narration": "n", "do": "set_pte_at(KERNEL, 7, \"pw\");"},
{"narration": "n", "do": "lazy_mmu_mode_enable();",
 "quiz": {"ask": "How often?", "explain": "Once.", "count": {"call": "arch_enter_lazy_mmu_mode"},
          "hints": ["one", "two"]}},
{"narration": "n", "do": "lazy_mmu_mode_disable();",
 "quiz": {"ask": "On?", "explain": "Off.", "choices": [
   {"text": "yes", "if": {"state": {"task.A.lazy": true}}, "why": "Count."},
   {"text": "no", "if": {"state": {"task.A.lazy": false}}}]}}]})";

class Quizzes : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(open_text(s, "quizzes.json", quiz_lesson), "");
        run(s, "step lesson");
        ASSERT_EQ(s.lesson_step(), 0u);
    }
    // The letter of an option: readers see them in different orders.
    std::string letter(const std::string& option) {
        const auto& all = s.question()->options;
        return std::string(
            1, static_cast<char>('a' + (std::find(all.begin(), all.end(), option) - all.begin())));
    }
    nlohmann::json quiz() { return nlohmann::json::parse(s.state_json())["quiz"]; }
    QuizStanding standing() { return s.quiz_record().standing; }
    static QuizKey key(u32 step) { return {"file:quizzes.json", "quizzes", step, "arm64 v7.0", 0}; }
    Session s{{}};
};

TEST_F(Quizzes, AStepAsksBeforeItRuns) {
    EXPECT_TRUE(quiz().is_null());
    const u32 here = s.position();
    ASSERT_EQ(run(s, "step lesson"), "");
    EXPECT_EQ(s.lesson_step(), 1u);
    EXPECT_EQ(s.position(), here) << "nothing has run yet";
    EXPECT_EQ(quiz()["ask"], "How often?");
    EXPECT_EQ(quiz()["standing"], "open");
    EXPECT_FALSE(quiz().contains("answer"));
    EXPECT_EQ(run(s, "answer 2"), "");
    EXPECT_EQ(quiz()["reply"], "Not 2.");
    EXPECT_EQ(run(s, "answer many"), "expected a number");
    EXPECT_EQ(run(s, "answer 1"), "");
    EXPECT_EQ(quiz()["answer"], 1);
    EXPECT_EQ(quiz()["explain"], "Once.");
    EXPECT_EQ(s.quiz_record(), (QuizRecord{QuizStanding::solved, 2, 0}));
    EXPECT_EQ(run(s, "answer 1"), "the answer is known");
    ASSERT_EQ(run(s, "step lesson"), "");
    EXPECT_GT(s.position(), here);
    EXPECT_EQ(standing(), QuizStanding::solved) << "running the step does not change that";
}

TEST_F(Quizzes, HintsEndAndChoicesSayWhy) {
    run(s, "step lesson");
    EXPECT_EQ(run(s, "hint"), "");
    EXPECT_EQ(quiz()["hints"], nlohmann::json::parse(R"(["one"])"));
    EXPECT_EQ(run(s, "hint"), "");
    EXPECT_EQ(run(s, "hint"), "there are no more hints");
    run(s, "answer 1");
    run(s, "step lesson");
    run(s, "step lesson");
    EXPECT_EQ(s.lesson_step(), 2u);
    EXPECT_EQ(run(s, "answer c"), "expected a letter from a to b");
    EXPECT_EQ(run(s, "answer " + letter("yes")), "");
    EXPECT_EQ(quiz()["reply"], "Count.");
    EXPECT_EQ(run(s, "answer " + letter("no")), "");
    EXPECT_EQ(standing(), QuizStanding::solved);
    const Score score = s.progress().score();
    EXPECT_EQ(score.solved, 2u);
    EXPECT_EQ(score.first_try, 0u);
}

TEST_F(Quizzes, WhoeverSeesTheAnswerFirstHasNotSolvedIt) {
    run(s, "step lesson");
    EXPECT_EQ(run(s, "reveal"), "");
    EXPECT_EQ(standing(), QuizStanding::revealed);
    EXPECT_EQ(run(s, "answer 1"), "the answer is known");
    run(s, "step lesson");
    run(s, "step lesson");
    ASSERT_EQ(s.lesson_step(), 2u);
    ASSERT_EQ(standing(), QuizStanding::open);
    EXPECT_EQ(s.progress().score().solved, 0u);
    EXPECT_EQ(s.progress().score().revealed, 1u);
}

TEST_F(Quizzes, ASkippedQuestionIsAskedAgain) {
    run(s, "step lesson");
    const u32 before = s.position();
    run(s, "step lesson"); // it runs, and the machine shows the answer
    EXPECT_GT(s.position(), before);
    EXPECT_TRUE(s.quiz_skipped());
    EXPECT_EQ(standing(), QuizStanding::open);
    EXPECT_EQ(quiz()["skipped"], true);
    EXPECT_FALSE(quiz().contains("answer")) << "whoever goes back is asked again";
    EXPECT_NE(run(s, "answer 1").find("go back"), std::string::npos);
    EXPECT_EQ(s.quiz_record().tries, 0u);
    for (const char* back : {"undo", "back lesson", "lesson step 1"}) {
        SCOPED_TRACE(back);
        run(s, "lesson step 1");
        run(s, "step lesson");
        ASSERT_TRUE(s.quiz_skipped());
        EXPECT_EQ(run(s, back), "");
        if (s.lesson_step() == 0) run(s, "step lesson");
        EXPECT_EQ(s.lesson_step(), 1u);
        EXPECT_FALSE(s.quiz_skipped());
        EXPECT_EQ(standing(), QuizStanding::open);
    }
    EXPECT_EQ(run(s, "answer 1"), "");
    EXPECT_EQ(standing(), QuizStanding::solved);
    EXPECT_EQ(s.progress().score().solved, 1u);
    EXPECT_EQ(s.progress().score().first_try, 0u) << "the lines have shown it before";
}

TEST_F(Quizzes, EveryMachineHasItsOwnRecord) {
    run(s, "step lesson");
    run(s, "answer 1");
    ASSERT_EQ(standing(), QuizStanding::solved);
    for (const char* other : {"arch sparc", "kernel v6.18"}) {
        ASSERT_EQ(run(s, other), "");
        ASSERT_TRUE(s.question());
        EXPECT_EQ(standing(), QuizStanding::open) << other;
        EXPECT_EQ(run(s, "answer 1"), "") << other;
    }
    EXPECT_EQ(s.progress().score().solved, 1u) << "and the question counts once";
    EXPECT_EQ(s.solved(*s.lesson()), 0u) << "it is of no course";
}

TEST_F(Quizzes, AnotherLessonOfTheSameIdIsAnother) {
    run(s, "step lesson");
    run(s, "answer 1");
    std::string other = quiz_lesson;
    other.replace(other.find("How often?"), 10, "How many?!");
    const std::string course = R"({"format_version": 1, "title": "Mine", "summary": "s",
        "lessons": ["quizzes.json"]})";
    ASSERT_EQ(s.open_course("/x/mine", {{"course.json", course}, {"quizzes.json", other}}), "");
    EXPECT_EQ(s.solved(*s.lesson()), 0u);
    run(s, "step lesson");
    if (s.lesson_step() == 0) run(s, "step lesson");
    ASSERT_TRUE(s.question());
    EXPECT_EQ(standing(), QuizStanding::open);
    EXPECT_EQ(run(s, "answer 1"), "");
    EXPECT_EQ(s.solved(*s.lesson()), 1u);
    // the same course, copied to another place
    ASSERT_EQ(s.open_course("/y/copy", {{"course.json", course}, {"quizzes.json", other}}), "");
    EXPECT_EQ(s.solved(*s.lesson()), 1u);
    ASSERT_EQ(open_text(s, "elsewhere/other.json", other), "");
    run(s, "step lesson");
    if (s.lesson_step() == 0) run(s, "step lesson");
    EXPECT_EQ(standing(), QuizStanding::solved) << "this text is the course's own";
    ASSERT_EQ(open_text(s, "other.json", other + "\n"), "");
    run(s, "step lesson");
    if (s.lesson_step() == 0) run(s, "step lesson");
    EXPECT_EQ(standing(), QuizStanding::open);
    ASSERT_EQ(run(s, "undo"), "");
}

TEST_F(Quizzes, AnswersAreClearedOnRequest) {
    run(s, "step lesson");
    run(s, "hint");
    run(s, "answer 1");
    const std::string before = s.progress().json();
    EXPECT_NE(run(s, "clear answers some"), "");
    EXPECT_EQ(s.progress().json(), before);
    EXPECT_EQ(run(s, "clear answers lesson"), "");
    EXPECT_EQ(s.quiz_record().standing, QuizStanding::open);
    EXPECT_EQ(s.quiz_record().hints, 0u);
    EXPECT_EQ(s.progress().score().solved, 0u);
    // an older copy, as another window has it, does not bring it back; whoever opens one, does
    EXPECT_TRUE(s.load_progress(before, "p").empty());
    EXPECT_EQ(s.progress().score().solved, 0u);
    EXPECT_EQ(open_text(s, "answers.progress.json", before), "");
    EXPECT_EQ(s.progress().score().solved, 1u);
    EXPECT_EQ(run(s, "clear answers all"), "");
    EXPECT_EQ(s.progress().score().solved, 0u);
}

TEST_F(Quizzes, PlayingStopsAtAQuestion) {
    run(s, "play");
    for (int i = 0; i < 1000 && s.playing(); i++) s.advance(0.2);
    EXPECT_EQ(s.lesson_step(), 1u);
    EXPECT_EQ(standing(), QuizStanding::open);
    run(s, "answer 1");
    run(s, "play");
    for (int i = 0; i < 1000 && s.playing(); i++) s.advance(0.2);
    EXPECT_EQ(s.lesson_step(), 2u);
    EXPECT_LT(s.position(), s.length());
}

TEST_F(Quizzes, NothingIsAskedOnARunOfOnesOwn) {
    run(s, "step lesson");
    ASSERT_TRUE(s.question());
    ASSERT_EQ(run(s, "arch sparc"), "");
    EXPECT_TRUE(s.question());
    Choice c;
    ASSERT_TRUE(default_choice(s.setup(), s.machine().view(), c));
    run(s, "seek 2");
    run(s, "choose " + std::to_string(c.pack()));
    EXPECT_FALSE(s.question());
    EXPECT_EQ(run(s, "answer 1"), "there is no question here");
    EXPECT_EQ(run(s, "hint"), "there is no question here");
}

TEST_F(Quizzes, ProgressIsJsonThatComesBack) {
    run(s, "step lesson");
    run(s, "hint");
    run(s, "answer 1");
    run(s, "step lesson");
    run(s, "step lesson");
    run(s, "reveal");
    Session other{{}};
    const std::string text = s.progress().json();
    EXPECT_TRUE(other.load_progress(text, "p.json").empty());
    EXPECT_EQ(other.progress().json(), text);
    EXPECT_EQ(other.progress().get(key(1)), (QuizRecord{QuizStanding::solved, 1, 1}));
    EXPECT_EQ(other.progress().get(key(2)).standing, QuizStanding::revealed);
    EXPECT_EQ(other.progress().get({"", "else", 0, "", 0}), QuizRecord{});
    const auto error = [&other](const std::string& bad) {
        const Issues issues = other.load_progress(bad, "p.json");
        return issues.empty() ? std::string() : issues[0].text();
    };
    EXPECT_EQ(error("[").substr(0, 12), "p.json:1:2: ");
    EXPECT_EQ(error(R"({"format_version": 3, "quizzes": []})").substr(0, 12), "p.json:1:20:");
    EXPECT_EQ(
        error(R"({"format_version": 1, "quizzes": [{"lesson": "a", "step": 1,
"standing": "solvd"}]})"),
        "p.json:2:13: error: \"standing\" must be \"open\", \"solved\" or \"revealed\", found "
        "the text \"solvd\"");
    EXPECT_NE(error(std::string(5 << 20, ' ')), "");
    EXPECT_EQ(other.progress().json(), text) << "what is wrong changes nothing";
}

TEST_F(Quizzes, EachReaderHasAnOrderAndKeepsIt) {
    std::set<std::vector<std::string>> orders;
    for (u32 reader = 1; reader < 9; reader++) {
        Session one{{}};
        one.set_reader(reader);
        one.set_reader(reader + 1); // the first stays
        const auto options = [](Session& at) {
            EXPECT_EQ(open_text(at, "quizzes.json", quiz_lesson), "");
            run(at, "lesson step 2");
            return at.question()->options;
        };
        const auto order = options(one);
        orders.insert(order);
        run(one, "home");
        EXPECT_EQ(options(one), order);
        Session later{{}};
        later.set_reader(77); // before what was kept is read
        ASSERT_TRUE(later.load_progress(one.progress().json(), "p.json").empty());
        EXPECT_EQ(later.progress().reader(), reader);
        EXPECT_EQ(options(later), order);
    }
    EXPECT_EQ(orders.size(), 2u) << "both orders of two";
}

// Whatever lists the run ends where the open question is asked.
TEST_F(Quizzes, WhatComesIsNotToldWhileAQuestionIsOpen) {
    run(s, "home");
    const u32 first = s.document().step_begin(1);
    EXPECT_EQ(s.told().length(), first) << "up to the next question, the run may be seen";
    EXPECT_FALSE(s.tells_all());
    run(s, "lesson step 1");
    run(s, "step");
    EXPECT_EQ(s.told().length(), first + 1) << "what has run is known";
    EXPECT_GT(s.drawn_length(), s.told().length());
    run(s, "lesson step 1");
    run(s, "answer 1");
    EXPECT_EQ(s.told().length(), s.document().step_begin(2)) << "the next one is open";
    run(s, "lesson step 2");
    run(s, "answer " + letter("no"));
    EXPECT_TRUE(s.tells_all());
    EXPECT_EQ(s.drawn_length(), s.length());
    EXPECT_EQ(s.told().marks.size(), s.trace().marks.size());
}

TEST_F(Quizzes, AFileOfAnswersIsTakenOverLikeAnyOther) {
    run(s, "step lesson");
    run(s, "answer 1");
    const std::string text = s.progress().json();
    EXPECT_EQ(s.progress().solved(key(1).course, "quizzes"), 1u);
    EXPECT_EQ(s.progress().solved(key(1).course, "another"), 0u);
    Session other{{}};
    EXPECT_EQ(other.execute({Command::open_text, 0, text, "answers.progress.json"}), "");
    EXPECT_EQ(other.message().text(), "These answers were added to those that are here: 1 solved");
    EXPECT_EQ(other.progress().json(), text);
    const std::string hurt = R"({"format_version": 1, "quizzes": [{"lesson": 1}]})";
    EXPECT_NE(other.execute({Command::open_text, 0, hurt, "hurt.json"}), "");
    EXPECT_EQ(other.message().kind, Message::error);
    EXPECT_EQ(other.message().issues.at(0).file, "hurt.json");
    EXPECT_EQ(other.progress().json(), text) << "nothing is lost";
}

} // namespace
} // namespace lazymmu
