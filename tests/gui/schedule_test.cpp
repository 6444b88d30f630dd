// Breakpoints and interventions from the numbers beside the code, the schedule as a text, and the
// other futures.
#include "tests/gui/places.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

using namespace test;

constexpr const char* two_tasks = "task A {\n"
                                  "    lazy_mmu_mode_enable();\n"
                                  "    set_pte_at(KERNEL, 7, \"pw\");\n"
                                  "    lazy_mmu_mode_disable();\n"
                                  "}\n"
                                  "task B {\n"
                                  "    lazy_mmu_mode_enable();\n"
                                  "    lazy_mmu_mode_disable();\n"
                                  "}\n"
                                  "handler tick { set_pte_at(KERNEL + PAGE, 8, \"pw\"); }\n";

void open_two(Lab& lab) {
    const std::string_view text = two_tasks;
    lab.app().open_bytes("two.lazy",
                         {reinterpret_cast<const unsigned char*>(text.data()), text.size()});
    lab.does("arch arm64");
    lab.app().command("home");
}

const Widget* code(std::string_view line, const char* window = "stack") {
    const std::string label = "code " + std::string(line);
    return find_widget(label, window);
}

TEST(Schedule, APressOnTheNumberSetsABreakpointAndF8GoesThere) {
    Lab lab(lesson("nested-sections"), 1600, 1000);
    const Widget* line = code("4", "script");
    ASSERT_NE(line, nullptr);
    lab.click_at(line->x + 12, line->y + 8);
    EXPECT_EQ(lab.json().at("breakpoints"), nlohmann::json::array({"4"}));
    lab.key(ImGuiKey_F8);
    const int there = lab.number("step");
    EXPECT_GT(there, 0);
    EXPECT_LT(there, lab.number("steps"));
    EXPECT_EQ(lab.text("line"), "4");
    lab.key(ImGuiKey_F8);
    EXPECT_EQ(lab.number("step"), lab.number("steps")) << "there is no other one";
    lab.key(ImGuiMod_Shift | ImGuiKey_F8);
    EXPECT_EQ(lab.number("step"), there);
    lab.does("clear breakpoints");
    EXPECT_TRUE(lab.json().at("breakpoints").empty());
}

TEST(Schedule, TheMenuOfALineLetsAnotherTaskIn) {
    Lab lab({}, 1600, 1400);
    open_two(lab);
    lab.does("step");
    lab.does("step");
    const std::string plain = lab.digest();
    EXPECT_EQ(lab.number("branches"), 0);
    const Widget* line = code("lazy_mmu_mode_enable:3");
    ASSERT_NE(line, nullptr);
    lab.click_at(line->x + 60, line->y + 8, 1);
    ASSERT_TRUE(lab.has("Set a breakpoint"));
    ASSERT_TRUE(lab.click("task B preempts what runs on CPU 0"));
    EXPECT_EQ(lab.number("branches"), 1);
    EXPECT_NE(lab.text("schedule").find("preempt B"), std::string::npos);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(lab.text("schedule"), "") << "undo takes it back";
}

TEST(Schedule, TheTabOffersWhatCanHappenAndKeepsBothFutures) {
    Lab lab({}, 1600, 1400);
    open_two(lab);
    lab.does("step");
    ASSERT_TRUE(lab.click("Schedule"));
    EXPECT_EQ(lab.text("log_tab"), "schedule");
    ASSERT_TRUE(lab.click("an interrupt on CPU 0: tick"));
    EXPECT_EQ(lab.number("branches"), 1);
    EXPECT_EQ(lab.text("schedule"), "A\nirq tick\nfinish\n");
    lab.does("end");
    const std::string with_irq = lab.digest();
    ASSERT_TRUE(lab.click("Take"));
    EXPECT_EQ(lab.text("schedule"), "");
    lab.does("end");
    EXPECT_NE(lab.digest(), with_irq);
    ASSERT_TRUE(lab.click("Take"));
    lab.does("end");
    EXPECT_EQ(lab.digest(), with_irq);
    ASSERT_TRUE(lab.click("Back to the own run"));
    EXPECT_EQ(lab.text("schedule"), "");
    EXPECT_EQ(lab.number("branches"), 1);
    ASSERT_TRUE(lab.click("Forget"));
    EXPECT_EQ(lab.number("branches"), 0);
}

TEST(Schedule, TheTextCanBeChangedAndAMistakeLosesNothing) {
    Lab lab({}, 1600, 1400);
    open_two(lab);
    lab.does("log schedule");
    const Widget* field = nullptr;
    lab.frames(2);
    for (const Widget& w : widgets())
        if (w.raw == "##Schedule text" && w.visible()) field = &w;
    ASSERT_NE(field, nullptr);
    lab.click_at(field->x + 10, field->y + 8);
    lab.type("A*2, preempt Z");
    ASSERT_TRUE(lab.click("Apply"));
    EXPECT_NE(lab.text("error").find("schedule:1:6: error: not a choice"), std::string::npos)
        << lab.text("error");
    EXPECT_EQ(lab.text("schedule"), "");
    lab.does("dismiss");
    ASSERT_TRUE(lab.click("Revert"));
    lab.does("schedule A*2, preempt B, finish");
    EXPECT_EQ(lab.text("schedule"), "A*2\npreempt B\nfinish\n");
    EXPECT_EQ(lab.text("error"), "");
}

