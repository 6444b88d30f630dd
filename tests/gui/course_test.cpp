// A folder of lessons in place of the built-in course, and back.
#include "app/core/course/library.h"
#include "app/gui/backends/native/course.h"
#include "app/gui/backends/native/keeper.h"
#include "app/gui/backends/native/native_files.h"
#include "app/gui/backends/native/start.h"
#include "tests/gui/driver.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace lazymmu::gui::test {
namespace {

namespace fs = std::filesystem;

const std::string example = LAZYMMU_SOURCE_DIR "/examples/course";

struct Folder {
    std::string path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "lazymmu-course-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, std::string_view text) const {
        std::ofstream(path + "/" + name, std::ios::binary) << text;
    }
};

// The window's own files, without a window.
struct WithFiles {
    Lab lab;
    Keeper keeper{lab.app()};
    NativeFiles files{lab.app(), keeper};
    WithFiles() {
        lab.resize(1280, 800);
        lab.app().set_file_host(&files);
    }
};

TEST(Course, AFolderReplacesTheBuiltInLessonsAndLeadsBack) {
    WithFiles f;
    const int built_in = f.lab.number("lessons");
    f.lab.does("course " + example + "/");
    EXPECT_EQ(f.lab.text("course"), example);
    EXPECT_EQ(f.lab.number("lessons"), 2);
    EXPECT_EQ(f.lab.text("lesson"), "one-barrier");
    EXPECT_EQ(f.lab.text("error"), "");
    EXPECT_TRUE(f.lab.click("An inner section ends"));
    EXPECT_EQ(f.lab.text("lesson"), "inner-section");
    EXPECT_FALSE(f.lab.has("Nested sections: before and after the series"));
    EXPECT_TRUE(f.lab.click("Built-in course"));
    EXPECT_EQ(f.lab.text("course"), "");
    EXPECT_EQ(f.lab.number("lessons"), built_in);
    EXPECT_NE(f.lab.app().command("course"), "");
    f.lab.does("undo"); // the lesson of the other course is still whole
    EXPECT_EQ(f.lab.text("lesson"), "inner-section");
    f.lab.does("step lesson");
}

TEST(Course, WhatIsSavedFromACourseOpensWithoutIt) {
    std::string saved, digest;
    {
        WithFiles f;
        f.lab.does("course " + example);
        f.lab.does("step lesson");
        saved = f.lab.app().saved_json();
        digest = f.lab.digest();
    }
    Lab other;
    EXPECT_EQ(other.app().open_saved("saved", saved), "");
    EXPECT_EQ(other.digest(), digest);
    EXPECT_EQ(other.text("lesson"), "one-barrier");
}

TEST(Course, MistakesAreShownWithTheirPlacesAndTheRestOpens) {
    const Folder folder;
    fs::copy(example + "/one-barrier.json", folder.path);
    folder.write("course.json", "{\"format_version\": 1, \"title\": \"T\", \"lessons\": [\n"
                                "\"one-barrier.json\", \"twice.json\",\n"
                                "\"inner-section.json\", \"broken.json\"]}");
    folder.write("twice.json", [] {
        std::ifstream in(example + "/one-barrier.json");
        return std::string(std::istreambuf_iterator<char>(in), {});
    }());
    folder.write("broken.json", "{\n  \"format_version\": 1,\n  \"id\" 3\n}");
    WithFiles f;
    f.lab.does("course " + folder.path);
    EXPECT_EQ(f.lab.number("lessons"), 1);
    const std::string error = f.lab.text("error");
    for (const char* part : {"broken.json:3:", "course.json:3:", "inner-section.json", "same id"})
        EXPECT_NE(error.find(part), error.npos) << part << "\n" << error;
}

TEST(Course, OnlyWhatItListsIsInIt) {
    const Folder folder;
    for (const char* name : {"one-barrier.json", "inner-section.json"})
        fs::copy(example + "/" + name, folder.path);
    WithFiles f;
    f.lab.does("course " + folder.path);
    EXPECT_EQ(f.lab.number("lessons"), 2) << "a folder without a course.json: all of them";
    folder.write("course.json", "{\"format_version\": 1, \"title\": \"T\", \"lessons\": "
                                "[\"one-barrier.json\"]}");
    f.lab.does("course " + folder.path);
    EXPECT_EQ(f.lab.number("lessons"), 1);
    EXPECT_EQ(f.lab.text("error"), "") << "a draft is no mistake";
}

