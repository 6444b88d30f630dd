// The table of commands, the palette that Ctrl+K opens, and the settings that are kept.
#include "tests/gui/driver.h"

#include "app/gui/panels/actions.h"

#include <set>

namespace lazymmu::gui {
namespace {

using namespace test;

TEST(Actions, EveryLineIsACommand) {
    Lab lab(lesson("nested-sections"));
    for (const Action& a : actions()) {
        const std::string error = lab.app().command(a.line);
        EXPECT_EQ(error.find("unknown command"), std::string::npos) << a.line << ": " << error;
    }
}

TEST(Actions, NoTwoHaveTheSameKeyOrName) {
    std::set<std::string> names;
    std::set<int> keys;
    for (const Action& a : actions()) {
        EXPECT_TRUE(names.insert(std::string(a.group) + a.name).second) << a.name;
        if (a.chord) {
            EXPECT_TRUE(keys.insert(a.chord).second) << a.name;
        }
        if (a.typed) {
            EXPECT_TRUE(keys.insert(0x10000000 + a.typed).second) << a.name;
        }
        EXPECT_EQ(*a.keys != 0, a.chord || a.typed) << a.name << ": the list of keys says all";
    }
}

TEST(Palette, OpensALessonByAFewLetters) {
    Lab lab;
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K);
    EXPECT_TRUE(lab.json().at("palette_shown").get<bool>());
    lab.type("misuse");
    lab.key(ImGuiKey_Enter);
    EXPECT_FALSE(lab.json().at("palette_shown").get<bool>());
    EXPECT_EQ(lab.text("lesson"), "misuse-gallery");
}

TEST(Palette, TakesALineOfTextAsACommandAndSaysWhatIsWrong) {
    Lab lab(lesson("nested-sections"));
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K);
    lab.type("seek 9");
    lab.key(ImGuiKey_Enter);
    EXPECT_EQ(lab.number("step"), 9);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K);
    lab.type("seek 99999");
    lab.key(ImGuiKey_Enter);
    EXPECT_EQ(lab.number("step"), 9);
    EXPECT_NE(lab.text("error").find("the run has"), std::string::npos) << lab.text("error");
}

TEST(Palette, KeysStayInTheField) {
    Lab lab(lesson("nested-sections"));
    const int before = lab.number("step");
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K);
    lab.type("t+ ?");
    lab.key(ImGuiKey_RightArrow);
    EXPECT_EQ(lab.number("step"), before);
    EXPECT_EQ(lab.text("theme"), "dark");
    EXPECT_FALSE(lab.json().at("keys_shown").get<bool>());
    lab.key(ImGuiKey_Escape);
    EXPECT_FALSE(lab.json().at("palette_shown").get<bool>());
    lab.key(ImGuiKey_RightArrow);
    EXPECT_EQ(lab.number("step"), before + 1);
}

TEST(Palette, ArrowsChooseAndTheMouseToo) {
    Lab lab(lesson("nested-sections"));
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K);
    lab.type("theme");
    lab.key(ImGuiKey_Enter);
    EXPECT_EQ(lab.text("theme"), "light");
    ASSERT_TRUE(lab.click("Commands"));
    lab.frames(3); // the field takes the keyboard
    lab.type("v6.1");
    lab.key(ImGuiKey_DownArrow);
    lab.key(ImGuiKey_Enter);
    EXPECT_EQ(lab.text("kernel"), "v6.18") << "the second of the list";
    ASSERT_TRUE(lab.click("Commands"));
    lab.frames(3); // the field takes the keyboard
    lab.type("larger");
    ASSERT_TRUE(lab.click("Larger text", "Palette"));
    EXPECT_GT(lab.json().at("text_size").get<double>(), 1.05);
}

TEST(Settings, ARoundTripKeepsSizesAndTheme) {
    Lab lab;
    const Widget* bar = find_widget("split narration");
    ASSERT_NE(bar, nullptr);
    const float x = bar->x + bar->w / 2, y = bar->y + bar->h / 2;
    lab.drag(x, y, x + 90, y);
    lab.does("theme light");
    lab.does("text larger");
    const std::string kept = lab.app().settings();
    lab.does("theme dark");
    lab.does("layout reset");
    lab.does("text normal");
    EXPECT_NE(lab.app().settings(), kept);
    lab.app().load_settings("settings.json", kept);
    lab.frames(2);
    EXPECT_EQ(lab.app().settings(), kept);
    const auto panes = nlohmann::json::parse(kept).at("panes");
    EXPECT_GT(panes.at("left").get<int>(), 300) << "it was dragged from 260";
}

TEST(Settings, KeepTheLastRuns) {
    std::string kept;
    {
        Lab lab;
        lab.does("mode playground");
        lab.does("step");
        kept = lab.app().settings();
    }
    const auto runs =
        nlohmann::json::parse(nlohmann::json::parse(kept).at("runs").get<std::string>());
    ASSERT_EQ(runs.size(), 1u);
    Lab lab;
    EXPECT_TRUE(lab.json()["editor"]["runs"].empty());
    lab.app().load_settings("settings.json", kept);
    lab.frames(2);
    EXPECT_EQ(lab.app().settings(), kept);
    ASSERT_EQ(lab.json()["editor"]["runs"].size(), 1u);
    EXPECT_EQ(lab.json()["editor"]["runs"][0], runs[0]["text"]);
    const std::string error =
        lab.app().load_settings("settings.json", R"({"format_version":1,"theme":"dark",)"
                                                 R"("text_size":100,"panes":{},"runs":"[3]"})");
    lab.frames(2);
    EXPECT_TRUE(error.starts_with("settings.json:1:")) << error;
    EXPECT_EQ(lab.app().settings(), kept);
}

TEST(Settings, WrongOnesChangeNothingAndSayWhy) {
    Lab lab;
    const std::string before = lab.app().settings();
    for (const char* wrong :
         {"", "[]", "{", R"({"format_version":2,"theme":"dark","text_size":100,"panes":{}})",
          R"({"format_version":1,"theme":"blue","text_size":100,"panes":{}})",
          R"({"format_version":1,"theme":"light","text_size":1,"panes":{}})",
          R"({"format_version":1,"theme":"light","text_size":100,"panes":{"left":0}})"}) {
        const std::string error = lab.app().load_settings("settings.json", wrong);
        lab.frames(2);
        EXPECT_EQ(lab.app().settings(), before) << wrong;
        EXPECT_TRUE(error.starts_with("settings.json:1:")) << wrong << ": " << error;
    }
}

} // namespace
} // namespace lazymmu::gui
