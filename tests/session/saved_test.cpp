// A session as a text: what comes back has the same digest everywhere, and a text that is wrong
// changes nothing.
#include "app/core/explore/explore_job.h"
#include "app/core/session/saved_session.h"
#include "arch/arch.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

#include <random>

namespace lazymmu {
namespace {

using namespace test;

void expect_same(const Session& a, const Session& b) {
    EXPECT_EQ(digest(a), digest(b));
    EXPECT_EQ(a.position(), b.position());
    EXPECT_EQ(a.length(), b.length());
    EXPECT_EQ(a.lesson_step(), b.lesson_step());
    EXPECT_EQ(a.mode(), b.mode());
    EXPECT_EQ(&a.arch(), &b.arch());
    EXPECT_EQ(a.kernel(), b.kernel());
    ASSERT_EQ(a.timeline().branches().size(), b.timeline().branches().size());
    for (size_t i = 0; i < a.timeline().branches().size(); i++) {
        EXPECT_EQ(a.timeline().branches()[i].at, b.timeline().branches()[i].at);
        EXPECT_EQ(a.timeline().branches()[i].choices, b.timeline().branches()[i].choices);
    }
    EXPECT_EQ(a.timeline().digest_at(a.length()), b.timeline().digest_at(b.length()));
    EXPECT_EQ(saved(a), saved(b));
}

// Into a session where something else is open.
void expect_round_trip(const Session& s, Session& other) {
    const std::string text = saved(s);
    EXPECT_EQ(open_saved(other, text), "") << text;
    EXPECT_EQ(other.message().kind, s.message().kind) << other.message().text();
    expect_same(s, other);
}

u32 random_below(std::mt19937& random, u32 n) { return n ? static_cast<u32>(random() % n) : 0; }

// Somewhere, one choice that is not the usual one.
void fork_somewhere(Session& s, std::mt19937& random) {
    run(s, "seek " + std::to_string(random_below(random, s.length() + 1)));
    Choice out[max_choices];
    const int n = enabled_choices(s.setup(), s.machine().view(), out);
    if (n == 0) return;
    const Choice c = out[random_below(random, static_cast<u32>(n))];
    s.execute({Command::choose, c.pack(), {}, {}});
}

TEST(Saved, EveryLessonAtRandomPlaces) {
    Session s(own_lessons()), other(own_lessons());
    std::mt19937 random(1);
    for (const LibraryEntry& entry : s.library().entries) {
        SCOPED_TRACE(entry.name);
        ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
        for (const std::string& arch : entry.lesson->machine.archs) {
            ASSERT_EQ(run(s, "arch " + arch), "");
            for (int i = 0; i < 3; i++) {
                run(s, "seek " + std::to_string(random_below(random, s.length() + 1)));
                expect_round_trip(s, other);
            }
            run(s, "lesson step " +
                       std::to_string(random_below(random, static_cast<u32>(s.lesson_steps()))));
            expect_round_trip(s, other);
        }
    }
}

TEST(Saved, ForksAndTheFuturesThatWereLeft) {
    Session s(own_lessons()), other(own_lessons());
    std::mt19937 random(2);
    for (const LibraryEntry& entry : s.library().entries) {
        SCOPED_TRACE(entry.name);
        ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
        if (s.length() > 5000) continue; // long runs take long to fork many times
        for (int i = 0; i < 4; i++) fork_somewhere(s, random);
        expect_round_trip(s, other);
    }
}

TEST(Saved, ScriptsWithTheirText) {
    Session s(own_lessons()), other(own_lessons());
    ASSERT_EQ(open_text(s, "nested \"one\".txt", nested_script), "");
    run(s, "arch sparc");
    run(s, "kernel v6.18");
    run(s, "seek 5");
    expect_round_trip(s, other);
    EXPECT_EQ(other.document().text, nested_script);
    EXPECT_EQ(other.document().name, "nested \"one\".txt");
}

TEST(Saved, LessonsThatAreNotBuiltIn) {
    Session s(own_lessons());
    Session other({}); // has no lessons
    const LibraryEntry* entry = s.library().find("nested-sections");
    std::string text = entry->text;
    text.replace(text.find("\"minutes\""), 9, " \"minutes\"");
    ASSERT_EQ(open_text(s, "mine.json", text), "");
    run(s, "step lesson");
    expect_round_trip(s, other);
    EXPECT_EQ(other.mode(), Mode::lesson);
    // a built-in one is only named
    ASSERT_EQ(run(s, "open nested-sections"), "");
    EXPECT_LT(saved(s).size(), 300u);
    EXPECT_NE(open_saved(other, saved(s)).find("no lesson called \"nested-sections\""),
              std::string::npos);
}

TEST(Saved, ScheduleOfTheExplorer) {
    Session s(own_lessons()), other(own_lessons());
    ASSERT_EQ(run(s, "open xen-double-enter"), "");
    ExploreJob job;
    ASSERT_EQ(job.start(plan_of(s)), "");
    while (job.slice(100000)) {
    }
    const auto found = found_schedule(job);
    ASSERT_TRUE(found);
    Command open{Command::open_schedule, 0, {}, {}};
    open.schedule = found;
    ASSERT_EQ(s.execute(open), "");
    run(s, "end");
    EXPECT_NE(s.machine().view().globals().bug, 0);
    expect_round_trip(s, other);
    EXPECT_EQ(other.document().about, s.document().about);
}

TEST(Saved, WhatWasMadeIsKeptUntilTheRunChanges) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open preemption-sleeping"), "");
    const auto first = save_session(s).document;
    run(s, "end");
    EXPECT_EQ(save_session(s).document, first);
    std::mt19937 random(3);
    while (!s.document().forked) fork_somewhere(s, random);
    EXPECT_NE(save_session(s).document, first);
}

TEST(Saved, OpensLikeAnyOtherFile) {
    Session s(own_lessons()), other(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    run(s, "end");
    ASSERT_EQ(open_text(other, "dropped.json", "\n " + saved(s)), "");
    expect_same(s, other);
}

struct Wrong {
    const char* json;
    const char* says;
};

TEST(Saved, SaysWhatIsWrongAndWhere) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    run(s, "step lesson");
    const std::string before = saved(s);
    const Wrong wrong[] = {
        {"", "test.lazymmu.json:1:1: error:"},
        {"[]", "1:1: error: expected a saved session (an object)"},
        {"{\"lazymmu\":\"session\"}", "missing \"format_version\""},
        {"{\"lazymmu\":\"sessions\",\n\"format_version\":1,\"machine\":{\"arch\":\"arm64\","
         "\"kernel\":\"v7.0\"},\"lesson\":\"two-counters\"}",
         "1:12: error: \"lazymmu\" must be \"session\""},
        {"{\"lazymmu\":\"session\",\"format_version\":2}",
         "is newer than this program, which reads 1"},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\n\"machine\":{\"arch\":\"mips\","
         "\"kernel\":\"v7.0\"},\"lesson\":\"two-counters\"}",
         "2:19: error: unknown architecture \"mips\"; there are arm64"},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\"machine\":{\"arch\":\"arm64\","
         "\"kernel\":\"v7.0\"}}",
         "expected either \"lesson\""},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\"machine\":{\"arch\":\"arm64\","
         "\"kernel\":\"v7.0\"},\"lesson\":\"none\"}",
         "there is no lesson called \"none\""},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\"machine\":{\"arch\":\"arm64\","
         "\"kernel\":\"v7.0\"},\"lesson\":\"two-counters\",\n\"position\":999999}",
         "2:12: error: \"position\" must be at most"},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\"machine\":{\"arch\":\"arm64\","
         "\"kernel\":\"v7.0\"},\"lesson\":\"two-counters\",\n\"schedule\":[\"A*2\",\"B\"]}",
         "2:19: error: another line of that task is not possible here, after line 2"},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\"machine\":{\"arch\":\"arm64\","
         "\"kernel\":\"v7.0\"},\"lesson\":\"two-counters\",\n\"schedule\":[\"A**2\"]}",
         "2:13: error: not a choice"},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\"machine\":{\"arch\":\"arm64\","
         "\"kernel\":\"v7.0\"},\"file\":{\"name\":\"x.txt\",\"text\":\"lazy_mmu_mode_enabel();\"}}",
         "x.txt:1:1: error:"},
        {"{\"lazymmu\":\"session\",\"format_version\":1,\"machine\":{\"arch\":\"sparc\","
         "\"kernel\":\"v7.0\",\"config\":{\"none\":1}},\"lesson\":\"two-counters\"}",
         "option"},
    };
    for (const Wrong& w : wrong) {
        const std::string error = open_saved(s, w.json);
        EXPECT_NE(error.find(w.says), std::string::npos) << w.json << "\n" << error;
        EXPECT_EQ(s.message().kind, Message::error);
        EXPECT_EQ(saved(s), before);
    }
    const std::string large = "{\"lazymmu\":" + std::string(size_t{5} << 20, ' ');
    EXPECT_NE(open_saved(s, large).find("too large"), std::string::npos);
    EXPECT_EQ(saved(s), before);
}

