// `lazymmu diff`: rows as text and as JSON, and wrong command lines.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

TEST(DiffCommand, SaysWhatDiffersBetweenTwoMoments) {
    const Result r = lazymmu("diff lessons/nested-sections.json --arch arm64 --from 20 --to 45");
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_TRUE(has(r.out, "Counters\n  ≠ task A enable_count: 0 → 2\n")) << r.out;
    EXPECT_TRUE(has(r.out, "  − user1 0xaaaab0000000: frame 7, pwuda\n")) << r.out;
    EXPECT_TRUE(has(r.out, "  ≠ page-table stores: 3 → 7\n")) << r.out;
    const Result same = lazymmu("diff lessons/nested-sections.json --from 20 --to 20");
    EXPECT_EQ(same.out, "Nothing differs.\n");
}

TEST(DiffCommand, TheSameAsJson) {
    const Result r =
        lazymmu("diff lessons/nested-sections.json --arch arm64 --from 20 --to 45 --json");
    EXPECT_EQ(r.code, 0) << r.err;
    const Json found = Json::parse(r.out);
    EXPECT_EQ(found["from"], 20);
    EXPECT_EQ(found["to"], 45);
    const Json first = {{"group", "Counters"},
                        {"what", "task A enable_count"},
                        {"sign", "≠"},
                        {"then", "0"},
                        {"now", "2"}};
    EXPECT_EQ(found["rows"][0], first);
}

TEST(DiffCommand, SaysWhatIsWrongWithACommandLine) {
    const Result beyond = lazymmu("diff lessons/nested-sections.json --to 99999");
    EXPECT_EQ(beyond.code, 2);
    EXPECT_TRUE(has(beyond.err, "expected a number from 0 to")) << beyond.err;
    EXPECT_EQ(lazymmu("diff").code, 2);
    EXPECT_EQ(lazymmu("diff no-such-file.lazy").code, 2);
    EXPECT_EQ(lazymmu("diff lessons/nested-sections.json --arch mips").code, 2);
}

} // namespace
} // namespace lazymmu_cli_test
