// Using the interface by label and by key, as a person would.
#include "tests/gui/driver.h"

namespace lazymmu::gui {
namespace {

using namespace test;

TEST(Use, FirstRunShowsTheFirstLessonAtItsStart) {
    Lab lab;
    EXPECT_EQ(lab.text("mode"), "lesson");
    EXPECT_EQ(lab.number("lesson_step"), 0);
    EXPECT_EQ(lab.number("step"), 0);
    EXPECT_EQ(lab.text("error"), "");
    for (const char* label :
         {"Step",     "Back",  "Play",    "Lesson step", "Home",       "End",   "Over",
          "Out",      "arm64", "powerpc", "sparc",       "x86",        "v6.18", "v7.0",
          "Timeline", "Scrub", "Theme",   "Keys",        "Page table", "TLB"})
        EXPECT_TRUE(lab.has(label)) << label;
    EXPECT_FALSE(lab.app().needs_frames()) << "an idle page draws nothing";
}

TEST(Use, OpenALessonStepTenLinesForwardAndTenBack) {
    Lab lab;
    ASSERT_TRUE(lab.click("Who reads the page table, and when?"));
    EXPECT_EQ(lab.text("lesson"), "who-reads");
    EXPECT_EQ(lab.number("step"), 0);
    const std::string start = lab.digest();
    std::vector<std::string> digests{start};
    for (int i = 0; i < 10; i++) {
        ASSERT_TRUE(lab.click("Step"));
        digests.push_back(lab.digest());
    }
    EXPECT_EQ(lab.number("step"), 10);
    EXPECT_NE(lab.digest(), start);
    for (int i = 10; i-- > 0;) {
        ASSERT_TRUE(lab.click("Back"));
        EXPECT_EQ(lab.digest(), digests[static_cast<size_t>(i)]);
    }
    EXPECT_EQ(lab.number("step"), 0);
}

TEST(Use, KeysStep) {
    Lab lab(lesson("nested-sections"));
    const std::string start = lab.digest();
    for (int i = 0; i < 10; i++) lab.key(ImGuiKey_RightArrow);
    EXPECT_EQ(lab.number("step"), 10);
    for (int i = 0; i < 10; i++) lab.key(ImGuiKey_LeftArrow);
    EXPECT_EQ(lab.digest(), start);
    lab.key(ImGuiMod_Shift | ImGuiKey_RightArrow);
    const int over = lab.number("step");
    EXPECT_GT(over, 1);
    lab.key(ImGuiMod_Shift | ImGuiKey_LeftArrow);
    EXPECT_EQ(lab.number("step"), 0);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
    EXPECT_GE(lab.number("step"), over);
    EXPECT_EQ(lab.number("lesson_step"), 0);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_RightArrow);
    EXPECT_EQ(lab.number("lesson_step"), 1);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_LeftArrow);
    EXPECT_EQ(lab.number("lesson_step"), 0);
    lab.key(ImGuiKey_End);
    EXPECT_EQ(lab.number("step"), lab.number("steps"));
    lab.key(ImGuiKey_Home);
    EXPECT_EQ(lab.digest(), start);
}

TEST(Use, SpacePlaysAndStops) {
    Lab lab(lesson("nested-sections"));
    lab.key(ImGuiKey_Space);
    EXPECT_TRUE(lab.json().at("playing").get<bool>());
    EXPECT_TRUE(lab.app().needs_frames());
    lab.frames(60);
    const int there = lab.number("step");
    EXPECT_GE(there, 3);
    lab.key(ImGuiKey_Space);
    EXPECT_FALSE(lab.json().at("playing").get<bool>());
    const int stopped = lab.number("step");
    lab.frames(60);
    EXPECT_EQ(lab.number("step"), stopped);
    ASSERT_TRUE(lab.click("Play"));
    EXPECT_TRUE(lab.json().at("playing").get<bool>());
    ASSERT_TRUE(lab.click("Pause"));
    EXPECT_FALSE(lab.json().at("playing").get<bool>());
}

TEST(Use, ThemeTextSizeAndTheListOfKeys) {
    Options dark = lesson("nested-sections");
    dark.theme = "dark";
    Lab lab(dark);
    lab.type("t");
    EXPECT_EQ(lab.text("theme"), "light");
    ASSERT_TRUE(lab.click("Theme"));
    EXPECT_EQ(lab.text("theme"), "dark");
    lab.type("++");
    EXPECT_NEAR(lab.json().at("text_size").get<double>(), 1.21, 0.01);
    lab.type("0-");
    EXPECT_NEAR(lab.json().at("text_size").get<double>(), 0.909, 0.01);
    lab.type("?");
    EXPECT_TRUE(lab.has("Close"));
    lab.key(ImGuiKey_Escape);
    EXPECT_FALSE(lab.json().at("keys_shown").get<bool>());
    ASSERT_TRUE(lab.click("Keys"));
    ASSERT_TRUE(lab.click("Close"));
    EXPECT_FALSE(lab.json().at("keys_shown").get<bool>());
    EXPECT_EQ(lab.number("step"), 0);
}

