// Quizzes in a printed run and in a check.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

TEST(Quiz, AskedBeforeTheLinesAndAnsweredBehindThem) {
    const Result r = lazymmu("run lessons/arm64-one-section.json");
    EXPECT_EQ(r.code, 0) << r.err;
    const size_t asked = r.out.find("4 stores are waiting for their barriers.");
    const size_t ran = r.out.find("▶ dsb(ishst)", asked);
    const size_t answered = r.out.find("Answer: 1.", ran);
    EXPECT_TRUE(asked != r.out.npos && ran != r.out.npos && answered != r.out.npos);
    const Result options = lazymmu("run lessons/x86-xen-one-section.json");
    const size_t nothing = options.out.find(": Nothing");
    ASSERT_TRUE(nothing != options.out.npos && nothing > 0);
    EXPECT_TRUE(has(options.out, "Answer: " + options.out.substr(nothing - 1, 1) + ", Nothing."));
    const Result seeded = lazymmu("run --seed 6 lessons/arm64-one-section.json");
    EXPECT_TRUE(has(seeded.out, "9 stores are waiting for their barriers.")) << seeded.out;
    EXPECT_EQ(lazymmu("run --seed x lessons/arm64-one-section.json").code, 2);
    EXPECT_FALSE(has(lazymmu("run lessons/arm64-one-section.json --no-narration").out, "Answer"));
}

TEST(Quiz, NoWordThatTellsTheAnswerComesBeforeTheLines) {
    const Result r = lazymmu("run lessons/who-reads.json");
    const size_t asked = r.out.find("The same page is read again.");
    ASSERT_NE(asked, r.out.npos);
    const size_t ran = r.out.find("access(", asked), answered = r.out.find("Answer: 0.", ran),
                 told = r.out.find("The same read once more.", answered);
    EXPECT_TRUE(ran != r.out.npos && answered != r.out.npos && told != r.out.npos) << r.out;
    EXPECT_EQ(r.out.find("The same read once more."), told);
    // a step without a question still begins with its words
    const std::string without = lazymmu("run lessons/nested-sections.json").out;
    EXPECT_LT(without.find("Step 1 of"), without.find("lazy_mmu_mode_enable();"));
}

TEST(Quiz, ACheckCountsTheAnswersThatItVerified) {
    const Result r = lazymmu("check lessons/arm64-one-section.json");
    EXPECT_EQ(r.code, 0) << r.out;
    EXPECT_TRUE(has(r.out, "32 quiz answers")) << r.out;
    const Result json = lazymmu("check --format json lessons/arm64-one-section.json");
    EXPECT_TRUE(has(json.out, "\"quizzes\": 32")) << json.out;
}

} // namespace
} // namespace lazymmu_cli_test
