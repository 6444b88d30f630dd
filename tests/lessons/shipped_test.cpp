// The lessons that come with the program: true on every machine that they name, replayable at every
// position, listed in the course, and as the published schema says.
#include "tests/lessons/lesson_util.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>

namespace lazymmu::test {
namespace {

namespace fs = std::filesystem;
const std::string folder = LAZYMMU_SOURCE_DIR "/lessons/";

std::vector<std::string> shipped() {
    std::vector<std::string> out;
    for (const auto& e : fs::recursive_directory_iterator(folder)) {
        const std::string name = e.path().filename().string();
        if (!name.ends_with(".json") || name.ends_with(".schema.json") || name == "course.json")
            continue;
        out.push_back(fs::relative(e.path(), folder).string());
    }
    return out;
}

TEST(Shipped, TheCourseListsThem) {
    const CourseResult r = load_course(read_text(folder + "course.json"), "course.json");
    ASSERT_TRUE(r.course) << r.errors[0].text();
    std::set<std::string> ids;
    for (const Course::Entry& e : r.course->lessons) {
        const LoadResult l = load_lesson(read_text(folder + e.file), e.file, all_archs());
        ASSERT_TRUE(l.lesson) << l.errors[0].text();
        EXPECT_TRUE(ids.insert(l.lesson->id).second) << l.lesson->id << " is used twice";
        EXPECT_EQ(l.lesson->id, fs::path(e.file).stem().string());
    }
    EXPECT_GE(ids.size(), 5u);
}

TEST(Shipped, EveryExpectationHoldsOnEveryMachine) {
    u32 checked = 0;
    for (const std::string& file : shipped()) {
        const LoadResult l = load_lesson(read_text(folder + file), file, all_archs());
        ASSERT_TRUE(l.lesson) << l.errors[0].text();
        for (const std::string& arch : l.lesson->machine.archs) {
            for (Kernel kernel : l.lesson->machine.kernels) {
                SCOPED_TRACE(file + " " + arch + " " + kernel_name(kernel));
                const LessonRun run = play(*l.lesson, arch.c_str(), kernel);
                EXPECT_EQ(run.status, RunStatus::done);
                const CheckResult r = check_lesson(*l.lesson, run);
                for (const Issue& i : r.failures) ADD_FAILURE() << i.text();
                checked += r.checked;
            }
        }
    }
    EXPECT_GT(checked, 600u);
}

// A program and a page have their texts only: there would be no folder to find one in.
TEST(Shipped, NoneNamesAnImage) {
    for (const std::string& file : shipped())
        EXPECT_EQ(read_text(folder + file).find("!["), std::string::npos) << file;
}

TEST(Shipped, EveryStepExpectsSomethingAndPointsSomewhere) {
    for (const std::string& file : shipped()) {
        const LoadResult l = load_lesson(read_text(folder + file), file, all_archs());
        ASSERT_TRUE(l.lesson);
        for (const LessonStep& s : l.lesson->steps) {
            EXPECT_FALSE(s.expect.empty()) << file << ": " << s.title;
            EXPECT_FALSE(s.focus.empty()) << file << ": " << s.title;
            EXPECT_FALSE(s.title.empty()) << file;
        }
    }
}

// Seeking anywhere and stepping on gives the digests of the first run.
TEST(Shipped, SeekAndReplayGiveTheSameDigestEverywhere) {
    for (const std::string& file : shipped()) {
        const LoadResult l = load_lesson(read_text(folder + file), file, all_archs());
        ASSERT_TRUE(l.lesson);
        for (const std::string& arch : l.lesson->machine.archs) {
            SCOPED_TRACE(file + " " + arch);
            LessonRun run = play(*l.lesson, arch.c_str(), l.lesson->machine.kernels[0]);
            Timeline& t = run.timeline;
            std::vector<Digest> digests;
            CompiledLesson again =
                compile_lesson(*l.lesson, *find_arch(arch), l.lesson->machine.kernels[0]);
            digests.push_back(again.start.digest());
            for (Choice c : t.choices()) {
                ASSERT_EQ(step(again.start, c).status, StepStatus::ok);
                digests.push_back(again.start.digest());
            }
            ASSERT_EQ(digests.size(), t.length() + 1);
            u32 seed = 12345; // jump around, always a few steps on
            for (u32 i = 0; i <= t.length(); i++) {
                seed = seed * 1664525 + 1013904223;
                const u32 p = i % 2 ? (seed >> 8) % (t.length() + 1) : i;
                t.seek(p);
                ASSERT_EQ(t.machine().digest(), digests[p]) << p;
                if (p < t.length()) { // behind a lesson's end it might go on
                    ASSERT_TRUE(t.forward());
                    ASSERT_EQ(t.machine().digest(), digests[p + 1]);
                }
                if (p && i % 3 == 0) {
                    t.seek(p);
                    ASSERT_TRUE(t.back());
                    ASSERT_EQ(t.machine().digest(), digests[p - 1]);
                }
            }
            EXPECT_EQ(t.length() + 1, digests.size()); // nothing was forked
            EXPECT_TRUE(t.branches().empty());
        }
    }
}

using Json = nlohmann::json;

TEST(Schema, HasTheLoadersNumbers) {
    const Json s = Json::parse(read_text(folder + "lesson.schema.json"));
    const Json& p = s["properties"];
    const Json& d = s["$defs"];
    const Json& step = d["step"]["properties"];
    EXPECT_EQ(p["id"]["maxLength"], limits::id_chars);
    EXPECT_EQ(p["title"]["maxLength"], limits::title_chars);
    EXPECT_EQ(p["summary"]["maxLength"], limits::summary_chars);
    EXPECT_EQ(p["minutes"]["maximum"], limits::minutes);
    EXPECT_EQ(p["tags"]["maxItems"], limits::tags);
    EXPECT_EQ(p["steps"]["maxItems"], limits::lesson_steps);
    EXPECT_EQ(p["vary"]["maxItems"], limits::vary_rows);
    EXPECT_EQ(p["vary"]["items"]["maxProperties"], limits::vary_names);
    EXPECT_EQ(p["vary"]["items"]["additionalProperties"]["maxLength"], limits::vary_text_chars);
    EXPECT_EQ(p["vary"]["items"]["propertyNames"]["pattern"],
              "^[a-z][a-z0-9_]{0," + std::to_string(limits::vary_name_chars - 1) + "}$");
    EXPECT_EQ(d["machine"]["properties"]["cpus"]["maximum"], limits::cpus);
    EXPECT_EQ(step["narration"]["oneOf"][0]["maxLength"], limits::narration_chars);
    EXPECT_EQ(step["schedule"]["maxItems"], limits::schedule_tokens);
    EXPECT_EQ(step["focus"]["maxItems"], limits::focus_names);
    EXPECT_EQ(d["expectations"]["oneOf"][1]["maxItems"], limits::expect_blocks);
    EXPECT_EQ(d["quiz_text"]["maxLength"], limits::quiz_text_chars);
    const Json& quiz = d["quiz"]["properties"];
    EXPECT_EQ(quiz["hints"]["maxItems"], limits::quiz_hints);
    EXPECT_EQ(quiz["choices"]["maxItems"], limits::quiz_choices);
    EXPECT_EQ(quiz["choices"]["items"]["properties"]["text"]["maxLength"],
              limits::quiz_choice_chars);
    EXPECT_EQ(d["expectation"]["properties"]["state"]["maxProperties"], limits::expect_entries);
    EXPECT_EQ(d["script"]["oneOf"][1]["maxItems"], limits::script_lines);
    EXPECT_EQ(d["script"]["oneOf"][0]["maxLength"], limits::script_chars);
}

TEST(Schema, HasTheLoadersNames) {
    const Json s = Json::parse(read_text(folder + "lesson.schema.json"));
    Json kernels = Json::array(), patches = Json::array();
    for (int k = 0; k < kernel_count; k++) kernels.push_back(kernel_name(static_cast<Kernel>(k)));
    for (int i = 0; i < patch_count; i++) patches.push_back(patch_name(i));
    EXPECT_EQ(s["$defs"]["kernel"]["enum"], kernels);
    EXPECT_EQ(s["$defs"]["patches"]["items"]["enum"], patches);
    const std::string focus = s["$defs"]["step"]["properties"]["focus"]["items"]["pattern"];
    for (const FocusName& f : focus_names)
        EXPECT_NE(focus.find(std::string(f.name) + "|"), std::string::npos) << f.name;
}

// The lesson that README.md tells authors to begin with.
TEST(Readme, ItsFirstLessonPasses) {
    const std::string readme = read_text(folder + "README.md");
    const size_t from = readme.find("```json\n") + 8;
    const LoadResult l = load(readme.substr(from, readme.find("```\n", from) - from));
    ASSERT_TRUE(l.lesson) << l.errors[0].text();
    EXPECT_EQ(l.lesson->steps.size(), 3u);
    const CheckResult r = check_lesson(*l.lesson, play(*l.lesson));
    EXPECT_EQ(r.checked, 5u);
    EXPECT_EQ(r.quizzes, 1u);
    EXPECT_TRUE(r.failures.empty()) << r.failures[0].text();
}

// Each sample is named after what is wrong with it. The samples in bad/ break the published schema;
// those in unresolved/ have the right form, but name things that do not exist.
TEST(Samples, FormAndMeaning) {
    const std::string data = LAZYMMU_SOURCE_DIR "/tests/lessons/data/";
    int seen = 0;
    for (const auto& e : fs::recursive_directory_iterator(data)) {
        if (!e.is_regular_file()) continue;
        seen++;
        const std::string kind = e.path().parent_path().filename().string();
        const std::string text = read_text(e.path().string());
        SCOPED_TRACE(e.path().string());
        const LoadResult form = parse_lesson(text, "x.json");
        const LoadResult all = load_lesson(text, "x.json", all_archs());
        EXPECT_EQ(form.lesson != nullptr, kind != "bad")
            << (form.errors.empty() ? "" : form.errors[0].text());
        EXPECT_EQ(all.lesson != nullptr, kind == "good")
            << (all.errors.empty() ? "" : all.errors[0].text());
        EXPECT_EQ(form.errors.empty(), form.lesson != nullptr);
    }
    EXPECT_GE(seen, 30);
}

} // namespace
} // namespace lazymmu::test
