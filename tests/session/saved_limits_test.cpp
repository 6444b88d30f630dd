// A saved session may come from anybody: what is played for one is bounded.
#include "tests/sanitized.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

// A script that runs as long as one may: half of that would already take seconds in a page.
std::string long_session(const std::string& more) {
    return R"({"lazymmu":"session","format_version":1,"file":{"name":"x.lazy","text":)"
           R"("repeat 15000 { switch_to(B); switch_to(C); switch_to(A); }"},)"
           R"("machine":{"arch":"x86","kernel":"v7.2"})" +
           more + "}";
}

TEST(Saved, IsBoundedInAllThatIsPlayed) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    const std::string before = saved(s);
    std::string thirty_two;
    for (int i = 0; i < 32; i++)
        thirty_two += (i ? "," : "") + std::string("{\"at\":") + std::to_string(i) +
                      ",\"schedule\":[\"finish\"]}";
    const std::string many = long_session(",\"alternatives\":[" + thirty_two + "]");
    EXPECT_NE(open_saved(s, many).find("it is too long: its run, its alternatives"),
              std::string::npos)
        << s.message().text();
    EXPECT_EQ(saved(s), before);
    if (sanitized) return; // what follows takes minutes there, and no other code
    // the run alone does open; a pin and what was put aside are left out where they are too much
    Session other(own_lessons());
    ASSERT_EQ(open_saved(other, long_session("")), "");
    ASSERT_GT(other.length(), limits::saved_lines / 3);
    ASSERT_LT(other.length(), limits::saved_lines / 2);
    const u32 lines = other.length();
    const std::string pinned =
        long_session(R"(,"schedule":["finish"],"pin":{"position":1,"schedule":["finish"]})");
    EXPECT_EQ(open_saved(s, pinned), "");
    EXPECT_EQ(s.length(), lines);
    EXPECT_NE(s.message().text().find("cannot be reached"), std::string::npos);
}

TEST(Saved, WhatIsTooLongIsLeftOutWhenItIsSaved) {
    Session s({}), other({});
    ASSERT_EQ(open_saved(s, long_session("")), "");
    Choice out[max_choices], usual;
    const int n = enabled_choices(s.setup(), s.machine().view(), out);
    ASSERT_TRUE(default_choice(s.setup(), s.machine().view(), usual));
    for (int k = 0; k < n; k++) {
        run(s, "seek 0");
        if (!(out[k] == usual)) s.execute({Command::choose, out[k].pack(), {}, {}});
    }
    ASSERT_GT(s.timeline().branches().size(), 1u);
    const u32 lines = s.length();
    EXPECT_EQ(open_saved(other, saved(s)), "") << other.message().text();
    EXPECT_EQ(other.length(), lines);
    EXPECT_LT(other.timeline().branches().size(), s.timeline().branches().size());
}

} // namespace
} // namespace lazymmu
