// The modes of the toolbar: lesson and playground keep their places.
#include "tests/gui/driver.h"

#include "app/gui/views/examples.h"
#include "arch/arch.h"
#include "engine/script/script.h"

namespace lazymmu::gui {
namespace {

using namespace test;

TEST(Modes, WithoutAWishTheFirstLessonIsBeforeItsFirstLine) {
    Lab lab;
    lab.frames(3);
    EXPECT_EQ(lab.number("step"), 0);
    EXPECT_EQ(lab.number("lesson_step"), 0);
    EXPECT_EQ(lab.text("lesson"), "why-batch");
}

TEST(Modes, LessonAndPlaygroundKeepTheirPlaces) {
    Lab lab(lesson("nested-sections"));
    lab.does("lesson step 2");
    lab.does("step");
    const std::string there = lab.digest();
    const int step = lab.number("step");
    ASSERT_TRUE(lab.click("Playground"));
    EXPECT_EQ(lab.text("mode"), "playground");
    EXPECT_EQ(lab.text("screen"), "playground");
    EXPECT_EQ(lab.text("title"), examples().front().name);
    lab.does("seek 5");
    const std::string script = lab.digest();
    ASSERT_TRUE(lab.click("Lesson"));
    EXPECT_EQ(lab.text("lesson"), "nested-sections");
    EXPECT_EQ(lab.number("lesson_step"), 2);
    EXPECT_EQ(lab.number("step"), step);
    EXPECT_EQ(lab.digest(), there);
    ASSERT_TRUE(lab.click("Explore"));
    EXPECT_EQ(lab.text("screen"), "explore");
    ASSERT_TRUE(lab.click("Playground"));
    EXPECT_EQ(lab.text("screen"), "playground");
    EXPECT_EQ(lab.digest(), script);
    lab.does("open who-reads"); // another lesson: the script still waits
    lab.does("mode playground");
    EXPECT_EQ(lab.digest(), script);
    lab.does("mode lesson");
    EXPECT_EQ(lab.text("lesson"), "who-reads");
}

TEST(Modes, TryThisCodeKeepsMachineAndMoment) {
    Lab lab(lesson("nested-sections"));
    lab.does("arch x86");
    lab.does("kernel v6.18");
    lab.does("seek 12");
    const std::string there = lab.digest();
    ASSERT_TRUE(lab.click("Try this code"));
    EXPECT_EQ(lab.text("mode"), "playground");
    EXPECT_EQ(lab.text("arch"), "x86");
    EXPECT_EQ(lab.text("kernel"), "v6.18");
    EXPECT_EQ(lab.number("step"), 12);
    EXPECT_EQ(lab.digest(), there);
    EXPECT_FALSE(lab.has("Try this code"));
}

TEST(Modes, EveryLessonsCodeStandsAlone) {
    Lab lab;
    for (const char* id :
         {"why-batch", "who-reads", "interrupts", "misuse-gallery", "batch-limits", "kunit",
          "preemption-sleeping", "one-script-four-archs", "fourteen-patches", "context-switch",
          "the-bug-that-shipped", "pause-resume", "xen-read-hazard", "xen-double-enter"}) {
        lab.does(std::string("open ") + id);
        const std::string arch = lab.text("arch");
        EXPECT_EQ(lab.app().command("try"), "") << id;
        EXPECT_EQ(lab.text("mode"), "playground") << id;
        EXPECT_EQ(lab.text("arch"), arch) << id;
    }
}

TEST(Modes, UnknownModesAreRefused) {
    Lab lab;
    EXPECT_NE(lab.app().command("mode sideways"), "");
    EXPECT_EQ(lab.text("screen"), "lesson");
}

TEST(Examples, RunToTheirEndOnEveryMachine) {
    ASSERT_GE(examples().size(), 8u);
    Lab lab;
    for (const Example& e : examples()) {
        EXPECT_NE(e.title, "") << e.name;
        for (const Arch* arch : real_archs()) {
            const ScriptResult r = compile_script(e.text, *arch);
            for (const ScriptError& error : r.errors)
                ADD_FAILURE() << e.name << " on " << arch->name << ": " << script_error_text(error);
        }
        lab.app().open_bytes(
            e.name, {reinterpret_cast<const unsigned char*>(e.text.data()), e.text.size()});
        EXPECT_EQ(lab.text("title"), e.name);
        EXPECT_EQ(lab.text("notice"), "") << e.name;
        EXPECT_GT(lab.number("steps"), 5) << e.name;
    }
}

} // namespace
} // namespace lazymmu::gui
