// The program as a user meets it: what it prints, where, and how it ends.
#include "tests/cli/program.h"

namespace lazymmu_cli_test {
namespace {

TEST(Run, NestedSectionsBeforeAndAfterTheSeries) {
    const Result after = lazymmu("run lessons/nested-sections.json --arch arm64 --kernel v7.0");
    EXPECT_EQ(after.code, 0) << after.err;
    EXPECT_EQ(after.err, "");
    // enable_count 0→1→2→1→0 with enter, nothing, flush, leave
    const size_t table = after.out.find("The calls:");
    ASSERT_NE(table, std::string::npos);
    const std::string calls = after.out.substr(table);
    size_t at = 0;
    for (const char* part : {"enable         0 → 1", "enter", "enable         1 → 2", "nothing",
                             "disable        2 → 1", "flush", "disable        1 → 0", "leave"}) {
        at = calls.find(part, at);
        ASSERT_NE(at, std::string::npos) << part << "\n" << calls;
    }
    for (const char* change :
         {"enable_count 0 → 1", "enable_count 1 → 2", "enable_count 2 → 1", "enable_count 1 → 0"})
        EXPECT_TRUE(has(after.out, change)) << change;

    const Result before = lazymmu("run lessons/nested-sections.json --arch arm64 --kernel v6.18");
    EXPECT_EQ(before.code, 0);
    EXPECT_FALSE(has(before.out, "enable_count 0 → 1"));
    // the inner leave ends the batching: what follows is eager, and its barriers run at once
    const size_t inner = before.out.find("Step 6 of 8"), back = before.out.find("Step 7 of 8"),
                 end = before.out.find("Step 8 of 8");
    ASSERT_TRUE(inner < back && back < end && end != std::string::npos);
    EXPECT_TRUE(has(before.out.substr(inner, back - inner), "lazy true → false"));
    EXPECT_TRUE(has(before.out.substr(back, end - back), "▶ isb"));
    const std::string seven =
        after.out.substr(after.out.find("Step 7 of 8"),
                         after.out.find("Step 8 of 8") - after.out.find("Step 7 of 8"));
    EXPECT_FALSE(has(seven, "▶ isb"));
}

TEST(Run, FullBatchesAreFlushedAt192) {
    const Result p = lazymmu("run lessons/powerpc-one-section.json");
    EXPECT_EQ(p.code, 0);
    EXPECT_TRUE(has(p.out, "▶ flush_hash_range (mm=user1, n=192"));
    EXPECT_TRUE(has(p.out, "batch.index 191 → 192"));
    const Result s = lazymmu("run lessons/sparc-one-section.json");
    EXPECT_EQ(s.code, 0);
    EXPECT_TRUE(has(s.out, "▶ smp_flush_tlb_pending (mm=user1, n=192"));
}

TEST(Run, TenXenUpdatesAreOneHypercall) {
    const Result r = lazymmu("run lessons/x86-xen-one-section.json --json");
    EXPECT_EQ(r.code, 0);
    int ten = 0, multicalls = 0;
    for (const Json& line : json_lines(r.out)) {
        for (const Json& e : line.value("events", Json::array())) {
            ten += e.value("name", "") == "hypercall" && e.value("n", 0) == 10;
            multicalls += e.value("name", "") == "multicall";
        }
    }
    EXPECT_EQ(ten, 1);
    EXPECT_EQ(multicalls, 0);
}

TEST(Run, JsonHasALineForEachStep) {
    const Result r = lazymmu("run lessons/arm64-one-section.json --json");
    ASSERT_EQ(r.code, 0);
    const std::vector<Json> lines = json_lines(r.out);
    ASSERT_GT(lines.size(), 20u);
    EXPECT_EQ(lines.front()["type"], "run");
    EXPECT_EQ(lines.front()["arch"], "arm64");
    EXPECT_EQ(lines.front()["state"]["task.A.enable_count"], 0);
    EXPECT_EQ(lines.back()["type"], "end");
    int position = 0, lesson_steps = 0;
    for (const Json& l : lines) {
        lesson_steps += l["type"] == "lesson_step";
        if (l["type"] != "step") continue;
        EXPECT_EQ(l["position"], ++position);
        EXPECT_EQ(l["choice"]["kind"], "run");
        EXPECT_EQ(l["digest"].get<std::string>().size(), 32u);
        EXPECT_TRUE(l["events"].is_array() && l["changes"].is_object());
        for (const auto& change : l["changes"]) EXPECT_NE(change[0], change[1]);
    }
    EXPECT_EQ(lesson_steps, 7);
    EXPECT_EQ(lines.back()["position"], position);
    const Result digest = lazymmu("run lessons/arm64-one-section.json --quiet --digest");
    EXPECT_EQ(digest.out, lines.back()["digest"].get<std::string>() + "\n");
}

TEST(Run, StopsWhereAsked) {
    const Result r = lazymmu("run lessons/arm64-one-section.json --json --steps 3");
    EXPECT_EQ(r.code, 0);
    const std::vector<Json> lines = json_lines(r.out);
    EXPECT_EQ(lines.back()["position"], 3);
    EXPECT_EQ(lines.back()["cut"], true);
    const Result two =
        lazymmu("run lessons/arm64-one-section.json --lesson-steps 2 --no-narration");
    EXPECT_TRUE(has(two.out, "Step 2 of 7"));
    EXPECT_FALSE(has(two.out, "Step 3 of 7"));
    EXPECT_FALSE(has(two.out, "Here the kernel maps"));
}

TEST(Run, RepeatsAreFoldedUnlessAskedFor) {
    const std::string script =
        temp_file("fold.lazy", "repeat 9 as i { set_pte_at(KERNEL + i * PAGE, 7, \"pw\"); }\n");
    const Result folded = lazymmu("run " + script), all = lazymmu("run --all " + script);
    EXPECT_EQ(folded.code, 0);
    EXPECT_TRUE(has(folded.out, "the same 6 times more"));
    EXPECT_FALSE(has(all.out, "times more"));
    EXPECT_LT(folded.out.size(), all.out.size());
    const Result flat = lazymmu("run --depth 0 --all " + script);
    EXPECT_FALSE(has(flat.out, "emit_pte_barriers:1"));
    EXPECT_TRUE(has(flat.out, "▶ isb")); // what hidden lines did is shown
}

TEST(Run, ScriptsFromStandardInput) {
    const Result r =
        lazymmu("run - --arch x86 --kernel 7.2", "printf 'lazy_mmu_mode_enable();\\n' |");
    EXPECT_EQ(r.code, 0);
    EXPECT_TRUE(has(r.out, "lazy_mmu_mode_enable();"));
    EXPECT_TRUE(has(r.out, "v7.2"));
}

TEST(Run, ABugInAScriptFails) {
    const Result r = lazymmu("run - --arch x86 --kernel v6.18",
                             "printf 'lazy_mmu_mode_enable();\\nlazy_mmu_mode_enable();\\n' |");
    EXPECT_EQ(r.code, 1);
    EXPECT_TRUE(has(r.out, "BUG: enter_lazy: a lazy mode is already set"));
    // ... but in a lesson that expects it, it is what should happen
    EXPECT_EQ(lazymmu("run lessons/nested-sections.json --arch x86 --kernel v6.18").code, 0);
}

TEST(Run, OptionsOfTheMachine) {
    const std::string script = temp_file(
        "small.lazy",
        "set_ptes(USER, 7, \"pwuda\", 3);\nlazy_mmu_mode_enable();\n"
        "repeat 3 as i { ptep_get_and_clear(USER + i * PAGE); }\nlazy_mmu_mode_disable();\n");
    const Result r = lazymmu("run --arch sparc --option tlb_batch_nr=2 " + script);
    EXPECT_EQ(r.code, 0);
    EXPECT_TRUE(has(r.out, "smp_flush_tlb_pending (mm=user1, n=2"));
    EXPECT_EQ(lazymmu("run --arch sparc --option tlb_batch_nr=0 " + script).code, 2);
    const Result unknown = lazymmu("run --arch sparc --option tlb_batch=2 " + script);
    EXPECT_EQ(unknown.code, 2);
    EXPECT_TRUE(has(unknown.err, "did you mean \"tlb_batch_nr\"?")) << unknown.err;
}

TEST(Run, ALessonOnAMachineThatItDoesNotName) {
    const Result r = lazymmu("run lessons/arm64-one-section.json --kernel v6.18");
    EXPECT_EQ(r.code, 0);
    EXPECT_TRUE(has(r.err, "note: the lesson is not written for this machine"));
}

TEST(Run, BadFilesSayWhereAndLeaveStdoutEmpty) {
    const std::string lesson = read_file(LAZYMMU_SOURCE_DIR "/lessons/arm64-one-section.json");
    std::string typo = lesson;
    const size_t at = typo.find("\"lazy_mmu_mode_disable();\"") + 1;
    typo.replace(at, 24, "lazy_mmu_mode_disabel();");
    const std::string place =
        "typo.json:" +
        std::to_string(std::count(typo.begin(), typo.begin() + static_cast<long>(at), '\n') + 1) +
        ":" + std::to_string(at - typo.rfind('\n', at)) + ": error: unknown call";
    Result r = lazymmu("run " + temp_file("typo.json", typo));
    EXPECT_EQ(r.code, 2);
    EXPECT_EQ(r.out, "");
    EXPECT_TRUE(has(r.err, place)) << r.err;
    EXPECT_TRUE(has(r.err, "did you mean \"lazy_mmu_mode_disable\"?"));
    EXPECT_TRUE(has(r.err, "             ^")) << r.err; // the place is marked

    r = lazymmu("run " + temp_file("junk.json", std::string("\x7f"
                                                            "ELF\0\1\2\3\xff\xfe",
                                                            10)));
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.err, "junk.json:1:5: error: not a text file: byte 0x00")) << r.err;

