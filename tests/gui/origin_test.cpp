// "How did this come to be?", asked by a press on an entry, a slot or the alarm.
#include "tests/gui/driver.h"

namespace lazymmu::gui {
namespace {

using namespace test;

void open_script(Lab& lab, const std::string& arch, std::string_view text) {
    lab.does("arch " + arch);
    lab.app().open_bytes("origin.lazy",
                         {reinterpret_cast<const unsigned char*>(text.data()), text.size()});
    lab.does("arch " + arch);
    lab.does("end");
}

constexpr const char* stale_use =
    "set_pte_at(USER, 7, \"pwua\");\naccess(USER, \"r\");\nlazy_mmu_mode_enable();\n"
    "ptep_get_and_clear(USER);\n";

std::string kinds(const Lab& lab) {
    std::string out;
    const nlohmann::json causes = lab.json().at("origin").at("causes");
    for (const auto& c : causes)
        if (c.at("key")) out += c.at("kind").get<std::string>() + " ";
    return out;
}

TEST(Origin, APressOnATlbEntryTellsAndJumps) {
    Lab lab({}, 1600, 1000);
    open_script(lab, "powerpc", stale_use);
    lab.does("memory tlb");
    EXPECT_TRUE(lab.json().at("origin").is_null());
    const std::string address = lab.json().at("arch") == "powerpc" ? "user1 0x" : "";
    const Widget* entry = nullptr;
    lab.frames(2);
    for (const Widget& w : widgets())
        if (w.visible() && w.label.starts_with(address) && w.window.find("tlbs") != w.window.npos)
            entry = &w;
    ASSERT_NE(entry, nullptr);
    lab.click_at(entry->x + 20, entry->y + 5);
    ASSERT_FALSE(lab.json().at("origin").is_null());
    EXPECT_TRUE(kinds(lab).ends_with("cached ")) << kinds(lab);
    const auto causes = lab.json().at("origin").at("causes");
    const int made = causes[0].at("position").get<int>();
    EXPECT_EQ(causes[0].at("by"), "line 1: set_pte_at(USER, 7, \"pwua\");");
    ASSERT_TRUE(lab.click("line " + std::to_string(made), "How it came to be"));
    EXPECT_EQ(lab.number("step"), made);
    EXPECT_EQ(lab.json().at("origin").at("causes"), causes) << "it stays while one looks around";
    ASSERT_TRUE(lab.click("Close the origin"));
    EXPECT_TRUE(lab.json().at("origin").is_null());
}

TEST(Origin, PageTableEntriesAndSlotsTellToo) {
    Lab lab({}, 1600, 1000);
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        SCOPED_TRACE(arch);
        open_script(lab, arch, stale_use);
        lab.does("origin pte USER");
        EXPECT_NE(kinds(lab).find("stored "), std::string::npos) << kinds(lab);
        lab.does("origin close");
    }
    open_script(lab, "sparc", stale_use);
    lab.does("memory table");
    lab.frames(2);
    const Widget* pte = nullptr;
    for (const Widget& w : widgets())
        if (w.visible() && w.label.starts_with("PTE[")) pte = &w;
    ASSERT_NE(pte, nullptr);
    lab.click_at(pte->x + 10, pte->y + 5);
    ASSERT_FALSE(lab.json().at("origin").is_null());
    EXPECT_EQ(kinds(lab), "stored ");
    lab.does("origin close");
    const Widget* panel = find_widget("Pending");
    // the first slot stands at the top left of the grid: look for it
    const nlohmann::json batch = lab.json().at("batch");
    EXPECT_EQ(batch.at("used"), 1);
    bool found = false;
    for (float y = 150; y < 480 && !found; y += 6)
        for (float x = 1050; x < 1110 && !found; x += 12) {
            lab.click_at(x, y);
            const auto origin = lab.json().at("origin");
            found = !origin.is_null() &&
                    origin.at("title").get<std::string>().starts_with("Delayed work");
        }
    EXPECT_TRUE(found) << (panel ? panel->y : 0);
    EXPECT_EQ(kinds(lab), "stored delayed ");
}

TEST(Origin, TheAlarmSaysWhy) {
    Lab lab({}, 1600, 1000);
    open_script(lab, "x86",
                "set_pte_at(USER, 7, \"pwu\");\nlazy_mmu_mode_enable();\n"
                "set_pte_at(USER, 8, \"pwu\");\nptep_get(USER);\nlazy_mmu_mode_disable();\n");
    lab.does("home");
    while (lab.text("alarm").empty() && lab.number("step") < lab.number("steps")) lab.does("step");
    ASSERT_EQ(lab.text("alarm"), "read_pending");
    ASSERT_TRUE(lab.click("Why?"));
    const nlohmann::json origin = lab.json().at("origin");
    ASSERT_FALSE(origin.is_null());
    EXPECT_EQ(origin.at("causes").back().at("kind"), "broken");
    EXPECT_NE(origin.dump().find("delayed"), std::string::npos);
}

TEST(Origin, WrongQuestionsAreAnswered) {
    Lab lab(lesson("nested-sections"));
    EXPECT_EQ(lab.app().command("origin tlb 0 9999"), "expected a CPU and a slot of its TLB");
    EXPECT_NE(lab.app().command("origin pte nonsense"), "");
    EXPECT_EQ(lab.app().command("origin hazard"), "there is no hazard about a page here");
    EXPECT_NE(lab.app().command("origin all"), "");
    EXPECT_TRUE(lab.json().at("origin").is_null());
}

} // namespace
} // namespace lazymmu::gui
