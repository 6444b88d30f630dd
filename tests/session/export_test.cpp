// What is exported can be read by others: slices nest and pair, time never goes back, counters and
// names are there, tables parse, and mails are narrow.
#include "app/core/publish/export.h"
#include "arch/arch.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>

namespace lazymmu {
namespace {

using namespace test;
using json = nlohmann::json;

struct Counted {
    size_t slices = 0, counters = 0, instants = 0;
    std::map<std::string, i64> deepest; // nesting of a thread, by its name
    std::map<std::string, std::vector<i64>> values;
    std::vector<std::pair<i64, i64>> sections; // of task A, outermost
};

// Checks the form as an importer relies on it.
Counted check_chrome(const Session& s) {
    Counted found;
    const json root = json::parse(exported(s, ExportFormat::chrome, ""));
    std::map<std::pair<i64, i64>, std::vector<std::pair<std::string, i64>>> open;
    std::map<std::pair<i64, i64>, std::string> names;
    std::map<i64, std::string> processes;
    i64 last = 0;
    for (const json& e : root.at("traceEvents")) {
        const std::string ph = e.at("ph");
        const i64 ts = e.at("ts"), pid = e.at("pid"), tid = e.at("tid");
        const auto thread = std::pair(pid, tid);
        EXPECT_GE(ts, last);
        EXPECT_LE(ts, s.length());
        last = ts;
        if (ph == "M") {
            EXPECT_EQ(ts, 0);
            (e.at("name") == "process_name" ? processes[pid] : names[thread]) =
                e.at("args").at("name");
            continue;
        }
        EXPECT_TRUE(processes.count(pid)) << pid;
        auto& stack = open[thread];
        if (ph == "B") {
            EXPECT_TRUE(names.count(thread)) << pid << " " << tid;
            found.slices++;
            stack.emplace_back(e.at("name"), ts);
            i64& deepest = found.deepest[names[thread]];
            deepest = std::max(deepest, static_cast<i64>(stack.size()));
        } else if (ph == "E") {
            EXPECT_FALSE(stack.empty()) << pid << " " << tid << " " << ts;
            if (stack.empty()) continue;
            if (stack.size() == 1 && names[thread] == "task A")
                found.sections.emplace_back(stack.back().second, ts);
            stack.pop_back();
        } else if (ph == "C") {
            found.counters++;
            found.values[e.at("name")].push_back(e.at("args").at("value"));
        } else {
            EXPECT_EQ(ph, "i");
            EXPECT_EQ(e.at("s"), "t");
            found.instants++;
        }
    }
    for (const auto& [thread, stack] : open)
        EXPECT_TRUE(stack.empty()) << thread.first << " " << thread.second;
    for (size_t c = 0; c < s.trace().cpus.size(); c++)
        EXPECT_EQ(processes[static_cast<i64>(c)], "CPU " + std::to_string(c));
    return found;
}

// Rows of a table, as RFC 4180 says.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, {""});
    bool quoted = false;
    for (size_t i = 0; i < text.size(); i++) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            rows.back().back() += text[i++];
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == ',')
            rows.back().emplace_back();
        else if (!quoted && c == '\n')
            rows.push_back({""});
        else if (quoted || c != '\r')
            rows.back().back() += c;
    }
    EXPECT_FALSE(quoted);
    rows.pop_back();
    return rows;
}

void check_csv(const Session& s) {
    const auto rows = parse_csv(exported(s, ExportFormat::csv, ""));
    ASSERT_EQ(rows.size(), s.timeline().all_events().size() + 1);
    for (const auto& row : rows) ASSERT_EQ(row.size(), rows[0].size());
    EXPECT_EQ(rows[0][0], "line");
}

void check_text(const Session& s) {
    const std::string link = "https://example.org/lab/#v1." + std::string(900, 'x');
    const std::string text = exported(s, ExportFormat::text, link);
    size_t column = 0;
    std::string joined;
    for (const char c : text) {
        ASSERT_TRUE(c == '\n' || (c >= 32 && c < 127));
        column = c == '\n' ? 0 : column + 1;
        ASSERT_LE(column, mail_columns) << text;
        if (c != '\n') joined += c;
    }
    EXPECT_NE(joined.find("<" + link + ">"), std::string::npos);
    EXPECT_EQ(text.back(), '\n');
}