TEST(Course, AFolderWithoutLessonsChangesNothingButTheMessage) {
    const Folder folder;
    WithFiles f;
    const std::string before = f.lab.text("lesson"), digest = f.lab.digest();
    const int lessons = f.lab.number("lessons");
    for (const char* name : {"", "bad.json"}) {
        if (*name) folder.write(name, "{");
        f.lab.does("course " + folder.path);
        EXPECT_NE(f.lab.text("error"), "");
    }
    EXPECT_NE(f.lab.text("error").find("bad.json:1:"), std::string::npos);
    f.lab.does("course " + folder.path + "/none");
    EXPECT_NE(f.lab.text("error").find("is no folder"), std::string::npos);
    EXPECT_EQ(f.lab.text("lesson"), before);
    EXPECT_EQ(f.lab.digest(), digest);
    EXPECT_EQ(f.lab.number("lessons"), lessons);
    EXPECT_EQ(f.lab.text("course"), "");
}

TEST(Course, IsBoundedInFilesAndBytes) {
    const Folder folder;
    fs::copy(example + "/one-barrier.json", folder.path);
    for (int i = 0; i < 64; i++) folder.write("n" + std::to_string(i) + ".json", "{}");
    WithFiles f;
    f.lab.does("course " + folder.path);
    EXPECT_NE(f.lab.text("error").find("more than 64"), std::string::npos);
    for (int i = 0; i < 64; i++) fs::remove(folder.path + "/n" + std::to_string(i) + ".json");
    folder.write("large.json", std::string(5 << 20, ' '));
    f.lab.does("course " + folder.path);
    EXPECT_NE(f.lab.text("error").find("more than 4 MiB"), std::string::npos);
    EXPECT_EQ(f.lab.text("course"), "");
    EXPECT_NE(f.lab.app().open_course("c", std::vector<LessonFile>(65)), "");
    EXPECT_NE(f.lab.app().open_course("c", {{"a.json", std::string(5 << 20, ' ')}}), "");
}

TEST(Course, TheCommandLineNamesIt) {
    const std::string words[] = {"lab", "--course", example, "inner-section"};
    std::vector<char*> argv;
    for (const std::string& w : words) argv.push_back(const_cast<char*>(w.c_str()));
    Start start;
    std::string error;
    ASSERT_TRUE(parse_start(4, argv.data(), start, error)) << error;
    Lab lab(start.options);
    open_start(lab.app(), start);
    EXPECT_EQ(lab.text("lesson"), "inner-section");
}

// The path of lessons/README.md, to its end in the window. (tests/cli has the command line's.)
TEST(Course, TheReadmesFirstLessonIsPlayedAndItsQuestionAnswered) {
    std::ifstream in(LAZYMMU_SOURCE_DIR "/lessons/README.md");
    const std::string readme(std::istreambuf_iterator<char>(in), {});
    const size_t from = readme.find("```json\n") + 8, to = readme.find("```", from);
    const Folder folder;
    folder.write("my-first.json", readme.substr(from, to - from));
    Lab lab;
    open_file(lab.app(), folder.path + "/my-first.json");
    EXPECT_EQ(lab.text("lesson"), "my-first") << lab.text("error");
    EXPECT_EQ(lab.number("lesson_steps"), 3);
    for (const char* title : {"Open", "Map a page"}) {
        EXPECT_TRUE(lab.json()["quiz"].is_null()) << title;
        lab.does("step lesson");
    }
    while (lab.json()["quiz"].is_null()) lab.key(ImGuiKey_RightArrow);
    EXPECT_EQ(lab.number("lesson_step"), 2);
    lab.does("answer 0");
    EXPECT_EQ(lab.json()["quiz"]["standing"], "open");
    lab.does("answer 1");
    EXPECT_EQ(lab.json()["quiz"]["standing"], "solved");
    lab.does("step lesson");
    EXPECT_EQ(lab.number("step"), lab.number("steps"));
    EXPECT_EQ(lab.text("error"), "");
}

TEST(Course, TheDialogNamesIt) {
    WithFiles f;
    f.lab.does("open folder");
    EXPECT_TRUE(f.lab.json().at("file_dialog_shown").get<bool>());
    f.lab.frames(3);
    f.lab.key(ImGuiMod_Ctrl | ImGuiKey_A);
    f.lab.type(example);
    EXPECT_EQ(f.lab.text("file_path"), example);
    EXPECT_TRUE(f.lab.click("Open", "File dialog"));
    f.lab.frames(2);
    EXPECT_EQ(f.lab.text("lesson"), "one-barrier") << f.lab.text("error");
}

} // namespace
} // namespace lazymmu::gui::test
