// lazymmu export, and run, on files, sessions and links.
#include "app/link/link.h"
#include "tests/cli/program.h"

#include <random>

namespace lazymmu_cli_test {
namespace {

using lazymmu::make_link;
using lazymmu::open_link;

const std::string lesson = "lessons/two-counters.json";

std::string digest_of(const std::string& operand) {
    const Result r = lazymmu("run --quiet --digest '" + operand + "'");
    EXPECT_EQ(r.code, 0) << r.err;
    return r.out;
}

TEST(Export, EveryFormat) {
    const Json chrome = Json::parse(lazymmu("export --format chrome " + lesson).out);
    EXPECT_GT(chrome.at("traceEvents").size(), 50u);
    EXPECT_TRUE(lazymmu("export --format csv " + lesson).out.starts_with("line,cpu,task,"));
    EXPECT_TRUE(Json::parse(lazymmu("export --format itf " + lesson).out).contains("states"));
    const Result text = lazymmu("export " + lesson);
    EXPECT_EQ(text.code, 0);
    std::istringstream lines(text.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 75u) << line;
    EXPECT_TRUE(has(text.out, "Open it: <http"));
}

TEST(Export, SessionsAndLinksRunToTheSameDigest) {
    const std::string expected = digest_of(lesson);
    const std::string path = temp_file("s.lazymmu.json", "");
    EXPECT_EQ(lazymmu("export --format session --output " + path + " " + lesson).code, 0);
    EXPECT_EQ(digest_of(path), expected);
    std::string link = lazymmu("export --format link --base https://example.org/lab " + lesson).out;
    link.pop_back();
    EXPECT_TRUE(link.starts_with("https://example.org/lab#v1.")) << link;
    EXPECT_EQ(digest_of(link), expected);
    EXPECT_EQ(digest_of(link.substr(link.find('#'))), expected);
    // as it stands in a mail, over several lines
    std::string broken = "<" + link + ">";
    for (size_t at = 70; at < broken.size(); at += 72) broken.insert(at, "\n");
    EXPECT_EQ(digest_of(temp_file("link.txt", broken)), expected);
}

TEST(Export, ALinkNamesABuiltInLessonAndOpensWithoutItsFile) {
    const std::string link = lazymmu("export --format link lessons/kunit.json --arch sparc").out;
    const Result r = lazymmu("export --format session --lessons lessons '" +
                             link.substr(0, link.size() - 1) + "'");
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_EQ(Json::parse(r.out).at("machine").at("arch"), "sparc");
}

TEST(Export, SaysWhatIsWrong) {
    EXPECT_EQ(lazymmu("export").code, 2);
    EXPECT_EQ(lazymmu("export --format pdf " + lesson).code, 2);
    EXPECT_EQ(lazymmu("export none.json").code, 2);
    EXPECT_EQ(lazymmu("export --seek 999999 " + lesson).code, 2);
    EXPECT_EQ(lazymmu("export --arch mips " + lesson).code, 2);
    const Result link = lazymmu("export 'http://x/#v9.AAAA'");
    EXPECT_EQ(link.code, 2);
    EXPECT_TRUE(has(link.err, "another version")) << link.err;
    EXPECT_EQ(lazymmu("run '#v1.!!!!'").code, 2);
    const Result bad = lazymmu("run " + temp_file("bad.lazymmu.json", "{\n\"lazymmu\": 1}"));
    EXPECT_EQ(bad.code, 2);
    EXPECT_TRUE(has(bad.err, "bad.lazymmu.json:2:12")) << bad.err;
}

TEST(Link, AThousandDamagedOnesAreRefusedOrHoldAText) {
    const std::string json = lazymmu("export --format session lessons/interrupts.json").out;
    const std::string link = make_link(json);
    EXPECT_EQ(open_link(link).json, json);
    std::mt19937 random(7);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
        std::string bad = link;
        const size_t at = link.find("#v1.") + 4 + random() % (link.size() - link.find("#v1.") - 4);
        switch (i % 4) {
        case 0: bad[at] = static_cast<char>(random()); break;
        case 1: bad.resize(at); break;
        case 2: bad.erase(at, 1 + random() % 5); break;
        default: bad.insert(at, 1, "AZaz09-_"[random() % 8]);
        }
        const lazymmu::OpenedLink opened = open_link(bad);
        EXPECT_TRUE(opened.error.empty() || opened.json.empty());
        refused += !opened.error.empty();
    }
    EXPECT_GT(refused, 700);
}

TEST(Link, IsBoundedHoweverMuchItUnpacksTo) {
    const std::string bomb = make_link(std::string(size_t{64} << 20, ' '));
    EXPECT_LT(bomb.size(), 100000u);
    EXPECT_TRUE(has(open_link(bomb).error, "more than any session"));
    EXPECT_FALSE(open_link("#v1." + std::string(size_t{2} << 20, 'A')).error.empty());
    EXPECT_FALSE(open_link("").error.empty());
    EXPECT_FALSE(open_link("#v1.").error.empty());
    EXPECT_FALSE(open_link("#v2.AAAA").error.empty());
}

} // namespace
} // namespace lazymmu_cli_test