    r = lazymmu("run " + temp_file("cut.json", lesson.substr(0, 1000)));
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.err, "error: not valid JSON")) << r.err;

    r = lazymmu("run " + temp_file("script.lazy", "lazy_mmu_mode_enable();\n  set_pte(USER);\n"));
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.err, "script.lazy:2:3: error: ")) << r.err;

    r = lazymmu("run no-such-file.json");
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.err, "no-such-file.json: No such file"));
    EXPECT_EQ(lazymmu("run lessons").code, 2);
}

TEST(Run, AHugeFileIsRefusedQuickly) {
    const std::string path = temp_file("huge.json", "");
    ASSERT_EQ(truncate(path.c_str(), 100'000'000), 0);
    const Result r = lazymmu("run " + path);
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.err, "too large")) << r.err;
    std::remove(path.c_str());
}

TEST(Check, AllShippedLessonsPass) {
    const Result r = lazymmu("check lessons");
    EXPECT_EQ(r.code, 0) << r.out;
    EXPECT_EQ(r.err, "");
    EXPECT_TRUE(has(r.out, "all pass"));
    EXPECT_FALSE(has(r.out, "FAIL"));
}

TEST(Check, AWrongExpectationIsNamedOnceForAllMachines) {
    std::string text = read_file(LAZYMMU_SOURCE_DIR "/lessons/sparc-one-section.json");
    const size_t at = text.find("\"batch.used\": 191");
    ASSERT_NE(at, std::string::npos);
    text.replace(at, 17, "\"batch.used\": 190");
    const std::string path = temp_file("wrong.json", text);
    const Result r = lazymmu("check " + path);
    EXPECT_EQ(r.code, 1);
    EXPECT_TRUE(has(r.out, "error: batch.used is 191, expected 190 [sparc v7.0 v7.1 v7.2 v7.3]"))
        << r.out;
    EXPECT_TRUE(has(r.out, "1 lesson, 4 machines, "));
    const Result one = lazymmu("check --kernel v7.1 " + path);
    EXPECT_TRUE(has(one.out, "expected 190 [sparc v7.1]")) << one.out;
    EXPECT_EQ(lazymmu("run " + path).code, 1);

    const Result json = lazymmu("check --format json " + path);
    EXPECT_EQ(json.code, 1);
    const Json report = Json::parse(json.out);
    EXPECT_EQ(report["failures"], 4);
    EXPECT_EQ(report["files"][0]["machines"][0]["failures"][0]["message"],
              "batch.used is 191, expected 190");

    const Result ktap = lazymmu("check --format ktap " + path);
    EXPECT_EQ(ktap.code, 1);
    EXPECT_TRUE(
        has(ktap.out,
            "KTAP version 1\n1..1\n  KTAP version 1\n  # Subtest: sparc-one-section\n  1..4\n"))
        << ktap.out;
    EXPECT_TRUE(has(ktap.out, "    not ok 6 Up to 191\n")) << ktap.out;
    EXPECT_TRUE(has(ktap.out, "  not ok 1 sparc v7.0\n"));
    EXPECT_TRUE(has(ktap.out, "\nnot ok 1 sparc-one-section\n"));
}

