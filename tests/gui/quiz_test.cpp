// The quiz card below the narration, used by label.
#include "tests/gui/driver.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

using namespace test;

TEST(QuizCard, ANumberIsTypedAndAnswered) {
    Lab lab(lesson("powerpc-one-section"));
    while (lab.json()["quiz"].is_null()) {
        ASSERT_LT(lab.number("lesson_step") + 1, lab.number("lesson_steps"));
        lab.does("step lesson");
    }
    EXPECT_EQ(lab.json()["quiz"]["standing"], "open");
    lab.frames(6); // its pane takes the height that it needs
    ASSERT_TRUE(lab.has("Answer"));
    ASSERT_TRUE(lab.click("Hint"));
    lab.frames(6);
    EXPECT_EQ(lab.json()["quiz"]["hints"].size(), 1u);
    ASSERT_TRUE(lab.click("Answer"));
    EXPECT_EQ(lab.json()["quiz"]["tries"], 0) << "an empty field is no answer";
    EXPECT_EQ(lab.json()["quiz"]["standing"], "open");
    lab.frames(6);
    ASSERT_TRUE(lab.click("##Number"));
    lab.type("1");
    ASSERT_TRUE(lab.click("Answer"));
    EXPECT_EQ(lab.json()["quiz"]["tries"], 1);
    lab.frames(6);
    ASSERT_TRUE(lab.click("##Number"));
    lab.key(ImGuiMod_Ctrl | ImGuiKey_A);
    lab.type("0");
    lab.key(ImGuiKey_Enter);
    EXPECT_EQ(lab.json()["quiz"]["standing"], "solved");
    EXPECT_FALSE(lab.has("Hint"));
}

TEST(QuizCard, AChoiceIsPressed) {
    Lab lab(lesson("x86-xen-one-section"));
    while (lab.json()["quiz"].is_null()) {
        ASSERT_LT(lab.number("lesson_step") + 1, lab.number("lesson_steps"));
        lab.does("step lesson");
    }
    lab.frames(6); // its pane takes the height that it needs
    const std::string digest = lab.digest();
    const auto press = [&lab](const char* option) {
        const auto options = lab.json()["quiz"]["options"];
        const auto at = std::find(options.begin(), options.end(), option) - options.begin();
        return lab.click("Answer " + std::string(1, static_cast<char>('a' + at)));
    };
    ASSERT_TRUE(press("The new entry"));
    EXPECT_NE(lab.json()["quiz"]["reply"], "");
    lab.frames(4); // the reply is scrolled to
    ASSERT_TRUE(press("Nothing"));
    EXPECT_EQ(lab.json()["quiz"]["standing"], "solved");
    EXPECT_EQ(lab.digest(), digest) << "answering runs nothing";
    EXPECT_FALSE(lab.has("Reveal"));
}

TEST(QuizCard, RevealDoesNotSolve) {
    Lab lab(lesson("sparc-one-section"));
    while (lab.json()["quiz"].is_null()) {
        ASSERT_LT(lab.number("lesson_step") + 1, lab.number("lesson_steps"));
        lab.does("step lesson");
    }
    ASSERT_TRUE(lab.click("Reveal"));
    EXPECT_EQ(lab.json()["quiz"]["standing"], "revealed");
}

TEST(QuizCard, OtherNumbersAskAgain) {
    Lab lab(lesson("nested-disable-flushes"), 1600, 1000); // the whole question is seen
    while (lab.json()["quiz"].is_null() ||
           lab.json()["quiz"]["ask"].get<std::string>().find("rounds") == std::string::npos) {
        ASSERT_LT(lab.number("lesson_step") + 1, lab.number("lesson_steps"));
        lab.does("step lesson");
    }
    EXPECT_FALSE(lab.has("Other numbers")) << "not before it is answered";
    lab.does("answer 3");
    ASSERT_EQ(lab.json()["quiz"]["standing"], "solved");
    ASSERT_TRUE(lab.click("Other numbers"));
    EXPECT_EQ(lab.json()["quiz"]["standing"], "open");
    EXPECT_EQ(lab.json()["quiz"]["ask"].get<std::string>().substr(0, 8), "2 rounds");
    EXPECT_FALSE(lab.has("Other numbers"));
}

TEST(QuizCard, OnAPhoneItTakesWhatItNeedsAndLeavesTheRest) {
    Lab lab(lesson("powerpc-one-section"), 480, 900);
    const auto top_of_code = [&] {
        lab.frames(4);
        const Widget* w = lab.has("Code") ? find_widget("Code") : nullptr;
        return w ? w->y : 0;
    };
    const float unasked = top_of_code();
    while (lab.json()["quiz"].is_null()) {
        ASSERT_LT(lab.number("lesson_step") + 1, lab.number("lesson_steps"));
        lab.does("step lesson");
    }
    const float asked = top_of_code();
    EXPECT_TRUE(lab.has("Answer"));
    EXPECT_GT(asked, unasked) << "the question needs more room than the text";
    for (int i = 0; i < 3; i++) EXPECT_EQ(top_of_code(), asked) << "it does not tremble";
    ASSERT_TRUE(lab.click("Hint"));
    EXPECT_GT(top_of_code(), asked) << "the hint is seen, too";
    EXPECT_LT(top_of_code(), 0.7f * 900) << "the code stays in sight";
    const float hinted = top_of_code();
    lab.does("answer 0");
    EXPECT_EQ(top_of_code(), hinted) << "the verdict comes where the question was";
    lab.does("step");
    EXPECT_EQ(top_of_code(), unasked) << "the question is over";
}

} // namespace
} // namespace lazymmu::gui
