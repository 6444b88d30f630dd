// What outlives the program: settings, answers and what is open; and what can be undone.
#include "tests/gui/keep.h"

#include <fstream>

#include <sys/stat.h>

namespace lazymmu::gui {
namespace {

using namespace test;

TEST(Keep, WhatAKilledWriterLeftIsTakenAway) {
    const KeepFolder folder;
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
    const KeepFolder folder;
    const std::string newer = R"({"format_version":99,"quizzes":[]})", hurt = "{\"theme\":";
    ASSERT_EQ(write_whole(folder.path + "/progress.json", newer), "");
    ASSERT_EQ(write_whole(folder.path + "/settings.json", hurt), "");
    for (int i = 0; i < 2; i++) {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(folder.path, true);
        const std::string notice = state_of(lab)["notice"];
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
    const KeepFolder folder;
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
    const KeepFolder folder;
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
    EXPECT_NE(std::string(state_of(lab)["notice"]).find("cannot be kept"), std::string::npos);
    fs::remove(path);
    EXPECT_GT(keeper.tick(3), 60);
    EXPECT_EQ(nlohmann::json::parse(read_whole(path).bytes)["position"], 33);
    EXPECT_NE(std::string(state_of(lab)["notice"]).find("kept again"), std::string::npos);
}

TEST(Keep, AFolderThatCannotBeIsTold) {
    const KeepFolder folder;
    ASSERT_EQ(write_whole(folder.path + "/file", "x"), "");
    for (const std::string& path : {folder.path + "/file/state", std::string()}) {
        NullDriver lab;
        Keeper keeper(lab.app());
        keeper.start(path, true);
        EXPECT_NE(std::string(state_of(lab)["notice"]).find("cannot be kept"), std::string::npos);
        EXPECT_GT(keeper.tick(1), 1e6);
        keeper.finish();
    }
}

TEST(Keep, SettingsAndAnswersToo) {
    const KeepFolder folder;
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
    EXPECT_EQ(state_of(lab)["theme"], "light");
    EXPECT_NE(lab.app().progress().find("\"kunit\""), std::string::npos);
}

TEST(Answers, AreClearedWhenTheReaderSaysSoTwice) {
    NullDriver lab;
    lab.app().load_progress("p", one_answer);
    const std::string before = lab.app().progress();
    for (const char* button : {"Keep them", "Clear"}) {
        EXPECT_EQ(lab.app().progress(), before);
        EXPECT_EQ(lab.app().command("clear answers all"), "");
        EXPECT_EQ(state_of(lab)["confirm"], "all");
        lab.frames(3);
        ASSERT_TRUE(lab.click(button));
        lab.frames(2);
        EXPECT_EQ(state_of(lab)["confirm"], "");
    }
    EXPECT_EQ(lab.app().progress().find("solved"), std::string::npos);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K); // and from the list of all commands
    lab.type("clear answers lesson");
    lab.key(ImGuiKey_Enter);
    lab.frames(3);
    EXPECT_EQ(state_of(lab)["confirm"], "lesson");
    lab.key(ImGuiKey_Escape);
    EXPECT_EQ(state_of(lab)["confirm"], "");
}

TEST(Answers, ASkippedQuestionHasAButtonThatAsksAgain) {
    NullDriver lab;
    lab.resize(1280, 800);
    lab.app().command("open two-counters");
    for (int i = 0;
         i < 20 && !(state_of(lab)["quiz"].is_object() && state_of(lab)["quiz"]["skipped"]); i++)
        lab.app().command("step lesson");
    ASSERT_EQ(state_of(lab)["quiz"]["skipped"], true);
    lab.frames(3);
    ASSERT_TRUE(lab.click("Ask again"));
    lab.frames(2);
    EXPECT_EQ(state_of(lab)["quiz"]["skipped"], false);
    EXPECT_EQ(state_of(lab)["quiz"]["standing"], "open");
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

TEST(Undo, ByKeyAndByPalette) {
    NullDriver lab;
    lab.app().command("open two-counters");
    const std::string start = state_of(lab)["digest"];
    lab.app().command("end");
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(state_of(lab)["digest"], start);
    lab.key(ImGuiMod_Ctrl | ImGuiMod_Shift | ImGuiKey_Z);
    EXPECT_NE(state_of(lab)["digest"], start);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_K);
    lab.type("undo");
    lab.key(ImGuiKey_Enter);
    lab.frames(2);
    EXPECT_EQ(state_of(lab)["digest"], start);
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
    EXPECT_GT(state_of(lab)["step"], 10);
    lab.key(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(state_of(lab)["step"], 2);
}

} // namespace
} // namespace lazymmu::gui
