// Output that is lost is no success: every command says so.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

std::vector<std::string> commands_that_print() {
    const std::string script = temp_file("out.lazy", "lazy_mmu_mode_enable();\n");
    return {"--help",
            "--version",
            "help",
            "help run",
            "run --help",
            "run lessons/nested-sections.json",
            "run --json lessons/nested-sections.json",
            "run --quiet --digest " + script,
            "check lessons/nested-sections.json",
            "check --format ktap lessons/nested-sections.json",
            "check --format junit lessons/nested-sections.json",
            "check --format json lessons/nested-sections.json",
            "explore " + script,
            "explore --json " + script,
            "explore --trace " + script,
            "explore --bakeoff " + script,
            "explore --generate 1 --calls enable",
            "compare " + script,
            "compare --json " + script,
            "diff " + script,
            "diff --json " + script,
            "export " + script,
            "export --format csv " + script,
            "export --format link " + script,
            "new " + testing::TempDir() + "/new-" + std::to_string(getpid())};
}

TEST(Output, ThatIsLostIsNoSuccess) {
    // every command there is
    const std::string help = lazymmu("--help").out;
    std::string all;
    for (const std::string& c : commands_that_print()) all += c + "\n";
    for (const char* name : {"run", "check", "explore", "compare", "diff", "export", "new", "help"})
        EXPECT_TRUE(has(help, std::string("\n  ") + name + " ") && has(all, name)) << name;
    for (const char* where : {" >/dev/full", " >&-"})
        for (const std::string& command : commands_that_print()) {
            const Result r = lazymmu(command + where);
            EXPECT_EQ(r.code, 2) << command << where;
            EXPECT_TRUE(has(r.err, "standard output: ")) << command << where << r.err;
            std::remove(
                (testing::TempDir() + "/new-" + std::to_string(getpid()) + ".json").c_str());
        }
}

TEST(Output, IntoAFileThatCannotHoldIt) {
    const std::string script = temp_file("race.lazy", "task A { lazy_mmu_mode_enable(); "
                                                      "set_pte_at(USER, 7, \"pwu\"); } task B { "
                                                      "lazy_mmu_mode_enable(); }\n");
    for (const std::string& command :
         {"export --output /dev/full " + script, "export --output /nonexistent/x " + script,
          "explore --arch x86 --kernel v7.0 --itf /dev/full " + script,
          "explore --arch x86 --kernel v7.0 --save-lesson /dev/full " + script}) {
        const Result r = lazymmu(command);
        EXPECT_EQ(r.code, 2) << command;
        EXPECT_TRUE(has(r.err, "lazymmu: /")) << command << r.err;
    }
}

// A file that is opened must not become standard output, or standard input.
TEST(Output, ClosedStreamsAreNotReused) {
    const std::string script = temp_file("closed.lazy", "lazy_mmu_mode_enable();\n");
    const std::string out = testing::TempDir() + "/closed-" + std::to_string(getpid());
    const Result r =
        lazymmu("export --format session --output '" + out + "' " + script + " >&- <&-");
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_EQ(Json::parse(read_file(out))["lazymmu"], "session");
    std::remove(out.c_str());
    EXPECT_EQ(lazymmu("run - <&-").code, 2);
}

} // namespace
} // namespace lazymmu_cli_test
