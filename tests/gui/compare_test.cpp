// Compare mode without a window: what its buttons do, and what it shows.
#include "tests/gui/driver.h"

namespace lazymmu::gui {
namespace {

using namespace test;

nlohmann::json columns(const Lab& lab) { return lab.json().at("compare").at("columns"); }

nlohmann::json row(const Lab& lab, std::string_view aspect) {
    const nlohmann::json all = lab.json();
    for (const auto& r : all.at("compare").at("rows"))
        if (r.at("aspect") == aspect) return r;
    return {};
}

TEST(CompareMode, ShowsFourArchitecturesInLockStep) {
    Lab lab(lesson("nested-sections"));
    ASSERT_TRUE(lab.click("Compare"));
    EXPECT_EQ(lab.text("screen"), "compare");
    ASSERT_EQ(columns(lab).size(), 4u);
    EXPECT_TRUE(columns(lab)[0].at("leads"));
    lab.key(ImGuiMod_Ctrl | ImGuiKey_RightArrow); // the keys go on
    lab.frames(2);
    EXPECT_EQ(columns(lab)[0].at("position"), lab.number("step"));
    for (const auto& c : columns(lab)) EXPECT_GT(c.at("position"), 0);
    lab.does("end");
    EXPECT_EQ(columns(lab)[0].at("position"), lab.number("step"));
    const std::string digest = lab.digest();
    lab.frames(5);
    EXPECT_EQ(lab.digest(), digest);
}

TEST(CompareMode, TheSeriesIsOneClickAndStopsTheOldKernelAlone) {
    Options o = lesson("nested-sections");
    o.arch = "x86";
    Lab lab(o);
    lab.does("kernel v7.0");
    lab.does("mode compare");
    ASSERT_TRUE(lab.click("Before / after the series"));
    ASSERT_EQ(columns(lab).size(), 2u);
    EXPECT_EQ(columns(lab)[0].at("kernel"), "v6.18");
    lab.does("end");
    EXPECT_TRUE(columns(lab)[0].contains("stopped"));
    EXPECT_FALSE(columns(lab)[1].contains("stopped"));
    EXPECT_TRUE(row(lab, "trouble").at("differs"));
    ASSERT_TRUE(lab.click("Four architectures"));
    EXPECT_EQ(columns(lab).size(), 4u);
}

TEST(CompareMode, AHeaderLetsItsMachineLeadAtTheSamePlace) {
    Lab lab(lesson("nested-sections"));
    lab.does("mode compare");
    lab.does("lesson step 1");
    const auto before = columns(lab);
    ASSERT_TRUE(lab.click("Column 3"));
    lab.frames(2);
    EXPECT_EQ(lab.text("arch"), "sparc");
    EXPECT_TRUE(columns(lab)[2].at("leads"));
    for (size_t i = 0; i < 4; i++)
        EXPECT_EQ(columns(lab)[i].at("position"), before[i].at("position")) << i;
}

TEST(CompareMode, ColumnsComeGoAndChangeInPlace) {
    Lab lab(lesson("nested-sections"));
    lab.does("mode compare");
    EXPECT_TRUE(lab.click("Remove column 4"));
    EXPECT_TRUE(lab.click("Remove column 2"));
    ASSERT_EQ(columns(lab).size(), 2u);
    EXPECT_EQ(columns(lab)[1].at("arch"), "sparc");
    ASSERT_TRUE(lab.click("Add a machine"));
    ASSERT_EQ(columns(lab).size(), 3u);
    EXPECT_EQ(columns(lab)[2].at("arch"), "powerpc");
    lab.does("compare set 3 powerpc v6.12");
    lab.frames(2);
    EXPECT_EQ(columns(lab)[2].at("kernel"), "v6.12");
    EXPECT_EQ(columns(lab)[2].at("arch"), "powerpc");
    lab.does("undo");
    EXPECT_EQ(columns(lab)[2].at("kernel"), "v7.0");
}

TEST(CompareMode, ANarrowWindowShowsOneMachineAtATime) {
    Lab lab(lesson("nested-sections"));
    lab.does("mode compare");
    EXPECT_FALSE(lab.has("Machine 2"));
    lab.resize(480, 900);
    lab.frames(2);
    ASSERT_TRUE(lab.click("Machine 2"));
    EXPECT_TRUE(lab.has("Column 2"));
    EXPECT_FALSE(lab.has("Column 1"));
    EXPECT_EQ(lab.text("arch"), "arm64"); // it is looked at, not made to lead
}

} // namespace
} // namespace lazymmu::gui