TEST(Check, KtapCountsWhatItPlans) {
    const Result r = lazymmu("check lessons --format ktap");
    EXPECT_EQ(r.code, 0);
    std::istringstream in(r.out);
    std::vector<int> planned, seen;
    for (std::string line; std::getline(in, line);) {
        const size_t depth = line.find_first_not_of(' ') / 2;
        planned.resize(std::max(planned.size(), depth + 1));
        seen.resize(planned.size());
        const std::string text = line.substr(depth * 2);
        if (text.rfind("1..", 0) == 0) planned[depth] += std::stoi(text.substr(3));
        if (text.rfind("ok ", 0) == 0) seen[depth]++;
    }
    EXPECT_EQ(planned, seen);
    EXPECT_EQ(planned.size(), 3u);
}

TEST(Check, BadFilesAndBadCourses) {
    const Result bad =
        lazymmu("check tests/lessons/data/bad/id-capital.json lessons/nested-sections.json");
    EXPECT_EQ(bad.code, 2);
    EXPECT_TRUE(has(bad.out, "id-capital.json:3:8: error: \"id\" must be small letters"))
        << bad.out;
    EXPECT_TRUE(has(bad.out, "ok    lessons/nested-sections.json"));
    const std::string folder = testing::TempDir() + "/lazymmu_course_" + std::to_string(getpid());
    ASSERT_EQ(std::system(("mkdir -p " + folder +
                           " && cp '" LAZYMMU_SOURCE_DIR "/lessons/nested-sections.json' " +
                           folder + "/a.json && cp " + folder + "/a.json " + folder + "/b.json")
                              .c_str()),
              0);
    std::ofstream(folder + "/course.json")
        << "{\"format_version\": 1, \"title\": \"T\",\n\"lessons\": [\"a.json\", "
           "\"missing.json\"]}\n";
    const Result r = lazymmu("check " + folder);
    EXPECT_EQ(r.code, 2);
    EXPECT_TRUE(has(r.out, "course.json:2:23: error: there is no file \"missing.json\"")) << r.out;
    EXPECT_TRUE(has(r.out, "the id \"nested-sections\" is also that of")) << r.out;
    EXPECT_EQ(std::system(("rm -r " + folder).c_str()), 0);
}

} // namespace
} // namespace lazymmu_cli_test
