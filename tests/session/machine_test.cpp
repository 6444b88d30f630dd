// What a page around the program asks for: another machine at once or not at all, and how the
// questions of a lesson stand.
#include "tests/session/fixture.h"

#include "nlohmann/json.hpp"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

TEST(Machine, BothPartsOfItChangeAtOnceOrNeither) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    ASSERT_EQ(run(s, "arch powerpc"), "");
    ASSERT_EQ(run(s, "seek 5"), "");
    const std::string before = s.state_json();
    for (const char* line : {"machine x86 v9.9", "machine vax v7.0", "machine x86", "machine",
                             "machine x86 ", "machine  v7.0", "machine x86 v7.0 v7.1"}) {
        EXPECT_NE(run(s, line), "") << line;
        EXPECT_EQ(s.state_json(), before) << line;
    }
    EXPECT_EQ(run(s, "machine x86 v7.1"), "");
    EXPECT_STREQ(s.arch().name, "x86");
    EXPECT_STREQ(kernel_name(s.kernel()), "v7.1");
    EXPECT_EQ(run(s, "undo"), "") << "one command, one undo";
    EXPECT_STREQ(s.arch().name, "powerpc");
}

TEST(Machine, EveryQuestionIsListed) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    const auto questions = [&s] { return nlohmann::json::parse(s.state_json())["questions"]; };
    const nlohmann::json all = questions();
    ASSERT_FALSE(all.empty());
    size_t asked = 0;
    for (size_t i = 0; i < s.lesson_steps(); i++) {
        run(s, "lesson step " + std::to_string(i));
        if (!s.question()) continue;
        ASSERT_LT(asked, all.size());
        EXPECT_EQ(all[asked]["step"], i);
        EXPECT_EQ(all[asked++]["standing"], "open");
    }
    EXPECT_EQ(asked, all.size());
    ASSERT_EQ(run(s, "lesson step " + std::to_string(all[0]["step"].get<size_t>())), "");
    ASSERT_EQ(run(s, "reveal"), "");
    EXPECT_EQ(questions()[0]["standing"], "revealed");
}

TEST(Machine, QuestionsStayWhenTheRunIsLeft) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open context-switch"), "");
    const size_t asked = s.questions().size();
    ASSERT_GT(asked, 0u);
    Choice possible[max_choices], usual;
    ASSERT_GT(enabled_choices(s.setup(), s.machine().view(), possible), 1);
    ASSERT_TRUE(default_choice(s.setup(), s.machine().view(), usual));
    const Choice other = possible[possible[0] == usual ? 1 : 0];
    ASSERT_EQ(s.execute({Command::choose, other.pack(), {}, {}}), "");
    EXPECT_TRUE(s.document().forked);
    EXPECT_EQ(s.questions().size(), asked);
}

} // namespace
} // namespace lazymmu
