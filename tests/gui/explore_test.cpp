// Explore mode by label: from a program to its counterexample, and along it to the BUG.
#include "app/core/explore/explore_job.h"
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
    EXPECT_EQ(lab.text("screen"), "lesson");
    EXPECT_EQ(lab.text("mode"), "lesson");
    EXPECT_EQ(lab.text("lesson"), "counterexample");
    EXPECT_EQ(lab.text("error"), "");
    EXPECT_EQ(lab.text("notice"), "");
    EXPECT_EQ(lab.text("arch"), "x86");
    EXPECT_EQ(lab.number("step"), 0);
    EXPECT_EQ(lab.number("steps"), lines);
    for (int i = 0; i < lines; i++) {
        ASSERT_EQ(lab.number("bug"), 0) << i;
        ASSERT_TRUE(lab.click("Step"));
    }
    EXPECT_EQ(lab.number("step"), lines);
    EXPECT_EQ(lab.number("lesson_step"), lab.number("lesson_steps") - 1);
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

TEST(Explore, TheMuseumsFirstExhibitByItsName) {
    Lab lab;
    ASSERT_TRUE(lab.click("Explore"));
    ASSERT_TRUE(lab.click("Program"));
    ASSERT_TRUE(lab.click("Xen enters twice: the bug that Linux 7.0 shipped"));
    EXPECT_EQ(explore(lab).at("arch"), "x86");
    EXPECT_EQ(explore(lab).at("kernel"), "v7.0");
    EXPECT_EQ(explore(lab).at("tasks"), 2);
    ASSERT_TRUE(lab.click("Start"));
    ASSERT_TRUE(finish(lab));
    EXPECT_EQ(explore(lab).at("verdict"), "Violated");
    ASSERT_TRUE(lab.click("Copy as a lesson"));
    const std::string copied = ImGui::GetClipboardText();
    EXPECT_EQ(nlohmann::json::parse(copied).at("id"), "counterexample");
    lab.does("explore open");
    EXPECT_EQ(lab.text("lesson"), "counterexample");
    lab.does("end");
    EXPECT_NE(lab.number("bug"), 0);
}

TEST(Explore, OneTaskForAsManyAsAreWanted) {
    Lab lab;
    open(lab, "lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\n");
    ASSERT_TRUE(lab.click("Explore"));
    EXPECT_EQ(explore(lab).at("tasks"), 2);
    ASSERT_TRUE(lab.click("More tasks"));
    EXPECT_EQ(explore(lab).at("tasks"), 3);
    ASSERT_TRUE(lab.click("Fewer tasks"));
    ASSERT_TRUE(lab.click("Fewer tasks"));
    EXPECT_EQ(explore(lab).at("tasks"), 1);
    open(lab, double_enter);
    EXPECT_EQ(explore(lab).at("tasks"), 2);
    lab.click("More tasks"); // it says itself which tasks there are
    EXPECT_EQ(explore(lab).at("tasks"), 2);
}

TEST(Explore, AnAssumptionCanBeDropped) {
    Lab lab(lesson("sparc-no-preempt-disable"));
    ASSERT_TRUE(lab.click("Explore"));
    lab.resize(1280, 1400);                    // the whole plan
    ASSERT_TRUE(lab.click("preempt_disable")); // the exhibit has dropped it
    ASSERT_TRUE(lab.click("Start"));
    ASSERT_TRUE(finish(lab));
    EXPECT_EQ(explore(lab).at("verdict"), "Holds") << explore(lab);
    ASSERT_TRUE(lab.click("preempt_disable"));
    ASSERT_TRUE(lab.click("Start"));
    ASSERT_TRUE(finish(lab));
    EXPECT_EQ(explore(lab).at("verdict"), "Violated") << explore(lab);
}

// A host that runs nothing: the test plays it.
struct Elsewhere final : ExploreHost {
    bool able = true;
    u32 id = 0;
    int stops = 0;
    std::string plan;
    bool start(u32 search, const std::string& plan_json) override {
        id = search;
        plan = plan_json;
        return able;
    }
    void stop() override { stops++; }
    ExploreNews news(u64 slices) const { // after that many
        ExplorePlan p;
        EXPECT_EQ(plan_from_json(plan, p), "");
        ExploreJob job;
        EXPECT_EQ(job.start(p), "");
        while (slices-- && job.slice(50)) {
        }
        return job.news();
    }
};

TEST(Explore, ASearchThatRunsElsewhere) {
    Elsewhere host;
    Lab lab;
    lab.app().set_explore_host(&host);
    open(lab, double_enter);
    ASSERT_TRUE(lab.click("Explore"));
    ASSERT_TRUE(lab.click("x86"));
    ASSERT_TRUE(lab.click("Start"));
    lab.frames(20);
    EXPECT_TRUE(explore(lab).at("running").get<bool>());
    EXPECT_TRUE(explore(lab).at("elsewhere").get<bool>());
    EXPECT_EQ(explore(lab).at("states"), 0) << "nothing runs here";
    EXPECT_FALSE(lab.app().needs_frames());
    lab.app().explore_news(host.id + 1, news_json(host.news(2)));
    EXPECT_EQ(explore(lab).at("states"), 0) << "news of another search";
    lab.app().explore_news(host.id, news_json(host.news(2)));
    EXPECT_GT(explore(lab).at("states").get<int>(), 0);

    // stopped: what comes late does not count
    ASSERT_TRUE(lab.click("Stop"));
    EXPECT_EQ(host.stops, 1);
    EXPECT_EQ(explore(lab).at("verdict"), "Stopped");
    lab.app().explore_news(host.id, news_json(host.news(100'000)));
    EXPECT_EQ(explore(lab).at("verdict"), "Stopped");

    // run to its end
    ASSERT_TRUE(lab.click("Start"));
    lab.app().explore_news(host.id, news_json(host.news(100'000)));
    EXPECT_EQ(explore(lab).at("verdict"), "Violated");
    ASSERT_TRUE(lab.click("Open the counterexample"));
    EXPECT_EQ(lab.text("lesson"), "counterexample");
}

TEST(Explore, AHostThatFailsIsReplacedOrTold) {
    Elsewhere host;
    Lab lab;
    lab.app().set_explore_host(&host);
    open(lab, double_enter);
    ASSERT_TRUE(lab.click("Explore"));
    ASSERT_TRUE(lab.click("x86"));
    // gone in the middle: that is said, and the next search is as good as any
    ASSERT_TRUE(lab.click("Start"));
    lab.app().explore_news(host.id, news_json(host.news(2)));
    lab.app().explore_lost(host.id, "its worker is gone");
    EXPECT_EQ(explore(lab).at("verdict"), "Lost");
    EXPECT_NE(explore(lab).at("text").get<std::string>().find("gone"), std::string::npos);
    ASSERT_TRUE(lab.click("Start"));
    lab.app().explore_news(host.id, "{\"verdict\":7}");
    EXPECT_FALSE(explore(lab).at("elsewhere").get<bool>()) << "it runs here from now on";
    ASSERT_TRUE(finish(lab));
    EXPECT_EQ(explore(lab).at("verdict"), "Violated");
    // one that cannot begin at all
    Elsewhere broken;
    broken.able = false;
    lab.app().set_explore_host(&broken);
    ASSERT_TRUE(lab.click("Start"));
    ASSERT_TRUE(finish(lab));
    EXPECT_EQ(explore(lab).at("verdict"), "Violated");
    EXPECT_FALSE(explore(lab).at("elsewhere").get<bool>());
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
