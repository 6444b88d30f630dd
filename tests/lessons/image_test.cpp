// Images in narrations: which lines are one, which paths they may name, what a PNG says of itself.
#include "lessons/format/image.h"
#include "lessons/format/limits.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace lazymmu {
namespace {

std::string example() {
    std::ifstream in(LAZYMMU_SOURCE_DIR "/examples/course/two-sections.png", std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST(Image, LinesAndTheirPlaces) {
    const std::string text = "a\n  ![b c](d.png)\r\n```\n![e](f.png)\n```\n![g](h.png) i\n![](j)";
    const std::vector<ImageLine> lines = image_lines(text);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].alt, "b c");
    EXPECT_EQ(lines[0].path, "d.png");
    EXPECT_EQ(lines[0].at, 4u);
    EXPECT_EQ(lines[1].alt, "");
    EXPECT_EQ(lines[1].path, "j");
    for (const char* none :
         {"", "![", "![a]", "![a](", "[a](b.png)", "![a](b)(c)", "!", "![a] (b)"})
        EXPECT_TRUE(image_lines(none).empty()) << none;
}

TEST(Image, PathsStayBelowTheLesson) {
    for (const char* good : {"a.png", "A-b_c.1.png", "pictures/a.png", "a/b/c.png"})
        EXPECT_EQ(image_path_problem(good), "") << good;
    for (const char* bad :
         {"",           "/a.png",      "//host/a.png", "../a.png", "a/../../b.png",
          "a/..png",    "./a.png",     "a//b.png",     "a/.b.png", "https://example.org/a.png",
          "data:a.png", "file:a.png",  "a\\b.png",     "a b.png",  "a%2e.png",
          "a.png?b",    "a.svg",       "a.PNG",        ".png",     "a/.png",
          "a",          "\xc3\xa4.png"})
        EXPECT_NE(image_path_problem(bad), "") << bad;
    EXPECT_NE(image_path_problem(std::string(limits::path_chars, 'a') + ".png"), "");
}

TEST(Image, APngSaysWhatItIs) {
    const std::string png = example();
    const PngInfo info = png_info(png);
    EXPECT_EQ(info.problem, "");
    EXPECT_EQ(info.width, 680u);
    EXPECT_EQ(info.height, 408u);
    for (size_t n = 0; n < png.size(); n += 11)
        ASSERT_NE(png_info(png.substr(0, n)).problem, "") << n;
    for (size_t n = 8; n < png.size();
         n += 37) { // each byte is below some checksum, or is a length
        std::string bad = png;
        bad[n] = static_cast<char>(bad[n] ^ 0x41);
        ASSERT_NE(png_info(bad).problem, "") << n;
    }
    EXPECT_EQ(png_info("GIF89a").problem, "is no PNG file");
    EXPECT_EQ(png_info(png + std::string(limits::image_bytes, 0)).problem, "has more than 512 KiB");
}

} // namespace
} // namespace lazymmu
