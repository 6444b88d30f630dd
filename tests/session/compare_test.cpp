// The same program on several machines in lock-step.
#include "app/core/ask/compare.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

const CompareRow* row(const Comparison& c, Aspect aspect, std::string_view label = {}) {
    for (const CompareRow& r : c.rows())
        if (r.aspect == aspect && (label.empty() || r.label == label)) return &r;
    return nullptr;
}

TEST(Compare, ColumnsStandAtTheSameStatementAndWaitAtItsEnd) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lazy", nested_script), "");
    Comparison c;
    bool waited = false;
    for (u32 p = 0; p <= s.length(); p++) {
        ASSERT_EQ(run(s, "seek " + std::to_string(p)), "");
        c.update(s);
        ASSERT_EQ(c.columns().size(), 4u);
        const Place place = s.document().place_of(p, 0);
        const bool between = s.trace().moments[p].routine == fn_script;
        for (const ColumnView& v : c.columns()) {
            ASSERT_TRUE(v.runs);
            waited |= v.waits;
            if (v.leads) {
                EXPECT_EQ(v.position, p);
            } else if (between) {
                Session other(own_lessons());
                run(other, "arch " + std::string(v.column.arch->name));
                open_text(other, "a.lazy", nested_script);
                EXPECT_EQ(v.position, other.document().position_of(place)) << p;
                EXPECT_FALSE(v.waits);
            }
        }
    }
    EXPECT_TRUE(waited);
    EXPECT_EQ(c.builds(), 3u); // once, whatever the position
}

TEST(Compare, TheSeriesMakesNestingCount) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lazy", nested_script), "");
    ASSERT_EQ(run(s, "compare series"), "");
    for (int i = 0; i < 2; i++) run(s, "step lesson");
    Comparison c;
    c.update(s);
    const CompareRow* task = row(c, Aspect::counters, "task A");
    ASSERT_TRUE(task);
    EXPECT_EQ(task->values, (std::vector<std::string>{"– / – / 0", "2 / 0 / 0"}));
    EXPECT_FALSE(task->differs);                       // v6.18 has no such counters
    for (int i = 0; i < 2; i++) run(s, "step lesson"); // the inner disable
    c.update(s);
    ASSERT_TRUE(row(c, Aspect::mode));
    EXPECT_EQ(row(c, Aspect::mode)->values,
              (std::vector<std::string>{"act at once", "are delayed"}));
    EXPECT_TRUE(row(c, Aspect::mode)->differs);
}

TEST(Compare, MemoryAndTlbAreComparedByPageNotByAddress) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lazy",
                        "set_pte_at(USER, 7, \"pwu\");\naccess(USER, \"r\");\n"
                        "lazy_mmu_mode_enable();\nset_pte_at(USER + PAGE, 8, \"pu\");\n"),
              "");
    run(s, "end");
    Comparison c;
    c.update(s);
    const CompareRow* tlb = row(c, Aspect::tlb, "user1 USER");
    ASSERT_TRUE(tlb);
    ASSERT_EQ(tlb->values.size(), 4u);
    for (const std::string& v : tlb->values) EXPECT_NE(v.find("frame 7"), std::string::npos) << v;
    const CompareRow* memory = row(c, Aspect::memory, "user1 USER + PAGE");
    ASSERT_TRUE(memory);
    EXPECT_TRUE(memory->differs);
    EXPECT_EQ(memory->values[3], "empty; a store is queued"); // Xen
    EXPECT_EQ(memory->values[0].find("frame 8"), 0u);         // arm64 stores at once
}

TEST(Compare, AMachineThatStopsLetsTheOthersGoOn) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lazy", nested_script), "");
    ASSERT_EQ(run(s, "compare x86 v6.18, x86 v7.0"), "");
    ASSERT_EQ(run(s, "arch x86"), "");
    run(s, "end");
    Comparison c;
    c.update(s);
    EXPECT_EQ(c.columns()[0].stopped.find("BUG: "), 0u);
    EXPECT_EQ(c.columns()[1].stopped, "");
    EXPECT_TRUE(c.columns()[1].leads);
    EXPECT_EQ(c.columns()[1].position, s.length());
    EXPECT_TRUE(row(c, Aspect::trouble)->differs);
    // it stays where it stopped when the other one is elsewhere
    const u32 there = c.columns()[0].position;
    EXPECT_EQ(there, c.columns()[0].length);
    run(s, "home");
    c.update(s);
    EXPECT_EQ(c.columns()[0].stopped, "");
    EXPECT_EQ(c.columns()[0].position, 0u);
}

TEST(Compare, AProgramThatDoesNotCompileOnOneMachineRunsOnTheOthers) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "arch x86"), "");
    ASSERT_EQ(open_text(s, "a.lazy", "set_pte_at(0x7fff00000000, 7, \"pwu\");\n"), "");
    Comparison c;
    c.update(s);
    u32 good = 0, bad = 0;
    for (const ColumnView& v : c.columns()) {
        good += v.runs;
        bad += !v.runs && !v.problem.empty();
    }
    EXPECT_GE(good, 1u);
    EXPECT_EQ(good + bad, 4u);
}

TEST(Compare, CostsAreThoseOfTheRunItself) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open why-batch"), "");
    run(s, "end");
    Comparison c;
    c.update(s);
    for (const ColumnView& v : c.columns()) {
        run(s, "arch " + std::string(v.column.arch->name));
        run(s, "end");
        EXPECT_EQ(v.costs.spent, s.document().costs().at(s.position()).spent);
        EXPECT_LT(v.costs.spent, v.costs.eager) << machine_text(v.column);
        EXPECT_FALSE(v.costs.lines.empty());
    }
}

} // namespace
} // namespace lazymmu
