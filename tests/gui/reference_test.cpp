// References in a narration light up what they name.
#include "app/gui/ui/reference.h"
#include "lessons/format/lesson.h"
#include "tests/gui/driver.h"

namespace lazymmu::gui {
namespace {

using namespace test;

TEST(Reference, PointingAtOneLightsUpThatPart) {
    Lab lab(lesson("powerpc-one-section"));
    while (!lab.has("the TLB")) {
        ASSERT_LT(lab.number("lesson_step") + 1, lab.number("lesson_steps"));
        lab.does("step lesson");
        if (!lab.json()["quiz"].is_null()) lab.does("reveal"); // the text comes with it
    }
    lab.does("memory table");
    EXPECT_EQ(lab.json()["lit"], "");
    const std::string digest = lab.digest();
    ASSERT_TRUE(lab.hover("the TLB"));
    EXPECT_EQ(lab.json()["lit"], "tlb");
    ASSERT_TRUE(lab.click("the TLB"));
    EXPECT_EQ(lab.json()["memory_tab"], "tlb");
    ASSERT_TRUE(lab.hover("Step"));
    EXPECT_EQ(lab.json()["lit"], "");
    EXPECT_EQ(lab.digest(), digest) << "looking changes nothing";
}

TEST(Reference, NamesAreThoseOfTheMachine) {
    for (const char* name : {"batch", "task.A", "task.H", "cpu.3", "task.B.pause_count"})
        EXPECT_TRUE(is_reference_name(name)) << name;
    for (const char* name :
         {"", "btach", "task.I", "task.A.", "task.A.colour", "cpu.0.enable_count"})
        EXPECT_FALSE(is_reference_name(name)) << name;
}

} // namespace
} // namespace lazymmu::gui
