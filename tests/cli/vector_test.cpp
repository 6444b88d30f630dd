// Conformance programs from anybody: what is wrong is said with a place, and nothing crashes.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

std::string program(const std::string& rest, const std::string& arch = "arm64") {
    return R"({"id":"a","arch":")" + arch + R"(","kernel":"v7.2",)" + rest + "}\n";
}

std::string with_op(const std::string& op) {
    return program(R"("ops":[)" + op + R"(],"steps":[{}])");
}

TEST(Vector, AGoodOneRuns) {
    const std::string path = temp_file(
        "good.jsonl",
        "\n" + program(R"("config":{"page_size":4096},"ops":[["enable"],["set_pte","user1",)"
                       R"("0x400000",7,"pwu"],["switch","task1"],["read_pte","user1","0x400000"]],)"
                       R"("steps":[{},{"hw":[]},{"state":{}},{}])"));
    const Result r = lazymmu("run --vector " + path + ":a");
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_TRUE(has(r.out, "set_pte_at(0x400000, 7, \"pwu\")")) << r.out;
}

TEST(Vector, WhatIsWrongHasAPlaceAndWhatWasExpected) {
    const std::string empty = R"(,"ops":[],"steps":[])";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"[\"a\"]\n", ":2:1: error: this must be an object, found an array"},
        {"{\"id\":\"a\"}\n", ":2:1: error: missing \"arch\""},
        {"{\"x\":\"a\",\"id\":7}\n", ":2:15: error: \"id\" must be a text, found the number 7"},
        {R"({"id":"a","arch":"vax","kernel":"v7.2","ops":[],"steps":[]})"
         "\n",
         ":2:18: error: unknown architecture \"vax\""},
        {R"({"id":"a","arch":"x86","kernel":"v0.1","ops":[],"steps":[]})"
         "\n",
         "error: unknown kernel \"v0.1\""},
        {program("\"config\":[1]" + empty), "\"config\" must be an object, found an array"},
        {program("\"config\":7" + empty), "\"config\" must be an object, found the number 7"},
        {program(R"("config":{"task_init_pause":"x"})" + empty), "from 0 to 255, found the text"},
        {program(R"("config":{"task_init_pause":300})" + empty, "x86"),
         "\"task_init_pause\" must be a whole number from 0 to 255, found the number 300"},
        {program(R"("config":{"mmu":3})" + empty, "powerpc"), "must be \"hash\" or \"radix\""},
        {program(R"("config":{"mmu":"hash"})" + empty), "\"mmu\": arm64 has no option \"radix\""},
        {program(R"("config":{"mm_local":3})" + empty, "powerpc"), "must be an object"},
        {program(R"("config":{"mm_local":{"user1":"yes"}})" + empty, "powerpc"),
         "\"user1\" must be true or false, found the text \"yes\""},
        {program(R"("config":{"mm_local":{"user9":true}})" + empty, "powerpc"), "unknown mm"},
        {program(R"("config":{"colour":1})" + empty), "unknown key \"colour\" in \"config\""},
        {program(R"("ops":[["enable"]],"steps":[])"), "\"steps\" has 0 elements: expected 1"},
        {program(R"("ops":[["enable"]],"steps":[7])"), "this must be an object"},
        {program(R"("ops":[["enable"]],"steps":[{"hw":7}])"), "\"hw\" must be an array"},
        {program(R"("init":7,"ops":[],"steps":[])"), "\"init\" must be an object"},
        {with_op("7"), "must be an array, found the number 7"},
        {with_op("[]"), "an operation begins with its name"},
        {with_op("[[]]"), "an operation begins with its name"},
        {with_op(R"(["enabel"])"), "did you mean \"enable\"?"},
        {with_op(R"(["set_pte"])"), "\"set_pte\" has 0 arguments: expected 4"},
        {with_op(R"(["enable",1])"), "\"enable\" has 1 arguments: expected 0"},
        {with_op(R"(["set_pte",1,2,3,4])"), "expected \"init_mm\", \"user1\""},
        {with_op(R"(["set_pte","user1",2,3,4])"), "expected an address like"},
        {with_op(R"(["set_pte","user1","0x400000","7","p"])"), "must be a whole number from 0"},
        {with_op(R"(["set_pte","user1","0x400000",-7,"p"])"), "must be a whole number from 0"},
        {with_op(R"(["set_pte","user1","0x400000",7,"p\");"])"), "expected flags out of"},
        {with_op(R"(["switch",""])"), "expected \"task0\" to \"task"},
        {with_op(R"(["switch","task9"])"), "expected \"task0\" to \"task"},
        {with_op(R"(["clear_pte","user1","USER); repeat 60000 { ptep_get(USER); } touch(USER"])"),
         "expected an address like"},
        {with_op(R"(["clear_pte","user1","0xffffffffffffffff"])"), ":2:49: error: "},
        {"{\"id\":\"a\",}\n", ":2:11: error: not valid JSON"},
        {"{\"id\":\"a\", \xff}\n", "error: not a text file: byte 0xff"},
    };
    for (const auto& [text, message] : cases) {
        const Result r = lazymmu("run --vector " + temp_file("bad.jsonl", "\n" + text) + ":a");
        EXPECT_EQ(r.code, 2) << text;
        EXPECT_EQ(r.out, "") << text;
        EXPECT_TRUE(has(r.err, "bad.jsonl:2:")) << text << r.err;
        EXPECT_TRUE(has(r.err, message)) << text << r.err;
    }
}

TEST(Vector, DeepNestingIsRefused) {
    const std::string deep = std::string(300'000, '[') + std::string(300'000, ']');
    for (const std::string& text : {with_op(deep), program("\"config\":" + deep),
                                    program(R"("ops":[],"steps":[],"more":)" + deep)}) {
        const Result r = lazymmu("run --vector " + temp_file("deep.jsonl", text) + ":a");
        EXPECT_EQ(r.code, 2);
        EXPECT_TRUE(has(r.err, "deep.jsonl:1:")) << r.err;
        EXPECT_TRUE(has(r.err, "nested too deep")) << r.err;
    }
}

} // namespace
} // namespace lazymmu_cli_test