TEST(Export, EveryLessonOnEveryArchitecture) {
    Session s(own_lessons());
    for (const LibraryEntry& entry : s.library().entries) {
        ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
        for (const std::string& arch : entry.lesson->machine.archs) {
            SCOPED_TRACE(entry.name + " " + arch);
            ASSERT_EQ(run(s, "arch " + arch), "");
            const Counted found = check_chrome(s);
            EXPECT_GT(found.slices, 0u);
            check_csv(s);
            check_text(s);
        }
    }
}

TEST(Export, APauseIsAGap) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "pause.txt",
                        "lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 1, \"pw\");\n"
                        "lazy_mmu_mode_pause();\nset_pte_at(KERNEL, 2, \"pw\");\n"
                        "lazy_mmu_mode_resume();\nlazy_mmu_mode_disable();\n"),
              "");
    const Counted found = check_chrome(s);
    ASSERT_EQ(found.sections.size(), 2u);
    EXPECT_LT(found.sections[0].first, found.sections[0].second);
    EXPECT_LT(found.sections[0].second, found.sections[1].first);
    EXPECT_EQ(found.values.at("enable_count A"), (std::vector<i64>{0, 1, 0}));
    EXPECT_EQ(found.values.at("pause_count A"), (std::vector<i64>{0, 1, 0}));
}

TEST(Export, NestedSectionsNest) {
    Session s(own_lessons());
    ASSERT_EQ(open_text(s, "nested.txt", nested_script), "");
    const Counted found = check_chrome(s);
    EXPECT_EQ(found.deepest.at("task A"), 2);
    EXPECT_EQ(found.sections.size(), 1u);
    EXPECT_GT(found.deepest.at("task A: calls"), 1);
    EXPECT_EQ(found.values.at("enable_count A"), (std::vector<i64>{0, 1, 2, 1, 0}));
}

TEST(Export, ATaskThatMovesTakesItsSlicesAlong) {
    Session s(own_lessons());
    const char* saved =
        R"({"lazymmu": "session", "format_version": 1, "file": {"name": "move.txt", "text":
            "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 1, \"pw\");
             lazy_mmu_mode_disable(); } task B { set_pte_at(KERNEL, 9, \"pw\"); }"},
            "machine": {"arch": "arm64", "kernel": "v7.0", "cpus": 2, "migrations": 1},
            "schedule": ["A*8", "preempt B", "finish"]})";
    std::string text = saved;
    std::erase(text, '\n');
    ASSERT_EQ(open_text(s, "move.lazymmu.json", text), "");
    const Choice move{Choice::migrate, 1, 0};
    while (s.execute({Command::choose, move.pack(), {}, {}}) != "") ASSERT_EQ(run(s, "step"), "");
    const Counted found = check_chrome(s);
    ASSERT_EQ(found.sections.size(), 2u);
    EXPECT_EQ(found.sections[0].second, found.sections[1].first);
}

TEST(Export, FlushesAndTroubleAreInstants) {
    Session s(own_lessons());
    ASSERT_EQ(run(s, "open powerpc-one-section"), "");
    EXPECT_GT(check_chrome(s).instants, 0u);
    const std::string text = exported(s, ExportFormat::text, "");
    EXPECT_NE(text.find("         * "), std::string::npos) << text;
    EXPECT_EQ(text.find("Open it"), std::string::npos);
}

TEST(Export, FormatsHaveNames) {
    for (int i = 0; i < export_formats; i++) {
        const ExportFormat format = static_cast<ExportFormat>(i);
        ExportFormat back = ExportFormat::chrome;
        EXPECT_TRUE(export_format(export_info(format).name, back));
        EXPECT_EQ(back, format);
    }
    ExportFormat none;
    EXPECT_FALSE(export_format("pdf", none));
}

} // namespace
} // namespace lazymmu
