// Undo brings back what was seen before a change, redo what was seen after it.
#include "app/core/session/saved_session.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

#include <random>

namespace lazymmu {
namespace {

using namespace test;

TEST(Undo, EveryKindOfChangeAndBackAgain) {
    Session s(own_lessons());
    EXPECT_EQ(run(s, "undo"), "nothing to undo");
    ASSERT_EQ(run(s, "open preemption-sleeping"), "");
    EXPECT_FALSE(s.can_undo()); // before it there was nothing
    std::vector<std::string> seen{saved(s)};
    std::string lines[] = {"end",         "seek 3",   "arch x86",   "kernel v7.1",
                           "seek 7",      "choose A", "open kunit", "lesson step 2",
                           "kernel v7.2", "seek 9",   "branch 0",   "home"};
    for (std::string& line : lines) {
        if (line == "choose A") {
            Choice out[max_choices];
            const int n = enabled_choices(s.setup(), s.machine().view(), out);
            line = "choose " + std::to_string(out[n - 1].pack());
        }
        const std::string error = run(s, line);
        if (!error.empty()) continue;
        if (saved(s) != seen.back()) seen.push_back(saved(s));
    }
    ASSERT_GE(seen.size(), 9u);
    for (int round = 0; round < 2; round++) {
        for (size_t i = seen.size() - 1; i-- > 0;) {
            ASSERT_EQ(run(s, "undo"), "");
            EXPECT_EQ(saved(s), seen[i]);
        }
        EXPECT_EQ(run(s, "undo"), "nothing to undo");
        for (size_t i = 1; i < seen.size(); i++) {
            ASSERT_EQ(run(s, "redo"), "");
            EXPECT_EQ(saved(s), seen[i]);
        }
        EXPECT_EQ(run(s, "redo"), "nothing to redo");
    }
}

TEST(Undo, SteppingInARowIsOneChange) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    const std::string start = saved(s);
    for (const char* line : {"step", "step", "step over", "back", "step lesson", "step out"})
        run(s, line);
    const std::string stepped = saved(s);
    run(s, "end");
    run(s, "undo");
    EXPECT_EQ(saved(s), stepped);
    run(s, "undo");
    EXPECT_EQ(saved(s), start);
    EXPECT_FALSE(s.can_undo());
    // stepping after an undo forgets what was undone
    run(s, "step");
    EXPECT_FALSE(s.can_redo());
    run(s, "undo");
    EXPECT_EQ(saved(s), start);
}

TEST(Undo, PlayingIsOneChange) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    run(s, "seek 2");
    const std::string before = saved(s);
    run(s, "play");
    for (int i = 0; i < 10; i++) s.advance(0.25);
    ASSERT_GT(s.position(), 4u);
    run(s, "undo");
    EXPECT_EQ(saved(s), before);
    EXPECT_FALSE(s.playing());
}

TEST(Undo, ADragIsOneChange) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    for (const u32 p : {5u, 9u, 12u, 30u}) {
        Command seek{Command::seek, p, {}, {}};
        seek.drag = 1;
        ASSERT_EQ(s.execute(seek), "");
    }
    Command seek{Command::seek, 4, {}, {}};
    seek.drag = 2;
    s.execute(seek);
    run(s, "undo");
    EXPECT_EQ(s.position(), 30u);
    run(s, "undo");
    EXPECT_EQ(s.position(), 0u);
}

TEST(Undo, TheMachineThatWasChosenComesBackToo) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open nested-sections"), "");
    const std::string first = s.arch().name;
    const std::string other = first == "powerpc" ? "sparc" : "powerpc";
    run(s, "arch " + other);
    run(s, "undo");
    run(s, "open batch-limits");
    const std::string chosen = s.arch().name; // as if nothing had been chosen
    Session fresh(own_lessons());
    run(fresh, "open batch-limits");
    EXPECT_EQ(chosen, fresh.arch().name);
}

TEST(Undo, IsBounded) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    for (int i = 0; i < 1000; i++) run(s, i % 2 ? "seek 3" : "seek 4");
    size_t n = 0;
    while (run(s, "undo").empty()) n++;
    EXPECT_EQ(n, UndoStack::most);
}

TEST(Undo, WhatFailedIsNothingToUndo) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    EXPECT_NE(run(s, "seek 99999999"), "");
    EXPECT_NE(open_text(s, "x.txt", "nonsense("), "");
    EXPECT_FALSE(s.can_undo());
}

} // namespace
} // namespace lazymmu
