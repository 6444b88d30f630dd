// What the interface shows of the simulated hardware: its tables under their own names, what is
// stale and whether it may be, what it all costs, and what is broken.
#include "tests/gui/driver.h"
#include "tests/sanitized.h"

namespace lazymmu::gui {
namespace {

using namespace test;

nlohmann::json hardware(const Lab& lab) { return lab.json().at("hardware").at(0); }

void open_script(Lab& lab, const std::string& text) {
    lab.app().open_bytes("test.lab",
                         {reinterpret_cast<const unsigned char*>(text.data()), text.size()});
    lab.frames(3);
    ASSERT_EQ(lab.text("error"), "");
}

TEST(Hardware, EachArchitectureNamesItsTable) {
    Lab lab(lesson("nested-sections"));
    const std::pair<const char*, const char*> names[] = {
        {"arm64", "Stores"}, {"powerpc", "HPT"}, {"sparc", "TSB"}, {"x86", "P2M"}};
    for (const auto& [arch, label] : names) {
        lab.does(std::string("arch ") + arch);
        const std::string before = lab.digest();
        ASSERT_TRUE(lab.has(label)) << arch;
        ASSERT_TRUE(lab.click(label)) << arch;
        EXPECT_EQ(lab.text("memory_tab"), "hw");
        EXPECT_EQ(hardware(lab).at("label"), label);
        EXPECT_EQ(lab.digest(), before);
        ASSERT_TRUE(lab.click("TLB"));
        EXPECT_EQ(lab.text("memory_tab"), "tlb");
        ASSERT_TRUE(lab.click("Page table"));
        EXPECT_EQ(lab.text("memory_tab"), "table");
    }
    lab.does("memory hw");
    lab.does("arch eager"); // it has none: the TLB is shown instead
    EXPECT_TRUE(lab.json().at("hardware").empty());
    EXPECT_FALSE(lab.has("HPT"));
    EXPECT_TRUE(lab.has("TLB"));
}

TEST(Hardware, TheHashTableFillsAndGoesStaleLegally) {
    Lab lab(lesson("powerpc-one-section"));
    lab.does("memory hw");
    EXPECT_EQ(hardware(lab).at("used"), 0);
    lab.does("seek 2000");
    EXPECT_EQ(hardware(lab).at("used"), 193);
    EXPECT_EQ(hardware(lab).at("wrong"), 0);
    EXPECT_EQ(hardware(lab).at("legal"), lab.json().at("batch").at("used"));
    lab.does("end");
    EXPECT_EQ(hardware(lab).at("used"), 0);
    EXPECT_EQ(hardware(lab).at("legal"), 0);
}

TEST(Hardware, EveryTabAtEverySizeChangesNothing) {
    Lab lab;
    open_script(lab, "task A { set_pte_at(USER, 7, \"pwu\"); access(USER, \"r\"); "
                     "lazy_mmu_mode_enable(); ptep_get_and_clear(USER); access(USER, \"r\"); "
                     "set_pte_at(KERNEL, 8, \"pw\"); lazy_mmu_mode_disable(); } "
                     "task B cpu 1 mm user1 { access(USER, \"r\"); schedule(); }");
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86", "eager"}) {
        lab.does(std::string("arch ") + arch);
        const int length = lab.number("steps");
        for (int part = 0; part <= 3; part += sanitized ? 3 : 1) {
            lab.does("seek " + std::to_string(length * part / 3));
            const std::string before = lab.digest();
            for (const ImVec2 size : {ImVec2(1280, 800), ImVec2(1920, 1080), ImVec2(900, 700),
                                      ImVec2(480, 900), ImVec2(360, 300)}) {
                lab.resize(size.x, size.y);
                for (const char* tab : {"memory table", "memory tlb", "memory hw", "log costs"})
                    for (const char* page : {"page memory", "page log"}) {
                        lab.does(tab);
                        lab.does(page);
                    }
                lab.move_to(size.x * 0.8f, size.y * 0.6f);
                lab.frames(30); // long enough for a tooltip
                lab.does("log events");
            }
            ASSERT_EQ(lab.digest(), before) << arch << " part " << part;
        }
    }
}

TEST(Hardware, TheMouseOverAnEntryShowsItsBits) {
    Lab lab;
    open_script(lab, "set_ptes(USER, 7, \"pwu\", 3); access(USER, \"r\"); schedule();");
    lab.resize(1280, 800);
    lab.does("end");
    const std::string before = lab.digest();
    for (const char* tab : {"memory table", "memory tlb", "memory hw"})
        for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
            lab.does(std::string("arch ") + arch);
            lab.does(tab);
            for (float y = 400; y < 560; y += 20) {
                lab.move_to(1000, y);
                lab.frames(20);
            }
        }
    lab.does("arch arm64");
    EXPECT_EQ(lab.digest(), before);
}

