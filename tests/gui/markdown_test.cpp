// The Markdown subset: what is recognised, and that everything else stays text.
#include "app/gui/ui/markdown.h"

#include "app/gui/ui/widgets.h"
#include "tests/gui/driver.h"

#include <gtest/gtest.h>

#include <algorithm>

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
    EXPECT_EQ(plain(parse_runs("**0 in `copy()`**, *not `b`*, **one ` left**")),
              "*0 in *`copy()`, /not /`b`, *one ` left*");
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

TEST(Markdown, PlainWordsHaveNoMarks) {
    EXPECT_EQ(plain_words("Why `enable` and *not* **v7.0**, [there](x)?"),
              "Why enable and not v7.0, there?");
    EXPECT_EQ(plain_words("snake_case"), "snake_case");
}

// Dear ImGui's own wrapping would break "v7.0" behind its full stop.
TEST(Lines, BreakAtSpacesOnly) {
    test::Lab lab;
    ImFont* font = ImGui::GetFont();
    const std::string s = "In v7.0 the flag, `TIF_LAZY_MMU`; is gone... (v6.18: \"not yet\")\nEnd.";
    std::vector<std::string> words;
    for (std::string rest = s; !rest.empty();) {
        const size_t end = std::min(rest.find_first_of(" \n"), rest.size());
        words.push_back(rest.substr(0, end));
        rest.erase(0, std::min(end + 1, rest.size()));
    }
    for (float width = 10; width < 700; width += 7) {
        const std::string lines = in_lines(font, 14, s, width);
        std::vector<std::string> found;
        std::string line;
        const auto wide = [&](const std::string& t) {
            return font->CalcTextSizeA(14, FLT_MAX, 0, t.c_str()).x;
        };
        for (const char c : lines + "\n") {
            if (c != '\n') {
                line += c;
                continue;
            }
            EXPECT_TRUE(wide(line) <= width || line.find(' ') == line.npos) << line;
            for (size_t at = 0; at <= line.size();) {
                const size_t end = std::min(line.find(' ', at), line.size());
                found.push_back(line.substr(at, end - at));
                at = end + 1;
            }
            line.clear();
        }
        EXPECT_EQ(found, words) << width;
        EXPECT_GE(std::count(lines.begin(), lines.end(), '\n'), 1) << "the writer's own stays";
    }
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
