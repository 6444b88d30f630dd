// lazymmu new: a lesson to begin with. What it writes passes `check`, and is the one of
// lessons/README.md.
#include "app/cli/cli.h"
#include "lessons/format/loader.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace lazymmu::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* body = R"(  "summary": "One page, one section.",
  "minutes": 2,
  "machine": { "arch": "arm64" },
  "steps": [
    {
      "title": "Open",
      "narration": "We open a **section**: from now on, work may wait.",
      "do": "lazy_mmu_mode_enable();",
      "expect": { "state": { "task.A.enable_count": 1 } },
      "focus": ["counters"]
    },
    {
      "title": "Map a page",
      "narration": "The store is made, its barriers wait.",
      "do": "set_pte_at(KERNEL, 7, \"pw\");",
      "expect": {
        "state": { "pte(KERNEL).pfn": 7, "batch.used": 1 },
        "events": [{ "hw": "isb", "count": 0 }]
      },
      "focus": ["batch", "page_table"]
    },
    {
      "title": "Close",
      "narration": "Now they run, once.",
      "do": "lazy_mmu_mode_disable();",
      "quiz": {
        "ask": "How many `isb` will this `disable` run?",
        "count": { "hw": "isb" },
        "answer": 1,
        "hints": ["One store waits."],
        "explain": "The store's barriers were delayed up to here."
      },
      "expect": { "events": [{ "hw": "isb", "count": 1 }] },
      "focus": ["events"]
    }
  ]
}
)";

// "my-first": "My first".
std::string title_of(std::string id) {
    if (id[0] >= 'a' && id[0] <= 'z') id[0] = static_cast<char>(id[0] - 'a' + 'A');
    for (char& c : id)
        if (c == '-') c = ' ';
    return id;
}

} // namespace

int new_command(const Args& args) {
    if (args.operands.size() != 1) {
        complain("new needs one name, for example my-first or lessons/my-first");
        return exit_usage;
    }
    fs::path path = args.operands[0];
    if (path.extension() == ".json") path.replace_extension();
    const std::string id = path.filename().string();
    const bool schema = fs::exists(path.parent_path() / "lesson.schema.json");
    const std::string text =
        std::string("{\n") + (schema ? "  \"$schema\": \"lesson.schema.json\",\n" : "") +
        "  \"format_version\": 1,\n  \"id\": \"" + id + "\",\n  \"title\": \"" +
        title_of(id.empty() ? "-" : id) + "\",\n" + body;
    const LoadResult loaded = parse_lesson(text, path.string() + ".json");
    if (!loaded.lesson) { // only the name can be wrong
        complain("\"" + id + "\" cannot be a lesson's name: " + loaded.errors[0].message);
        return exit_usage;
    }
    path += ".json";
    std::FILE* file = std::fopen(path.string().c_str(), "wx");
    if (!file) {
        complain(path.string() + ": " + std::strerror(errno) +
                 (errno == EEXIST ? "; nothing was changed" : ""));
        return exit_usage;
    }
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (std::fclose(file) != 0 || !written) {
        complain(path.string() + ": " + std::strerror(errno));
        return exit_usage;
    }
    print("%s\n\nNext:\n  lazymmu check %s\n  lazymmu run %s\n", path.string().c_str(),
          path.string().c_str(), path.string().c_str());
    return exit_pass;
}

} // namespace lazymmu::cli
