// The Markdown subset: what is recognised, and that everything else stays text.
#include "app/gui/markdown.h"

#include <gtest/gtest.h>

namespace lazymmu::gui {
namespace {

std::string plain(const std::vector<MdRun>& runs) {
    constexpr char open[] = {0, '*', '/', '`', '@'};
    std::string out;
    for (const MdRun& r : runs) {
        if (r.style) out += open[r.style];
        out += r.text;
        if (r.style) out += open[r.style];
    }
    return out;
}

TEST(Markdown, Runs) {
    EXPECT_EQ(plain(parse_runs("a **b** `c_d` *e* _f_ g")), "a *b* `c_d` /e/ /f/ g");
    EXPECT_EQ(plain(parse_runs("snake_case_name and 2*3*4")), "snake_case_name and 2*3*4");
    EXPECT_EQ(plain(parse_runs("[text](https://example.org) and [1]")), "@text@ and [1]");
    EXPECT_EQ(plain(parse_runs("un`closed **too *and")), "un`closed **too *and");
    EXPECT_EQ(plain(parse_runs("\\*no\\*")), "*no*");
    EXPECT_EQ(plain(parse_runs("")), "");
    EXPECT_EQ(plain(parse_runs("`*a*`")), "`*a*`");
    EXPECT_EQ(plain(parse_runs("****")), "****");
}

TEST(Markdown, Blocks) {
    const auto b = parse_markdown("# Head\n\ntwo\nlines\n\n- one\n  more\n- two\n\n3. three\n"
                                  "> quoted\n> on\n\n```\ncode  here\n```\n\n"
                                  "| a | b |\n| - | - |\n| `1` | 2 |\n\n---\nlast");
    ASSERT_EQ(b.size(), 10u);
    EXPECT_EQ(b[0].kind, MdBlock::heading);
    EXPECT_EQ(plain(b[1].runs), "two lines");
    EXPECT_EQ(b[2].kind, MdBlock::item);
    EXPECT_EQ(plain(b[2].runs), "one more");
    EXPECT_EQ(b[4].marker, "3.");
    EXPECT_EQ(b[5].kind, MdBlock::quote);
    EXPECT_EQ(plain(b[5].runs), "quoted on");
    EXPECT_EQ(b[6].runs.front().text, "code  here");
    ASSERT_EQ(b[7].rows.size(), 2u);
    EXPECT_EQ(plain(b[7].rows[1][0]), "`1`");
    EXPECT_EQ(b[8].kind, MdBlock::rule);
    EXPECT_EQ(plain(b[9].runs), "last");
}

TEST(Markdown, AnImageIsALineOfItsOwn) {
    const auto b = parse_markdown("before\n ![a *b*](c/d.png) \nafter\n- item\n![e](f.png)\n\n"
                                  "```\n![g](h.png)\n```\n![](i.png)\nsee ![j](k.png)");
    ASSERT_EQ(b.size(), 8u);
    EXPECT_EQ(plain(b[0].runs), "before");
    EXPECT_EQ(b[1].kind, MdBlock::image);
    EXPECT_EQ(b[1].runs.front().text, "a *b*");
    EXPECT_EQ(b[1].runs.front().target, "c/d.png");
    EXPECT_EQ(plain(b[2].runs), "after");
    EXPECT_EQ(b[3].kind, MdBlock::item);
    EXPECT_EQ(b[4].runs.front().target, "f.png");
    EXPECT_EQ(b[5].kind, MdBlock::code);
    EXPECT_EQ(b[6].kind, MdBlock::image);
    EXPECT_EQ(b[7].kind, MdBlock::paragraph);
}

TEST(Markdown, AnythingIsTakenWithoutHarm) {
    unsigned seed = 1;
    const std::string letters = "#*_`|->![]()\n 1.ab\\\xe2\x86\x92";
    for (int i = 0; i < 3000; i++) {
        std::string text;
        for (int k = 0; k < 40; k++) {
            seed = seed * 1664525u + 1013904223u;
            text += letters[(seed >> 16) % letters.size()];
        }
        for (const MdBlock& block : parse_markdown(text))
            for (const MdRun& run : block.runs) ASSERT_LE(run.text.size(), text.size());
    }
}

} // namespace
} // namespace lazymmu::gui
