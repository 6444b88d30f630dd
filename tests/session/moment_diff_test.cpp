// What differs between two moments, the pinned moment, and the way back to it.
#include "app/core/ask/diff.h"
#include "app/core/publish/text_view.h"
#include "app/core/session/saved_session.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lazymmu::test {
namespace {

// "Counters ≠ task A enable_count: 0 → 1"
std::vector<std::string> words(const std::vector<DiffRow>& rows) {
    std::vector<std::string> out;
    for (const DiffRow& r : rows)
        out.push_back(std::string(diff_group_name(r.group)) + " " + r.sign() + " " + r.what + ": " +
                      r.then + " → " + r.now);
    return out;
}

std::vector<std::string> since_pin(const Session& s) {
    PinDiff diff;
    diff.update(s);
    EXPECT_EQ(diff.refused, "");
    return words(diff.rows);
}

Session nested(const char* arch) {
    Session s(own_lessons());
    EXPECT_EQ(run(s, "open nested-sections"), "");
    EXPECT_EQ(run(s, std::string("arch ") + arch), "");
    return s;
}

constexpr const char* two_sections =
    "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\");"
    " lazy_mmu_mode_disable(); }\n"
    "task B { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); }\n";

TEST(MomentDiff, EachPartOfAMachineHasItsRows) {
    Session s = nested("powerpc");
    run(s, "seek 10");
    ASSERT_EQ(run(s, "pin"), "");
    EXPECT_TRUE(since_pin(s).empty());
    run(s, "seek 60");
    const std::vector<std::string> expected = {
        "Counters ≠ task A enable_count: 0 → 1",
        "Counters ≠ task A preempt: 0 → 1",
        "Counters ≠ task A mode: not lazy → lazy",
        "Pending ≠ CPU 0 pending: 0 of 192 → 2 of 192",
        "Pending ≠ CPU 0 index: 0 → 2",
        "Pending ≠ CPU 0 mm: - → user1",
        "Pending ≠ CPU 0 ssize: - → 256M",
        "Pending + CPU 0 slot 0:  → user1 0x10000000, hpte: frame 7, pwuda, hashed",
        "Pending + CPU 0 slot 1:  → user1 0x10010000, hpte: frame 8, pwuda, hashed",
        "Page table + init_mm 0xc008000000000000:  → frame 20, pw",
        "Page table + init_mm 0xc008000000010000:  → frame 21, pw",
        "Page table − user1 0x10000000: frame 7, pwuda, hashed → ",
        "Page table − user1 0x10010000: frame 8, pwuda, hashed → ",
        "Page table ≠ user1 0x10020000: frame 9, pwuda → frame 9, pwuda, hashed",
        "TLB + CPU 0 user1 0x10000000:  → frame 7, pwuda; legally stale",
        "Hardware + HPT 8:0 user1 0x10020000:  → frame 9, pwuda",
        "Hardware ≠ HPT 10:0 user1 0x10000000: frame 7, pwuda → frame 7, pwuda; legally stale",
        "Hardware ≠ HPT 11:0 user1 0x10010000: frame 8, pwuda → frame 8, pwuda; legally stale",
        "Events so far ≠ page-table stores: 5 → 10",
        "Events so far ≠ units delayed: 0 → 2",
        "Events so far ≠ table lookups: 0 → 1",
        "Events so far ≠ TLB fills: 0 → 1",
        "Events so far ≠ accesses: 0 → 1"};
    EXPECT_EQ(since_pin(s), expected);
}

TEST(MomentDiff, TheOtherWayRoundSaysTheOpposite) {
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        const Session s = nested(arch);
        for (u32 a = 0; a < s.length(); a += 7) {
            const MomentFacts x = facts_at(s.timeline(), a),
                              y = facts_at(s.timeline(), s.length() - a);
            const auto there = diff_moments(x, y), back = diff_moments(y, x);
            ASSERT_EQ(there.size(), back.size());
            for (size_t i = 0; i < there.size(); i++) {
                EXPECT_EQ(there[i].then, back[i].now);
                EXPECT_EQ(there[i].now, back[i].then);
                EXPECT_NE(there[i].then, there[i].now) << there[i].what;
            }
        }
    }
}

TEST(MomentDiff, AnotherArchitectureIsRefusedWithWords) {
    Session s = nested("x86");
    run(s, "pin");
    EXPECT_EQ(run(s, "arch sparc"), "");
    PinDiff diff;
    diff.update(s);
    EXPECT_TRUE(diff.rows.empty());
    EXPECT_EQ(diff.refused.rfind("The pinned moment is of x86", 0), 0u) << diff.refused;
    EXPECT_EQ(run(s, "go to pin"), "");
    EXPECT_STREQ(s.arch().name, "x86");
    EXPECT_TRUE(since_pin(s).empty());
}

