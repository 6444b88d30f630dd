// A file that changes while it is open: the interface follows, and stays where it was.
#include "app/gui/backends/native/course.h"
#include "app/gui/backends/native/native_images.h"
#include "app/gui/backends/native/reloader.h"
#include "app/gui/backends/native/start.h"
#include "tests/gui/driver.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

namespace lazymmu::gui::test {
namespace {

namespace fs = std::filesystem;

const std::string example = LAZYMMU_SOURCE_DIR "/examples/course";

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

struct Reload : testing::Test {
    std::string folder;
    Lab lab;
    Reloader reloader{lab.app()};
    double now = 0;

    Reload() {
        std::string name = (fs::temp_directory_path() / "lazymmu-reload-XXXXXX").string();
        folder = ::mkdtemp(name.data());
    }
    ~Reload() override { fs::remove_all(folder); }

    std::string write(const std::string& name, const std::string& text) {
        const std::string path = folder + "/" + name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    // Did any of the next three looks bring something?
    bool looks() {
        bool news = false;
        for (int i = 0; i < 3; i++) news |= reloader.tick(now += 0.3);
        lab.frames(2);
        return news;
    }
    std::string message() { return lab.text("error") + lab.text("notice"); }
};

TEST_F(Reload, ALessonKeepsItsPlaceAndItsMachine) {
    const std::string text = read(example + "/one-barrier.json");
    const std::string path = write("mine.json", text);
    open_file(lab.app(), path);
    lab.does("arch powerpc");
    lab.does("lesson step 1");
    lab.does("step over");
    lab.does("dismiss");
    const std::string digest = lab.digest();
    EXPECT_FALSE(looks());
    write("mine.json", replaced(text, "Map two pages", "Two pages, then"));
    EXPECT_TRUE(looks());
    EXPECT_EQ(lab.number("lesson_step"), 1);
    EXPECT_EQ(lab.digest(), digest);
    EXPECT_EQ(lab.text("arch"), "powerpc");
    EXPECT_NE(lab.app().saved_json().find("Two pages, then"), std::string::npos);
    EXPECT_FALSE(lab.app().needs_frames());
    EXPECT_FALSE(looks());
    lab.does("undo");
    EXPECT_EQ(lab.app().saved_json().find("Two pages, then"), std::string::npos);
}

TEST_F(Reload, AnImageThatHasChangedIsReadAgain) {
    NativeImages host(lab.app());
    lab.app().set_image_host(&host);
    const auto image = [&] {
        lab.frames(4);
        return lab.json()["images"].at(0);
    };
    write("inner-section.json", read(example + "/inner-section.json"));
    open_file(lab.app(), folder + "/inner-section.json");
    EXPECT_EQ(image()["state"], "missing");
    EXPECT_FALSE(looks());
    const std::string png = read(example + "/two-sections.png");
    write("two-sections.png", png);
    EXPECT_TRUE(looks());
    EXPECT_EQ(image()["state"], "shown");
    EXPECT_FALSE(looks());
    write("two-sections.png", png.substr(0, 1000));
    EXPECT_TRUE(looks());
    EXPECT_EQ(image()["problem"], "\"two-sections.png\" is damaged: it is cut off");
    EXPECT_FALSE(lab.app().needs_frames());
}

TEST_F(Reload, MistakesAreToldAndTheLastGoodVersionStays) {
    const std::string text = read(example + "/one-barrier.json");
    const std::string path = write("mine.json", text);
    open_file(lab.app(), path);
    looks();
    const std::string digest = lab.digest();
    write("mine.json", replaced(text, "\"lazy_mmu_mode_enable();\"", "\"lazy_mmu_enable();\""));
    EXPECT_TRUE(looks());
    EXPECT_NE(lab.text("error").find("mine.json:13:14:"), std::string::npos) << lab.text("error");
    EXPECT_EQ(lab.digest(), digest);
    write("mine.json", text + "\n");
    EXPECT_TRUE(looks());
    EXPECT_EQ(lab.text("error"), "");
    fs::remove(path);
    EXPECT_FALSE(looks());
    EXPECT_EQ(lab.text("lesson"), "one-barrier");
}

TEST_F(Reload, AScriptIsReadAgainUnlessItWasEdited) {
    const std::string path = write("a.lazy", "lazy_mmu_mode_enable();\n");
    open_file(lab.app(), path);
    looks();
    write("a.lazy", "lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\n");
    EXPECT_TRUE(looks());
    const int length = lab.number("steps");
    write("a.lazy", "lazy_mmu_mode_enabel();\n");
    EXPECT_TRUE(looks());
    EXPECT_NE(lab.text("error").find("a.lazy:1:1:"), std::string::npos) << lab.text("error");
    EXPECT_EQ(lab.number("steps"), length);
    write("a.lazy", "lazy_mmu_mode_enable();\nlazy_mmu_mode_disable();\n\n");
    EXPECT_TRUE(looks());
    EXPECT_EQ(lab.text("error"), "");
    lab.does("edit lazy_mmu_mode_enable();");
    looks();
    write("a.lazy", "pte_clear(USER);\n");
    EXPECT_TRUE(looks());
    EXPECT_NE(lab.app().saved_json().find("\"lazy_mmu_mode_enable();\""), std::string::npos);
    EXPECT_NE(lab.app().mirror_json().find("it was edited here"), std::string::npos);
}

TEST_F(Reload, ACourseFollowsItsFolder) {
    for (const auto& f : fs::directory_iterator(example))
        if (f.path().extension() == ".json") fs::copy(f.path(), folder);
    open_course(lab.app(), folder);
    looks();
    lab.does("lesson step 2");
    const std::string text = read(example + "/one-barrier.json"), digest = lab.digest();
    write("one-barrier.json", replaced(text, "One barrier for two", "A barrier for two"));
    EXPECT_TRUE(looks());
    EXPECT_TRUE(lab.has("A barrier for two pages"));
    EXPECT_EQ(lab.digest(), digest);
    EXPECT_EQ(lab.number("lesson_step"), 2);
    write("one-barrier.json", "{");
    EXPECT_TRUE(looks());
    EXPECT_NE(lab.text("error").find("one-barrier.json:1:"), std::string::npos);
    EXPECT_EQ(lab.number("lessons"), 1);
    EXPECT_EQ(lab.digest(), digest);
    write("one-barrier.json", text);
    EXPECT_TRUE(looks());
    EXPECT_EQ(lab.number("lessons"), 2);
    EXPECT_EQ(lab.text("error"), "");
    EXPECT_NE(lab.app().mirror_json().find("One barrier for two"), std::string::npos);
    fs::remove_all(folder); // all gone: what was read stays
    EXPECT_FALSE(looks());
    EXPECT_EQ(lab.number("lessons"), 2);
}

// A session can come from anybody, and can name any file.
TEST_F(Reload, AFileThatASessionNamesIsNotLookedAt) {
    const std::string script = "lazy_mmu_mode_enable();\n", path = write("a.lazy", script);
    const auto session = [&script](const std::string& name) {
        return R"({"lazymmu":"session","format_version":1,"machine":{"arch":"arm64","kernel":)"
               R"("v7.0"},"file":{"name":")" +
               name + R"(","text":"lazy_mmu_mode_enable();\n"}})";
    };
    for (const std::string& name : {path, std::string("/proc/self/pagemap")}) {
        ASSERT_EQ(lab.app().open_saved("session", session(name)), "");
        EXPECT_FALSE(looks());
        EXPECT_GT(reloader.due(now), 60) << name;
    }
    // the reader opens the file that is named by what is open
    ASSERT_EQ(lab.app().open_saved("session", session(path)), "");
    EXPECT_FALSE(looks());
    open_file(lab.app(), path);
    looks();
    EXPECT_LT(reloader.due(now), 60);
    write("a.lazy", script + script);
    EXPECT_TRUE(looks());
}

