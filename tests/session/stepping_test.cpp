// Moving: every way forward has a way back, and every way to a position gives the same machine.
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

class Stepping : public testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(open_text(s, "nested.lab", nested_script), ""); }
    Session s{{}};
};

TEST_F(Stepping, TenForwardAndTenBackEndWhereTheyBegan) {
    const std::string start = digest(s);
    for (int i = 0; i < 10; i++) ASSERT_EQ(run(s, "step"), "");
    EXPECT_EQ(s.position(), 10u);
    EXPECT_NE(digest(s), start);
    for (int i = 0; i < 10; i++) ASSERT_EQ(run(s, "back"), "");
    EXPECT_EQ(s.position(), 0u);
    EXPECT_EQ(digest(s), start);
    EXPECT_NE(run(s, "back"), "");
}

TEST_F(Stepping, SeekHomeAndEndGiveTheDigestsOfStepping) {
    std::vector<std::string> digests{digest(s)};
    while (run(s, "step").empty()) digests.push_back(digest(s));
    ASSERT_EQ(digests.size(), s.length() + 1u);
    for (u32 p = s.length() + 1; p-- > 0;) {
        ASSERT_EQ(run(s, "seek " + std::to_string(p)), "");
        ASSERT_EQ(digest(s), digests[p]) << p;
    }
    run(s, "end");
    EXPECT_EQ(digest(s), digests.back());
    run(s, "home");
    EXPECT_EQ(digest(s), digests.front());
    EXPECT_NE(run(s, "seek " + std::to_string(s.length() + 1)), "");
    EXPECT_EQ(s.position(), 0u);
}

TEST_F(Stepping, OverRunsAWholeCallAndBackOverUndoesIt) {
    ASSERT_EQ(s.trace().moments[0].depth, 1);
    run(s, "step over");
    const u32 second = s.position();
    EXPECT_EQ(s.trace().moments[second].depth, 1);
    EXPECT_EQ(s.machine().view().task(static_cast<TaskId>(0)).enable_count, 1);
    run(s, "step over");
    EXPECT_EQ(s.machine().view().task(static_cast<TaskId>(0)).enable_count, 2);
    run(s, "back over");
    EXPECT_EQ(s.position(), second);
    run(s, "back over");
    EXPECT_EQ(s.position(), 0u);
}

TEST_F(Stepping, OutReturnsToTheCaller) {
    run(s, "step"); // into the first line of lazy_mmu_mode_enable()
    ASSERT_EQ(s.trace().moments[s.position()].depth, 2);
    run(s, "step out");
    EXPECT_EQ(s.trace().moments[s.position()].depth, 1);
    EXPECT_EQ(s.machine().view().task(static_cast<TaskId>(0)).enable_count, 1);
    run(s, "back");
    ASSERT_GT(s.trace().moments[s.position()].depth, 1);
    run(s, "back out");
    EXPECT_EQ(s.position(), 0u);
}

TEST_F(Stepping, InAScriptALessonStepIsAStatement) {
    for (int i = 1; i <= 4; i++) {
        ASSERT_EQ(run(s, "step lesson"), "");
        EXPECT_EQ(s.trace().moments[s.position()].routine, fn_script);
        EXPECT_EQ(s.trace().moments[s.position()].line, i);
    }
    ASSERT_EQ(run(s, "back lesson"), "");
    EXPECT_EQ(s.trace().moments[s.position()].line, 3);
}

TEST_F(Stepping, WhatChangedIsComparedWithWhereTheCommandCameFrom) {
    run(s, "step over");
    const TaskId a = static_cast<TaskId>(0);
    EXPECT_EQ(s.before_position(), 0u);
    EXPECT_EQ(s.before().view().task(a).enable_count, 0);
    EXPECT_EQ(s.machine().view().task(a).enable_count, 1);
    run(s, "step over");
    EXPECT_EQ(s.before().view().task(a).enable_count, 1);
}

TEST_F(Stepping, PlayingTakesItsTimeFromTheCaller) {
    run(s, "speed 10");
    run(s, "play");
    EXPECT_TRUE(s.playing());
    EXPECT_FALSE(s.advance(0.05));
    EXPECT_EQ(s.position(), 0u);
    EXPECT_TRUE(s.advance(0.06));
    EXPECT_EQ(s.position(), 1u);
    s.advance(1e9); // the tab was asleep: no leap
    EXPECT_LE(s.position(), 4u);
    run(s, "step");
    EXPECT_FALSE(s.playing()) << "a step by hand stops the play";
    run(s, "play");
    for (int i = 0; i < 100000 && s.playing(); i++) s.advance(0.2);
    EXPECT_EQ(s.position(), s.length());
    run(s, "play");
    EXPECT_EQ(s.position(), 0u) << "from the end it begins again";
    EXPECT_NE(run(s, "speed 0"), "");
    EXPECT_NE(run(s, "speed x"), "");
}

