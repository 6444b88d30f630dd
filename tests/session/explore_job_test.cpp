// Exploring by slices, and the way from a verdict to the stepper.
#include "app/core/explore/explore_job.h"
#include "app/core/tell/numbers.h"
#include "arch/arch.h"
#include "engine/kernel/step.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

constexpr const char* double_enter =
    "task A {\n  lazy_mmu_mode_enable();\n  lazy_mmu_mode_disable();\n}\n"
    "task B {\n  lazy_mmu_mode_enable();\n  lazy_mmu_mode_disable();\n}\n";

ExplorePlan plan(const char* arch, Kernel kernel) {
    ExplorePlan p;
    p.title = "double-enter.lab";
    p.program = double_enter;
    p.machine.arch = find_arch(arch);
    p.machine.kernel = kernel;
    return p;
}

void finish(ExploreJob& job, u64 budget = 1000) {
    while (job.slice(budget)) ASSERT_LT(job.report().states, 1'000'000u);
}

TEST(ExploreJob, XenEntersTwiceAndTheScheduleOpensInTheStepper) {
    ExploreJob job;
    ASSERT_EQ(job.start(plan("x86", Kernel::v7_0)), "");
    EXPECT_TRUE(job.running());
    finish(job);
    ASSERT_EQ(job.report().verdict, Verdict::violated) << verdict_text(job);
    EXPECT_EQ(verdict_title(job), "Violated");
    ASSERT_TRUE(job.report().violations & invariant_bit(Invariant::kernel_bug));
    ASSERT_FALSE(job.schedule().empty());

    // on the machine as it is, with all its capacities
    Machine m = job.machine();
    u32 broken = 0;
    for (size_t i = 0; i < job.schedule().size(); i++) {
        EXPECT_EQ(m.view().globals().bug, 0u) << i;
        const StepResult r = step(m, job.schedule()[i]);
        ASSERT_EQ(r.status, StepStatus::ok) << i;
        broken = r.violations;
    }
    EXPECT_EQ(broken & wrong_invariants(), job.report().violations);
    EXPECT_NE(m.view().globals().bug, 0u);

    // as a lesson: its steps are the legs, and its last line is the one that breaks
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "found.json", counterexample_text(job, "found")), "");
    EXPECT_EQ(s.mode(), Mode::lesson);
    EXPECT_EQ(s.lesson()->id, "found");
    EXPECT_EQ(s.message().kind, Message::none) << s.message().text();
    EXPECT_EQ(s.position(), 0u);
    EXPECT_GT(s.lesson_steps(), 3u);
    ASSERT_EQ(s.length(), job.schedule().size());
    while (run(s, "step").empty()) {
    }
    EXPECT_EQ(s.position(), s.length());
    EXPECT_EQ(s.lesson_step(), s.lesson_steps() - 1);
    // the lesson's machine has no room for interrupts that its schedule does not need, so that
    // this machine has none either
    EXPECT_EQ(digest(s), m.digest().hex());
    ASSERT_EQ(run(s, "back"), "");
    EXPECT_EQ(s.machine().view().globals().bug, 0u);
}

TEST(ExploreJob, AScheduleOpensWithoutALesson) {
    ExploreJob job;
    ASSERT_EQ(job.start(plan("x86", Kernel::v7_0)), "");
    finish(job);
    Session s(own_lessons());
    Command open{Command::open_schedule, 0, {}, {}};
    EXPECT_NE(s.execute(open), "");
    open.schedule = found_schedule(job);
    ASSERT_EQ(s.execute(open), "");
    EXPECT_EQ(s.mode(), Mode::playground);
    ASSERT_EQ(s.length(), job.schedule().size());
    EXPECT_FALSE(s.document().about.empty());
    ASSERT_EQ(run(s, "end"), "");
    EXPECT_NE(s.machine().view().globals().bug, 0u);
    // another machine runs the program in its own order, and that is said
    ASSERT_EQ(run(s, "arch arm64"), "");
    EXPECT_EQ(s.message().kind, Message::notice);
    ASSERT_EQ(run(s, "home"), "");
    ASSERT_EQ(run(s, "end"), "");
    EXPECT_EQ(s.machine().view().globals().bug, 0u);
}