TEST(Saved, DamagedTextsNeverCrashAndNeverLoseWhatIsOpen) {
    Session source(own_lessons()), s(own_lessons());
    ASSERT_EQ(run(source, "open preemption-sleeping"), "");
    std::mt19937 random(4);
    for (int i = 0; i < 3; i++) fork_somewhere(source, random);
    const std::string good = saved(source);
    ASSERT_EQ(run(s, "open two-counters"), "");
    std::string before = saved(s);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
        std::string text = good;
        for (u32 n = 1 + random_below(random, 3); n > 0; n--) {
            const size_t at = random_below(random, static_cast<u32>(text.size()));
            switch (random_below(random, 3)) {
            case 0: text[at] = static_cast<char>(random()); break;
            case 1: text.erase(at, 1 + random_below(random, 20)); break;
            default: text.insert(at, 1, "0123456789\"{}[],:*A"[random_below(random, 19)]);
            }
        }
        if (open_saved(s, text).empty()) {
            before = saved(s); // the damage did not matter
        } else {
            refused++;
            EXPECT_EQ(saved(s), before);
        }
    }
    EXPECT_GT(refused, 800);
}

TEST(Saved, TellsWhenTheRunEndsUpElsewhere) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    std::string text = saved(s);
    const size_t at = text.find("\"digest\":\"xxh3:") + 15;
    text[at] = text[at] == '0' ? '1' : '0';
    EXPECT_EQ(open_saved(s, text), "");
    EXPECT_EQ(s.message().kind, Message::notice);
    EXPECT_NE(s.message().text().find("Another version"), std::string::npos);
}