TEST_F(Stepping, AnotherChoiceForksAndTheOldFutureCanBeTakenAgain) {
    const std::string two = "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); "
                            "lazy_mmu_mode_disable(); }\ntask B { ptep_get(KERNEL); }\n";
    ASSERT_EQ(open_text(s, "two.lab", two), "");
    run(s, "end");
    const std::string straight = digest(s);
    const u32 length = s.length();
    run(s, "home");
    const Choice preempt{Choice::preempt, 0, 1};
    ASSERT_EQ(run(s, "choose " + std::to_string(preempt.pack())), "");
    EXPECT_EQ(s.position(), 1u);
    ASSERT_EQ(s.timeline().branches().size(), 1u);
    EXPECT_EQ(s.trace().length(), s.length()) << "the new future is recorded to its end";
    EXPECT_EQ(s.document().step_end.back(), s.length());
    ASSERT_EQ(run(s, "branch 0"), "");
    EXPECT_EQ(s.length(), length);
    run(s, "end");
    EXPECT_EQ(digest(s), straight);
    EXPECT_NE(run(s, "branch 99"), "");
    run(s, "home");
    EXPECT_NE(run(s, "choose " + std::to_string(Choice{Choice::preempt, 3, 7}.pack())), "");
}

TEST(Trace, SectionsPausesAndPendingAreSeen) {
    Session s{{}};
    ASSERT_EQ(open_text(s, "a.lab",
                        "lazy_mmu_mode_enable();\nlazy_mmu_mode_enable();\n"
                        "set_pte_at(KERNEL, 7, \"pw\");\nlazy_mmu_mode_pause();\n"
                        "lazy_mmu_mode_resume();\nlazy_mmu_mode_disable();\n"
                        "lazy_mmu_mode_disable();\n"),
              "");
    const TaskLane& lane = s.trace().tasks.front();
    ASSERT_EQ(lane.sections.size(), 2u);
    EXPECT_EQ(lane.sections[0].level, 0);
    EXPECT_EQ(lane.sections[1].level, 1);
    EXPECT_LT(lane.sections[0].begin, lane.sections[1].begin);
    EXPECT_GT(lane.sections[0].end, lane.sections[1].end);
    ASSERT_EQ(lane.pauses.size(), 1u);
    EXPECT_GT(lane.pauses[0].begin, lane.sections[1].begin);
    EXPECT_LT(lane.pauses[0].end, lane.sections[1].end);
    EXPECT_EQ(lane.levels, 2);
    EXPECT_EQ(lane.lazy.size(), 2u) << "before the pause and after it";
    EXPECT_EQ(s.trace().max_pending, 1);
    // the same intent before the series, where there are no counters
    ASSERT_EQ(run(s, "kernel v6.18"), "");
    EXPECT_EQ(s.trace().tasks.front().sections.size(), 2u);
}

TEST(Trace, WhatCallsReturnedIsKnownLineByLineAndNotBefore) {
    Session s{{}};
    ASSERT_EQ(open_text(s, "a.lab",
                        "repeat 2 { is_lazy_mmu_mode_active();\n"
                        "lazy_mmu_mode_enable(); }\n"
                        "set_pte_at(KERNEL, 7, \"pw\");\n"
                        "ptep_get(KERNEL);\n"
                        "lazy_mmu_mode_disable();\nlazy_mmu_mode_disable();\n"),
              "");
    const Trace& t = s.trace();
    EXPECT_EQ(t.answer(0, 1), "");
    EXPECT_EQ(t.answer(t.length(), 1), "true") << "the second time";
    EXPECT_EQ(t.answer(t.length(), 2), "");
    EXPECT_EQ(t.answer(t.length(), 4).substr(0, 7), "frame 7");
    u32 first = 0;
    while (first < t.length() && t.answer(first, 1).empty()) first++;
    EXPECT_EQ(t.answer(first, 1), "false") << "the first time";
    EXPECT_EQ(t.answer(first, 4), "") << "it has not run yet";
}

} // namespace
} // namespace lazymmu
