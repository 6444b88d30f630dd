// The pinned moment in the window: the tab Diff, its buttons and keys, and what a text mirror gets.
#include "tests/gui/driver.h"

namespace lazymmu::gui {
namespace {

using namespace test;

TEST(Diff, AMomentIsPinnedComparedAndLeft) {
    Lab lab(lesson("nested-sections"), 1600, 1000);
    lab.does("seek 20");
    ASSERT_TRUE(lab.click("Diff"));
    EXPECT_EQ(lab.text("log_tab"), "diff");
    EXPECT_FALSE(lab.json().contains("pin"));
    ASSERT_TRUE(lab.click("Pin this moment"));
    EXPECT_EQ(lab.json()["pin"]["position"], 20);
    EXPECT_TRUE(lab.json()["pin"]["rows"].empty());
    lab.does("seek 45");
    const auto rows = lab.json()["pin"]["rows"];
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(rows[0]["what"], "task A enable_count");
    EXPECT_EQ(rows[0]["then"], "0");
    EXPECT_EQ(rows[0]["now"], "2");
    ASSERT_TRUE(lab.click("Go to it"));
    EXPECT_EQ(lab.number("step"), 20);
    EXPECT_TRUE(lab.json()["pin"]["rows"].empty());
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(lab.number("step"), 45);
    ASSERT_TRUE(lab.click("Pin this one instead"));
    EXPECT_EQ(lab.json()["pin"]["position"], 45);
    ASSERT_TRUE(lab.click("Unpin"));
    EXPECT_FALSE(lab.json().contains("pin"));
}

TEST(Diff, KeysPinAndReturn) {
    Lab lab(lesson("nested-sections"), 1600, 1000);
    lab.does("seek 7");
    lab.type("m");
    lab.frames(2);
    EXPECT_EQ(lab.json()["pin"]["position"], 7);
    lab.does("end");
    lab.type("g");
    lab.frames(2);
    EXPECT_EQ(lab.number("step"), 7);
}

TEST(Diff, AnotherArchitectureHasWordsInsteadOfRows) {
    Lab lab(lesson("nested-sections"), 1600, 1000);
    lab.does("arch x86");
    lab.does("seek 30");
    lab.does("pin");
    lab.does("log diff");
    lab.does("arch arm64");
    EXPECT_TRUE(lab.json()["pin"]["rows"].empty());
    EXPECT_NE(lab.json()["pin"]["refused"].get<std::string>().find("Compare"), std::string::npos);
}

TEST(Diff, AllTabsFitANarrowWindow) {
    for (const float width : {390.f, 760.f, 1280.f}) {
        Lab lab(lesson("nested-sections"), width, 844);
        lab.does("page log");
        lab.does("log diff");
        ASSERT_TRUE(lab.has("Pin this moment")) << width;
        for (const char* name : {"Events", "Costs", "Schedule", "Diff"}) {
            const Widget* tab = find_widget(name);
            ASSERT_NE(tab, nullptr) << name;
            EXPECT_LE(tab->x + tab->w, width) << name;
        }
    }
}

} // namespace
} // namespace lazymmu::gui
