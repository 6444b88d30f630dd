// `explore`: what is wrong with one is said with its place, and its verdicts are kept.
#include "lessons/play/explore.h"

#include "tests/lessons/lesson_util.h"

namespace lazymmu::test {
namespace {

// `explore` starts on line 2, the program is one that Xen v7.0 breaks on.
std::string
exhibit(const std::string& explore,
        const std::string& program = "task A { lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); } "
                                     "task B { ptep_get(USER); }") {
    return R"({"format_version": 1, "id": "t", "title": "T", "summary": "S", "minutes": 1,)"
           "\n\"explore\": " +
           explore + R"(, "machine": {"arch": "x86"}, "program": ")" + program +
           R"(", "steps": [{"narration": "n", "schedule": []}]})";
}

TEST(LessonExplore, ErrorsSayWhere) {
    const std::string ok = R"("expect": [{"verdict": "holds"}])";
    EXPECT_EQ(only_error(exhibit("{}")), "2:12: missing \"expect\": \"explore\" needs it");
    EXPECT_EQ(only_error(exhibit("{\"irqs\": 9, " + ok + "}")),
              "2:21: \"irqs\" must be a whole number from 0 to 8, found the number 9");
    EXPECT_EQ(
        only_error(exhibit("{\"invariants\": [\"kernel_bgu\"], " + ok + "}")),
        "2:28: expected an invariant, found the text \"kernel_bgu\"; did you mean \"kernel_bug\"?");
    EXPECT_EQ(only_error(exhibit(R"({"expect": [{"verdict": "maybe"}]})")),
              "2:36: \"verdict\" must be \"violated\" or \"holds\", found the text \"maybe\"");
    EXPECT_EQ(only_error(exhibit(R"({"expect": [{"verdict": "holds", "steps": 3}]})")),
              "2:45: \"steps\" belongs to \"violated\"");
    EXPECT_EQ(only_error(exhibit("{\"insid\": \"x\", " + ok + "}")),
              "2:13: unknown key \"insid\" in \"explore\"; did you mean \"inside\"?");
    EXPECT_EQ(only_error(exhibit("{\"inside\": \"enter_lasy\", " + ok + "}")),
              "2:23: unknown routine \"enter_lasy\"; did you mean \"enter_lazy\"?");
    EXPECT_EQ(only_error(exhibit(R"({"expect": [{"arch": "spark", "verdict": "holds"}]})")),
              "2:33: unknown architecture \"spark\"; did you mean \"sparc\"?");
    EXPECT_EQ(
        only_error(exhibit(R"({"expect": [{"config": {"mc_batch": 99}, "verdict": "holds"}]})")),
        "2:36: \"mc_batch\" on x86 goes from 1 to 32, found 99");
}

// A script that is right on the lesson's machine may be wrong on one that is only explored.
TEST(LessonExplore, TheProgramIsCompiledForEveryMachine) {
    const std::string program = "task A { set_memory(KERNEL, 1, \\\"p\\\"); }"; // of x86 only
    EXPECT_TRUE(load(exhibit(R"({"expect": [{"verdict": "holds"}]})", program)).lesson);
    const LoadResult r =
        load(exhibit(R"({"expect": [{"arch": "sparc", "verdict": "holds"}]})", program));
    ASSERT_FALSE(r.lesson);
    EXPECT_EQ(r.errors[0].line, 2u);
    EXPECT_NE(r.errors[0].message.find("set_memory"), std::string::npos) << r.errors[0].message;
}

std::vector<ExploreCheck> explored(const std::string& expect) {
    const LoadResult r = load(exhibit("{\"expect\": [" + expect + "]}"));
    EXPECT_TRUE(r.lesson) << (r.errors.empty() ? "" : r.errors[0].text());
    return check_exploring(*r.lesson, all_archs());
}

TEST(LessonExplore, RightVerdictsPassAndWrongOnesSaySo) {
    for (
        const ExploreCheck& c : explored(
            R"({"verdict": "violated"}, {"verdict": "violated", "breaks": "kernel_bug", "steps": 41},
                     {"kernel": "v7.1", "verdict": "holds"}, {"patches": ["tolerate"], "verdict": "holds"},
                     {"kernel": "v7.2", "verdict": "violated", "breaks": "counter_wrap"},
                     {"kernel": "v7.2", "task_init_pause": 1, "verdict": "holds"},
                     {"config": {"xen": 0}, "verdict": "holds"}, {"arch": "arm64", "verdict": "holds"})"))
        for (const Issue& i : c.failures) ADD_FAILURE() << i.text();
    const auto failure = [](const std::string& expect) {
        const std::vector<ExploreCheck> c = explored(expect);
        EXPECT_EQ(c.size(), 1u);
        return c[0].failures.empty() ? "" : c[0].failures[0].message;
    };
    EXPECT_EQ(failure(R"({"verdict": "holds"})"),
              "exploring x86 v7.0: violated, kernel_bug after 41 steps, expected holds");
    EXPECT_EQ(
        failure(R"({"verdict": "violated", "breaks": "stale_use"})"),
        "exploring x86 v7.0: violated, kernel_bug after 41 steps, expected violated, stale_use");
    EXPECT_EQ(failure(R"({"verdict": "violated", "steps": 40})"),
              "exploring x86 v7.0: violated, kernel_bug after 41 steps, expected violated after 40 "
              "steps");
    EXPECT_EQ(failure(R"({"kernel": "v7.1", "verdict": "violated"})"),
              "exploring x86 v7.1: holds, expected violated");
}

// What exploring finds may not depend on the machine that the steps are for.
TEST(LessonExplore, ShippedExhibitsSayWhatTheyShould) {
    const char* names[] = {
        "xen-double-enter",        "xen-double-leave",         "xen-pause-double-leave",
        "xen-resume-double-enter", "xen-nesting-counter",      "xen-plain-nesting",
        "arm64-lost-batching",     "sparc-no-preempt-disable", "xen-fork-pause-underflow"};
    for (const std::string name : names) {
        SCOPED_TRACE(name);
        const std::string file = "museum/" + name + ".json";
        const LoadResult r =
            load_lesson(read_text(LAZYMMU_SOURCE_DIR "/lessons/" + file), file, all_archs());
        ASSERT_TRUE(r.lesson) << r.errors[0].text();
        bool violated = false, holds = false;
        for (const ExploreExpect& e : r.lesson->explore.expect)
            (e.violated ? violated : holds) = true;
        EXPECT_TRUE(violated && holds); // the version that has the bug, and one that does not
        const ExploreExpect& first = r.lesson->explore.expect[0];
        EXPECT_TRUE(first.violated && first.steps > 0 && first.has_breaks);
        for (const ExploreCheck& c : check_exploring(*r.lesson, all_archs()))
            for (const Issue& i : c.failures) ADD_FAILURE() << i.text();
    }
}

} // namespace
} // namespace lazymmu::test
