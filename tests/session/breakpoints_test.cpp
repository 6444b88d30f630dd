// Breakpoints: where they stop, whose they are, and where they go in an edit.
#include "app/core/recording/interventions.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

TEST(Breakpoints, StopPlayingAndRunning) {
    Session s = two();
    EXPECT_EQ(run(s, "break 4"), "");
    EXPECT_EQ(run(s, "break lazy_mmu_mode_enable:2"), "");
    ASSERT_EQ(s.breakpoints().size(), 2u);
    EXPECT_EQ(run(s, "run to break"), "");
    EXPECT_EQ(code_line_text(s.setup(), code_line(s.trace().moments[s.position()])),
              "lazy_mmu_mode_enable:2");
    const u32 first = s.position();
    EXPECT_EQ(run(s, "play"), "");
    for (int i = 0; i < 1000 && s.playing(); i++) s.advance(0.25);
    EXPECT_EQ(code_line(s.trace().moments[s.position()]), (CodeLine{fn_script, 4}));
    EXPECT_EQ(run(s, "back to break"), "");
    EXPECT_EQ(s.position(), first);
    EXPECT_EQ(run(s, "break 4"), ""); // off again
    EXPECT_EQ(run(s, "clear breakpoints"), "");
    EXPECT_EQ(run(s, "run to break"), "");
    EXPECT_EQ(s.position(), s.length());
    EXPECT_EQ(run(s, "back to break"), "");
    EXPECT_EQ(s.position(), 0u);
}

TEST(Breakpoints, WrongLinesAreSaid) {
    Session s = two();
    EXPECT_EQ(run(s, "break x"), "expected a line of the script, or ROUTINE:LINE");
    EXPECT_EQ(run(s, "break 0"), "expected a line of the script, or ROUTINE:LINE");
    EXPECT_EQ(run(s, "break 5"), "no statement begins on line 5");
    EXPECT_EQ(run(s, "break nothing:1"), "this kernel has no routine \"nothing\"");
    EXPECT_EQ(run(s, "break lazy_mmu_mode_enable:99").rfind("lazy_mmu_mode_enable has", 0), 0u);
    EXPECT_TRUE(s.breakpoints().empty());
}

std::vector<std::string> breakpoints(const Session& s) {
    std::vector<std::string> out;
    for (const CodeLine& line : s.breakpoints()) out.push_back(code_line_text(s.setup(), line));
    return out;
}
using Lines = std::vector<std::string>;

TEST(Breakpoints, BelongToWhatIsOpen) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "two.lazy", two_tasks), "");
    run(s, "break 3");
    run(s, "break lazy_mmu_mode_enable:2");
    const Lines own = {"3", "lazy_mmu_mode_enable:2"};
    ASSERT_EQ(run(s, "open nested-sections"), "");
    EXPECT_TRUE(s.breakpoints().empty());
    run(s, "break 4");
    ASSERT_EQ(run(s, "mode playground"), "");
    EXPECT_EQ(breakpoints(s), own);
    ASSERT_EQ(run(s, "mode lesson"), "");
    EXPECT_EQ(breakpoints(s), Lines{"4"});
    ASSERT_EQ(run(s, "open two-counters"), "");
    EXPECT_TRUE(s.breakpoints().empty());
    ASSERT_EQ(run(s, "undo"), "");
    EXPECT_EQ(breakpoints(s), Lines{"4"});
    ASSERT_EQ(run(s, "arch x86"), "");
    EXPECT_EQ(breakpoints(s), Lines{"4"});
    ASSERT_EQ(run(s, "clear breakpoints"), "");
    ASSERT_EQ(run(s, "undo"), "");
    EXPECT_EQ(breakpoints(s), Lines{"4"}) << "undo brings them back";
}

TEST(Breakpoints, StayWhereTheOtherMachineHasThatLine) {
    Session s = two("powerpc");
    run(s, "break 3");
    run(s, "break arch_enter_lazy_mmu_mode:1");
    run(s, "break lazy_mmu_mode_enable:2");
    ASSERT_EQ(s.breakpoints().size(), 3u);
    ASSERT_EQ(run(s, "kernel v6.18"), ""); // before the generic layer
    EXPECT_EQ(breakpoints(s), (Lines{"3", "arch_enter_lazy_mmu_mode:1"}));
}

TEST(Breakpoints, MoveWithTheirLinesInAnEdit) {
    Session s({});
    ASSERT_EQ(open_text(s, "n.lazy", nested_script), "");
    for (const char* line : {"break 1", "break 3", "break 5"}) ASSERT_EQ(run(s, line), "");
    const std::string text = nested_script;
    const auto edit = [&s](std::string after) {
        EXPECT_EQ(s.execute({Command::edit, 0, std::move(after), {}}), "");
    };
    const size_t second = text.find('\n') + 1;
    edit(text.substr(0, second) + "\n" + text.substr(second)); // an empty line after the first
    EXPECT_EQ(breakpoints(s), (Lines{"1", "4", "6"}));
    edit(text);
    EXPECT_EQ(breakpoints(s), (Lines{"1", "3", "5"}));
    std::string other = text;
    other.replace(other.find("7"), 1, "8"); // in place
    edit(other);
    EXPECT_EQ(breakpoints(s), (Lines{"1", "3", "5"}));
    edit(text + "set_pte_at("); // a mistake: the last good text stays
    EXPECT_EQ(breakpoints(s), (Lines{"1", "3", "5"}));
    const size_t third = other.find("set_pte_at"), fourth = other.find('\n', third) + 1;
    edit(other.substr(0, third) + other.substr(fourth)); // its line is gone
    EXPECT_EQ(breakpoints(s), (Lines{"1", "4"}));
}

} // namespace
} // namespace lazymmu::test
