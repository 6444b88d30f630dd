// What a run says of costs and of the hardware's own tables.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

TEST(RunCost, SaysWhatItCostAndWhatTheHardwareHolds) {
    const std::string script =
        "echo 'set_pte_at(USER, 7, \"pwu\"); touch(USER); lazy_mmu_mode_enable(); repeat 9 as i { "
        "set_pte_at(USER + (1 + i) * PAGE, 8, \"pwu\"); } lazy_mmu_mode_disable();' |";
    const Result x = lazymmu("run - --arch x86", script);
    EXPECT_EQ(x.code, 0) << x.err;
    EXPECT_TRUE(has(x.out, "Cost: ")) << x.out;
    EXPECT_TRUE(has(x.out, "the same statements with batching off: "));
    EXPECT_TRUE(has(x.out, "the mode saved "));
    const Result p = lazymmu("run - --json --arch powerpc", script);
    EXPECT_EQ(p.code, 0) << p.err;
    const Json end = json_lines(p.out).back();
    EXPECT_EQ(end["cost"]["total"], end["cost"]["by"]["pte_store"]);
    EXPECT_EQ(end["cost"]["batching_off"], end["cost"]["total"]);
    ASSERT_EQ(end["hw_tables"].size(), 1u);
    EXPECT_EQ(end["hw_tables"][0]["path"], "hpt");
    EXPECT_EQ(end["hw_tables"][0]["used"], 1);
    EXPECT_EQ(end["hw_tables"][0]["rows"][0]["standing"], "current");
    EXPECT_EQ(end["hw_tables"][0]["rows"][0]["entry"], "frame 7, pwu");
}

TEST(RunCost, AStatementThatIsNotOverIsNotCompared) {
    const std::string script = temp_file("half.lazy", "set_ptes(USER, 7, \"pwu\", 20);\n");
    const Result half = lazymmu("run --steps 10 --arch arm64 " + script);
    EXPECT_TRUE(has(half.out, " by a statement that is not over; the others with batching off: 0"))
        << half.out;
    EXPECT_FALSE(has(half.out, "the mode saved")) << half.out;
    const Json end = json_lines(lazymmu("run --json --steps 10 --arch arm64 " + script).out).back();
    EXPECT_EQ(end["cost"]["under_way"], end["cost"]["total"]);
    EXPECT_EQ(end["cost"]["batching_off"], 0);
    EXPECT_FALSE(has(lazymmu("run --arch arm64 " + script).out, "is not over"));
}

} // namespace
} // namespace lazymmu_cli_test
