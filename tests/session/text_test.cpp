// Words and JSON that front ends share.
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

using namespace test;

TEST(JsonText, IsValidWhateverItIsGiven) {
    EXPECT_EQ(json_quoted("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
    EXPECT_EQ(json_quoted("→"), "\"→\"");
    EXPECT_EQ(json_quoted("\xff"), "\"\xef\xbf\xbd\"");
    EXPECT_EQ(json_quoted("\xc0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");         // over-long
    EXPECT_EQ(json_quoted("\xed\xa0\x80").find("\xed\xa0"), std::string::npos); // a surrogate
    EXPECT_EQ(json_quoted("\xe2\x86"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");         // cut off
    EXPECT_EQ(utf8_length("\xf4\x90\x80\x80", 0), 0u);
    EXPECT_EQ(utf8_length("", 0), 0u);
    EXPECT_EQ(JsonObject().text("a", "b").number("c", -1).truth("d", true).str(),
              "{\"a\":\"b\",\"c\":-1,\"d\":true}");
}

TEST(EventText, EveryEventOfEveryLessonHasASentence) {
    Session s(own_lessons());
    size_t seen = 0;
    for (const LibraryEntry& entry : s.library().entries) {
        ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
        for (const Event& e : s.timeline().all_events()) {
            const std::string words = event_text(s.setup(), e);
            ASSERT_FALSE(words.empty()) << static_cast<int>(e.kind);
            ASSERT_EQ(words.find('\n'), std::string::npos);
            seen++;
        }
    }
    EXPECT_GT(seen, 1000u);
}

TEST(EventText, SaysWhatHappened) {
    Session s{{}};
    ASSERT_EQ(open_text(s, "a.lab",
                        "lazy_mmu_mode_enable();\nset_pte_at(USER, 7, \"pwu\");\n"
                        "lazy_mmu_mode_disable();\nlazy_mmu_mode_disable();\n"),
              "");
    std::string all;
    for (const Event& e : s.timeline().all_events()) all += event_text(s.setup(), e) + "\n";
    for (const char* words : {"task A: enable_count 0 → 1", "task A: enable_count 1 → 0",
                              "set_pte_at(USER, 7, \"pwu\");", "empty → frame 7, pwu",
                              "WARNING: enable_count==0 underflow"})
        EXPECT_NE(all.find(words), std::string::npos) << words << "\n" << all;
}

TEST(EventText, HardwareOperationsNameTheirFields) {
    Session s{{}};
    ASSERT_EQ(run(s, "arch powerpc"), "");
    ASSERT_EQ(open_text(s, "a.lab",
                        "set_ptes(USER, 7, \"pwu\", 2);\ntouch(USER);\n"
                        "touch(USER + PAGE);\nlazy_mmu_mode_enable();\n"
                        "clear_full_ptes(USER, 2);\nlazy_mmu_mode_disable();\n"),
              "");
    std::string all;
    for (const Event& e : s.timeline().all_events()) all += event_text(s.setup(), e) + "\n";
    EXPECT_NE(all.find("hardware: flush_hash_range (mm=user1, n=2, local="), std::string::npos)
        << all;
}

} // namespace
} // namespace lazymmu