TEST(ExploreJob, SaysWhatIsNotJudgedAndNamesAKnownBug) {
    ExploreJob holds, fork;
    ASSERT_EQ(holds.start(plan("arm64", Kernel::v7_1)), "");
    finish(holds);
    ASSERT_EQ(holds.report().verdict, Verdict::holds);
    EXPECT_NE(verdict_text(holds).find("Not judged on this machine: use of stale translations"),
              std::string::npos)
        << verdict_text(holds);
    ASSERT_EQ(fork.start(plan("x86", Kernel::v7_3)), "");
    finish(fork);
    ASSERT_EQ(fork.report().verdict, Verdict::violated);
    ASSERT_TRUE(fork.known());
    EXPECT_NE(verdict_text(fork).find("the known bug of Linux 7.2"), std::string::npos)
        << verdict_text(fork);
    EXPECT_NE(verdict_text(fork).find("\"Switched out before\""), std::string::npos);
    ExplorePlan past = plan("x86", Kernel::v7_3);
    past.machine.task_init_pause = u8{1};
    ASSERT_EQ(fork.start(past), "");
    finish(fork);
    EXPECT_EQ(fork.report().verdict, Verdict::holds);
    EXPECT_FALSE(fork.known());
}

TEST(ExploreJob, HoldsWithItsBoundsAndCountsTheSameInAnySlices) {
    u64 states[2];
    for (int i = 0; i < 2; i++) {
        ExploreJob job;
        ASSERT_EQ(job.start(plan("x86", Kernel::v7_1)), "");
        finish(job, i ? 1'000'000 : 7);
        ASSERT_EQ(job.report().verdict, Verdict::holds) << verdict_text(job);
        states[i] = job.report().states;
        EXPECT_NE(verdict_text(job).find("All " + grouped(states[i]) + " reachable states"),
                  std::string::npos)
            << verdict_text(job);
        EXPECT_NE(verdict_text(job).find("2 tasks on 1 CPU, at most 0 interrupts and 0 migrations"),
                  std::string::npos);
        EXPECT_EQ(found_schedule(job), nullptr);
    }
    EXPECT_EQ(states[0], states[1]);
}

TEST(ExploreJob, APatchHealsIt) {
    ExplorePlan p = plan("x86", Kernel::v7_0);
    p.machine.patches = patch_tolerate;
    ExploreJob job;
    ASSERT_EQ(job.start(p), "");
    finish(job);
    EXPECT_EQ(job.report().verdict, Verdict::holds);
    EXPECT_NE(machine_text(job.machine().config()).find("+tolerate"), std::string::npos);
}

TEST(ExploreJob, SaysWhichBoundStoppedIt) {
    ExplorePlan p = plan("x86", Kernel::v7_1);
    p.max_states = 10;
    ExploreJob job;
    ASSERT_EQ(job.start(p), "");
    finish(job);
    EXPECT_EQ(job.report().verdict, Verdict::inconclusive);
    EXPECT_NE(verdict_text(job).find("bound on states"), std::string::npos) << verdict_text(job);
    p.max_states = 0;
    p.max_bytes = 1;
    ASSERT_EQ(job.start(p), "");
    finish(job);
    EXPECT_EQ(job.report().verdict, Verdict::inconclusive);
    EXPECT_NE(verdict_text(job).find("memory"), std::string::npos) << verdict_text(job);
}

TEST(ExploreJob, CancelKeepsTheNumbersAndClaimsNothing) {
    ExploreJob job;
    ASSERT_EQ(job.start(plan("arm64", Kernel::v7_0)), "");
    EXPECT_TRUE(job.slice(20));
    const u64 states = job.report().states;
    EXPECT_GT(states, 1u);
    job.cancel();
    EXPECT_FALSE(job.running());
    EXPECT_FALSE(job.slice(20));
    EXPECT_EQ(job.report().states, states);
    EXPECT_EQ(verdict_title(job), "Stopped");
    EXPECT_EQ(found_schedule(job), nullptr);
    ASSERT_EQ(job.start(plan("arm64", Kernel::v7_0)), "");
    finish(job);
    EXPECT_EQ(verdict_title(job), "Holds");
}

