// Lessons that are only cards until somebody wants them: what the page has.
#include "app/core/session/saved_session.h"
#include "app/core/session/session.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

std::string lesson_text(const std::string& id) {
    return R"({"format_version": 1, "id": ")" + id + R"(", "title": "One", "summary": "S",
        "minutes": 5, "machine": {"arch": ["arm64", "x86"]},
        "steps": [{"title": "A", "narration": "n", "do": "lazy_mmu_mode_enable();"},
                  {"title": "B", "narration": "n", "do": "lazy_mmu_mode_disable();"}]})";
}

constexpr LessonCard cards[] = {{"one.json", "one", "One", "S", 5, false},
                                {"two.json", "two", "Two", "S", 5, true, 3}};

std::string open(Session& s, const char* id) {
    return s.execute({Command::open_lesson, 0, id, {}});
}

TEST(Fetch, AListNeedsOnlyCards) {
    const Session s({}, cards);
    ASSERT_EQ(s.library().entries.size(), 2u);
    EXPECT_EQ(s.library().entries[1].lesson->title, "Two");
    EXPECT_TRUE(s.library().entries[1].lesson->explore.present);
    EXPECT_FALSE(s.library().entries[1].here());
    EXPECT_EQ(s.message().text(), "");
}

TEST(Fetch, ALessonOpensWhenItsTextComes) {
    Session s({}, cards);
    EXPECT_EQ(open(s, "one"), "");
    EXPECT_EQ(s.wanted_lesson(), "one");
    EXPECT_FALSE(s.is_open());
    EXPECT_EQ(s.supply_lesson("one", lesson_text("one")), "");
    EXPECT_EQ(s.wanted_lesson(), "");
    ASSERT_TRUE(s.lesson());
    EXPECT_EQ(s.lesson()->id, "one");
    // and at once from now on
    EXPECT_EQ(open(s, "one"), "");
    EXPECT_EQ(s.wanted_lesson(), "");
}

TEST(Fetch, TheLastWishCounts) {
    Session s({}, cards);
    open(s, "one");
    open(s, "two");
    EXPECT_EQ(s.supply_lesson("one", lesson_text("one")), "");
    EXPECT_FALSE(s.is_open());
    EXPECT_EQ(s.wanted_lesson(), "two");
    EXPECT_EQ(s.execute({Command::open_text, 0, "lazy_mmu_mode_enable();", "a.lazy"}), "");
    EXPECT_EQ(s.wanted_lesson(), ""); // what was opened since is newer
}

TEST(Fetch, WhatComesWrongIsTold) {
    Session s({}, cards);
    open(s, "one");
    EXPECT_NE(s.supply_lesson("one", lesson_text("two")), "");
    EXPECT_FALSE(s.is_open());
    EXPECT_EQ(s.message().kind, Message::error);
    EXPECT_FALSE(s.library().entries[0].here());
    open(s, "one");
    EXPECT_NE(s.supply_lesson("one", "{"), "");
    open(s, "one");
    s.lesson_failed("one", "no network");
    EXPECT_NE(s.message().text().find("no network"), std::string::npos);
    EXPECT_EQ(s.wanted_lesson(), "");
    open(s, "one");
    EXPECT_EQ(s.supply_lesson("one", lesson_text("one")), "");
    EXPECT_TRUE(s.is_open());
}

TEST(Fetch, ASlowTextIsAnnounced) {
    Session s({}, cards);
    open(s, "one");
    s.advance(0.2);
    EXPECT_EQ(s.message().text(), "");
    s.advance(0.3);
    EXPECT_NE(s.message().text().find("One"), std::string::npos);
    s.supply_lesson("one", lesson_text("one"));
    EXPECT_EQ(s.message().text(), "");
}

TEST(Fetch, ASavedSessionWaitsForItsLesson) {
    Session before({{"one.json", lesson_text("one")}});
    open(before, "one");
    before.execute({Command::seek, 2, {}, {}});
    const std::string text = saved(before);
    Session s({}, cards);
    EXPECT_EQ(s.execute({Command::open_saved, 0, text, "x"}), "");
    EXPECT_EQ(s.wanted_lesson(), "one");
    EXPECT_EQ(s.supply_lesson("one", lesson_text("one")), "");
    EXPECT_EQ(s.position(), 2u);
    EXPECT_EQ(s.machine().digest().hex(), before.machine().digest().hex());
}

TEST(Fetch, JumpsAreCountedAndStepsAreNot) {
    Session s({{"one.json", lesson_text("one")}});
    open(s, "one");
    const u32 begin = s.jumps();
    s.execute({Command::step_line, 0, {}, {}});
    s.execute({Command::step_lesson, 0, {}, {}});
    s.execute({Command::back_line, 0, {}, {}});
    EXPECT_EQ(s.jumps(), begin);
    s.execute({Command::seek, 1, {}, {}});
    s.execute({Command::set_arch, 0, "x86", {}});
    EXPECT_EQ(s.jumps(), begin + 2);
    s.execute({Command::seek, 1000000, {}, {}}); // refused
    EXPECT_EQ(s.jumps(), begin + 2);
}

} // namespace
} // namespace lazymmu
