// Files are whole or old, never half; and the dialog that saves and opens them.
#include "app/gui/backends/native/native_files.h"
#include "app/gui/backends/native/start.h"
#include "tests/gui/keep.h"

#include <random>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace lazymmu::gui {
namespace {

using namespace test;

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
    const KeepFolder folder;
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
        const std::string text = read_whole(path).bytes;
        ASSERT_NE(text, "");
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
    const KeepFolder folder;
    const std::string path = folder.path + "/a";
    ASSERT_EQ(write_whole(path, "old"), "");
    EXPECT_NE(write_whole(folder.path + "/none/a", "new"), "");
    EXPECT_NE(write_whole(folder.path, "new"), "");
    EXPECT_EQ(read_whole(path).bytes, "old");
    EXPECT_EQ(list_folder(folder.path).size(), 1u); // and nothing beside it
}

TEST(Keep, AWriterRespectsWhatIsThere) {
    const KeepFolder folder;
    const std::string target = folder.path + "/real", link = folder.path + "/link";
    ASSERT_EQ(write_whole(target, "old"), "");
    ASSERT_EQ(::chmod(target.c_str(), 0600), 0);
    fs::create_symlink("real", link);
    ASSERT_EQ(write_whole(link, "new"), "");
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_EQ(read_whole(target).bytes, "new");
    struct stat s;
    ASSERT_EQ(::stat(target.c_str(), &s), 0);
    EXPECT_EQ(s.st_mode & 0777u, 0600u);
    fs::create_symlink("not there yet", folder.path + "/dangling");
    ASSERT_EQ(write_whole(folder.path + "/dangling", "new"), "");
    EXPECT_EQ(read_whole(folder.path + "/not there yet").bytes, "new");
    fs::create_symlink("loop", folder.path + "/loop");
    EXPECT_NE(write_whole(folder.path + "/loop", "new"), "");
    const std::string pipe = folder.path + "/pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_NE(write_whole(pipe, "new").find("is no regular file"), std::string::npos);
    EXPECT_NE(write_whole("/dev/null", "new"), "");
    EXPECT_TRUE(fs::is_fifo(pipe));
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(Keep, AReaderIsBoundedAndNeverWaits) {
    const KeepFolder folder;
    const std::string pipe = folder.path + "/pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(read_whole(pipe).problem, ReadFile::irregular);
    EXPECT_EQ(read_whole(folder.path).problem, ReadFile::irregular);
    EXPECT_EQ(read_whole(folder.path + "/none").problem, ReadFile::missing);
    // says that it has no bytes, and has more than fit into memory
    if (fs::exists("/proc/self/pagemap")) {
        const ReadFile read = read_whole("/proc/self/pagemap", 100000);
        EXPECT_NE(read.problem, ReadFile::none);
        EXPECT_EQ(read.bytes, "");
    }
    ASSERT_EQ(write_whole(folder.path + "/a", std::string(1000, 'x')), "");
    EXPECT_EQ(read_whole(folder.path + "/a", 999).problem, ReadFile::too_large);
    EXPECT_EQ(read_whole(folder.path + "/a", 1000).bytes.size(), 1000u);
    NullDriver lab;
    for (const std::string& path : {pipe, std::string("/proc/self/pagemap"), folder.path + "/no"}) {
        lab.app().command("dismiss");
        open_file(lab.app(), path);
        EXPECT_NE(state_of(lab)["error"], "") << path;
    }
}

// The dialog, by hand.
struct WithFiles {
    KeepFolder folder;
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
    const std::string digest = state_of(f.lab)["digest"];
    f.lab.key(ImGuiMod_Ctrl | ImGuiKey_S);
    ASSERT_TRUE(state_of(f.lab)["file_dialog_shown"]);
    f.type_path(path);
    EXPECT_EQ(state_of(f.lab)["file_path"], path);
    ASSERT_TRUE(f.lab.click("Save"));
    f.lab.frames(2);
    EXPECT_FALSE(state_of(f.lab)["file_dialog_shown"]);
    ASSERT_TRUE(fs::exists(path));
    EXPECT_NE(std::string(state_of(f.lab)["notice"]).find("mine.lazymmu.json"), std::string::npos);
    f.lab.app().command("home");
    f.lab.key(ImGuiMod_Ctrl | ImGuiKey_O);
    f.type_path(f.folder.path + "/mi");
    f.lab.key(ImGuiKey_Tab);
    EXPECT_EQ(state_of(f.lab)["file_path"], path);
    f.lab.key(ImGuiKey_Enter);
    f.lab.frames(2);
    EXPECT_EQ(state_of(f.lab)["digest"], digest);
    // the second time it knows where
    f.lab.app().command("seek 3");
    f.lab.key(ImGuiMod_Ctrl | ImGuiKey_S);
    EXPECT_FALSE(state_of(f.lab)["file_dialog_shown"]);
    EXPECT_EQ(f.lab.app().command("open file " + path), "");
    EXPECT_EQ(state_of(f.lab)["step"], 3);
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
    EXPECT_EQ(state_of(f.lab)["file_path"], f.folder.path + "/sub/");
    ASSERT_TRUE(f.lab.click("a.txt"));
    f.lab.frames(2);
    EXPECT_EQ(state_of(f.lab)["mode"], "playground");
    f.lab.app().command("open file");
    f.lab.frames(3);
    f.lab.key(ImGuiKey_Escape);
    EXPECT_FALSE(state_of(f.lab)["file_dialog_shown"]);
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

} // namespace
} // namespace lazymmu::gui
