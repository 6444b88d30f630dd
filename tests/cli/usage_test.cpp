// Names that are wrong, help, versions and colours: how a command line is answered.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

TEST(Usage, UnknownThingsNameTheNearest) {
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"rnu x", "unknown command \"rnu\"; did you mean \"run\"?"},
        {"run --ach arm64 x", "unknown option \"--ach\"; did you mean \"--arch\"?"},
        {"run --arch amr64 x", "unknown architecture \"amr64\"; did you mean \"arm64\"?"},
        {"run --kernel v7.o x", "unknown kernel \"v7.o\"; did you mean"},
        {"run --kernel v7.4 x", "unknown kernel \"v7.4\"; did you mean \"v7.3\"?"},
        {"run --kernel v6.15 x", "did you mean \"v6.12\" or \"v6.18\"?"},
        {"run --kernel latest x", "there are v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3"},
        {"run --arch riscv64 x", "there are arm64, powerpc, sparc, x86"},
        {"run --patch fix x", "there are revert-291b3abed657, ctxsw-pause-resume, tolerate"},
        {"check --format ktpa x", "unknown format \"ktpa\"; did you mean \"ktap\"?"},
        {"run --patch tolerat x", "unknown patch \"tolerat\"; did you mean \"tolerate\"?"},
        {"help chekc", "did you mean \"check\"?"},
        {"run", "run needs a file"},
        {"run a b", "run takes one file"},
        {"check", "check needs a lesson"},
        {"run --arch", "--arch needs a value"},
        {"run --json=1 x", "--json takes no value"},
        {"run --cpus 9 x", "expected a number from 1 to 4"},
        {"run --steps -1 x", "expected a number"},
        {"run --arch arm64 --arch x86 x", "--arch is given twice"},
        {"--verison", "unknown option"},
    };
    for (const auto& [args, message] : cases) {
        const Result r = lazymmu(args);
        EXPECT_EQ(r.code, 2) << args;
        EXPECT_EQ(r.out, "") << args;
        EXPECT_TRUE(has(r.err, message)) << args << ": " << r.err;
    }
}

// The names that other people have for the architectures.
TEST(Usage, OtherNamesOfArchitectures) {
    const std::string script = temp_file("alias.lm", "touch(USER);\n");
    for (const auto& [alias, name] : {std::pair("aarch64", "arm64"),
                                      {"sparc64", "sparc"},
                                      {"ppc64", "powerpc"},
                                      {"ppc64le", "powerpc"},
                                      {"x86_64", "x86"},
                                      {"xen", "x86"}}) {
        const Result r = lazymmu(std::string("run --json --arch ") + alias + " " + script);
        EXPECT_EQ(r.code, 0) << alias << r.err;
        EXPECT_EQ(json_lines(r.out)[0]["arch"], name) << alias;
    }
}

TEST(Usage, HelpAndVersion) {
    const Result help = lazymmu("--help");
    EXPECT_EQ(help.code, 0);
    for (const char* command : {"run FILE", "check PATH", "help"})
        EXPECT_TRUE(has(help.out, command));
    // every command that is listed exists
    std::istringstream lines(help.out);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("  ", 0) != 0 || line.rfind("  lazymmu", 0) == 0 ||
            line.rfind("  --", 0) == 0)
            continue;
        const std::string name = line.substr(2, line.find(' ', 2) - 2);
        EXPECT_EQ(lazymmu("help " + name).code, 0) << name;
        EXPECT_EQ(lazymmu(name + " --help").code, 0) << name;
    }
    const Result run = lazymmu("help run");
    EXPECT_EQ(run.code, 0);
    EXPECT_TRUE(has(run.out, "--digest"));
    EXPECT_EQ(run.out, lazymmu("run --help").out);
    EXPECT_TRUE(has(lazymmu("--version").out, "lazymmu 0."));
    EXPECT_EQ(lazymmu("").code, 2);
}

TEST(Usage, ColourOnlyWhereItIsWanted) {
    const std::string run = "run lessons/arm64-one-section.json --lesson-steps 1";
    EXPECT_FALSE(has(lazymmu(run).out, "\x1b")); // not a terminal
    EXPECT_TRUE(has(lazymmu(run + " --color always").out, "\x1b[1m"));
    EXPECT_FALSE(has(lazymmu(run + " --color never").out, "\x1b"));
    EXPECT_EQ(lazymmu(run + " --color blue").code, 2);
    for (unsigned char c : lazymmu(run + " --ascii").out) ASSERT_LT(c, 0x80);
}

} // namespace
} // namespace lazymmu_cli_test
