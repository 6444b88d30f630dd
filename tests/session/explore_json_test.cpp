// Plans and news as JSON text: there and back, and what is refused.
#include "app/core/explore/explore_job.h"
#include "arch/arch.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

constexpr const char* section = "lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\n";

ExplorePlan rich_plan() {
    ExplorePlan p;
    p.title = "a \"quoted\" title";
    p.program = "const n = 2;\nrepeat n { set_pte_at(KERNEL, 7, \"pw\"); } // \u00e4\n";
    p.machine.arch = find_arch("sparc");
    p.machine.kernel = Kernel::v7_1;
    p.machine.patches = patch_tolerate | patch_ctxsw_pause_resume;
    p.machine.options = {{"preempt_disable", 0}};
    p.machine.cpus = u8{2};
    p.tasks = 3;
    p.machine.irqs = u8{1};
    p.machine.migrations = u8{2};
    p.machine.task_init_pause = u8{1};
    p.max_states = 1'000'000;
    p.max_bytes = u64{512} << 20;
    p.max_depth = 1000;
    p.reduce = true;
    p.invariants = invariant_bit(Invariant::kernel_bug) | invariant_bit(Invariant::batching_lost);
    p.inside = "lazy_mmu_mode_disable";
    return p;
}

TEST(PlanJson, ThereAndBack) {
    const ExplorePlan p = rich_plan();
    const std::string text = plan_json(p);
    ExplorePlan q;
    ASSERT_EQ(plan_from_json(text, q), "") << text;
    EXPECT_EQ(plan_json(q), text);
    EXPECT_EQ(q.title, p.title);
    EXPECT_EQ(q.program, p.program);
    EXPECT_EQ(q.machine.arch, p.machine.arch);
    EXPECT_EQ(q.machine.kernel, p.machine.kernel);
    EXPECT_EQ(q.machine.patches, p.machine.patches);
    ASSERT_EQ(q.machine.options.size(), 1u);
    EXPECT_EQ(q.machine.options[0].name, "preempt_disable");
    EXPECT_EQ(q.machine.options[0].value, 0u);
    EXPECT_EQ(q.machine.cpus, p.machine.cpus);
    EXPECT_EQ(q.tasks, p.tasks);
    EXPECT_EQ(q.machine.irqs, p.machine.irqs);
    EXPECT_EQ(q.machine.migrations, p.machine.migrations);
    EXPECT_EQ(q.machine.task_init_pause, p.machine.task_init_pause);
    EXPECT_EQ(q.max_states, p.max_states);
    EXPECT_EQ(q.max_bytes, p.max_bytes);
    EXPECT_EQ(q.max_depth, p.max_depth);
    EXPECT_EQ(q.reduce, p.reduce);
    EXPECT_EQ(q.invariants, p.invariants);
    EXPECT_EQ(q.inside, p.inside);
}

TEST(PlanJson, EveryLessonIsTheSameMachineAfterwards) {
    const Session s(own_lessons());
    for (const LibraryEntry& entry : s.library().entries) {
        const ExplorePlan p = plan_of(entry);
        ExplorePlan q;
        ASSERT_EQ(plan_from_json(plan_json(p), q), "") << entry.name;
        const PlannedMachine a = machine_of(p), b = machine_of(q);
        ASSERT_TRUE(a.machine.setup && b.machine.setup) << entry.name;
        EXPECT_EQ(a.program, b.program);
        EXPECT_EQ(a.machine.digest().hex(), b.machine.digest().hex()) << entry.name;
    }
}

TEST(PlanJson, WhatIsNotSaidIsUsual) {
    ExplorePlan p;
    ASSERT_EQ(plan_from_json(R"({"program": "ptep_get(KERNEL);", "arch": "arm64"})", p), "");
    EXPECT_EQ(machine_of(p).machine.config().kernel, kernel_default);
    EXPECT_EQ(p.invariants, wrong_invariants());
    EXPECT_EQ(p.max_bytes, usual_explore_bytes);
    EXPECT_EQ(machine_of(p).machine.config().cpus, 1);
    EXPECT_EQ(machine_of(p).machine.config().tasks, 2);
}

