// What outlives the program: files are whole or old, never half; what was open comes back.
#include "app/gui/backends/native/files.h"
#include "app/gui/backends/native/keeper.h"
#include "app/gui/backends/native/native_files.h"
#include "app/gui/backends/native/start.h"
#include "tests/gui/driver.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
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

constexpr const char* one_answer = R"({"format_version":1,"quizzes":[{"lesson":"kunit","step":0,
    "standing":"solved","tries":1,"hints":0}]})";

// A program that did these, and ended otherwise than by being closed.
void crash(const Folder& folder, const char* first, const char* second) {
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    lab.app().command(first);
    lab.app().command(second);
    keeper.tick(1);
}

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
    const Folder folder;
    const std::string path = folder.path + "/a";
    ASSERT_EQ(write_whole(path, "old"), "");
    EXPECT_NE(write_whole(folder.path + "/none/a", "new"), "");
    EXPECT_NE(write_whole(folder.path, "new"), "");
    EXPECT_EQ(read_whole(path).bytes, "old");
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
    EXPECT_EQ(read_whole(folder.path + "/session-0.lazymmu.json").bytes, "of the other");
    EXPECT_TRUE(fs::exists(folder.path + "/session-1.lazymmu.json"));
    ::close(other);
}

TEST(Keep, AnAskedForLessonIsNotReplacedAndTheCrashWaits) {
    const Folder folder;
    crash(folder, "open two-counters", "seek 9");
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, false);
        keeper.tick(1);
        EXPECT_NE(std::string(state(lab)["notice"]).find("1 session that"), std::string::npos);
        EXPECT_NE(state(lab)["lesson"], "two-counters");
        keeper.finish();
    }
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state(lab)["lesson"], "two-counters");
    EXPECT_EQ(state(lab)["step"], 9);
}

TEST(Keep, EveryWindowThatCrashedComesBack) {
    const Folder folder;
    { // two at once
        NullDriver first, second;
        Keeper one(first.app()), two(second.app());
        one.start(folder.path, true);
        two.start(folder.path, true);
        first.app().command("open two-counters");
        second.app().command("open who-reads");
        one.tick(1);
        two.tick(1);
    }
    std::vector<std::string> back;
    for (int i = 0; i < 2; i++) { // one after the other
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        back.push_back(state(lab)["lesson"]);
        EXPECT_EQ(std::string(state(lab)["notice"]).find("1 session more") != std::string::npos,
                  i == 0);
        keeper.tick(1);
        keeper.finish();
    }
    std::sort(back.begin(), back.end());
    EXPECT_EQ(back, (std::vector<std::string>{"two-counters", "who-reads"}));
}

TEST(Keep, WhatACrashLeftAndCannotBeOpenedIsNeverWrittenOver) {
    const Folder folder;
    for (const char* text : {"one", "two", "three"}) {
        ASSERT_EQ(write_whole(folder.path + "/session-0.lazymmu.json", text), "");
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        EXPECT_NE(std::string(state(lab)["notice"]).find("/crashed"), std::string::npos);
        keeper.tick(1);
        keeper.finish();
    }
    EXPECT_EQ(read_whole(folder.path + "/crashed.lazymmu.json").bytes, "one");
    EXPECT_EQ(read_whole(folder.path + "/crashed-2.lazymmu.json").bytes, "two");
    EXPECT_EQ(read_whole(folder.path + "/crashed-3.lazymmu.json").bytes, "three");
}

TEST(Keep, WhatAKilledWriterLeftIsTakenAway) {
    const Folder folder;
    for (const char* name :
         {"session-0.lazymmu.json", "session-1.lazymmu.json", "progress.json", "settings.json"})
        std::ofstream(folder.path + "/" + name + ".part4711") << "half";
    std::ofstream(folder.path + "/session-1.lazymmu.json") << "{}";
    std::ofstream(folder.path + "/mine.part") << "the reader's";
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    lab.app().command("theme light");
    lab.app().load_progress("p", one_answer);
    keeper.tick(1);
    for (const auto& f : fs::directory_iterator(folder.path))
        EXPECT_EQ(f.path().string().find(".part4711"), std::string::npos) << f.path();
    EXPECT_TRUE(fs::exists(folder.path + "/mine.part"));
}

TEST(Keep, WhatIsNotUnderstoodIsKeptAside) {
    const Folder folder;
    const std::string newer = R"({"format_version":99,"quizzes":[]})", hurt = "{\"theme\":";
    ASSERT_EQ(write_whole(folder.path + "/progress.json", newer), "");
    ASSERT_EQ(write_whole(folder.path + "/settings.json", hurt), "");
    for (int i = 0; i < 2; i++) {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        const std::string notice = state(lab)["notice"];
        EXPECT_EQ(notice.find("progress.bad.json") != std::string::npos, i == 0) << notice;
        EXPECT_EQ(notice.find("settings.json:1:") != std::string::npos, i == 0) << notice;
        lab.app().command("theme light");
        lab.app().load_progress("p", one_answer);
        keeper.tick(1);
        keeper.finish();
    }
    EXPECT_EQ(read_whole(folder.path + "/progress.bad.json").bytes, newer);
    EXPECT_EQ(read_whole(folder.path + "/settings.bad.json").bytes, hurt);
    EXPECT_NE(read_whole(folder.path + "/progress.json").bytes.find("kunit"), std::string::npos);
    // and what comes while the program runs
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    ASSERT_EQ(write_whole(folder.path + "/progress.json", newer + " "), "");
    lab.app().command("clear answers all now");
    keeper.tick(1);
    EXPECT_EQ(read_whole(folder.path + "/progress.bad-2.json").bytes, newer + " ");
}

