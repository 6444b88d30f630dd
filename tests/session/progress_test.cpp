// Records of what was answered: joined, bounded, read back.
#include "app/core/course/progress.h"

#include <gtest/gtest.h>

#include <random>

namespace lazymmu {
namespace {

QuizKey some_key(std::mt19937& random) {
    const auto below = [&random](u32 n) { return static_cast<u32>(random() % n); };
    const char* machines[] = {"", "arm64 v7.0", "x86 v7.1"};
    return {below(2) ? "" : "course:Mine", below(2) ? "a" : "b", below(3), machines[below(3)],
            below(2)};
}

Progress some_progress(std::mt19937& random) {
    const auto below = [&random](u32 n) { return static_cast<u32>(random() % n); };
    Progress out;
    for (u32 n = below(12); n > 0; n--)
        *out.at(some_key(random)) = {static_cast<QuizStanding>(below(3)), below(4), below(3),
                                     below(2) > 0, below(3)};
    return out;
}

// a, then b, into a fresh one.
std::string joined(const Progress& a, const Progress& b, bool sync) {
    Progress out;
    for (const Progress* each : {&a, &b})
        EXPECT_TRUE((sync ? out.sync(each->json(), "p") : out.merge(each->json(), "p")).empty());
    return out.json();
}

TEST(ProgressFiles, JoinedInWhateverOrderTheyAreTheSameAndNothingIsLost) {
    std::mt19937 random(7);
    for (int round = 0; round < 60; round++) {
        const Progress a = some_progress(random), b = some_progress(random),
                       c = some_progress(random);
        for (const bool sync : {false, true}) {
            EXPECT_EQ(joined(a, b, sync), joined(b, a, sync));
            EXPECT_EQ(joined(a, a, sync), a.json());
            Progress ab, bc;
            EXPECT_TRUE(ab.sync(joined(a, b, sync), "p").empty());
            EXPECT_TRUE(bc.sync(joined(b, c, sync), "p").empty());
            EXPECT_EQ(joined(ab, c, sync), joined(a, bc, sync));
        }
        const auto solved = [](const Progress& p, const QuizKey& key) {
            return p.get(key).standing == QuizStanding::solved;
        };
        Progress all;
        EXPECT_TRUE(all.sync(joined(a, b, false), "p").empty());
        for (int i = 0; i < 50; i++) {
            const QuizKey key = some_key(random);
            EXPECT_EQ(solved(all, key), solved(a, key) || solved(b, key));
        }
    }
}

TEST(ProgressFiles, ThereAreNeverMoreThanCanBeReadAgain) {
    Progress p;
    u32 kept = 0;
    for (u32 i = 0; i < 6000; i++)
        kept += p.at({"course:" + std::string(90, 'x'), std::to_string(i), 1, "powerpc v6.12",
                      3}) != nullptr;
    EXPECT_EQ(kept, 5000u);
    Progress other;
    EXPECT_TRUE(other.sync(p.json(), "p").empty());
    EXPECT_EQ(other.json(), p.json());
    Progress one;
    *one.at({"", "one more", 1, "", 0}) = {QuizStanding::solved, 1, 0};
    const std::string before = one.json();
    EXPECT_FALSE(one.merge(p.json(), "p").empty());
    EXPECT_EQ(one.json(), before);
}

} // namespace
} // namespace lazymmu