TEST(Use, SwitchTheMachineByLabel) {
    Lab lab(lesson("nested-sections"));
    for (int i = 0; i < 3; i++) lab.click("Lesson step");
    const std::string here = lab.digest();
    ASSERT_TRUE(lab.click("sparc"));
    EXPECT_EQ(lab.text("arch"), "sparc");
    EXPECT_EQ(lab.number("lesson_step"), 2);
    ASSERT_TRUE(lab.click("v6.18"));
    EXPECT_EQ(lab.text("kernel"), "v6.18");
    ASSERT_TRUE(lab.click("v7.0"));
    ASSERT_TRUE(lab.click("arm64"));
    EXPECT_EQ(lab.digest(), here);
}

TEST(Use, ScrubOnTheTimelineAndTheBar) {
    Lab lab(lesson("nested-sections"));
    for (const char* label : {"Timeline", "Scrub"}) {
        lab.does("seek 0");
        lab.frames(2);
        const Widget* w = find_widget(label);
        ASSERT_TRUE(w) << label;
        const float y = w->y + w->h / 2;
        lab.drag(w->x + w->w * 0.3f, y, w->x + w->w * 0.7f, y);
        const int there = lab.number("step"), length = lab.number("steps");
        EXPECT_GT(there, length / 2) << label;
        EXPECT_LT(there, length * 9 / 10) << label;
    }
}

TEST(Use, PressingAnEventGoesToItsMoment) {
    Lab lab(lesson("nested-sections"));
    lab.does("seek 20");
    const std::string later = lab.digest();
    lab.does("seek 3");
    const std::string early = lab.digest();
    lab.does("seek 20");
    EXPECT_EQ(lab.digest(), later);
    ASSERT_TRUE(lab.click("Details"));
    lab.wheel(0, 0);
    lab.does("home");
    lab.does("seek 3");
    const int n = 0;
    ASSERT_TRUE(lab.has("event " + std::to_string(n)));
    ASSERT_TRUE(lab.click("event 0"));
    EXPECT_EQ(lab.number("step"), 1);
    lab.does("seek 3");
    EXPECT_EQ(lab.digest(), early);
}

TEST(Use, GoToALessonStep) {
    Lab lab(lesson("nested-sections"));
    ASSERT_TRUE(lab.click("Go to step 4"));
    EXPECT_EQ(lab.number("lesson_step"), 3);
    EXPECT_GT(lab.number("step"), 0);
}

TEST(Use, ABadFileIsToldAndTheLessonStays) {
    Lab lab(lesson("nested-sections"));
    lab.does("seek 9");
    const std::string here = lab.digest();
    const std::string bad = "{\"id\": 7}";
    lab.app().open_bytes("bad.json",
                         {reinterpret_cast<const unsigned char*>(bad.data()), bad.size()});
    lab.frames(3);
    EXPECT_NE(lab.text("error").find("bad.json:1:"), std::string::npos);
    EXPECT_EQ(lab.digest(), here);
    ASSERT_TRUE(lab.click("Dismiss"));
    EXPECT_EQ(lab.text("error"), "");
    lab.app().open_failed("gone.json", "No such file");
    lab.frames(2);
    EXPECT_NE(lab.text("error").find("gone.json: No such file"), std::string::npos);
    lab.key(ImGuiKey_Escape);
    EXPECT_EQ(lab.text("error"), "");
    EXPECT_EQ(lab.digest(), here);
}

TEST(Use, WishesThatCannotBeMetAreToldAtTheStart) {
    Options o = lesson("no-such-lesson");
    o.arch = "vax";
    Lab lab(o);
    EXPECT_EQ(lab.text("mode"), "lesson") << "something is shown all the same";
    EXPECT_NE(lab.text("error"), "");
}

TEST(Use, TheNarrowWindowReachesEverything) {
    Lab lab(lesson("who-reads"));
    lab.resize(480, 900);
    for (const char* page : {"Code", "Machine", "Memory", "Time", "Log", "Lessons"})
        ASSERT_TRUE(lab.click(page)) << page;
    ASSERT_TRUE(lab.click("One section on arm64: barriers that wait"));
    EXPECT_EQ(lab.text("lesson"), "arm64-one-section");
    ASSERT_TRUE(lab.click("Step"));
    EXPECT_EQ(lab.number("step"), 1);
    ASSERT_TRUE(lab.click("powerpc"));
    EXPECT_EQ(lab.text("arch"), "powerpc");
}

} // namespace
} // namespace lazymmu::gui
