// The text mirror is valid JSON that agrees with the session: for every lesson on all its machines,
// and in detail for one of them.
#include "app/core/publish/text_view.h"
#include "tests/session/fixture.h"

#include "nlohmann/json.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace lazymmu {
namespace {

using namespace test;
using nlohmann::json;

json mirror(const Session& s) { return json::parse(mirror_json(s)); }

const json* table(const json& m, std::string_view id) {
    for (const json& t : m["tables"])
        if (t["id"] == id) return &t;
    return nullptr;
}

TEST(Mirror, IsCompleteForEveryLessonAtBothEnds) {
    Session s(own_lessons());
    for (const LibraryEntry& e : s.library().entries) {
        ASSERT_EQ(s.execute({Command::open_lesson, 0, e.lesson->id, {}}), "");
        for (const char* line : {"home", "end"}) {
            run(s, line);
            const json m = mirror(s);
            EXPECT_EQ(m["title"], e.lesson->title);
            EXPECT_EQ(m["line"], s.position());
            for (const char* id : {"counters", "page_table", "tlb0", "events", "costs"}) {
                const json* t = table(m, id);
                ASSERT_NE(t, nullptr) << e.lesson->id << " " << id;
                for (const json& row : (*t)["rows"])
                    EXPECT_EQ(row.size(), (*t)["heads"].size()) << e.lesson->id << " " << id;
                EXPECT_TRUE(!(*t)["rows"].empty() || (*t)["empty"] != "") << id;
            }
            EXPECT_EQ((*table(m, "counters"))["rows"].size(),
                      static_cast<size_t>(s.machine().config().tasks));
        }
    }
}

// What text_view.h lists is what there is, and nothing else.
TEST(Mirror, ItsHeaderNamesItsMembers) {
    std::ifstream header(LAZYMMU_SOURCE_DIR "/app/core/publish/text_view.h");
    std::set<std::string> listed, there;
    for (std::string line; std::getline(header, line);) {
        if (!line.starts_with("//   ") || line[5] == ' ') continue;
        std::string names = line.substr(5, line.find("  ", 5) - 5);
        if (names.size() > 16) names.resize(16); // the column of the names
        for (char& c : names)
            if (c == ',') c = ' ';
        std::istringstream words(names);
        for (std::string word; words >> word;) listed.insert(word);
    }
    Session s(own_lessons());
    ASSERT_EQ(s.execute({Command::open_lesson, 0, "nested-sections", {}}), "");
    const json m = mirror(s);
    for (const auto& [key, value] : m.items()) there.insert(key);
    there.insert({"arch", "kernel"});
    listed.insert({"arch", "kernel"}); // stand in a sentence
    EXPECT_EQ(listed, there);
}

TEST(Mirror, SaysWhatChangedAndWhatIsNext) {
    Session s{{}};
    EXPECT_EQ(mirror(s)["title"], "Nothing is open");
    ASSERT_EQ(open_text(s, "nested.lazy", nested_script), "");
    EXPECT_EQ(mirror(s)["moves"][1]["can"], false); // there is nothing behind
    run(s, "step over");
    const json m = mirror(s);
    EXPECT_EQ((*table(m, "counters"))["rows"][0][2], "1 (was 0)");
    EXPECT_NE(m["said"].get<std::string>().find("enable_count 0 → 1."), std::string::npos);
    EXPECT_NE(m["said"].get<std::string>().find("script line 2"), std::string::npos);
    EXPECT_EQ(m["stack"].size(), 1u);
    EXPECT_EQ(m["listings"][0]["rows"][1][2], true);
    run(s, "back over");
    EXPECT_EQ(mirror(s)["said"].get<std::string>().substr(0, 12), "Back at line");
    run(s, "end");
    EXPECT_NE(mirror(s)["said"].get<std::string>().find("This is the end."), std::string::npos);
}

TEST(Mirror, HasTheImagesOfACourseWithTheirAddresses) {
    const std::string lesson =
        R"({"format_version": 1, "id": "t", "title": "T", "summary": "S", "minutes": 1,)"
        R"( "machine": {"arch": "x86"}, "steps": [{"narration": [)"
        R"x("See.", "![Two boxes](a/b.png)", "![c](../d.png)", ""]}]})x";
    const auto images = [](const Session& s) { return mirror(s)["step"]["images"]; };
    const auto image = [](const char* path, const char* alt, const char* src) {
        return json{{"path", path}, {"alt", alt}, {"src", src}};
    };
    Session s{{}};
    ASSERT_EQ(s.open_course("mine", {{"sub/t.json", lesson}}), "");
    ASSERT_EQ(images(s).size(), 2u);
    EXPECT_EQ(images(s)[0], image("a/b.png", "Two boxes", "mine/sub/a/b.png"));
    EXPECT_EQ(images(s)[1], image("../d.png", "c", "")); // it leads out of the folder
    ASSERT_EQ(s.open_course("/x/course.json", {{"t.json", lesson}}), "");
    EXPECT_EQ(images(s)[0]["src"], "/x/a/b.png");
    Session other{{}}; // a file that was dropped has no folder here
    ASSERT_EQ(open_text(other, "t.json", lesson), "");
    EXPECT_EQ(images(other)[0], image("a/b.png", "Two boxes", ""));
}

TEST(Mirror, KeepsTheAnswerAndTheTextBackUntilItIsKnown) {
    Session s(own_lessons());
    s.execute({Command::open_lesson, 0, "two-counters", {}});
    while (!s.question()) ASSERT_EQ(run(s, "step lesson"), "");
    json m = mirror(s);
    EXPECT_FALSE(m["quiz"].contains("answer"));
    EXPECT_EQ(m["step"]["narration"], "");
    run(s, "reveal");
    m = mirror(s);
    EXPECT_NE(m["quiz"]["answer"], "");
    EXPECT_NE(m["quiz"]["explain"], "");
    EXPECT_NE(m["step"]["narration"], "");
    EXPECT_EQ(m["quiz"]["standing"], "revealed");
}

} // namespace
} // namespace lazymmu