TEST(PlanJson, WhatIsWrongIsToldWithItsPlace) {
    const struct {
        const char* text;
        const char* told;
    } cases[] = {
        {"", "plan:1:1"},
        {"[]", "a plan"},
        {"{\"program\": \"\"", "not valid JSON"},
        {R"({"arch": "arm64"})", "missing \"program\""},
        {R"({"program": "x"})", "missing \"arch\""},
        {R"({"program": "", "arch": "arm64"})", "must not be empty"},
        {R"({"program": 7, "arch": "arm64"})", "a text"},
        {R"({"program": "x", "arch": "riscv"})", "there are arm64, powerpc, sparc, x86"},
        {R"({"program": "x", "arch": ["arm64"]})", "a text"},
        {R"({"program": "x", "arch": "arm64", "kernel": "v9"})", "did you mean \"v7.3\"?"},
        {R"({"program": "x", "arch": "arm64", "kernel": 7})", "a text"},
        {R"({"program": "x", "arch": "arm64", "kernl": "v7.0"})", "did you mean \"kernel\""},
        {R"({"program": "x", "arch": "x86", "patches": ["tolerant"]})",
         "did you mean \"tolerate\""},
        {R"({"program": "x", "arch": "x86", "patches": "tolerate"})", "an array"},
        {R"({"program": "x", "arch": "sparc", "options": {"preempt": 1}})", "preempt"},
        {R"({"program": "x", "arch": "sparc", "options": {"preempt_disable": 9}})", "from 0 to 1"},
        {R"({"program": "x", "arch": "arm64", "cpus": 0})", "from 1 to 4"},
        {R"({"program": "x", "arch": "arm64", "cpus": 1.5})", "from 1 to 4"},
        {R"({"program": "x", "arch": "arm64", "tasks": 9})", "from 0 to 8"},
        {R"({"program": "x", "arch": "arm64", "irqs": -1})", "from 0 to 8"},
        {R"({"program": "x", "arch": "arm64", "max_bytes": 1e300})", "max_bytes"},
        {R"({"program": "x", "arch": "arm64", "invariants": []})", "1 to 11"},
        {R"({"program": "x", "arch": "arm64", "invariants": ["kernel_bugs"]})", "kernel_bug"},
    };
    for (const auto& c : cases) {
        ExplorePlan p;
        p.title = "as it was";
        const std::string error = plan_from_json(c.text, p);
        EXPECT_TRUE(error.starts_with("plan:1:")) << c.text << "\n" << error;
        EXPECT_NE(error.find(c.told), std::string::npos) << c.text << "\n" << error;
        EXPECT_EQ(p.title, "as it was");
        EXPECT_EQ(p.machine.arch, nullptr);
    }
}

TEST(PlanJson, HostileTextsEnd) {
    ExplorePlan p;
    EXPECT_NE(plan_from_json(std::string(5 << 20, ' '), p), "");
    EXPECT_NE(plan_from_json(std::string(1 << 20, '['), p), "");
    std::string many = R"({"program": "x", "arch": "arm64", "invariants": [0)";
    for (int i = 0; i < 100'000; i++) many += ",0";
    EXPECT_NE(plan_from_json(many + "]}", p), "");
    const std::string good = plan_json(rich_plan());
    for (size_t i = 0; i < good.size(); i++) {
        EXPECT_NE(plan_from_json(good.substr(0, i), p), "") << i;
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x15);
        ExplorePlan q;
        if (plan_from_json(bad, q).empty()) machine_of(q); // another plan, not a broken one
    }
}

ExploreNews finished(Kernel kernel) {
    ExplorePlan p;
    p.program = section;
    p.machine.arch = find_arch("x86");
    p.machine.kernel = kernel;
    ExploreJob job;
    EXPECT_EQ(job.start(p), "");
    while (job.slice(1000)) {
    }
    job.spent(0.25);
    return job.news();
}

