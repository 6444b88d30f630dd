// What outlives the program: files are whole or old, never half; what was open comes back.
#include "app/gui/backends/native/files.h"
#include "app/gui/backends/native/keeper.h"
#include "app/gui/backends/native/native_files.h"
#include "tests/gui/driver.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <random>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lazymmu::gui {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::json;

struct Folder {
    std::string path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "lazymmu-keep-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
};

json state(NullDriver& lab) { return json::parse(lab.state()); }

// Version n of a file: as long as a session, and each of its parts says which version it is of.
std::string version_text(unsigned n) {
    std::string out = std::to_string(n) + "\n";
    for (unsigned i = 0; i < 300 + n % 700; i++) out += "part of " + std::to_string(n) + "\n";
    return out + "end of " + std::to_string(n) + "\n";
}

[[noreturn]] void write_for_ever(const std::string& path, unsigned first, int said) {
    for (unsigned n = first;; n++) {
        if (!write_whole(path, version_text(n)).empty()) ::_exit(1);
        if (::write(said, &n, sizeof n) != sizeof n) ::_exit(1); // "n is saved"
    }
}

TEST(Keep, AWriterThatIsKilledLosesNothingThatWasSaved) {
    const Folder folder;
    const std::string path = folder.path + "/session.lazymmu.json";
    std::mt19937 random(5);
    unsigned next = 1;
    int in_the_middle = 0;
    for (int round = 0; round < 150; round++) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) write_for_ever(path, next, ends[1]);
        ::close(ends[1]);
        unsigned saved = 0, n = 0;
        ASSERT_EQ(::read(ends[0], &saved, sizeof saved), static_cast<ssize_t>(sizeof saved));
        ::usleep(static_cast<useconds_t>(random() % 4000));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status));
        while (::read(ends[0], &n, sizeof n) == static_cast<ssize_t>(sizeof n)) saved = n;
        ::close(ends[0]);
        std::string text;
        ASSERT_TRUE(read_whole(path, text));
        const unsigned there = static_cast<unsigned>(std::stoul(text));
        ASSERT_EQ(text, version_text(there)) << "half a file";
        ASSERT_GE(there, saved) << "what was saved is gone";
        for (const auto& f : fs::directory_iterator(folder.path))
            in_the_middle += f.path().string().find(".part") != std::string::npos;
        next = there + 1;
    }
    EXPECT_GT(in_the_middle, 0) << "no writer was killed in the middle of a write";
}

TEST(Keep, AFailedWriteLeavesTheOldFile) {
    const Folder folder;
    const std::string path = folder.path + "/a";
    ASSERT_EQ(write_whole(path, "old"), "");
    EXPECT_NE(write_whole(folder.path + "/none/a", "new"), "");
    EXPECT_NE(write_whole(folder.path, "new"), "");
    std::string text;
    ASSERT_TRUE(read_whole(path, text));
    EXPECT_EQ(text, "old");
    EXPECT_EQ(list_folder(folder.path).size(), 1u); // and nothing beside it
}

TEST(Keep, WhatACrashLeftIsOpenedAgainAndCanBeUndone) {
    const Folder folder;
    std::string digest, first;
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        EXPECT_EQ(state(lab)["notice"], "");
        first = state(lab)["digest"];
        lab.app().command("open preemption-sleeping");
        lab.app().command("arch x86");
        lab.app().command("seek 11");
        keeper.tick(1);
        digest = state(lab)["digest"];
    } // without finish(): a crash
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        EXPECT_EQ(state(lab)["digest"], digest);
        EXPECT_EQ(state(lab)["arch"], "x86");
        EXPECT_NE(std::string(state(lab)["notice"]).find("did not end properly"),
                  std::string::npos);
        lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
        EXPECT_EQ(state(lab)["digest"], first);
        keeper.tick(1);
        keeper.finish();
    }
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state(lab)["notice"], ""); // that end was a proper one
    EXPECT_NE(keeper.last_session(), "");
}