// A digest by the hash of an earlier version, or of a later one, is no reason for an alarm.
TEST(Saved, DoesNotCompareDigestsOfAnotherHash) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open two-counters"), "");
    const std::string text = saved(s), digits(32, '5');
    const size_t from = text.find("xxh3:"), to = text.find('"', from);
    for (const std::string& other : {digits, "xxh4:" + digits, std::string("xxh3")}) {
        EXPECT_EQ(open_saved(s, text.substr(0, from) + other + text.substr(to)), "") << other;
        EXPECT_EQ(s.message().text(), "") << other;
    }
}

// A schedule that was found is called like the lesson it is of, and is a script all the same.
TEST(Saved, AFoundScheduleOnAnotherMachineOpensAgain) {
    Session s(own_lessons()), other(own_lessons());
    ASSERT_EQ(run(s, "open xen-double-enter"), "");
    ExploreJob job;
    ASSERT_EQ(job.start(plan_of(s)), "");
    while (job.slice(100000)) {
    }
    auto found = std::make_shared<FoundSchedule>(*found_schedule(job));
    found->name = "xen-double-enter.json";
    Command open{Command::open_schedule, 0, {}, {}};
    open.schedule = found;
    ASSERT_EQ(s.execute(open), "");
    expect_round_trip(s, other);
    for (const char* machine : {"kernel v7.1", "arch arm64"}) {
        ASSERT_EQ(run(s, machine), "");
        run(s, "dismiss");
        expect_round_trip(s, other);
    }
    ASSERT_EQ(s.execute({Command::edit, 0, nested_script, {}}), "");
    expect_round_trip(s, other);
}

TEST(Saved, KeepsATextWithMistakes) {
    Session s({}), other({});
    ASSERT_EQ(open_text(s, "mine.lazy", nested_script), "");
    run(s, "seek 5");
    const std::string typed = std::string(nested_script) + "set_pte_at(USER, ";
    ASSERT_EQ(s.execute({Command::edit, 0, typed, {}}), "");
    ASSERT_FALSE(s.document().draft_errors.empty());
    const std::string text = saved(s);
    ASSERT_EQ(open_saved(other, text), "") << text;
    EXPECT_EQ(other.script_text(), typed);
    EXPECT_EQ(other.document().text, nested_script);
    EXPECT_EQ(other.document().draft_errors.size(), s.document().draft_errors.size());
    expect_same(s, other);
    ASSERT_EQ(other.execute({Command::edit, 0, nested_script, {}}), "");
    EXPECT_EQ(saved(other).find("draft"), std::string::npos);
}

TEST(Saved, KeepsBreakpointsAndComparedMachines) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open nested-sections"), "");
    ASSERT_EQ(run(s, "break lazy_mmu_mode_enable:2"), "");
    ASSERT_EQ(run(s, "break 4"), "");
    ASSERT_EQ(run(s, "compare arm64 v7.0, x86 v6.18"), "");
    const std::string text = saved(s);
    Session other(own_lessons());
    ASSERT_EQ(open_text(other, "s.lazymmu.json", text), "");
    EXPECT_EQ(other.breakpoints(), s.breakpoints());
    EXPECT_EQ(columns_text(other.chosen_columns()), "arm64 v7.0, x86 v6.18");
    EXPECT_EQ(saved(other), text);
    for (const char* wrong :
         {R"("breakpoints":[1])", R"("breakpoints":{})", R"("compare":"vax")"}) {
        std::string damaged = text;
        damaged.replace(damaged.find(R"("breakpoints")"), std::string::npos,
                        std::string(wrong) + "}");
        EXPECT_NE(open_text(other, "s.lazymmu.json", damaged), "") << wrong;
        EXPECT_EQ(saved(other), text) << "nothing that is open is lost";
        run(other, "dismiss");
    }
}

} // namespace
} // namespace lazymmu