TEST(MomentDiff, AnotherLessonsMomentIsNamedAndReached) {
    Session s = nested("arm64");
    run(s, "seek 30");
    const std::string there = digest(s);
    run(s, "pin");
    ASSERT_EQ(run(s, "open two-counters"), "");
    EXPECT_EQ(s.pin()->name, s.library().find("nested-sections")->lesson->title);
    EXPECT_FALSE(since_pin(s).empty());
    ASSERT_EQ(run(s, "go to pin"), "");
    EXPECT_EQ(s.lesson()->id, "nested-sections");
    EXPECT_EQ(digest(s), there);
    EXPECT_EQ(run(s, "undo"), "");
    EXPECT_EQ(s.lesson()->id, "two-counters");
}

TEST(MomentDiff, TheEndOfAnotherFutureAndBack) {
    Session s({});
    ASSERT_EQ(open_text(s, "two.lazy", two_sections), "");
    run(s, "end");
    const std::string own_end = digest(s);
    ASSERT_EQ(run(s, "schedule A*2, preempt B, finish"), "");
    run(s, "end");
    const std::string other_end = digest(s);
    EXPECT_EQ(run(s, "pin branch 1"), "there is no such alternative");
    ASSERT_EQ(run(s, "pin branch 0"), "");
    EXPECT_EQ(s.pin()->facts.machine.digest().hex(), own_end);
    const auto rows = since_pin(s);
    ASSERT_FALSE(rows.empty());
    EXPECT_NE(std::find(rows.begin(), rows.end(), "Events so far ≠ switches: 1 → 2"), rows.end())
        << rows.back();
    ASSERT_EQ(run(s, "go to pin"), "");
    EXPECT_EQ(digest(s), own_end);
    EXPECT_TRUE(since_pin(s).empty());
    ASSERT_EQ(s.timeline().branches().size(), 1u) << "the other future stays";
    ASSERT_EQ(run(s, "branch 0"), "");
    run(s, "end");
    EXPECT_EQ(digest(s), other_end);
    // ... and from another document
    ASSERT_EQ(open_text(s, "three.lazy", nested_script), "");
    ASSERT_EQ(run(s, "go to pin"), "");
    EXPECT_EQ(digest(s), own_end);
}

TEST(MomentDiff, PinsAreSavedAndUndone) {
    Session s({}), other({});
    ASSERT_EQ(open_text(s, "two.lazy", two_sections), "");
    run(s, "seek 4");
    run(s, "pin");
    run(s, "end");
    const std::string own = saved(s);
    EXPECT_NE(own.find("\"pin\":{\"position\":4}"), own.npos) << own;
    ASSERT_EQ(other.execute({Command::open_saved, 0, own, "x.lazymmu.json"}), "");
    EXPECT_EQ(saved(other), own);
    EXPECT_EQ(since_pin(other), since_pin(s));
    ASSERT_EQ(run(s, "schedule A*2, preempt B, finish"), "");
    run(s, "end");
    const std::string left = saved(s); // the pin is of the run that was left
    EXPECT_NE(left.find("\"pin\":{\"position\":4,\"schedule\":["), left.npos) << left;
    ASSERT_EQ(other.execute({Command::open_saved, 0, left, "x.lazymmu.json"}), "");
    EXPECT_EQ(saved(other), left);
    EXPECT_EQ(since_pin(other), since_pin(s));
    std::string beyond = own;
    beyond.replace(beyond.find("\"pin\":{\"position\":4}"), 20, "\"pin\":{\"position\":999}");
    ASSERT_EQ(other.execute({Command::open_saved, 0, beyond, "x.lazymmu.json"}), "");
    EXPECT_EQ(other.pin(), nullptr);
    EXPECT_EQ(other.message().title, "The pinned moment of this session cannot be reached");
    ASSERT_EQ(run(s, "unpin"), "");
    EXPECT_EQ(s.pin(), nullptr);
    EXPECT_EQ(run(s, "unpin"), "no moment is pinned");
    EXPECT_EQ(run(s, "go to pin"), "no moment is pinned");
    ASSERT_EQ(run(s, "undo"), "");
    ASSERT_NE(s.pin(), nullptr);
    EXPECT_EQ(s.pin()->position, 4u);
}

TEST(MomentDiff, TheMirrorHasATableOfIt) {
    Session s = nested("arm64");
    const auto table = [&s] {
        for (const auto& t : nlohmann::json::parse(mirror_tables_json(s)))
            if (t["id"] == "diff") return t;
        return nlohmann::json();
    };
    EXPECT_TRUE(table().is_null());
    run(s, "seek 20");
    run(s, "pin");
    EXPECT_EQ(table()["empty"], "Nothing differs.");
    run(s, "seek 45");
    EXPECT_EQ(table()["rows"][0],
              nlohmann::json::array({"task A enable_count", "Counters", "0", "2"}));
    run(s, "arch x86");
    EXPECT_EQ(table()["rows"].size(), 0u);
}

} // namespace
} // namespace lazymmu::test