TEST(Keep, TwoWindowsShareTheirAnswers) {
    const Folder folder;
    NullDriver first, second;
    Keeper one(first.app()), two(second.app());
    one.start(folder.path, true);
    two.start(folder.path, true);
    std::string other = one_answer;
    other.replace(other.find("kunit"), 5, "other");
    first.app().load_progress("p", one_answer);
    one.tick(1);
    second.app().load_progress("p", other);
    two.tick(1);
    const auto kept = [&folder] { return read_whole(folder.path + "/progress.json").bytes; };
    EXPECT_NE(kept().find("kunit"), std::string::npos);
    EXPECT_NE(kept().find("other"), std::string::npos);
    // one clears, the other answers something else: what was cleared stays so
    first.app().command("clear answers all now");
    one.tick(2);
    other.replace(other.find("other"), 5, "third");
    second.app().load_progress("p", other);
    two.tick(2);
    one.finish();
    two.finish();
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(lab.app().progress(), kept());
    EXPECT_NE(kept().find("third"), std::string::npos);
    EXPECT_EQ(kept().find("\"kunit\",\"step\":0,\"standing\":\"solved\""), std::string::npos);
}

TEST(Keep, AWriteThatFailedIsTriedAgain) {
    const Folder folder;
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    lab.app().command("seek 7");
    keeper.tick(1);
    const std::string path = folder.path + "/session-0.lazymmu.json";
    ASSERT_EQ(fs::remove(path), true);
    ASSERT_EQ(::mkdir(path.c_str(), 0700), 0); // as good as a full disk
    lab.app().command("seek 33");
    EXPECT_LT(keeper.tick(2), 60) << "it will try again by itself";
    EXPECT_NE(std::string(state(lab)["notice"]).find("cannot be kept"), std::string::npos);
    fs::remove(path);
    EXPECT_GT(keeper.tick(3), 60);
    EXPECT_EQ(json::parse(read_whole(path).bytes)["position"], 33);
    EXPECT_NE(std::string(state(lab)["notice"]).find("kept again"), std::string::npos);
}

TEST(Keep, AFolderThatCannotBeIsTold) {
    const Folder folder;
    ASSERT_EQ(write_whole(folder.path + "/file", "x"), "");
    for (const std::string& path : {folder.path + "/file/state", std::string()}) {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(path, true);
        EXPECT_NE(std::string(state(lab)["notice"]).find("cannot be kept"), std::string::npos);
        EXPECT_GT(keeper.tick(1), 1e6);
        keeper.finish();
    }
}

TEST(Keep, AWriterRespectsWhatIsThere) {
    const Folder folder;
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
    const Folder folder;
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
        EXPECT_NE(state(lab)["error"], "") << path;
    }
}

TEST(Keep, SettingsAndAnswersToo) {
    const Folder folder;
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        lab.app().command("theme light");
        lab.app().load_progress("p", one_answer);
        keeper.tick(1);
        keeper.finish();
    }
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state(lab)["theme"], "light");
    EXPECT_NE(lab.app().progress().find("\"kunit\""), std::string::npos);
}

TEST(Answers, AreClearedWhenTheReaderSaysSoTwice) {
    NullDriver lab;
    lab.app().load_progress("p", one_answer);
    const std::string before = lab.app().progress();
    for (const char* button : {"Keep them", "Clear"}) {
        EXPECT_EQ(lab.app().progress(), before);
        EXPECT_EQ(lab.app().command("clear answers all"), "");
        EXPECT_EQ(state(lab)["confirm"], "all");
        lab.frames(3);
        ASSERT_TRUE(lab.click(button));
        lab.frames(2);
        EXPECT_EQ(state(lab)["confirm"], "");
    }
    EXPECT_EQ(lab.app().progress().find("solved"), std::string::npos);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K); // and from the list of all commands
    lab.type("clear answers lesson");
    lab.key(ImGuiKey_Enter);
    lab.frames(3);
    EXPECT_EQ(state(lab)["confirm"], "lesson");
    lab.key(ImGuiKey_Escape);
    EXPECT_EQ(state(lab)["confirm"], "");
}

TEST(Answers, ASkippedQuestionHasAButtonThatAsksAgain) {
    NullDriver lab;
    lab.resize(1280, 800);
    lab.app().command("open two-counters");
    for (int i = 0; i < 20 && !(state(lab)["quiz"].is_object() && state(lab)["quiz"]["skipped"]);
         i++)
        lab.app().command("step lesson");
    ASSERT_EQ(state(lab)["quiz"]["skipped"], true);
    lab.frames(3);
    ASSERT_TRUE(lab.click("Ask again"));
    lab.frames(2);
    EXPECT_EQ(state(lab)["quiz"]["skipped"], false);
    EXPECT_EQ(state(lab)["quiz"]["standing"], "open");
}

TEST(Links, HoldNothingThatWasPutAside) {
    NullDriver lab;
    const std::string_view mine = "touch(USER);\n";
    lab.app().open_bytes("private.lazy",
                         {reinterpret_cast<const unsigned char*>(mine.data()), mine.size()});
    lab.app().command("open who-reads");
    EXPECT_NE(lab.app().saved_json().find("private.lazy"), std::string::npos);
    EXPECT_EQ(lab.app().shared_json().find("private.lazy"), std::string::npos);
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