TEST(Schedule, TheEditorHasBreakpointsToo) {
    Lab lab({}, 1600, 1400);
    open_two(lab);
    const Widget* column = find_widget("Line numbers");
    ASSERT_NE(column, nullptr);
    lab.click_at(column->x + 10, column->y + 6 + 14.5f * 3 + 7);
    ASSERT_EQ(lab.json().at("breakpoints").size(), 1u);
    const std::string line = lab.json().at("breakpoints")[0].get<std::string>();
    EXPECT_EQ(line, "4");
    lab.does("run to break");
    EXPECT_EQ(lab.text("line"), line);
}

TEST(Schedule, AFutureIsNamedComparedAndTakenOnTheTimeline) {
    Lab lab({}, 1600, 1400);
    open_two(lab);
    lab.does("schedule A*2, preempt B, finish");
    lab.does("end");
    const std::string there = lab.digest();
    lab.does("log schedule");
    ASSERT_TRUE(lab.click("Name"));
    lab.type("plain");
    ASSERT_TRUE(lab.click("Keep the name"));
    EXPECT_NE(lab.app().saved_json().find("\"name\":\"plain\""), std::string::npos);
    lab.does("seek 3");
    ASSERT_TRUE(lab.click("Compare with this future"));
    EXPECT_EQ(lab.text("log_tab"), "diff");
    EXPECT_EQ(lab.number("step"), lab.number("steps")) << "its end against this end";
    EXPECT_FALSE(lab.json()["pin"]["rows"].empty());
    ASSERT_TRUE(lab.click("Future 1")); // the fork's mark on the timeline
    EXPECT_EQ(lab.text("schedule"), "");
    EXPECT_EQ(lab.number("branches"), 1);
    lab.does("seek 2");
    ASSERT_TRUE(lab.click("Pinned moment"));
    EXPECT_EQ(lab.number("step"), lab.number("steps"));
    EXPECT_TRUE(lab.json()["pin"]["rows"].empty());
    ASSERT_TRUE(lab.click("Future 1"));
    lab.does("end");
    EXPECT_EQ(lab.digest(), there);
}

TEST(Schedule, OneInterventionIsLeftOutByItsButton) {
    Lab lab({}, 1600, 1400);
    open_two(lab);
    lab.does("schedule A*2, irq tick, A*12, preempt B, finish");
    lab.does("log schedule");
    ASSERT_TRUE(lab.click("line 15"));
    EXPECT_EQ(lab.number("step"), 15);
    ASSERT_TRUE(lab.click("Leave out")); // the first of the two
    EXPECT_EQ(lab.text("schedule"), "A*14\npreempt B\nfinish\n");
}

TEST(Schedule, TheLessonsOwnTurnsAreNotDoneByHand) {
    int looked = 0;
    for (const char* id : {"preemption-sleeping", "context-switch", "the-bug-that-shipped"}) {
        Lab lab(lesson(id), 1600, 1400);
        lab.app().command("end");
        lab.does("log schedule");
        if (lab.text("schedule").find("preempt") == std::string::npos) continue;
        looked++;
        const Drawn drawn = draw(lab);
        const auto says = [&drawn](std::string_view words) {
            return std::any_of(drawn.texts.begin(), drawn.texts.end(),
                               [&](const DrawnText& t) { return t.text == words; });
        };
        EXPECT_TRUE(says("The lesson's own schedule")) << id;
        EXPECT_FALSE(says("Done by hand")) << id;
    }
    EXPECT_GT(looked, 0);
}

// The mark of the present line stays in the panel, however low that is.
TEST(Schedule, NothingIsDrawnOutsideThePanel) {
    for (const float height : {600.f, 640.f, 700.f, 800.f}) {
        Lab lab(lesson("preemption-sleeping"), 1280, height);
        lab.does("log schedule");
        lab.does("end");
        expect_tidy(lab, std::to_string(height));
    }
}

TEST(Schedule, ALessonThatWasLeftSaysSoAndLeadsBack) {
    Lab lab(lesson("preemption-sleeping"), 1600, 1000);
    EXPECT_FALSE(lab.has("Back to the lesson's run"));
    lab.does("end");
    const std::string own = lab.digest();
    lab.does("schedule A*5, finish");
    ASSERT_TRUE(lab.has("Back to the lesson's run"));
    ASSERT_TRUE(lab.click("Back to the lesson's run"));
    EXPECT_FALSE(lab.has("Back to the lesson's run"));
    lab.app().command("end");
    EXPECT_EQ(lab.digest(), own);
}

} // namespace
} // namespace lazymmu::gui
