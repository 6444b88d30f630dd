// A lesson and a playground side by side: autosave brings both back; files and links hold what is
// shown alone.
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

constexpr const char* mistaken = "lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 7, \"pw\"\n";

// At a lesson's third step, and a script with a mistake and a breakpoint, some lines along.
Session both() {
    Session s(own_lessons());
    EXPECT_EQ(run(s, "open nested-sections"), "");
    EXPECT_EQ(run(s, "lesson step 2"), "");
    EXPECT_EQ(open_text(s, "mine.lazy", nested_script), "");
    EXPECT_EQ(run(s, "break 3"), "");
    EXPECT_EQ(run(s, "seek 4"), "");
    EXPECT_EQ(s.execute({Command::edit, 0, mistaken, {}}), "");
    return s;
}

TEST(Aside, BothComeBackWhicheverIsShown) {
    for (const char* shown : {"mode playground", "mode lesson"}) {
        Session s = both(), other(own_lessons());
        run(s, shown);
        const std::string text = saved_json(save_all(s));
        ASSERT_EQ(open_saved(other, text), "") << text;
        EXPECT_EQ(saved_json(save_all(other)), text);
        EXPECT_EQ(other.message().kind, Message::none) << other.message().text();
        for (const char* mode : {"mode playground", "mode lesson", "mode playground"}) {
            run(s, mode);
            run(other, mode);
            EXPECT_EQ(saved(other), saved(s)) << mode;
        }
        EXPECT_EQ(other.script_text(), mistaken);
        EXPECT_EQ(other.breakpoints().size(), 1u);
        EXPECT_EQ(other.position(), 4u);
    }
}

TEST(Aside, IsNobodyElses) {
    Session s = both();
    run(s, "mode lesson");
    EXPECT_NE(saved_json(save_all(s)).find("set_pte_at"), std::string::npos);
    EXPECT_EQ(saved(s).find("set_pte_at"), std::string::npos);
}

TEST(Aside, WhatCannotBeOpenedAnyMoreIsLeftOut) {
    const Session s = both();
    std::string text = saved_json(save_all(s));
    const size_t at = text.find("nested-sections");
    ASSERT_NE(at, text.npos);
    text.replace(at, 15, "a-lesson-of-old");
    Session other(own_lessons());
    ASSERT_EQ(run(other, "open two-counters"), "");
    EXPECT_EQ(open_saved(other, text), "");
    EXPECT_EQ(saved(other), saved(s));
    EXPECT_EQ(run(other, "mode lesson"), "");
    EXPECT_EQ(other.lesson()->id, "two-counters") << "what was open is what is put aside";
}

TEST(Aside, AWrongOneIsToldWithItsPlace) {
    const Session s = both();
    const std::string text = saved_json(save_all(s));
    const size_t at = text.find("\"aside\":{");
    ASSERT_NE(at, text.npos);
    const std::string behind = text.substr(at + 8);
    for (const std::string& wrong : {std::string("7}"), std::string("{}}"),
                                     "{\"lazymmu\":\"session\",\"aside\":" + behind + "}"}) {
        Session other(own_lessons());
        ASSERT_EQ(run(other, "open two-counters"), "");
        const std::string before = saved(other);
        EXPECT_NE(open_saved(other, text.substr(0, at) + "\"aside\":" + wrong), "");
        EXPECT_NE(other.message().text().find("test.lazymmu.json:1:"), std::string::npos)
            << other.message().text();
        EXPECT_EQ(saved(other), before);
    }
}

} // namespace
} // namespace lazymmu::test