TEST(Keep, ACrashInsideTheFirstSecondLosesNothing) {
    const Folder folder;
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        lab.app().command("seek 9");
        keeper.tick(1);
    }
    for (int i = 0; i < 3; i++) { // crashes before it writes anything
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        EXPECT_EQ(state(lab)["step"], 9);
    }
}

TEST(Keep, TheScriptBehindALessonToo) {
    const Folder folder;
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        const std::string_view mine = "touch(USER);\n";
        lab.app().open_bytes("mine.lazy",
                             {reinterpret_cast<const unsigned char*>(mine.data()), mine.size()});
        lab.app().command("open who-reads");
        keeper.tick(1);
    }
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state(lab)["lesson"], "who-reads");
    lab.app().command("mode playground");
    EXPECT_EQ(state(lab)["title"], "mine.lazy");
    EXPECT_EQ(lab.app().file_text(), "touch(USER);\n");
}

TEST(Keep, TwoProgramsDoNotDisturbEachOther) {
    const Folder folder;
    ASSERT_EQ(write_whole(folder.path + "/session-0.lazymmu.json", "of the other"), "");
    const int other = ::open((folder.path + "/session-0.lock").c_str(), O_RDWR | O_CREAT, 0600);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state(lab)["notice"], "");
    keeper.tick(1);
    std::string text;
    ASSERT_TRUE(read_whole(folder.path + "/session-0.lazymmu.json", text));
    EXPECT_EQ(text, "of the other");
    EXPECT_TRUE(fs::exists(folder.path + "/session-1.lazymmu.json"));
    ::close(other);
}

TEST(Keep, AnAskedForLessonIsNotReplacedAndTheCrashIsKept) {
    const Folder folder;
    ASSERT_EQ(write_whole(folder.path + "/session-0.lazymmu.json", "old"), "");
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, false);
    keeper.tick(1);
    EXPECT_NE(std::string(state(lab)["notice"]).find("crashed.lazymmu.json"), std::string::npos);
    std::string text;
    ASSERT_TRUE(read_whole(folder.path + "/crashed.lazymmu.json", text));
    EXPECT_EQ(text, "old");
}

TEST(Keep, SettingsAndAnswersToo) {
    const Folder folder;
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        lab.app().command("theme light");
        lab.app().load_progress("p", R"({"format_version":1,"quizzes":[{"lesson":"kunit","step":0,
            "standing":"solved","tries":1,"hints":0}]})");
        keeper.tick(1);
        keeper.finish();
    }
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state(lab)["theme"], "light");
    EXPECT_NE(lab.app().progress().find("\"kunit\""), std::string::npos);
}

// The dialog, by hand.
struct WithFiles {
    Folder folder;
    NullDriver lab;
    Keeper keeper{lab.app()};
    NativeFiles files{lab.app(), keeper};
    WithFiles() { lab.app().set_file_host(&files); }

    void type_path(const std::string& path) {
        lab.key(ImGuiMod_Ctrl | ImGuiKey_A);
        lab.type(path);
    }
};

TEST(Files, SaveAndOpenThroughTheDialog) {
    WithFiles f;
    const std::string path = f.folder.path + "/mine.lazymmu.json";
    f.lab.app().command("open two-counters");
    f.lab.app().command("seek 9");
    const std::string digest = state(f.lab)["digest"];
    f.lab.key(ImGuiMod_Ctrl | ImGuiKey_S);
    ASSERT_TRUE(state(f.lab)["file_dialog_shown"]);
    f.type_path(path);
    EXPECT_EQ(state(f.lab)["file_path"], path);
    ASSERT_TRUE(f.lab.click("Save"));
    f.lab.frames(2);
    EXPECT_FALSE(state(f.lab)["file_dialog_shown"]);
    ASSERT_TRUE(fs::exists(path));
    EXPECT_NE(std::string(state(f.lab)["notice"]).find("mine.lazymmu.json"), std::string::npos);
    f.lab.app().command("home");
    f.lab.key(ImGuiMod_Ctrl | ImGuiKey_O);
    f.type_path(f.folder.path + "/mi");
    f.lab.key(ImGuiKey_Tab);
    EXPECT_EQ(state(f.lab)["file_path"], path);
    f.lab.key(ImGuiKey_Enter);
    f.lab.frames(2);
    EXPECT_EQ(state(f.lab)["digest"], digest);
    // the second time it knows where
    f.lab.app().command("seek 3");
    f.lab.key(ImGuiMod_Ctrl | ImGuiKey_S);
    EXPECT_FALSE(state(f.lab)["file_dialog_shown"]);
    EXPECT_EQ(f.lab.app().command("open file " + path), "");
    EXPECT_EQ(state(f.lab)["step"], 3);
}