TEST(NewsJson, ThereAndBack) {
    for (const Kernel kernel : {Kernel::v7_0, Kernel::v7_1}) {
        const ExploreNews news = finished(kernel);
        ExploreNews back;
        ASSERT_EQ(news_from_json(news_json(news), back), "");
        EXPECT_EQ(news_json(back), news_json(news));
        EXPECT_EQ(back.schedule, news.schedule);
        EXPECT_EQ(back.report.verdict, news.report.verdict);
        EXPECT_EQ(back.report.states, news.report.states);
        EXPECT_EQ(back.report.violations, news.report.violations);
        EXPECT_EQ(back.seconds, 0.25);
        ASSERT_EQ(back.not_judged.size(), 1u); // on Xen
        EXPECT_EQ(back.not_judged[0].invariant, Invariant::stale_use);
        EXPECT_EQ(back.not_judged[0].text, news.not_judged[0].text);
    }
}

TEST(NewsJson, WhatIsWrongIsRefused) {
    const std::string good = news_json(finished(Kernel::v7_0));
    ExploreNews news;
    const auto with = [&good](const std::string& from, const std::string& to) {
        std::string text = good;
        const size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return text.replace(at, from.size(), to);
    };
    EXPECT_NE(news_from_json("", news), "");
    EXPECT_NE(news_from_json("{}", news), "");
    EXPECT_NE(news_from_json(with("\"violated\"", "\"perhaps\""), news), "");
    EXPECT_NE(news_from_json(with("\"states\":", "\"states\":-"), news), "");
    EXPECT_NE(news_from_json(with("\"not_judged\":[", "\"not_judged\":[1,"), news), "");
    EXPECT_NE(news_from_json(with("\"stale_use\"", "\"stale_uses\""), news), "");
    EXPECT_NE(news_from_json(with("\"stale_use\"", "[]"), news), "");
    for (const char* schedule : {"x", "1 ", "1*", "1*0", "1*4000000000", "0*1999999 0*2", "7", "-1",
                                 "16777216", "1,2", "1  1"})
        EXPECT_NE(
            news_from_json(with("\"schedule\":\"", std::string("\"schedule\":\"") + schedule + "!"),
                           news),
            "")
            << schedule;
}

TEST(ExploreJob, NewsFromElsewhereAreTheSameAsOnesOwn) {
    ExplorePlan p;
    p.title = "elsewhere";
    p.program = section;
    p.machine.arch = find_arch("x86");
    ExploreJob job;
    ASSERT_EQ(job.start(p, true), "");
    EXPECT_TRUE(job.running());
    EXPECT_FALSE(job.slice(1000)) << "it does not run here";
    EXPECT_EQ(job.report().states, 0u);
    ASSERT_TRUE(job.take(finished(Kernel::v7_0)));
    EXPECT_FALSE(job.running());
    EXPECT_EQ(verdict_title(job), "Violated");
    EXPECT_FALSE(counterexample_text(job, "x").empty());
    EXPECT_FALSE(job.take(finished(Kernel::v7_0))) << "it has ended";
}

TEST(ExploreJob, NewsThatCannotBeTrueLoseTheSearch) {
    ExplorePlan p;
    p.program = section;
    p.machine.arch = find_arch("x86");
    const ExploreNews good = finished(Kernel::v7_0);
    ExploreNews impossible = good, empty = good, unasked = finished(Kernel::v7_1);
    impossible.schedule.insert(impossible.schedule.begin(), {Choice::migrate, 3, 7});
    empty.schedule.clear();
    unasked.schedule = good.schedule;
    for (const ExploreNews& news : {impossible, empty, unasked}) {
        ExploreJob job;
        ASSERT_EQ(job.start(p, true), "");
        EXPECT_FALSE(job.take(news));
        EXPECT_FALSE(job.running());
        EXPECT_EQ(verdict_title(job), "Lost");
        EXPECT_EQ(found_schedule(job), nullptr);
        EXPECT_EQ(counterexample_text(job, "x"), "");
    }
    ExploreJob job;
    ASSERT_EQ(job.start(p, true), "");
    job.lose("its worker is gone");
    EXPECT_NE(verdict_text(job).find("its worker is gone"), std::string::npos);
    ASSERT_EQ(job.start(p), "");
    while (job.slice(1000)) {
    }
    EXPECT_EQ(verdict_title(job), "Violated");
}

} // namespace
} // namespace lazymmu