TEST(ExploreJob, APlanThatCannotRunStartsNothing) {
    ExplorePlan p = plan("x86", Kernel::v7_0);
    p.program = "task A { no_such_call(); }";
    ExploreJob job;
    EXPECT_NE(job.start(p), "");
    EXPECT_FALSE(job.exists());
    p.program.clear();
    EXPECT_NE(job.start(p), "");
    p.program = double_enter;
    p.inside = "no_such_routine";
    EXPECT_NE(job.start(p).find("no_such_routine"), std::string::npos);
}

TEST(ExploreJob, EveryLessonOfTheLibraryCanBePlanned) {
    const Session s(own_lessons());
    for (const LibraryEntry& entry : s.library().entries) {
        const ExplorePlan p = plan_of(entry);
        const PlannedMachine made = machine_of(p);
        EXPECT_TRUE(made.machine.setup) << entry.name;
        EXPECT_TRUE(made.errors.empty()) << entry.name;
    }
}

TEST(ExploreJob, AnExhibitSaysHowToExploreIt) {
    const Session s(own_lessons());
    const LibraryEntry* entry = s.library().find("sparc-no-preempt-disable");
    ASSERT_TRUE(entry);
    const ExplorePlan p = plan_of(*entry);
    const LessonExplore& explore = entry->lesson->explore;
    EXPECT_STREQ(p.machine.arch->name, "sparc");
    EXPECT_EQ(p.machine.irqs, explore.irqs);
    EXPECT_EQ(p.machine.migrations, explore.migrations);
    EXPECT_EQ(p.invariants, explore.invariants ? explore.invariants : wrong_invariants());
    ExploreJob job;
    ASSERT_EQ(job.start(p), "");
    finish(job);
    EXPECT_EQ(job.report().verdict, Verdict::violated) << verdict_text(job);
    EXPECT_TRUE(job.report().violations & invariant_bit(explore.expect[0].breaks));
}

TEST(ExploreJob, InsideCountsOnlyThere) {
    ExplorePlan p = plan("x86", Kernel::v7_0);
    p.inside = "lazy_mmu_mode_disable"; // the BUG is in enable
    ExploreJob job;
    ASSERT_EQ(job.start(p), "");
    finish(job);
    const u64 there = job.report().states;
    EXPECT_NE(job.report().verdict, Verdict::inconclusive);
    p.inside.clear();
    ASSERT_EQ(job.start(p), "");
    finish(job);
    EXPECT_EQ(job.report().verdict, Verdict::violated);
    EXPECT_LT(job.report().states, there) << "what is outside did not count";
}

TEST(ExploreJob, OneTaskIsRepeatedForAsManyAsAreWanted) {
    ExplorePlan p = plan("x86", Kernel::v7_0);
    p.program = "lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\n";
    for (const u8 tasks : {u8{0}, u8{1}, u8{2}, u8{3}}) {
        p.tasks = tasks;
        const PlannedMachine made = machine_of(p);
        ASSERT_TRUE(made.machine.setup);
        EXPECT_TRUE(made.repeatable);
        EXPECT_EQ(made.machine.config().tasks, tasks ? tasks : 2);
        ExploreJob job;
        ASSERT_EQ(job.start(p), "");
        finish(job);
        EXPECT_EQ(job.report().verdict, tasks == 1 ? Verdict::holds : Verdict::violated);
    }
    p.machine.irqs = u8{1};
    EXPECT_TRUE(machine_of(p).added_handler);
    p.program = double_enter;
    EXPECT_FALSE(machine_of(p).machine.setup) << "it says which tasks there are";
    EXPECT_FALSE(machine_of(p).errors.empty());
    p.tasks = 2;
    EXPECT_TRUE(machine_of(p).machine.setup);
    p.program = "copy_pte_range(USER, user2, 1);"; // user2 is what a second task would have
    p.tasks = 2;
    EXPECT_FALSE(machine_of(p).machine.setup);
    p.tasks = 0;
    ASSERT_TRUE(machine_of(p).machine.setup);
    EXPECT_EQ(machine_of(p).machine.config().tasks, 1);
}

} // namespace
} // namespace lazymmu
