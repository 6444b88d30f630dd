// The table of calls: complete, and its texts fit what the compiler accepts.
#include "tests/engine/script_support.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace lazymmu::test {
namespace {

int argument_count(const ApiCall& call) {
    int n = 0;
    for (Param p : call.params) n += p == Param::pte ? 2 : 1;
    return n;
}

TEST(Api, NamesAreUniqueAndFindTheirCall) {
    std::set<std::string> names;
    for (const ApiCall& call : api_calls()) {
        EXPECT_TRUE(names.insert(call.name).second) << call.name;
        EXPECT_EQ(find_api_call(call.name), &call);
    }
    EXPECT_EQ(find_api_call("set_pte"), nullptr);
    EXPECT_EQ(find_api_call(""), nullptr);
    EXPECT_GE(names.size(), 29u);
}

TEST(Api, ArgumentsFitAnOpAndAnMmComesFirst) {
    for (const ApiCall& call : api_calls()) {
        EXPECT_LE(argument_count(call), limits::args) << call.name;
        for (size_t i = 1; i < call.params.size(); i++) EXPECT_NE(call.params[i], Param::mm);
        // The mm of kernel addresses is found from the parameter after it.
        if (call.params.size() > 1 && call.params[0] == Param::mm) {
            const Param p = call.params[1];
            EXPECT_TRUE(p == Param::va || p == Param::ptep || p == Param::pmdp) << call.name;
        }
    }
}

TEST(Api, EveryCallIsDocumentedInOneLine) {
    for (const ApiCall& call : api_calls()) {
        const std::string doc = call.doc, signature = call.signature;
        EXPECT_GT(doc.size(), 10u) << call.name;
        EXPECT_LE(doc.size(), 100u) << call.name;
        EXPECT_EQ(doc.find('\n'), std::string::npos);
        EXPECT_EQ(doc.back() == '.' || doc.back() == '?', true) << doc;
        EXPECT_EQ(signature.rfind(std::string(call.name) + "(", 0), 0u) << signature;
        const bool has_mm = !call.params.empty() && call.params[0] == Param::mm;
        EXPECT_EQ(signature.find("[mm") != std::string::npos, has_mm) << signature;
    }
}

TEST(Api, ExistsOnIsNoSubstring) {
    const ApiCall& map = *find_api_call("__kernel_map_pages");
    EXPECT_EQ(only_on_text(map), "arm64 and x86");
    EXPECT_TRUE(exists_on(map, "arm64"));
    EXPECT_TRUE(exists_on(map, "x86"));
    for (const char* no : {"arm", "x8", "and", "", "powerpc", "arm64 and x86"})
        EXPECT_FALSE(exists_on(map, no)) << no;
    EXPECT_TRUE(exists_on(*find_api_call("access"), "anything"));
    EXPECT_EQ(only_on_text(*find_api_call("access")), "");
}

TEST(Api, EveryExampleCompilesToItsCall) {
    for (const Arch* arch : {&small_pages(), &low_kernel()}) {
        for (const ApiCall& call : api_calls()) {
            Arch one = *arch;
            if (!call.only_on.empty()) {
                const ScriptResult wrong = compile_script(call.example, *arch);
                ASSERT_EQ(wrong.errors.size(), 1u) << call.name;
                EXPECT_EQ(wrong.errors[0].message, std::string(call.name) + "() exists only on " +
                                                       only_on_text(call) + ", not on " +
                                                       arch->name);
                one.name = call.only_on[0];
            }
            const ScriptResult r = compile_script(call.example, one);
            ASSERT_TRUE(r.program) << call.example << "\n" << errors_text(r.errors);
            ASSERT_EQ(r.program->tasks[0].ops.size(), 1u);
            EXPECT_EQ(&api_calls()[r.program->tasks[0].ops[0].call], &call);
        }
    }
}

// docs/SCRIPT.md repeats the table; '|' is written "\|" inside a Markdown table.
TEST(Api, TheReferenceListsEveryCall) {
    std::ifstream in(LAZYMMU_SOURCE_DIR "/docs/SCRIPT.md");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    ASSERT_FALSE(text.empty());
    for (const ApiCall& call : api_calls()) {
        std::string signature;
        for (const char* c = call.signature; *c; c++) {
            if (*c == '|') signature += '\\';
            signature += *c;
        }
        EXPECT_NE(text.find("| `" + signature + "` | " + call.doc + " |\n"), std::string::npos)
            << call.name;
    }
}

// Every script in the reference is one.
TEST(Api, TheReferencesExamplesCompile) {
    std::ifstream in(LAZYMMU_SOURCE_DIR "/docs/SCRIPT.md");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    int examples = 0;
    for (size_t at = text.find("```c\n"); at != std::string::npos; at = text.find("```c\n", at)) {
        const size_t end = text.find("```\n", at += 5);
        ASSERT_NE(end, std::string::npos);
        const ScriptResult r = compile_script(text.substr(at, end - at), small_pages());
        EXPECT_TRUE(r.program) << text.substr(at, end - at) << errors_text(r.errors);
        at = end;
        examples++;
    }
    EXPECT_EQ(examples, 3);
}

} // namespace
} // namespace lazymmu::test
