// Breakpoints, choices at a moment, schedules as text, alternatives and the way back.
#include "app/core/interventions.h"

#include "app/core/event_text.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lazymmu::test {
namespace {

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

Session two(const char* arch = "arm64") {
    Session s({});
    EXPECT_EQ(run(s, std::string("arch ") + arch), "");
    EXPECT_EQ(open_text(s, "two.lazy", two_tasks), "");
    return s;
}

const Possibility* find(const std::vector<Possibility>& all, std::string_view token) {
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const Possibility& p) { return p.token == token; });
    return it == all.end() ? nullptr : &*it;
}

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

TEST(Interventions, WhatCanHappenIsWhatTheMachineAllows) {
    Session s = two();
    const auto all = possibilities(s.machine());
    ASSERT_NE(find(all, "A"), nullptr);
    EXPECT_TRUE(find(all, "A")->usual);
    ASSERT_NE(find(all, "preempt B"), nullptr);
    EXPECT_EQ(find(all, "preempt B")->words, "task B preempts what runs on CPU 0");
    ASSERT_NE(find(all, "irq tick"), nullptr);
    EXPECT_EQ(find(all, "irq tick")->words, "an interrupt on CPU 0: tick");
    // powerpc disables preemption for a section, and says so
    Session p = two("powerpc");
    run(p, "break 4");
    run(p, "run to break");
    EXPECT_EQ(find(possibilities(p.machine()), "preempt B"), nullptr);
}

TEST(Interventions, WhyNothingElseCanHappen) {
    Session s({});
    open_text(s, "one", "schedule();\n");
    EXPECT_EQ(why_nothing_else(s.machine()).rfind("The script has one task", 0), 0u);
    Session p = two("powerpc");
    EXPECT_EQ(open_text(p, "two",
                        "task A { lazy_mmu_mode_enable(); schedule(); }\ntask B { schedule(); }"),
              "");
    bool said = false;
    while (run(p, "step").empty() && !said)
        said = why_nothing_else(p.machine()).find("preempt_count is 1") != std::string::npos;
    EXPECT_TRUE(said);
}

TEST(Interventions, AreRecordedInTheScheduleAndPlayedFromIt) {
    Session s = two();
    EXPECT_EQ(schedule_as_text(s.timeline()), "");
    run(s, "break 4");
    run(s, "run to break");
    const u32 here = s.position();
    const auto all = possibilities(s.machine());
    ASSERT_NE(find(all, "irq tick"), nullptr);
    EXPECT_EQ(run(s, "choose " + std::to_string(find(all, "irq tick")->choice.pack())), "");
    EXPECT_TRUE(s.document().forked);
    const std::string text = schedule_as_text(s.timeline());
    EXPECT_EQ(text, "A*" + std::to_string(here) + "\nirq tick\nfinish\n");
    run(s, "end");
    const std::string end = digest(s);
    Session again = two();
    EXPECT_EQ(run(again, "schedule A*" + std::to_string(here) + ", irq tick, finish"), "");
    run(again, "end");
    EXPECT_EQ(digest(again), end);
    EXPECT_EQ(schedule_as_text(again.timeline()), text);
}

TEST(Interventions, BothFuturesStay) {
    Session s = two();
    run(s, "end");
    const std::string plain = digest(s);
    EXPECT_EQ(run(s, "schedule A*2, preempt B, finish"), "");
    EXPECT_EQ(s.position(), 2u) << "where they part";
    ASSERT_EQ(s.timeline().branches().size(), 1u);
    EXPECT_EQ(s.timeline().branches()[0].at, 2u);
    run(s, "end");
    const std::string other = digest(s);
    EXPECT_EQ(run(s, "branch 0"), "");
    run(s, "end");
    EXPECT_EQ(digest(s), plain);
    EXPECT_FALSE(s.document().forked);
    ASSERT_EQ(s.timeline().branches().size(), 1u);
    EXPECT_EQ(run(s, "branch 0"), "");
    run(s, "end");
    EXPECT_EQ(digest(s), other);
    EXPECT_EQ(run(s, "own run"), "");
    EXPECT_FALSE(s.document().forked);
    run(s, "end");
    EXPECT_EQ(digest(s), plain);
    EXPECT_EQ(run(s, "forget branch 0"), "");
    EXPECT_TRUE(s.timeline().branches().empty());
    EXPECT_EQ(run(s, "forget branch 0"), "there is no such alternative");
    EXPECT_EQ(run(s, "own run"), "this is the run that was opened");
}

TEST(Interventions, RemovingOneGoesBackToTheUsual) {
    Session s = two();
    run(s, "end");
    const std::string plain = digest(s);
    run(s, "schedule A*2, preempt B, finish");
    EXPECT_EQ(run(s, "schedule finish"), "");
    run(s, "end");
    EXPECT_EQ(digest(s), plain);
    EXPECT_EQ(schedule_as_text(s.timeline()), "");
    EXPECT_EQ(run(s, "undo"), "") << "of going to the end";
    EXPECT_EQ(run(s, "undo"), "");
    EXPECT_NE(schedule_as_text(s.timeline()), "");
}

TEST(Interventions, AWrongScheduleHasItsPlaceAndChangesNothing) {
    Session s = two();
    run(s, "seek 3");
    const std::string before = digest(s);
    const struct {
        const char *text, *said;
    } wrong[] = {
        {"A*2, jump", "schedule:1:6: error: not a choice: \"jump\"; expected "},
        {"A*2,\n  preempt Z", "schedule:2:3: error: not a choice"},
        {"A*2, preempt D", "schedule:1:6: error: this preemption is not possible here, after"},
        {"irq none", "schedule:1:1: error: this interrupt is not possible here"},
        {"A*9999", "schedule:1:1: error: another line of that task is not possible here"}};
    for (const auto& w : wrong) {
        s.execute({Command::set_schedule, 0, w.text, {}});
        EXPECT_NE(s.message().text().find(w.said), std::string::npos) << s.message().text();
        EXPECT_EQ(digest(s), before);
        EXPECT_TRUE(s.timeline().branches().empty());
        run(s, "dismiss");
    }
}

TEST(Interventions, ALessonKnowsThatItIsAnotherRun) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open preemption-sleeping"), "");
    step_lesson(s);
    const auto all = possibilities(s.machine());
    const auto other = std::find_if(all.begin(), all.end(), [](auto& p) { return !p.usual; });
    if (other == all.end()) GTEST_FAIL() << why_nothing_else(s.machine());
    EXPECT_EQ(run(s, "choose " + std::to_string(other->choice.pack())), "");
    EXPECT_TRUE(s.document().forked);
    EXPECT_EQ(run(s, "own run"), "");
    EXPECT_FALSE(s.document().forked);
}

} // namespace
} // namespace lazymmu::test
