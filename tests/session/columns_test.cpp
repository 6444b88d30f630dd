// Which machines Compare shows, and the commands that change them.
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

std::string shown(const Session& s) { return columns_text(s.columns()); }

TEST(Columns, AreTheFourArchitecturesAtThePresentKernelUntilChosen) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open stale-legal-wrong"), "");
    EXPECT_EQ(shown(s), "arm64 v7.0, powerpc v7.0, sparc v7.0, x86 v7.0");
    EXPECT_TRUE(s.chosen_columns().empty());
    ASSERT_EQ(run(s, "kernel v7.1"), "");
    EXPECT_EQ(shown(s), "arm64 v7.1, powerpc v7.1, sparc v7.1, x86 v7.1");
}

TEST(Columns, EveryCommandDoesWhatItSays) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lazy", nested_script), "");
    ASSERT_EQ(run(s, "arch x86"), "");
    ASSERT_EQ(run(s, "compare arm64 v7.0,x86 6.18"), "");
    EXPECT_EQ(shown(s), "arm64 v7.0, x86 v6.18");
    ASSERT_EQ(run(s, "compare add sparc"), "");
    EXPECT_EQ(shown(s), "arm64 v7.0, x86 v6.18, sparc v7.0");
    ASSERT_EQ(run(s, "compare remove 1"), "");
    ASSERT_EQ(run(s, "compare set 2 powerpc v7.2"), "");
    EXPECT_EQ(shown(s), "x86 v6.18, powerpc v7.2");
    ASSERT_EQ(run(s, "compare remove x86 v6.18"), "");
    EXPECT_EQ(shown(s), "powerpc v7.2");
    ASSERT_EQ(run(s, "compare series"), "");
    EXPECT_EQ(shown(s), "x86 v6.18, x86 v7.0");
    ASSERT_EQ(run(s, "compare archs"), "");
    EXPECT_EQ(s.columns().size(), 4u);
    ASSERT_EQ(run(s, "undo"), "");
    EXPECT_EQ(shown(s), "x86 v6.18, x86 v7.0");
}

TEST(Columns, WhatCannotBeIsRefusedAndChangesNothing) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lazy", nested_script), "");
    ASSERT_EQ(run(s, "compare arm64 v7.0, x86 v6.18"), "");
    for (const char* line :
         {"compare mips v7.0", "compare arm64 v5.0", "compare arm64 v7.0, arm64 v7.0",
          "compare add x86 v6.18", "compare remove 3", "compare remove sparc v7.0",
          "compare set 1 x86 v6.18", "compare arm64, x86, sparc, powerpc, x86 v6.12", "compare ,"})
        EXPECT_NE(run(s, line), "") << line;
    EXPECT_EQ(shown(s), "arm64 v7.0, x86 v6.18");
    ASSERT_EQ(run(s, "compare remove 2"), "");
    EXPECT_EQ(run(s, "compare remove 1"), "one column must stay");
}

} // namespace
} // namespace lazymmu