TEST_F(Reload, ALessonOfALargeOrEndlessFileIsNoDanger) {
    for (const auto& f : fs::directory_iterator(example))
        if (f.path().extension() == ".json") fs::copy(f.path(), folder);
    fs::create_symlink("/proc/self/pagemap", folder + "/x.json");
    ASSERT_EQ(::mkfifo((folder + "/y.json").c_str(), 0600), 0);
    open_course(lab.app(), folder);
    EXPECT_NE(lab.text("error"), "") << "x.json has more bytes than a course may";
    fs::remove(folder + "/x.json");
    open_course(lab.app(), folder);
    EXPECT_EQ(lab.number("lessons"), 2);
}

TEST_F(Reload, WhatIsNoFileIsNotLookedFor) {
    EXPECT_EQ(lab.app().file_name(), "");
    EXPECT_FALSE(looks());
    EXPECT_GT(reloader.due(now), 60);
    const std::string path = write("a.lazy", "pte_clear(USER);\n");
    const std::string other = "lazy_mmu_mode_enable();\n"; // of the same name, from elsewhere
    lab.app().open_bytes(path,
                         {reinterpret_cast<const unsigned char*>(other.data()), other.size()});
    looks();
    write("a.lazy", "pte_clear(USER + PAGE);\n");
    EXPECT_FALSE(looks());
    EXPECT_GT(reloader.due(now), 60);
}

} // namespace
} // namespace lazymmu::gui::test
