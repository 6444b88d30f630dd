// The timeline: forward and back, seeking, other futures, and snapshots that do not eat all memory.
#include "engine/run/timeline.h"
#include "tests/arch/support.h"

#include <random>

namespace lazymmu::test {
namespace {

const std::string busy_program =
    "task A { set_ptes(USER, 7, \"pwu\", 6); repeat 4 as i { access(USER + i * PAGE, \"w\"); } "
    "lazy_mmu_mode_enable(); "
    "clear_full_ptes(USER, 6); set_pte_at(KERNEL, 9, \"pw\"); lazy_mmu_mode_disable(); } "
    "task B { lazy_mmu_mode_enable(); set_pte_at(user2, USER, 8, \"pu\"); lazy_mmu_mode_disable(); "
    "} "
    "handler tick { set_pte_at(KERNEL + PAGE, 8, \"pw\"); }";

Timeline timeline(const std::string& arch, const std::string& script = busy_program,
                  const Change& change = {}) {
    return Timeline(make_machine(config_for(arch, v71, {}, change), program_for(arch, script)));
}

TEST(Timeline, ForwardToTheEndAndBackToTheStart) {
    for (const char* arch : archs) {
        Timeline t = timeline(arch);
        EXPECT_FALSE(t.back());
        std::vector<Digest> digests = {t.machine().digest()};
        while (t.forward()) digests.push_back(t.machine().digest());
        EXPECT_EQ(t.position(), t.length());
        EXPECT_EQ(t.length() + 1, digests.size());
        EXPECT_GT(t.length(), 64u) << arch; // more than one snapshot
        while (t.back())
            EXPECT_EQ(t.machine().digest(), digests[t.position()]) << arch << " " << t.position();
        EXPECT_EQ(t.position(), 0u);
        EXPECT_EQ(t.length() + 1, digests.size()); // the future is still there
        while (t.forward()) EXPECT_EQ(t.machine().digest(), digests[t.position()]) << arch;
        EXPECT_TRUE(t.branches().empty());
    }
}

TEST(Timeline, SeekAnywhere) {
    for (const char* arch : archs) {
        Timeline t = timeline(arch);
        std::vector<Digest> digests = {t.machine().digest()};
        while (t.forward()) digests.push_back(t.machine().digest());
        std::mt19937 random(1);
        for (int i = 0; i < 200; i++) {
            const u32 p = static_cast<u32>(random() % digests.size());
            t.seek(p);
            ASSERT_EQ(t.position(), p);
            ASSERT_EQ(t.machine().digest(), digests[p]) << arch << " " << p;
            const u32 other = static_cast<u32>(random() % digests.size());
            ASSERT_EQ(t.digest_at(other), digests[other]) << arch << " " << other; // without moving
            ASSERT_EQ(t.position(), p);
        }
        t.seek(999999);
        EXPECT_EQ(t.position(), t.length());
    }
}

TEST(Timeline, EventsBelongToTheirSteps) {
    Timeline t = timeline("arm64");
    while (t.forward()) {
    }
    EXPECT_TRUE(t.events(0).empty());
    size_t n = 0;
    for (u32 p = 1; p <= t.length(); p++) {
        EXPECT_FALSE(t.events(p).empty()) << p;
        for (const Event& e : t.events(p)) EXPECT_EQ(e.step, p);
        n += t.events(p).size();
    }
    EXPECT_EQ(n, t.all_events().size());
    t.seek(3);
    t.forward(); // again, along the recorded future
    EXPECT_EQ(t.all_events().size(), n);
    EXPECT_STREQ(t.limit(), "");
}

TEST(Timeline, AnotherChoiceForks) {
    Timeline t = timeline("x86", busy_program, [](Config& c) { c.max_irqs = 1; });
    while (t.forward()) {
    }
    const std::vector<Choice> first(t.choices().begin(), t.choices().end());
    const Digest end = t.machine().digest();
    const size_t events = t.all_events().size();
    t.seek(70);
    const Digest fork = t.machine().digest();
    EXPECT_EQ(t.choose({Choice::irq, 0, 0}).status, StepStatus::ok);
    ASSERT_EQ(t.branches().size(), 1u);
    EXPECT_EQ(t.branches()[0].at, 70u);
    EXPECT_EQ(t.branches()[0].choices.size(), first.size() - 70);
    EXPECT_EQ(t.length(), 71u);
    EXPECT_LT(t.all_events().size(), events);
    EXPECT_EQ(t.events(71)[0].step, 71u);
    while (t.forward()) {
    }
    const Digest other_end = t.machine().digest();
    EXPECT_FALSE(other_end == end); // one interrupt more was taken

    t.take_branch(0); // the old future again
    EXPECT_EQ(t.position(), 70u);
    EXPECT_EQ(t.machine().digest(), fork);
    EXPECT_EQ(t.length(), first.size());
    EXPECT_TRUE(std::equal(first.begin(), first.end(), t.choices().begin()));
    ASSERT_EQ(t.branches().size(), 1u); // and the other one is kept
    EXPECT_EQ(t.branches()[0].choices[0].kind, Choice::irq);
    t.seek(t.length());
    EXPECT_EQ(t.machine().digest(), end);
    EXPECT_EQ(t.all_events().size(), events);
    t.take_branch(0);
    t.seek(t.length());
    EXPECT_EQ(t.machine().digest(), other_end);
}

TEST(Timeline, ABranchFromTheEndOfTheBranchingPoint) {
    Timeline t = timeline("arm64", busy_program, [](Config& c) { c.max_irqs = 1; });
    for (int i = 0; i < 5; i++) t.forward();
    t.seek(0);
    t.choose({Choice::irq, 0, 0}); // from the very start
    EXPECT_EQ(t.branches()[0].at, 0u);
    EXPECT_EQ(t.branches()[0].choices.size(), 5u);
    t.seek(0);
    t.take_branch(0);
    EXPECT_EQ(t.length(), 5u);
    EXPECT_EQ(t.position(), 0u);
}

TEST(Timeline, TheRecordedChoiceIsNoFork) {
    Timeline t = timeline("arm64");
    for (int i = 0; i < 10; i++) t.forward();
    t.seek(4);
    EXPECT_EQ(t.choose(t.choices()[4]).status, StepStatus::ok);
    EXPECT_TRUE(t.branches().empty());
    EXPECT_EQ(t.length(), 10u);
    EXPECT_EQ(t.position(), 5u);
}

TEST(Timeline, RefusedChoicesChangeNothing) {
    Timeline t = timeline("arm64");
    for (int i = 0; i < 10; i++) t.forward();
    t.seek(4);
    const Digest before = t.machine().digest();
    EXPECT_EQ(t.choose({Choice::migrate, 0, 1}).status, StepStatus::not_enabled);
    EXPECT_EQ(t.machine().digest(), before);
    EXPECT_EQ(t.length(), 10u);
    EXPECT_TRUE(t.branches().empty());
}

TEST(Timeline, ALimitIsRemembered) {
    Timeline t = timeline("arm64", "touch(USER); set_pte_at(USER, 7, \"pu\"); touch(USER);",
                          [](Config& c) { c.pt_entries = 3; });
    while (t.forward()) {
    }
    EXPECT_STREQ(t.limit(), "pt_entries");
    const Digest before = t.machine().digest();
    const u32 length = t.length();
    EXPECT_FALSE(t.forward());
    EXPECT_EQ(t.length(), length); // the step that failed is not part of the run
    EXPECT_EQ(t.machine().digest(), before);
    EXPECT_EQ(t.digest_at(length), before);
}

TEST(Timeline, ViolationsByPosition) {
    Timeline t = timeline("arm64", "touch(USER); lazy_mmu_mode_disable(); touch(USER);");
    while (t.forward()) {
    }
    u32 all = 0;
    int steps = 0;
    EXPECT_EQ(t.violations(0), 0u);
    for (u32 p = 1; p <= t.length(); p++) {
        all |= t.violations(p);
        steps += t.violations(p) != 0;
    }
    EXPECT_TRUE(all & invariant_bit(Invariant::counter_wrap));
    EXPECT_TRUE(t.violations(t.length()) & invariant_bit(Invariant::unbalanced_exit));
    EXPECT_GE(steps, 2);
}

// Ten snapshots fill the budget, and then every second one goes, again and again. Every position
// stays reachable, bit for bit.
TEST(Timeline, SnapshotsThinOut) {
    const Machine start = make_machine(
        config_for("sparc", v71),
        program_for("sparc", "repeat 600 { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); }"));
    const size_t budget = size_t{10} * start.setup->layout.size;
    Timeline t(start, budget);
    std::vector<std::pair<u32, Digest>> some;
    const Digest first = t.machine().digest();
    while (t.forward())
        if (t.position() % 97 == 0) some.emplace_back(t.position(), t.machine().digest());
    ASSERT_GT(size_t{t.length()} / 64 * t.setup().layout.size, budget * 8); // three times
    for (auto it = some.rbegin(); it != some.rend(); it += std::min<long>(7, some.rend() - it)) {
        EXPECT_EQ(t.digest_at(it->first), it->second) << it->first;
        t.seek(it->first);
        EXPECT_EQ(t.machine().digest(), it->second) << it->first;
    }
    EXPECT_TRUE(t.back());
    EXPECT_EQ(t.digest_at(0), first); // the first one always stays
    t.seek(0);
    EXPECT_EQ(t.machine().digest(), first);
    ASSERT_TRUE(t.forward());
    EXPECT_EQ(t.machine().digest(), t.digest_at(1));
}

} // namespace
} // namespace lazymmu::test