TEST(Hardware, CostsAreTheLedgers) {
    Lab lab;
    open_script(lab, "lazy_mmu_mode_enable(); repeat 10 as i { set_pte_at(KERNEL + i * PAGE, "
                     "1 + i, \"pw\"); } lazy_mmu_mode_disable();");
    lab.does("arch arm64");
    ASSERT_TRUE(lab.click("Costs"));
    EXPECT_EQ(lab.text("log_tab"), "costs");
    lab.does("seek 0");
    EXPECT_EQ(lab.json().at("costs").at("spent"), 0);
    EXPECT_EQ(lab.json().at("costs").at("eager"), 0);
    lab.does("end");
    const nlohmann::json costs = lab.json().at("costs");
    EXPECT_EQ(costs.at("spent"), 10 * 1 + 60); // the barriers once
    EXPECT_EQ(costs.at("eager"), 10 * 61);     // ... and after each store
    EXPECT_EQ(costs.at("saved_percent"), 88);
    EXPECT_EQ(costs.at("statements"), 12);
    int last = 0;
    for (int p = 0; p <= lab.number("steps"); p++) { // running totals
        lab.does("seek " + std::to_string(p));
        const int now = lab.json().at("costs").at("spent");
        EXPECT_GE(now, last);
        last = now;
    }
    EXPECT_EQ(last, 70);
    ASSERT_TRUE(lab.click("Events"));
    EXPECT_EQ(lab.text("log_tab"), "events");
    EXPECT_FALSE(lab.json().contains("costs"));
}

TEST(Hardware, WhatIsBrokenIsNamedWhereItBreaks) {
    Lab lab;
    open_script(lab, "lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); lazy_mmu_mode_disable(); "
                     "set_pte_at(KERNEL, 7, \"pw\"); set_pte_at(KERNEL, 8, \"pw\");");
    lab.does("arch arm64");
    lab.does("seek 0");
    EXPECT_EQ(lab.text("alarm"), "");
    bool seen = false;
    for (int p = 0; p < lab.number("steps") && !seen; p++) {
        lab.does("seek " + std::to_string(p));
        seen = lab.text("alarm") == "counter_wrap";
    }
    EXPECT_TRUE(seen);
    lab.does("seek 0");
    lab.does("seek " + std::to_string(lab.number("steps") - 2));
    EXPECT_NE(lab.text("alarm"), "");
    for (const ImVec2 size : {ImVec2(1280, 800), ImVec2(900, 700), ImVec2(480, 900)})
        lab.resize(size.x, size.y);
    lab.resize(1280, 800);
    // what broke earlier in the same move can be gone to
    const std::string label = "Go to line ";
    for (int p = 1; p < lab.number("steps"); p++)
        if (lab.has(label + std::to_string(p))) {
            ASSERT_TRUE(lab.click(label + std::to_string(p)));
            EXPECT_EQ(lab.number("step"), p);
            EXPECT_NE(lab.text("alarm"), "");
            return;
        }
    ADD_FAILURE() << "no line to go to";
}

TEST(Hardware, ABugStaysInSight) {
    Lab lab;
    open_script(lab, "lazy_mmu_mode_enable(); lazy_mmu_mode_enable();");
    lab.does("arch x86");
    lab.does("kernel v6.18"); // Xen cannot nest there
    lab.app().command("end");
    lab.frames(2);
    ASSERT_NE(lab.number("bug"), 0);
    EXPECT_EQ(lab.text("alarm"), "kernel_bug");
    lab.does("back");
    lab.does("step");
    EXPECT_EQ(lab.text("alarm"), "kernel_bug");
}

} // namespace
} // namespace lazymmu::gui