TEST(Files, AListOfNamesLeadsThroughFolders) {
    WithFiles f;
    ASSERT_TRUE(make_folders(f.folder.path + "/sub"));
    ASSERT_EQ(write_whole(f.folder.path + "/sub/a.txt", "lazy_mmu_mode_enable();\n"), "");
    f.lab.app().command("open file");
    f.lab.frames(3);
    f.type_path(f.folder.path + "/");
    ASSERT_TRUE(f.lab.click("sub/"));
    f.lab.frames(2);
    EXPECT_EQ(state(f.lab)["file_path"], f.folder.path + "/sub/");
    ASSERT_TRUE(f.lab.click("a.txt"));
    f.lab.frames(2);
    EXPECT_EQ(state(f.lab)["mode"], "playground");
    f.lab.app().command("open file");
    f.lab.frames(3);
    f.lab.key(ImGuiKey_Escape);
    EXPECT_FALSE(state(f.lab)["file_dialog_shown"]);
}

TEST(Files, EveryExportIsWritten) {
    WithFiles f;
    f.lab.app().command("open nested-sections");
    for (const char* format : {"chrome", "csv", "text", "itf", "session"}) {
        const std::string path = f.folder.path + "/" + format;
        EXPECT_EQ(f.lab.app().command(std::string("export ") + format + " " + path), "");
        EXPECT_GT(fs::file_size(path), 100u) << format;
    }
    EXPECT_NE(f.lab.app().command("export pdf x"), "");
    EXPECT_NE(f.lab.app().command("export csv " + f.folder.path + "/none/x"), "");
    EXPECT_EQ(f.lab.app().command("export png x.png"), "");
    EXPECT_EQ(f.files.take_picture(), "x.png");
}

TEST(Files, WithoutFilesItSaysSo) {
    NullDriver lab;
    EXPECT_EQ(lab.app().command("save"), "there are no files here");
    EXPECT_EQ(lab.app().command("open file x"), "there are no files here");
    EXPECT_EQ(lab.app().command("copy text"), "");
    EXPECT_NE(std::string(ImGui::GetClipboardText()).find("Machine:"), std::string::npos);
}

TEST(Undo, ByKeyAndByPalette) {
    NullDriver lab;
    lab.app().command("open two-counters");
    const std::string start = state(lab)["digest"];
    lab.app().command("end");
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(state(lab)["digest"], start);
    lab.key(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z);
    EXPECT_NE(state(lab)["digest"], start);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K);
    lab.type("undo");
    lab.key(ImGuiKey_Enter);
    lab.frames(2);
    EXPECT_EQ(state(lab)["digest"], start);
}

TEST(Undo, ADragIsOneChange) {
    NullDriver lab;
    lab.app().command("open two-counters");
    lab.frames(3);
    lab.app().command("seek 2");
    const Widget* bar = find_widget("Scrub");
    ASSERT_TRUE(bar);
    const float y = bar->y + bar->h / 2;
    lab.drag(bar->x + bar->w * 0.3f, y, bar->x + bar->w * 0.9f, y);
    EXPECT_GT(state(lab)["step"], 10);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(state(lab)["step"], 2);
}

} // namespace
} // namespace lazymmu::gui
