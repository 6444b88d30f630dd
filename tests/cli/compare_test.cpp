// `lazymmu compare`: the table, the JSON, and the exit codes.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

const std::string nested = "printf 'lazy_mmu_mode_enable();\\nlazy_mmu_mode_enable();\\n"
                           "set_pte_at(KERNEL, 7, \"pw\");\\nlazy_mmu_mode_disable();\\n"
                           "lazy_mmu_mode_disable();\\n' |";

TEST(CompareCommand, FourArchitecturesByThemselves) {
    const Result r = lazymmu("compare -", nested);
    EXPECT_EQ(r.code, 0) << r.err;
    for (const char* head : {"> arm64 v7.0", "powerpc v7.0", "sparc v7.0", "x86 v7.0"})
        EXPECT_TRUE(has(r.out, head)) << r.out;
    EXPECT_TRUE(has(r.out, "What it cost, and without the mode")) << r.out;
    EXPECT_TRUE(has(r.out, "dsb(ishst)")) << r.out;
}

TEST(CompareCommand, TheSeriesIsTheDifferenceBetweenABugAndNone) {
    const Result r = lazymmu("compare - --machines 'x86 v6.18, x86 v7.0' --json", nested);
    EXPECT_EQ(r.code, 1) << r.err; // v6.18 stops
    const auto lines = json_lines(r.out);
    ASSERT_EQ(lines.size(), 6u); // five statements and the costs
    EXPECT_FALSE(lines[0]["comparison"]["columns"][0].contains("stopped"));
    for (size_t i = 1; i < 5; i++)
        EXPECT_TRUE(lines[i]["comparison"]["columns"][0].contains("stopped")) << i;
    EXPECT_FALSE(lines[4]["comparison"]["columns"][1].contains("stopped"));
    EXPECT_EQ(lines[5]["costs"][1]["machine"], "x86 v7.0");
    EXPECT_LT(lines[5]["costs"][1]["cost"], lines[5]["costs"][1]["cost_without"].get<int>() + 1);
}

TEST(CompareCommand, StopsWhereItIsToldTo) {
    const Result r = lazymmu("compare - --series --to 1 --json", nested);
    EXPECT_EQ(r.code, 0) << r.err;
    ASSERT_EQ(json_lines(r.out).size(), 2u);
    EXPECT_EQ(json_lines(r.out)[0]["statement"], 1);
    EXPECT_EQ(json_lines(r.out)[0]["comparison"]["columns"][0]["kernel"], "v6.18");
}

TEST(CompareCommand, SaysWhatIsWrongWithACommandLineOrAFile) {
    const Result unknown = lazymmu("compare - --machines 'arm64 v9'", nested);
    EXPECT_EQ(unknown.code, 2);
    EXPECT_TRUE(has(unknown.err, "unknown kernel \"v9\"")) << unknown.err;
    EXPECT_EQ(lazymmu("compare").code, 2);
    EXPECT_EQ(lazymmu("compare no-such-file.lazy").code, 2);
    const Result bad = lazymmu("compare -", "echo 'set_pte(1);' |");
    EXPECT_EQ(bad.code, 2);
    EXPECT_TRUE(has(bad.err, "set_pte")) << bad.err;
}

} // namespace
} // namespace lazymmu_cli_test
