// Explore mode by label: from a program to its counterexample, and along it to the BUG.
#include "tests/gui/driver.h"

namespace lazymmu::gui {
namespace {

using namespace test;

constexpr std::string_view double_enter =
    "task A {\n  lazy_mmu_mode_enable();\n  lazy_mmu_mode_disable();\n}\n"
    "task B {\n  lazy_mmu_mode_enable();\n  lazy_mmu_mode_disable();\n}\n";

nlohmann::json explore(const Lab& lab) { return lab.json().at("explore"); }

void open(Lab& lab, std::string_view script) {
    lab.app().open_bytes("double-enter.lab",
                         {reinterpret_cast<const unsigned char*>(script.data()), script.size()});
    lab.frames(2);
}

bool finish(Lab& lab) {
    for (int i = 0; i < 5000 && explore(lab).at("running").get<bool>(); i++) lab.frames();
    return !explore(lab).at("running").get<bool>();
}

TEST(Explore, FindsTheDoubleEnterAndOpensIt) {
    Lab lab;
    open(lab, double_enter);
    ASSERT_TRUE(lab.click("Explore"));
    ASSERT_TRUE(lab.click("x86"));
    ASSERT_TRUE(lab.click("v7.0"));
    EXPECT_FALSE(lab.has("Step"));
    EXPECT_FALSE(lab.has("Open the counterexample"));
    ASSERT_TRUE(lab.click("Start"));
    ASSERT_TRUE(finish(lab));
    EXPECT_EQ(explore(lab).at("verdict"), "Violated") << explore(lab);
    const int lines = explore(lab).at("schedule").get<int>();
    ASSERT_GT(lines, 0);

    ASSERT_TRUE(lab.click("Open the counterexample"));
    EXPECT_FALSE(explore(lab).at("on").get<bool>());
    EXPECT_EQ(lab.text("mode"), "playground");
    EXPECT_EQ(lab.text("arch"), "x86");
    EXPECT_EQ(lab.number("step"), 0);
    EXPECT_EQ(lab.number("steps"), lines);
    for (int i = 0; i < lines; i++) {
        ASSERT_EQ(lab.number("bug"), 0) << i;
        ASSERT_TRUE(lab.click("Step"));
    }
    EXPECT_EQ(lab.number("step"), lines);
    EXPECT_NE(lab.number("bug"), 0);
    ASSERT_TRUE(lab.click("Back"));
    EXPECT_EQ(lab.number("bug"), 0);

    // the verdict is still there, and a fix makes it another
    ASSERT_TRUE(lab.click("Explore"));
    EXPECT_EQ(explore(lab).at("verdict"), "Violated");
    ASSERT_TRUE(lab.click("tolerate"));
    ASSERT_TRUE(lab.click("Start"));
    ASSERT_TRUE(finish(lab));
    EXPECT_EQ(explore(lab).at("verdict"), "Holds") << explore(lab);
}

TEST(Explore, StoppingLeavesEverythingElseWorking) {
    Lab lab(lesson("nested-sections"));
    std::string big;
    for (const char* task : {"A", "B", "C", "D"}) {
        big += std::string("task ") + task + " {\n";
        for (int i = 0; i < 6; i++)
            big += "  lazy_mmu_mode_enable();\n  lazy_mmu_mode_disable();\n";
        big += "}\n";
    }
    open(lab, big);
    ASSERT_TRUE(lab.click("Explore"));
    ASSERT_TRUE(lab.click("arm64"));
    ASSERT_TRUE(lab.click("Start"));
    lab.frames(5);
    ASSERT_TRUE(explore(lab).at("running").get<bool>()) << explore(lab);
    EXPECT_TRUE(lab.app().needs_frames());
    EXPECT_GT(explore(lab).at("states").get<int>(), 100);
    // it goes on while a lesson is read
    ASSERT_TRUE(lab.click("Lesson"));
    ASSERT_TRUE(lab.click("Step"));
    EXPECT_TRUE(explore(lab).at("running").get<bool>());
    ASSERT_TRUE(lab.click("Explore"));
    ASSERT_TRUE(lab.click("Stop"));
    EXPECT_FALSE(explore(lab).at("running").get<bool>());
    EXPECT_EQ(explore(lab).at("verdict"), "Stopped");
    ASSERT_TRUE(lab.click("Lesson"));
    const int here = lab.number("step");
    ASSERT_TRUE(lab.click("Step"));
    EXPECT_EQ(lab.number("step"), here + 1);
    lab.frames(2);
    EXPECT_FALSE(lab.app().needs_frames());
}

TEST(Explore, BoundsInvariantsAndSizes) {
    Lab lab;
    open(lab, double_enter);
    ASSERT_TRUE(lab.click("Explore"));
    ASSERT_TRUE(lab.click("v7.1"));
    EXPECT_EQ(explore(lab).at("kernel"), "v7.1");
    const int before = explore(lab).at("invariants").get<int>();
    ASSERT_TRUE(lab.click("kernel_bug"));
    EXPECT_NE(explore(lab).at("invariants").get<int>(), before);
    ASSERT_TRUE(lab.click("kernel_bug"));
    EXPECT_EQ(explore(lab).at("invariants").get<int>(), before);
    const auto memory = explore(lab).at("max_bytes").get<long long>();
    ASSERT_TRUE(lab.click("Fewer memory"));
    EXPECT_EQ(explore(lab).at("max_bytes").get<long long>(), memory / 2);
    ASSERT_TRUE(lab.click("More interrupts"));
    const int step = lab.number("step");
    lab.key(ImGuiKey_RightArrow);
    EXPECT_EQ(lab.number("step"), step) << "what is not seen does not move";
    for (const auto& [w, h] :
         {std::pair(1920.f, 1080.f), {900.f, 700.f}, {480.f, 900.f}, {360.f, 300.f}}) {
        lab.resize(w, h);
        lab.frames(3);
        EXPECT_TRUE(lab.has("Start")) << w;
        EXPECT_TRUE(lab.has("Lesson")) << w;
    }
}

} // namespace
} // namespace lazymmu::gui
