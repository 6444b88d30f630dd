// Files that are no files, names that look like links, and runs that do not get to their end.
#include "tests/cli/program.h"

#include <filesystem>

#include <sys/stat.h>

namespace lazymmu_cli_test {
namespace {

namespace fs = std::filesystem;

struct PlainFolder {
    fs::path path = fs::path(testing::TempDir()) / ("lazymmu_files_" + std::to_string(getpid()));
    PlainFolder() { fs::create_directories(path); }
    ~PlainFolder() { fs::remove_all(path); }
    std::string operator/(const std::string& name) const { return (path / name).string(); }
};

// One that waits for a pipe is ended.
Result in_time(const std::string& args) { return lazymmu(args, "timeout 60"); }

TEST(Files, APipeOrADeviceIsRefused) {
    const PlainFolder folder;
    ASSERT_EQ(mkfifo((folder / "pipe.json").c_str(), 0600), 0);
    ASSERT_EQ(mkfifo((folder / "pipe.jsonl").c_str(), 0600), 0);
    for (const std::string& file : {folder / "pipe.json", std::string("/dev/zero")})
        for (const char* command :
             {"run", "check", "explore", "explore --bakeoff", "compare", "diff", "export"}) {
            const Result r = in_time(std::string(command) + " '" + file + "'");
            EXPECT_EQ(r.code, 2) << command << " " << file;
            EXPECT_EQ(r.err, "lazymmu: " + file +
                                 ": is a pipe or a device; expected a file, or - for standard "
                                 "input\n")
                << command;
        }
    EXPECT_EQ(in_time("run --vector '" + (folder / "pipe.jsonl") + "':a").code, 2);
    EXPECT_EQ(in_time("run --vector /dev/zero:a").code, 2);
}

TEST(Files, APipeAmongLessonsIsPassedOver) {
    const PlainFolder folder;
    fs::copy(LAZYMMU_SOURCE_DIR "/lessons/nested-sections.json", folder.path / "a.json");
    ASSERT_EQ(mkfifo((folder / "b.json").c_str(), 0600), 0);
    fs::create_symlink("/proc/self/pagemap", folder.path / "c.json");
    const std::string session = folder / "s.lazymmu.json";
    std::ofstream(session) << R"({"lazymmu":"session","format_version":1,"lesson":)"
                              R"("nested-sections","machine":{"arch":"arm64","kernel":"v7.0"}})";
    const Result r =
        in_time("run --quiet --lessons '" + folder.path.string() + "' '" + session + "'");
    EXPECT_EQ(r.code, 0) << r.err;
}

TEST(Files, AFileMayBeNamedLikeALink) {
    const PlainFolder folder;
    for (const char* name : {"a#v.lazy", "a#version2.lazy", "#v1.lazy", "a#v1.AAAA"}) {
        std::ofstream(folder / name) << "lazy_mmu_mode_enable();\n";
        const Result r = lazymmu("run --quiet '" + (folder / name) + "'");
        EXPECT_EQ(r.code, 0) << name << r.err;
    }
    EXPECT_TRUE(has(lazymmu("run 'gone#v.lazy'").err, "gone#v.lazy: No such file"));
    EXPECT_TRUE(has(lazymmu("run '#v7.AAAA'").err, "link: the link is of another version"));
}

TEST(Files, AnExportThatHitABoundSaysSo) {
    const std::string script =
        temp_file("bound.lazy", "repeat 20000 as i { set_pte_at(USER + i * PAGE, 7, \"pwu\"); }\n");
    EXPECT_EQ(lazymmu("run --quiet " + script).code, 3);
    for (const char* command :
         {"export --format text ", "export --format csv ", "export --format session ", "diff "}) {
        const Result r = lazymmu(command + script);
        EXPECT_EQ(r.code, 3) << command;
        EXPECT_TRUE(has(r.err, "the machine has no more")) << command << r.err;
        EXPECT_FALSE(r.out.empty()) << command;
    }
    const Result csv = lazymmu("export --format csv " + script);
    EXPECT_TRUE(has(csv.out, ",,,,not_finished,,,,,,the machine has no more")) << csv.err;
    EXPECT_TRUE(has(lazymmu("export " + script).out, "\nNot finished: the machine has no more"));
}

} // namespace
} // namespace lazymmu_cli_test
