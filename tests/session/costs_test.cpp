// What a run has cost at any position, and what is broken there.
#include "app/core/ask/alarm.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

const CostLine* line_of(const CostView& v, std::string_view name) {
    for (const CostLine& l : v.lines)
        if (l.name == name) return &l;
    return nullptr;
}

TEST(RunCosts, RunningTotalsAndTheSameStatementsWithoutTheMode) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lab", nested_script), "");
    ASSERT_EQ(run(s, "arch arm64"), "");
    const RunCosts& costs = s.document().costs();
    EXPECT_EQ(&costs, &s.document().costs()) << "they are made once";
    EXPECT_EQ(costs.at(0).spent, 0u);
    EXPECT_EQ(costs.at(0).statements, 0u);
    const CostView end = costs.at(s.length());
    EXPECT_EQ(end.statements, 5u);
    EXPECT_EQ(end.spent, 61u);
    EXPECT_EQ(end.eager, 61u); // one store, one pair of barriers either way
    EXPECT_EQ(end.saved_percent(), 0);
    ASSERT_TRUE(line_of(end, "dsb(ishst)"));
    EXPECT_EQ(line_of(end, "dsb(ishst)")->spent.cost, 50u);
    EXPECT_FALSE(line_of(end, "tlbi")) << "what never happened has no line";
    EXPECT_EQ(costs.at(s.length() + 100).spent, end.spent);
    u64 last = 0;
    for (u32 p = 0; p <= s.length(); p++) {
        CostLedger ledger(s.arch(), default_costs(s.arch()));
        for (u32 q = 1; q <= p; q++) ledger.add(s.timeline().events(q));
        ASSERT_EQ(costs.at(p).spent, ledger.total()) << p;
        ASSERT_GE(costs.at(p).spent, last);
        last = ledger.total();
    }
}

// A statement that is half done is not compared with one that has not begun.
TEST(RunCosts, WhatIsNotOverIsNotCompared) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lab", "set_ptes(USER, 7, \"pwu\", 20); clear_full_ptes(USER, 20);\n"),
              "");
    for (const char* arch : {"arch arm64", "arch sparc", "arch powerpc", "arch x86"}) {
        ASSERT_EQ(run(s, arch), "");
        const RunCosts& costs = s.document().costs();
        u32 half = 0;
        for (u32 p = 0; p <= s.length(); p++) {
            const CostView v = costs.at(p);
            ASSERT_LE(v.under_way, v.spent);
            EXPECT_EQ(v.compared(), v.eager) << arch << " " << p << ": the mode is never entered";
            EXPECT_EQ(v.saved_percent(), 0);
            half += v.under_way > 0;
            const std::string words = saving_text(v);
            EXPECT_EQ(words.find("is compared when it is over") != words.npos, v.under_way > 0);
            EXPECT_EQ(words.find("saved nothing") != words.npos, v.statements > 0) << words;
        }
        EXPECT_GT(half, 20u);
    }
}

TEST(RunCosts, AreMadeAgainForAnotherRun) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lab",
                        "lazy_mmu_mode_enable(); repeat 9 as i { set_pte_at(KERNEL + "
                        "i * PAGE, 7, \"pw\"); } lazy_mmu_mode_disable();"),
              "");
    ASSERT_EQ(run(s, "arch arm64"), "");
    EXPECT_EQ(s.document().costs().at(s.length()).spent, 9u + 60);
    EXPECT_EQ(s.document().costs().at(s.length()).eager, 9u * 61);
    EXPECT_EQ(s.document().costs().at(s.length()).saved_percent(), 87);
    ASSERT_EQ(run(s, "kernel v6.12"), ""); // arm64 had nothing to be lazy about
    EXPECT_EQ(s.document().costs().at(s.length()).spent, 9u * 61);
}

TEST(Alarm, NamesTheInvariantTheReasonAndTheLine) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lab",
                        "set_pte_at(KERNEL, 7, \"pw\");\nlazy_mmu_mode_disable();\n"
                        "set_pte_at(KERNEL, 8, \"pw\");\n"),
              "");
    ASSERT_EQ(run(s, "arch arm64"), "");
    ASSERT_EQ(run(s, "seek 0"), "");
    EXPECT_FALSE(alarm_at(s).any);
    u32 first = 0;
    for (u32 p = 0; p <= s.length() && !first; p++) {
        run(s, "seek " + std::to_string(p));
        if (alarm_at(s).any) first = p;
    }
    ASSERT_GT(first, 0u);
    const Alarm a = alarm_at(s);
    EXPECT_STREQ(a.name, "counter_wrap");
    EXPECT_EQ(a.severity, Severity::wrong);
    EXPECT_EQ(a.position, first);
    EXPECT_FALSE(a.bug);
    EXPECT_NE(a.why.find("drop below 0"), std::string::npos);
    EXPECT_NE(a.where.find("lazy_mmu_mode_disable: "), std::string::npos);
    EXPECT_NE(a.where.find("script line 2: lazy_mmu_mode_disable();"), std::string::npos);
    run(s, "seek 0");
    run(s, "seek " + std::to_string(first - 1));
    EXPECT_FALSE(alarm_at(s).any) << "not before it happens";
}

TEST(Alarm, LegalHazardsAreNone) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lab",
                        "set_pte_at(USER, 7, \"pu\"); access(USER, \"r\"); "
                        "lazy_mmu_mode_enable(); ptep_get_and_clear(USER); access(USER, \"r\"); "
                        "lazy_mmu_mode_disable();"),
              "");
    ASSERT_EQ(run(s, "arch powerpc"), "");
    run(s, "home");
    run(s, "end");
    bool legal = false;
    for (const Event& e : s.timeline().all_events()) legal |= e.kind == Ev::hazard;
    EXPECT_TRUE(legal);
    EXPECT_FALSE(alarm_at(s).any);
}

TEST(Alarm, AfterABugItStays) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "a.lab", nested_script), "");
    ASSERT_EQ(run(s, "arch x86"), "");
    ASSERT_EQ(run(s, "kernel v6.18"), "");
    run(s, "end");
    ASSERT_NE(s.machine().view().globals().bug, 0);
    run(s, "back");
    EXPECT_FALSE(alarm_at(s).bug);
    run(s, "step");
    const Alarm a = alarm_at(s);
    EXPECT_TRUE(a.bug);
    EXPECT_STREQ(a.name, "kernel_bug");
    EXPECT_EQ(a.title.rfind("BUG: ", 0), 0u);
    EXPECT_NE(a.why.find("stopped"), std::string::npos);
}

} // namespace
} // namespace lazymmu::test
