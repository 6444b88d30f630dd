// Opening and switching: the place in a lesson stays, and what cannot be opened changes nothing.
#include "app/core/session/open_run.h"
#include "arch/arch.h"
#include "lessons/format/loader.h"
#include "tests/sanitized.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

TEST(Library, FollowsTheCourse) {
    const Session s(own_lessons());
    EXPECT_TRUE(s.library().errors.empty()) << s.message().text();
    const CourseResult course =
        load_course(read_file(LAZYMMU_SOURCE_DIR "/lessons/course.json"), "course.json");
    ASSERT_TRUE(course.course);
    ASSERT_EQ(s.library().entries.size(), course.course->lessons.size());
    for (size_t i = 0; i < s.library().entries.size(); i++)
        EXPECT_EQ(s.library().entries[i].name, course.course->lessons[i].file);
}

TEST(Lessons, EveryOneForwardBackwardAndBySeeking) {
    Session s(own_lessons());
    for (const LibraryEntry& entry : s.library().entries) {
        SCOPED_TRACE(entry.name);
        ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
        EXPECT_EQ(s.position(), 0u);
        std::vector<std::pair<u32, std::string>> stops{{0, digest(s)}};
        size_t presses = 0;
        while (step_lesson(s).empty() && presses++ < 1000)
            stops.push_back({s.position(), digest(s)});
        // a first step that only introduces is what is shown at the start
        EXPECT_EQ(presses, s.lesson_steps() - (s.document().step_end[0] == 0));
        EXPECT_EQ(s.position(), s.length());
        for (size_t i = stops.size() - 1; i-- > 0;) {
            run(s, "back lesson");
            EXPECT_EQ(s.position(), stops[i].first);
            EXPECT_EQ(digest(s), stops[i].second);
        }
        for (size_t i = stops.size(); i-- > 0;) {
            run(s, "seek " + std::to_string(stops[i].first));
            EXPECT_EQ(digest(s), stops[i].second);
        }
    }
}

TEST(Lessons, SwitchingTheMachineKeepsThePlace) {
    Session s(own_lessons());
    for (const LibraryEntry& entry : s.library().entries) {
        SCOPED_TRACE(entry.name);
        if (!entry.lesson->program
                 .empty()) { // its schedule counts lines, which are others elsewhere
            ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
            for (const Arch* other : all_archs())
                EXPECT_EQ(run(s, std::string("arch ") + other->name), "");
            continue;
        }
        for (size_t step = 0; step < entry.lesson->steps.size(); step++) {
            ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
            const std::string arch = s.arch().name, kernel = kernel_name(s.kernel());
            for (size_t i = 0; i <= step; i++) step_lesson(s);
            const u32 position = s.position();
            const std::string here = digest(s);
            for (const Arch* other : all_archs()) {
                if (sanitized && other != all_archs()[step % all_archs().size()]) continue;
                ASSERT_EQ(run(s, std::string("arch ") + other->name), "");
                EXPECT_EQ(s.lesson_step(), step);
                EXPECT_EQ(s.position(), s.document().step_end[step]);
            }
            ASSERT_EQ(run(s, "kernel v6.18"), "");
            EXPECT_EQ(s.lesson_step(), step);
            run(s, "arch " + arch);
            run(s, "kernel " + kernel);
            EXPECT_EQ(s.position(), position);
            EXPECT_EQ(digest(s), here);
        }
    }
}

TEST(Lessons, InsideAStatementSwitchingGoesToItsBeginning) {
    Session s{{}};
    ASSERT_EQ(open_text(s, "nested.lab", nested_script), "");
    for (int i = 0; i < 2; i++) run(s, "step over");
    const u32 third = s.position();
    run(s, "step");
    ASSERT_GT(s.trace().moments[s.position()].depth, 1);
    ASSERT_EQ(run(s, "arch powerpc"), "");
    EXPECT_EQ(s.trace().moments[s.position()].routine, fn_script);
    EXPECT_EQ(s.trace().moments[s.position()].line, 2);
    ASSERT_EQ(run(s, "arch arm64"), "");
    EXPECT_EQ(s.position(), third);
}

TEST(Lessons, AMachineThatTheLessonDoesNotNameIsAllowedWithARemark) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open arm64-one-section"), "");
    EXPECT_EQ(s.message().kind, Message::none);
    ASSERT_EQ(run(s, "arch sparc"), "");
    EXPECT_EQ(s.message().kind, Message::notice);
    EXPECT_NE(s.message().text().find("sparc64"), std::string::npos);
    ASSERT_EQ(run(s, "arch arm64"), "");
    EXPECT_EQ(s.message().kind, Message::none);
    EXPECT_NE(run(s, "arch vax"), "");
    EXPECT_NE(run(s, "kernel v2.4"), "");
    EXPECT_STREQ(s.arch().name, "arm64");
}

// What must be refused, and a piece of what is said about it.
struct Bad {
    const char* name;
    std::string text;
    const char* said;
};

