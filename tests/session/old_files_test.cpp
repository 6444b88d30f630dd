// Files and links that earlier versions wrote (tests/data/old/README.md) open to what they showed:
// the same program, run, position and state.
#include "app/link/link.h"
#include "engine/run/query.h"
#include "tests/session/fixture.h"

#include "nlohmann/json.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace lazymmu::test {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::json;

const fs::path folder = LAZYMMU_SOURCE_DIR "/tests/data/old";

std::vector<fs::path> files_of(const char* kind) {
    std::vector<fs::path> out;
    for (const auto& f : fs::directory_iterator(folder / kind)) out.push_back(f.path());
    std::sort(out.begin(), out.end());
    return out;
}

// All that the machine can be asked for by a name alone. Its digest is not among it: a version may
// compute it in another way.
json queries(const Session& s) {
    json out = json::object();
    const StateView state = s.machine().view();
    QueryValue value;
    std::string error;
    for (const std::string& path : query_paths(s.setup(), state))
        if (path != "machine.digest" && query(s.setup(), state, path, value, error))
            out[path] = value.text;
    for (const char* of : {"pte", "tlb"})
        for (const char* page : {"KERNEL", "KERNEL + PAGE", "USER", "USER + PAGE"})
            for (const char* field : {"pfn", "flags", "cached", "stale"}) {
                const std::string path = std::string(of) + "(" + page + ")." + field;
                if (query(s.setup(), state, path, value, error)) out[path] = value.text;
            }
    return out;
}

// What a reader sees of a session, without words that a later version may choose otherwise.
json seen(Session& s) {
    const json state = json::parse(s.state_json());
    json out;
    for (const char* key : {"mode", "lesson", "arch", "kernel", "step", "steps", "lesson_step",
                            "tasks", "breakpoints", "line", "schedule", "branches", "bug"})
        out[key] = state.at(key);
    out["pending"] = state.at("batch").at("used");
    out["hazard"] = state.at("hazard").is_null() ? json() : state["hazard"].at("name");
    out["script"] = s.lesson() ? "" : s.script_text();
    out["mistakes"] = s.document().draft_errors.size();
    out["about"] = !s.document().about.empty();
    out["seed"] = s.lesson() ? s.lesson()->variant() : 0;
    out["compare"] = columns_text(s.chosen_columns());
    out["pin"] = s.pin() ? json(s.pin()->position) : json();
    out["run_name"] = s.document().run_name();
    json names = json::array();
    for (const Branch& b : s.timeline().branches()) names.push_back(s.document().run_name(&b));
    out["names"] = names;
    out["state"] = queries(s);
    const Document* aside = s.aside();
    out["aside"] = aside ? json(aside->lesson ? aside->lesson->id : aside->text) : json();
    return out;
}

struct OldFile : testing::Test {
    json expected = json::parse(read_file(folder / "expected.json"));

    void expect_seen(const fs::path& path, Session& s) {
        EXPECT_EQ(s.message().kind, Message::none) << s.message().text();
        json now = seen(s), then = expected.at(path.filename().string());
        if (s.lesson()) now["steps"] = then["steps"]; // a lesson of the course may have grown
        EXPECT_EQ(json::diff(then, now).dump(1), "[]");
    }
};

TEST_F(OldFile, SessionsOpenToWhatTheyShowed) {
    const std::vector<fs::path> all = files_of("sessions");
    EXPECT_GE(all.size(), 5u);
    for (const fs::path& path : all) {
        SCOPED_TRACE(path.filename().string());
        Session s(own_lessons());
        EXPECT_EQ(open_text(s, path.filename().string(), read_file(path)), "");
        expect_seen(path, s);
    }
}

TEST_F(OldFile, LinksOpenToWhatTheyShowed) {
    const std::vector<fs::path> all = files_of("links");
    EXPECT_GE(all.size(), 10u);
    for (const fs::path& path : all) {
        SCOPED_TRACE(path.filename().string());
        const std::string text = read_file(path);
        ASSERT_TRUE(looks_like_link(text));
        const OpenedLink link = open_link(text);
        ASSERT_EQ(link.error, "");
        Session s(own_lessons());
        EXPECT_EQ(s.execute({Command::open_saved, 0, link.json, "link"}), "");
        expect_seen(path, s);
    }
}

TEST_F(OldFile, AnswersAreTakenOver) {
    const std::vector<fs::path> all = files_of("progress");
    EXPECT_GE(all.size(), 3u);
    for (const fs::path& path : all) {
        SCOPED_TRACE(path.filename().string());
        Session fresh(own_lessons());
        EXPECT_EQ(open_text(fresh, path.filename().string(), read_file(path)), "");
        const Score score = fresh.progress().score();
        const json now = {
            {"solved", score.solved}, {"first_try", score.first_try}, {"revealed", score.revealed}};
        EXPECT_EQ(now, expected.at(path.filename().string()));
    }
}
} // namespace
} // namespace lazymmu::test
