// What a statement's call returned stands at its end; and a line that ran names no outcome that did
// not come.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

std::string line_with(const std::string& text, const std::string& part) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (has(line, part)) return line;
    return "";
}

TEST(Returned, StandsAtTheEndOfTheStatement) {
    const std::string script = temp_file("ret.lazy", "set_pte_at(USER, 7, \"pwu\");\n"
                                                     "is_lazy_mmu_mode_active();\n"
                                                     "lazy_mmu_mode_enable();\n"
                                                     "is_lazy_mmu_mode_active();\n"
                                                     "lazy_mmu_mode_disable();\n"
                                                     "access(USER, \"r\");\n"
                                                     "access(USER + PAGE, \"w\");\n"
                                                     "ptep_get(USER);\n"
                                                     "modify_prot(USER, \"pu\");\n"
                                                     "ptep_get_and_clear(USER);\n"
                                                     "ptep_get(USER);\n");
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        const std::string on = std::string(" --arch ") + arch + " --kernel v7.2 " + script;
        const Result run = lazymmu("run --depth 0" + on);
        const Result mail = lazymmu("export" + on);
        for (const auto& [statement, value] : std::vector<std::pair<std::string, std::string>>{
                 {"is_lazy_mmu_mode_active();", "false"},
                 {"access(", "true"},
                 {"ptep_get(", "frame 7, pwu"},
                 {"modify_prot(", "frame 7, pwu"},
                 {"ptep_get_and_clear(", "frame 7, pu"}}) {
            EXPECT_TRUE(has(line_with(run.out, statement), ";  → " + value)) << arch << run.out;
            const std::string text = mail.out.substr(mail.out.find("\nRun"));
            EXPECT_TRUE(has(text, ";  -> " + value)) << arch << text;
        }
        const size_t second = run.out.rfind("is_lazy_mmu_mode_active();");
        EXPECT_EQ(run.out.find("is_lazy_mmu_mode_active();  → true\n"), second) << run.out;
        EXPECT_TRUE(has(run.out, ";  → false")) << run.out;
        EXPECT_TRUE(has(run.out, ";  → empty")) << run.out;
        for (const char* nothing : {"set_pte_at(", "lazy_mmu_mode_enable("})
            EXPECT_FALSE(has(line_with(run.out, nothing), " → ")) << run.out;
        EXPECT_TRUE(has(lazymmu("run --ascii --depth 0" + on).out, ";  -> true"));
    }
}

// An answer that comes after another task has run, or an interrupt, is told with its own row.
TEST(Returned, IsToldWhereverItComes) {
    const std::string script =
        temp_file("ret2.lazy", "access(USER, \"r\");\nirq { ptep_get(KERNEL); }\n"
                               "is_lazy_mmu_mode_active();\n");
    const Result r = lazymmu("run " + script);
    EXPECT_TRUE(has(line_with(r.out, "ptep_get("), "→ empty")) << r.out;
    EXPECT_TRUE(has(line_with(r.out, "is_lazy_mmu_mode_active();"), "→ false")) << r.out;
}

TEST(Returned, NoLineThatRanNamesAFaultThatDidNotCome) {
    const std::string script =
        temp_file("walk.lazy", "set_pte_at(USER, 7, \"pwu\");\naccess(USER, \"r\");\n");
    for (const char* arch : {"arm64", "powerpc", "sparc", "x86"}) {
        const Result r = lazymmu(std::string("run --arch ") + arch + " " + script);
        EXPECT_TRUE(has(r.out, "reaches frame 7")) << r.out;
        std::istringstream in(r.out);
        for (std::string line; std::getline(in, line);)
            EXPECT_TRUE(!has(line, "page fault") || has(line, "if (")) << line;
    }
}

} // namespace
} // namespace lazymmu_cli_test