std::vector<Bad> bad_files() {
    std::string typo = read_file(LAZYMMU_SOURCE_DIR "/lessons/nested-sections.json");
    const std::string call = "\"lazy_mmu_mode_enable();\"";
    typo.replace(typo.find(call), call.size(), "\"lazy_mmu_mode_enabel();\"");
    std::string wrong_type = read_file(LAZYMMU_SOURCE_DIR "/lessons/nested-sections.json");
    wrong_type.replace(wrong_type.find("\"steps\":"), 8, "\"steps\": 7, \"x\":");
    std::string huge(100u << 20, ' ');
    huge[0] = '{';
    std::string binary = "\x7f"
                         "ELF";
    for (int i = 0; i < 4096; i++) binary += static_cast<char>(i * 37);
    return {
        {"typo.json", typo, "lazy_mmu_mode_enable"},
        {"type.json", wrong_type, "type.json:"},
        {"missing.json", "{\"format_version\": 1}", "id"},
        {"huge.json", huge, "huge.json"},
        {"huge.lab", std::string(1u << 20, 'x'), "256 KB"},
        {"binary", binary, "not text"},
        {"binary.json", binary, "binary.json"},
        {"empty.json", "", "empty.json"},
        {"typo.lab", "set_ptess(1);", "\"set_ptes\""},
        {"bracket.lab", "task A {", "bracket.lab:1:"},
        {"utf8.lab", "// \xff\xfe\n", "byte 3 is not text"},
        {"nul.lab", std::string("schedule();\0", 12), "byte 11"},
    };
}

// A schedule counts lines, and another kernel has others.
TEST(Lessons, AScheduleThatDoesNotFitSaysSoAndOffersTheWayBack) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open xen-double-enter"), "");
    EXPECT_EQ(s.message().kind, Message::none) << s.message().text();
    ASSERT_EQ(run(s, "kernel v7.2"), "");
    const Message& m = s.message();
    EXPECT_EQ(m.kind, Message::notice);
    EXPECT_EQ(m.text().find(".json"), std::string::npos) << m.text();
    EXPECT_NE(m.text().find("was made for x86 v7.0"), std::string::npos) << m.text();
    EXPECT_NE(m.text().find("to line " + std::to_string(s.length())), std::string::npos);
    EXPECT_EQ(m.offer, "Back to x86 v7.0");
    for (const std::string& line : std::vector<std::string>(m.offer_lines))
        EXPECT_EQ(run(s, line), "");
    EXPECT_EQ(s.kernel(), Kernel::v7_0);
    EXPECT_EQ(s.message().kind, Message::none);
    run(s, "arch arm64");
    EXPECT_FALSE(s.message().offer.empty()) << s.message().text();
}

TEST(BadFiles, LeaveThePreviousOneOpen) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open nested-sections"), "");
    for (int i = 0; i < 9; i++) run(s, "step");
    const std::string here = digest(s);
    const Document* before = &s.document();
    for (Bad& bad : bad_files()) {
        SCOPED_TRACE(bad.name);
        const std::string said = open_text(s, bad.name, std::move(bad.text));
        EXPECT_NE(said.find(bad.said), std::string::npos) << said;
        EXPECT_LT(said.size(), 20000u);
        EXPECT_EQ(s.message().kind, Message::error);
        EXPECT_NE(s.state_json().find("\"error\":\"Cannot open"), std::string::npos);
        EXPECT_EQ(&s.document(), before);
        EXPECT_EQ(s.position(), 9u);
        EXPECT_EQ(digest(s), here);
        run(s, "dismiss");
        EXPECT_EQ(s.message().kind, Message::none);
    }
    EXPECT_NE(run(s, "open no-such-lesson"), "");
    EXPECT_EQ(digest(s), here);
    EXPECT_EQ(run(s, "step"), "") << "and it goes on";
}

TEST(BadFiles, WithNothingOpenEveryCommandIsRefused) {
    Session s{{}};
    for (const char* line : {"step", "back", "play", "seek 1", "home", "end", "step over",
                             "back lesson", "branch 0", "choose 0", "lesson step 0"})
        EXPECT_NE(run(s, line), "") << line;
    EXPECT_EQ(s.mode(), Mode::empty);
    EXPECT_NE(s.state_json().find("\"mode\":\"empty\""), std::string::npos);
    EXPECT_EQ(run(s, "arch sparc"), "") << "a wish for what is opened later";
    ASSERT_EQ(open_text(s, "x.lab", "schedule();"), "");
    EXPECT_STREQ(s.arch().name, "sparc");
    EXPECT_EQ(s.mode(), Mode::playground);
}

TEST(Commands, UnknownOnesNameTheNearest) {
    Command c;
    EXPECT_NE(parse_command("stpe", c).find("\"step\""), std::string::npos);
    EXPECT_NE(parse_command("", c), "");
    EXPECT_NE(parse_command("seek", c), "");
    EXPECT_NE(parse_command("seek 99999999999", c), "");
    EXPECT_NE(parse_command("arch", c), "");
    EXPECT_EQ(parse_command("step over", c), "");
    EXPECT_EQ(c.kind, Command::step_over);
    EXPECT_EQ(parse_command("seek 12", c), "");
    EXPECT_EQ(c.number, 12u);
    EXPECT_EQ(parse_command("lesson step 3", c), "");
    EXPECT_EQ(c.kind, Command::lesson_step);
}

} // namespace
} // namespace lazymmu
