// Where things are, at every size: no text over text or button, nothing cut off or off the screen,
// and what is current in sight.
#include "app/gui/panels/actions.h"
#include "tests/gui/places.h"

namespace lazymmu::gui {
namespace {

using namespace test;

struct Shown {
    const char* what;
    std::vector<const char*> commands;
};

const std::vector<Shown>& everything_shown() {
    static const std::vector<Shown> all = {
        {"the start", {"home"}},
        {"a moment", {"seek 60", "log events", "memory table"}},
        {"costs and TLB", {"log costs", "memory tlb"}},
        {"schedule and hardware", {"log schedule", "memory hw"}},
        {"a pin", {"pin", "step lesson", "log diff"}},
        {"the end", {"unpin", "end", "log events", "details"}},
        {"the playground", {"details", "mode playground", "seek 20", "editor tab calls"}},
        {"the script", {"editor tab script"}},
        {"examples", {"editor tab examples"}},
        {"runs", {"editor tab runs"}},
        {"a mistake", {"edit set_pte_att(USER, 7);", "editor tab script"}},
        {"Compare", {"mode lesson", "seek 60", "mode compare"}},
        {"Compare, two", {"compare series", "differences"}},
        {"Explore", {"differences", "mode explore"}},
    };
    return all;
}

// One after the other: pages that take turns where there is little room are all shown.
void expect_all_pages_tidy(Lab& lab, const std::string& what) {
    for (const char* page : {"code", "machine", "memory", "time", "log", "lessons"}) {
        if (!lab.text("error").empty()) lab.app().command("dismiss");
        lab.app().command(std::string("page ") + page);
        lab.frames(3);
        expect_tidy(lab, what + ", page " + page);
        if (!lab.has("Code", "Lazy MMU Lab") && !lab.has("Machine", "Lazy MMU Lab")) return;
    }
}

class AtEverySize : public ::testing::TestWithParam<Place> {};
INSTANTIATE_TEST_SUITE_P(Layout, AtEverySize, ::testing::ValuesIn(places),
                         [](const auto& i) { return "S" + name_of(i.param); });

TEST_P(AtEverySize, EveryModeIsTidyInBothThemesAndThreeSizesOfText) {
    const Place& place = GetParam();
    for (const char* size : {"text normal", "text larger", "text smaller"}) {
        Lab lab(options_of(place, "nested-sections"), place.width, place.height);
        const bool normal = size == std::string("text normal");
        for (int i = 0; i < (normal ? 1 : 3); i++) lab.does(size);
        for (const Shown& s : everything_shown()) {
            if (place.embedded && std::string_view(s.what) == "Explore") continue;
            for (const char* command : s.commands) lab.app().command(command);
            lab.does(normal ? "theme dark" : "theme light");
            expect_all_pages_tidy(lab, std::string(size) + ", " + s.what);
        }
    }
}

TEST_P(AtEverySize, EveryMachineIsTidy) {
    const Place& place = GetParam();
    Lab lab(options_of(place, "nested-sections"), place.width, place.height);
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        lab.does(std::string("arch ") + arch);
        for (const char* command : {"seek 40", "memory hw", "log costs"}) lab.does(command);
        expect_all_pages_tidy(lab, arch);
    }
    // a BUG: the alarm, and the line that stopped the machine
    lab.does("kernel v6.18");
    lab.does("end");
    expect_all_pages_tidy(lab, "a BUG");
}

// Text of any size, wherever it is changed.
TEST_P(AtEverySize, TextGrowsAndShrinksInEveryMode) {
    const Place& place = GetParam();
    Lab lab(options_of(place, "nested-sections"), place.width, place.height);
    for (const char* mode : {"mode lesson", "mode playground", "mode compare", "mode explore"}) {
        lab.does(mode);
        for (const char* way : {"text larger", "text smaller"}) {
            for (int i = 0; i < 9; i++) {
                lab.does(way);
                lab.frames(1);
            }
            lab.does("text normal");
        }
        lab.frames(3); // a scroll bar that is not needed any more leaves
        expect_tidy(lab, mode);
    }
}

TEST(Layout, EveryCommandLeavesItTidy) {
    for (const Place& place : {places[1], places[5], places[7]}) {
        Lab lab(options_of(place, "nested-sections"), place.width, place.height);
        lab.does("seek 30");
        for (const Action& a : actions()) {
            if (!lab.text("error").empty()) lab.app().command("dismiss");
            lab.app().command(a.line);
            lab.frames(3);
            expect_tidy(lab, name_of(place) + ", " + a.line);
            if (std::string_view(a.line) == "palette" || std::string_view(a.line) == "keys")
                lab.does(a.line);
        }
    }
}

// What floats above the rest is on the screen, and Esc closes it.
TEST_P(AtEverySize, WhatFloatsStaysOnTheScreenAndEscCloses) {
    const Place& place = GetParam();
    Lab lab(options_of(place, "stale-legal-wrong"), place.width, place.height);
    lab.does("arch powerpc");
    lab.does("seek 110");
    const struct {
        const char* command;
        const char* window;
    } all[] = {
        {"palette", "Palette"}, {"keys", "Key list"}, {"origin tlb 0 1", "How it came to be"}};
    for (const auto& f : all) {
        lab.does(f.command);
        lab.frames(3);
        ASSERT_TRUE(is_shown(f.window)) << f.command;
        expect_tidy(lab, f.command);
        lab.resize(place.height, place.width); // the phone is turned
        expect_tidy(lab, std::string(f.command) + ", turned");
        lab.resize(place.width, place.height);
        lab.key(ImGuiKey_Escape);
        lab.frames(2);
        EXPECT_FALSE(is_shown(f.window)) << f.command;
    }
}

TEST_P(AtEverySize, ListsThatOpenAreTidy) {
    const Place& place = GetParam();
    Lab lab(options_of(place, "nested-sections"), place.width, place.height);
    for (const char* label : {"Mode", "Architecture", "Kernel", "Export", "code 5"}) {
        lab.does("seek 20");
        lab.does("page code");
        if (!lab.click(label, "", label[0] == 'c' ? 1 : 0)) continue;
        expect_tidy(lab, label);
        lab.key(ImGuiKey_Escape);
    }
}

// An alarm comes and goes with the position, and nothing moves.
TEST_P(AtEverySize, AnAlarmMovesNothing) {
    const Place& place = GetParam();
    Lab lab(options_of(place, "nested-sections"), place.width, place.height);
    lab.does("arch x86");
    lab.does("kernel v6.18");
    ASSERT_EQ(lab.number("step"), 0);
    const std::vector<std::string> before = panel_edges();
    lab.does("end");
    ASSERT_TRUE(draw(lab).shows("BUG"));
    EXPECT_EQ(panel_edges(), before);
}

// The line that runs next, the newest row of the log and the statement, after each change.
TEST_P(AtEverySize, WhatIsCurrentIsInSight) {
    const Place& place = GetParam();
    Lab lab(options_of(place, "powerpc-one-section"), place.width, place.height);
    lab.does("seek 1200");
    const auto look = [&](const std::string& after) {
        lab.app().command("page code");
        lab.frames(3);
        EXPECT_EQ(out_of_sight(lab, "/Source"), "") << after;
        if (lab.text("log_tab") != "events") return;
        lab.app().command("page log");
        lab.frames(3);
        EXPECT_EQ(out_of_sight(lab, "##Events"), "") << after;
    };
    look("seeking");
    for (const char* change : {"details", "text larger", "text larger", "text normal", "details",
                               "seek 1210", "log costs", "log events"}) {
        lab.does(change);
        look(change);
    }
    for (const Place& other : places) {
        lab.resize(other.width, other.height);
        look("resizing to " + name_of(other));
    }
}

// A machine that a BUG has stopped shows the line that did it.
TEST_P(AtEverySize, TheLineThatStoppedTheMachineIsInSight) {
    const Place& place = GetParam();
    const std::pair<const char*, const char*> all[] = {{"nested-sections", "kernel v6.18"},
                                                       {"xen-double-enter", "kernel v7.0"}};
    for (const auto& [id, kernel] : all) {
        Lab lab(options_of(place, id), place.width, place.height);
        lab.app().command("arch x86");
        lab.app().command(kernel);
        lab.app().command("end");
        lab.app().command("page code");
        lab.frames(4);
        EXPECT_EQ(out_of_sight(lab, "/Source"), "") << id;
    }
}

} // namespace
} // namespace lazymmu::gui
