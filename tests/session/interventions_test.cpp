// Breakpoints, choices at a moment, schedules as text, alternatives and the way back.
#include "app/core/recording/interventions.h"

#include "app/core/session/saved_session.h"
#include "app/core/tell/event_text.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lazymmu::test {
namespace {

const Possibility* find(const std::vector<Possibility>& all, std::string_view token) {
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const Possibility& p) { return p.token == token; });
    return it == all.end() ? nullptr : &*it;
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

TEST(Alternatives, KeepTheirNamesWhereverTheRunGoes) {
    Session s = two(), other({});
    EXPECT_EQ(run(s, "name branch 0 plain"), "there is no such alternative");
    ASSERT_EQ(run(s, "schedule A*2, preempt B, finish"), "");
    const auto name = [](const Session& from, size_t i) {
        return from.document().run_name(&from.timeline().branches()[i]);
    };
    ASSERT_EQ(run(s, "name branch 0 nobody interferes"), "");
    EXPECT_EQ(name(s, 0), "nobody interferes");
    EXPECT_EQ(s.document().run_name(), "");
    const std::string text = saved(s);
    EXPECT_NE(text.find("\"name\":\"nobody interferes\""), text.npos) << text;
    ASSERT_EQ(other.execute({Command::open_saved, 0, text, "x.lazymmu.json"}), "");
    EXPECT_EQ(name(other, 0), "nobody interferes");
    ASSERT_EQ(run(s, "branch 0"), ""); // taken, and left again
    EXPECT_EQ(s.document().run_name(), "nobody interferes");
    EXPECT_EQ(name(s, 0), "");
    ASSERT_EQ(other.execute({Command::open_saved, 0, saved(s), "x.lazymmu.json"}), "");
    EXPECT_EQ(other.document().run_name(), "nobody interferes");
    ASSERT_EQ(run(s, "branch 0"), "");
    EXPECT_EQ(name(s, 0), "nobody interferes");
    ASSERT_EQ(run(s, "name branch 0"), "");
    EXPECT_EQ(name(s, 0), "");
    ASSERT_EQ(run(s, "undo"), "");
    EXPECT_EQ(name(s, 0), "nobody interferes");
    EXPECT_EQ(run(s, "name branch 0 " + std::string(81, 'x')), "a name may have 80 characters");
    EXPECT_EQ(run(s, "name branch x y"), "name branch needs a number, found \"x\"");
}

TEST(Alternatives, OneChoiceIsLeftOutAndTheOthersStay) {
    Session s = two();
    ASSERT_EQ(run(s, "schedule A*2, irq tick, A*12, preempt B, finish"), "");
    const ScheduleFacts facts = schedule_facts(s.timeline());
    ASSERT_EQ(facts.interventions.size(), 2u);
    EXPECT_EQ(facts.interventions[0].position, 2u);
    EXPECT_EQ(facts.interventions[0].line, 2u);
    EXPECT_EQ(facts.interventions[0].words, "an interrupt on CPU 0: tick");
    EXPECT_EQ(facts.interventions[1].line, 4u);
    EXPECT_EQ(facts.line_end, (std::vector<u32>{2, 3, 15, 16, s.length()}));
    EXPECT_EQ(run(s, "leave out 5"), "the schedule has no choice on line 5");
    EXPECT_EQ(run(s, "leave out 0"), "the schedule has no choice on line 0");
    ASSERT_EQ(run(s, "leave out 2"), "");
    EXPECT_EQ(schedule_as_text(s.timeline()), "A*14\npreempt B\nfinish\n");
    ASSERT_EQ(run(s, "leave out 2"), "");
    EXPECT_EQ(schedule_as_text(s.timeline()), "");
    EXPECT_FALSE(s.document().forked);
    EXPECT_EQ(s.timeline().branches().size(), 2u) << "what was left stays";
    ASSERT_EQ(run(s, "undo"), "");
    EXPECT_EQ(schedule_as_text(s.timeline()), "A*14\npreempt B\nfinish\n");
}

TEST(Alternatives, WhatCannotStayWithoutAChoiceIsSaid) {
    Session s = two();
    ASSERT_EQ(run(s, "schedule A*2, preempt B, finish"), "");
    run(s, "seek 12");
    const auto now = possibilities(s.machine());
    ASSERT_NE(find(now, "irq tick"), nullptr);
    ASSERT_EQ(s.execute({Command::choose, find(now, "irq tick")->choice.pack(), {}, {}}), "");
    ASSERT_EQ(run(s, "leave out 2"), "");
    EXPECT_EQ(schedule_as_text(s.timeline()), "");
    EXPECT_EQ(s.message().title.rfind("Without it, the rest of the schedule could not be kept", 0),
              0u)
        << s.message().title;
}

TEST(Alternatives, AnotherCpuCanRunNext) {
    Session s({});
    ASSERT_EQ(open_text(s, "cpus.lazy",
                        "task A cpu 0 { set_pte_at(KERNEL, 7, \"pw\"); }\n"
                        "task B cpu 1 { set_pte_at(KERNEL + PAGE, 8, "
                        "\"pw\"); }\n"),
              "");
    const auto all = possibilities(s.machine());
    const auto other = std::find_if(all.begin(), all.end(), [](const Possibility& p) {
        return p.words == "task B runs next, on CPU 1";
    });
    ASSERT_NE(other, all.end());
    EXPECT_FALSE(other->usual);
    ASSERT_EQ(s.execute({Command::choose, other->choice.pack(), {}, {}}), "");
    EXPECT_EQ(schedule_as_text(s.timeline()).rfind("B", 0), 0u) << schedule_as_text(s.timeline());
    EXPECT_EQ(schedule_facts(s.timeline()).interventions.at(0).words, "task B runs next, on CPU 1");
}

} // namespace
} // namespace lazymmu::test
