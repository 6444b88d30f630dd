// A program that crashed: what was open comes back, and nothing of it is written over.
#include "tests/gui/keep.h"

#include <algorithm>

#include <fcntl.h>
#include <sys/file.h>

namespace lazymmu::gui {
namespace {

using namespace test;

// A program that did these, and ended otherwise than by being closed.
void crash(const KeepFolder& folder, const char* first, const char* second) {
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    lab.app().command(first);
    lab.app().command(second);
    keeper.tick(1);
}

TEST(Keep, WhatACrashLeftIsOpenedAgainAndCanBeUndone) {
    const KeepFolder folder;
    std::string digest, first;
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        EXPECT_EQ(state_of(lab)["notice"], "");
        first = state_of(lab)["digest"];
        lab.app().command("open preemption-sleeping");
        lab.app().command("arch x86");
        lab.app().command("seek 11");
        keeper.tick(1);
        digest = state_of(lab)["digest"];
    } // without finish(): a crash
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        EXPECT_EQ(state_of(lab)["digest"], digest);
        EXPECT_EQ(state_of(lab)["arch"], "x86");
        EXPECT_NE(std::string(state_of(lab)["notice"]).find("did not end properly"),
                  std::string::npos);
        lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
        EXPECT_EQ(state_of(lab)["digest"], first);
        keeper.tick(1);
        keeper.finish();
    }
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state_of(lab)["notice"], ""); // that end was a proper one
    EXPECT_NE(keeper.last_session(), "");
}

TEST(Keep, ACrashInsideTheFirstSecondLosesNothing) {
    const KeepFolder folder;
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
        EXPECT_EQ(state_of(lab)["step"], 9);
    }
}

TEST(Keep, TheScriptBehindALessonToo) {
    const KeepFolder folder;
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
    EXPECT_EQ(state_of(lab)["lesson"], "who-reads");
    lab.app().command("mode playground");
    EXPECT_EQ(state_of(lab)["title"], "mine.lazy");
    EXPECT_EQ(lab.app().file_text(), "touch(USER);\n");
}

TEST(Keep, TwoProgramsDoNotDisturbEachOther) {
    const KeepFolder folder;
    ASSERT_EQ(write_whole(folder.path + "/session-0.lazymmu.json", "of the other"), "");
    const int other = ::open((folder.path + "/session-0.lock").c_str(), O_RDWR | O_CREAT, 0600);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state_of(lab)["notice"], "");
    keeper.tick(1);
    EXPECT_EQ(read_whole(folder.path + "/session-0.lazymmu.json").bytes, "of the other");
    EXPECT_TRUE(fs::exists(folder.path + "/session-1.lazymmu.json"));
    ::close(other);
}

TEST(Keep, AnAskedForLessonIsNotReplacedAndTheCrashWaits) {
    const KeepFolder folder;
    crash(folder, "open two-counters", "seek 9");
    {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, false);
        keeper.tick(1);
        EXPECT_NE(std::string(state_of(lab)["notice"]).find("1 session that"), std::string::npos);
        EXPECT_NE(state_of(lab)["lesson"], "two-counters");
        keeper.finish();
    }
    NullDriver lab;
    Keeper keeper(lab.app());
    keeper.start(folder.path, true);
    EXPECT_EQ(state_of(lab)["lesson"], "two-counters");
    EXPECT_EQ(state_of(lab)["step"], 9);
}

TEST(Keep, EveryWindowThatCrashedComesBack) {
    const KeepFolder folder;
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
        back.push_back(state_of(lab)["lesson"]);
        EXPECT_EQ(std::string(state_of(lab)["notice"]).find("1 session more") != std::string::npos,
                  i == 0);
        keeper.tick(1);
        keeper.finish();
    }
    std::sort(back.begin(), back.end());
    EXPECT_EQ(back, (std::vector<std::string>{"two-counters", "who-reads"}));
}

TEST(Keep, WhatACrashLeftAndCannotBeOpenedIsNeverWrittenOver) {
    const KeepFolder folder;
    for (const char* text : {"one", "two", "three"}) {
        ASSERT_EQ(write_whole(folder.path + "/session-0.lazymmu.json", text), "");
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        EXPECT_NE(std::string(state_of(lab)["notice"]).find("/crashed"), std::string::npos);
        keeper.tick(1);
        keeper.finish();
    }
    EXPECT_EQ(read_whole(folder.path + "/crashed.lazymmu.json").bytes, "one");
    EXPECT_EQ(read_whole(folder.path + "/crashed-2.lazymmu.json").bytes, "two");
    EXPECT_EQ(read_whole(folder.path + "/crashed-3.lazymmu.json").bytes, "three");
}

} // namespace
} // namespace lazymmu::gui
