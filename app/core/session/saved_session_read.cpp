// From a session's JSON to what was open. The text may come from anybody: everything is bounded,
// and what is wrong is said with its place.
#include "app/core/recording/interventions.h"
#include "app/core/recording/schedule_tokens.h"
#include "app/core/session/open_run.h"
#include "app/core/session/saved_session.h"
#include "app/core/tell/json_text.h"
#include "arch/arch.h"
#include "lessons/format/loader.h"
#include "lessons/format/loader_parts.h"

#include <algorithm>

namespace lazymmu {
namespace {

using json::Node;
using json::Object;
using json::Reading;

constexpr size_t most_saved_bytes = size_t{4} << 20;
constexpr u32 most_tokens = 20000;
constexpr u32 most_branches = 32;
constexpr u32 name_chars = 300, about_chars = 10000;
constexpr u32 text_chars = limits::lesson_bytes; // the loaders have bounds of their own

void read_file(Reading& r, const Node& node, SavedDocument& out) {
    const Object o(r, node, "\"file\"", {"name", "text"}, 2);
    if (node.kind != Node::object) return;
    o.text("name", name_chars, out.name);
    const Node* text = o.find("text");
    if (text && text->kind == Node::text && text->str.empty()) return; // an empty script
    o.text("text", text_chars, out.text);
}

void read_machine(Reading& r, const Node& node, MachineSpec& out) {
    const Object o(
        r, node, "\"machine\"",
        {"arch", "kernel", "cpus", "task_init_pause", "irqs", "migrations", "patches", "config"},
        2);
    if (node.kind == Node::object) json::read_machine(r, o, all_archs(), out);
}

void read_branches(Reading& r, const Node& node, std::vector<SavedBranch>& out) {
    if (!r.array_of(node, 0, most_branches)) return;
    for (const Node& n : node.items) {
        SavedBranch b;
        const Object o(r, n, "an alternative", {"at", "schedule", "name"}, 2);
        if (n.kind != Node::object) continue;
        i64 at = 0;
        if (o.whole("at", 0, limits::lesson_choices, at)) b.at = static_cast<u32>(at);
        b.text_at = r.at(n.at);
        if (const Node* s = o.find("schedule")) json::read_schedule(r, *s, b.schedule, most_tokens);
        o.text("name", name_chars, b.name);
        out.push_back(std::move(b));
    }
}

void read_pin(Reading& r, const Node& node, SavedPin& out) {
    const Object o(r, node, "\"pin\"", {"position", "schedule"}, 1);
    if (node.kind != Node::object) return;
    i64 n = 0;
    if (o.whole("position", 0, limits::lesson_choices, n)) out.position = static_cast<u32>(n);
    const Node* schedule = o.find("schedule");
    out.other_run = schedule != nullptr;
    if (schedule) json::read_schedule(r, *schedule, out.schedule, most_tokens);
}

void read_root(Reading& r, const Node& root, SavedSession& out, bool aside = false) {
    auto document = std::make_shared<SavedDocument>();
    SavedDocument& d = *document;
    const Object o(r, root, "a saved session",
                   {"lazymmu", "format_version", "machine", "lesson", "file", "about", "schedule",
                    "alternatives", "position", "lesson_step", "digest", "breakpoints", "compare",
                    "pin", "run_name", "draft", "seed", "aside"},
                   3);
    if (root.kind != Node::object) return;
    std::string what;
    i64 n = 0;
    if (o.text("lazymmu", limits::tag_chars, what) && what != "session")
        r.wrong(*o.find("lazymmu"), "\"session\"");
    if (const Node* version = o.find("format_version");
        version && version->integer && version->num > saved_format_version) {
        r.error(*version, "format_version " + std::to_string(version->num) +
                              " is newer than this program, which reads " +
                              std::to_string(saved_format_version));
        return;
    }
    o.whole("format_version", 1, saved_format_version, n);
    if ((o.find("lesson") != nullptr) == (o.find("file") != nullptr))
        r.error(root, "expected either \"lesson\", the id of a built-in lesson, or \"file\"");
    o.text("lesson", limits::id_chars, d.lesson);
    if (const Node* file = o.find("file")) read_file(r, *file, d);
    if (o.whole("seed", 0, UINT32_MAX, n)) d.seed = static_cast<u32>(n);
    o.text("about", about_chars, d.about);
    o.text("draft", limits::script_bytes, out.draft);
    o.text("run_name", name_chars, d.run_name);
    if (const Node* machine = o.find("machine")) read_machine(r, *machine, d.machine);
    if (const Node* schedule = o.find("schedule")) {
        d.has_schedule = true;
        json::read_schedule(r, *schedule, d.schedule, most_tokens);
    }
    if (const Node* branches = o.find("alternatives")) read_branches(r, *branches, d.branches);
    if (o.whole("position", 0, limits::lesson_choices, n)) {
        out.position = static_cast<u32>(n);
        out.position_at = r.at(o.find("position")->at);
    }
    if (o.whole("lesson_step", 0, limits::lesson_steps, n)) out.lesson_step = static_cast<u32>(n);
    o.text("digest", limits::id_chars, out.digest);
    if (const Node* lines = o.find("breakpoints"); lines && r.array_of(*lines, 0, most_breakpoints))
        for (const Node& line : lines->items)
            if (std::string text; r.text_of(line, limits::tag_chars, text))
                out.breakpoints.push_back(std::move(text));
    if (const Node* pin = o.find("pin")) read_pin(r, *pin, out.pin.emplace());
    if (std::string text; o.find("compare") && o.text("compare", about_chars, text)) {
        const std::string wrong =
            parse_columns(text, d.machine.kernel.value_or(kernel_default), out.columns);
        if (!wrong.empty()) r.error(*o.find("compare"), wrong);
    }
    if (const Node* other = o.find("aside")) {
        SavedSession read;
        if (aside)
            r.error(*other, "what was put aside has nothing aside itself");
        else
            read_root(r, *other, read, true);
        if (r.ok()) out.aside = std::make_shared<const SavedSession>(std::move(read));
    }
    out.document = std::move(document);
}

} // namespace

bool looks_like_saved(std::string_view name, std::string_view text) {
    if (name.ends_with(".lazymmu.json")) return true;
    size_t at = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (at == text.npos || text[at] != '{') return false;
    at = text.find_first_not_of(" \t\r\n", at + 1);
    return at != text.npos && text.substr(at).starts_with("\"lazymmu\"");
}

ReadSaved read_saved(std::string_view text, std::string file) {
    ReadSaved out;
    if (text.size() > most_saved_bytes) {
        out.errors.push_back({std::move(file), 1, 1,
                              "the file is too large: " + std::to_string(text.size()) +
                                  " bytes, at most " + std::to_string(most_saved_bytes)});
        return out;
    }
    const json::Doc doc = json::parse(text);
    Reading r(text, std::move(file), out.errors);
    if (doc.ok)
        read_root(r, doc.root, out.saved);
    else
        r.error(doc.error_at, doc.error);
    return out;
}

} // namespace lazymmu
