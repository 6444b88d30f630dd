#include "app/gui/frame/view_command.h"

#include "app/core/tell/json_text.h"
#include "app/gui/frame/view_tabs.h"
#include "app/gui/views/editor_view.h"
#include "app/gui/views/explore_view.h"
#include "lessons/format/fields.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

constexpr float smallest_text = 0.7f, largest_text = 2.4f, text_factor = 1.1f;
constexpr std::string_view narrow_pages[] = {"code", "machine", "memory", "time", "log", "lessons"};

std::string show_page(View& view, std::string_view name) {
    const auto* found = std::find(std::begin(narrow_pages), std::end(narrow_pages), name);
    if (found == std::end(narrow_pages)) return "there is no such page";
    view.narrow_tab = static_cast<int>(found - std::begin(narrow_pages));
    return {};
}

// The session has to open what the first two show.
constexpr ScreenMode screen_modes[] = {
    {"lesson", "Lesson", Screen::run, Mode::lesson, "Read, step, and be asked"},
    {"playground", "Playground", Screen::run, Mode::playground,
     "Write a script of your own, and watch it run"},
    {"compare", "Compare", Screen::compare, Mode::empty,
     "The same program on several machines, side by side"},
    {"explore", "Explore", Screen::explore, Mode::empty,
     "Try every schedule of a program, and open the shortest one that breaks it"},
};

std::string show_screen(View& view, std::string_view name) {
    for (const ScreenMode& m : screen_modes) {
        if (name != m.name) continue;
        view.screen = m.screen;
        return m.screen == Screen::run ? "?" : "";
    }
    return "there is no such mode";
}

std::string explore_command(const View& view, ExploreView& explore, std::string_view what) {
    if (what == "open") {
        if (explore.job.schedule().empty()) return "there is no counterexample";
        explore.open = true;
        return {};
    }
    if (what != "start" && what != "stop") return "?";
    if (view.screen != Screen::explore) return "Explore mode is not shown";
    (what == "start" ? explore.start : explore.stop) = true;
    return {};
}

void set_text_size(View& view, float size) {
    view.text_size = std::clamp(size, smallest_text, largest_text);
}

} // namespace

std::span<const ScreenMode> screens() { return screen_modes; }

const char* screen_name(Screen screen, Mode mode) {
    for (const ScreenMode& m : screen_modes)
        if (m.screen == screen && (m.mode == Mode::empty || m.mode == mode)) return m.name;
    return "";
}

std::string view_command(View& view, ExploreView& explore, std::string_view line) {
    if (line == "theme light" || line == "theme dark")
        view.light = line == "theme light";
    else if (line == "theme other")
        view.light = !view.light;
    else if (line == "text larger")
        set_text_size(view, view.text_size * text_factor);
    else if (line == "text smaller")
        set_text_size(view, view.text_size / text_factor);
    else if (line == "text normal")
        set_text_size(view, 1);
    else if (line == "layout reset")
        view.panes = {};
    else if (line == "keys")
        view.show_keys = !view.show_keys;
    else if (line == "dismiss" && view.show_keys)
        view.show_keys = false;
    else if (line == "dismiss" && view.origin.open)
        view.origin = {};
    else if (line == "palette")
        view.palette = {.open = !view.palette.open};
    else if (line == "text view") {
        if (!view.has_text_view) return "only the page has a text view";
        view.text_view = true;
    } else if (line == "differences")
        view.compare.only_differences = !view.compare.only_differences;
    else if (line == "clear answers lesson" || line == "clear answers all")
        view.confirm = line.substr(14);
    else if (line == "details")
        view.log_details = !view.log_details;
    else if (line.starts_with("page "))
        return show_page(view, line.substr(5));
    else if (line.starts_with("mode "))
        return show_screen(view, line.substr(5));
    else if (line.starts_with("editor "))
        return editor_command(*view.editor, line.substr(7));
    else if (line.starts_with("explore "))
        return explore_command(view, explore, line.substr(8));
    else if (!tab_command(view, line))
        return "?";
    return {};
}

namespace {

struct Pane {
    const char* name;
    float PaneSizes::*size;
};
constexpr Pane panes[] = {{"left", &PaneSizes::left},
                          {"right", &PaneSizes::right},
                          {"source", &PaneSizes::source},
                          {"timeline", &PaneSizes::timeline},
                          {"batch", &PaneSizes::batch}};

i64 rounded(float value) { return std::lround(static_cast<double>(value)); }

} // namespace

// The last runs, as long as all of them are not too long to be kept.
std::string kept_settings_json(const View& view) {
    constexpr size_t most = 100000;
    RunHistory kept;
    const std::vector<PastRun>& runs = view.editor->history.runs();
    size_t bytes = 0, n = 0;
    while (n < runs.size() && (bytes += runs[n].text.size()) <= most) n++;
    while (n-- > 0) kept.add(runs[n]);
    std::string out = settings_json(view);
    out.pop_back();
    return out + ",\"runs\":" + json_quoted(kept.json()) + "}";
}

std::string settings_json(const View& view) {
    JsonObject sizes;
    for (const Pane& p : panes) sizes.number(p.name, rounded(view.panes.*p.size * 1000));
    return JsonObject()
        .number("format_version", 1)
        .text("theme", view.light ? "light" : "dark")
        .number("text_size", rounded(view.text_size * 100))
        .raw("panes", sizes.str())
        .str();
}

Issues read_settings(std::string_view text, std::string file, KeptSettings& out) {
    Issues errors;
    const json::Doc doc = json::parse(text.substr(0, limits::lesson_bytes));
    json::Reading r(text, std::move(file), errors);
    if (!doc.ok) {
        r.error(doc.error_at, doc.error);
        return errors;
    }
    const json::Object o(r, doc.root, "the settings",
                         {"format_version", "theme", "text_size", "panes", "runs"}, 4);
    i64 version = 0, part = 0;
    o.whole("format_version", 1, 1, version);
    o.text("theme", 10, out.theme);
    o.whole("text_size", rounded(smallest_text * 100), rounded(largest_text * 100), out.text_size);
    if (const json::Node* node = o.find("panes")) {
        const json::Object p(r, *node, "the panes",
                             {"left", "right", "source", "timeline", "batch"});
        for (const Pane& pane : panes)
            if (p.find(pane.name) && p.whole(pane.name, 50, 950, part))
                out.panes.*pane.size = static_cast<float>(part) / 1000;
    }
    if (std::string runs; o.find("runs") && o.text("runs", limits::lesson_bytes, runs)) {
        Issues wrong = out.runs.load(runs, "the last runs");
        if (!wrong.empty()) r.error(*o.find("runs"), wrong[0].text());
    }
    if (errors.empty() && out.theme != "light" && out.theme != "dark")
        r.wrong(*o.find("theme"), json::one_of({"dark", "light"}));
    return errors;
}

Issues load_settings(View& view, std::string_view text, std::string file) {
    KeptSettings kept;
    Issues errors = read_settings(text, std::move(file), kept);
    if (!errors.empty()) return errors;
    view.light = kept.theme == "light";
    view.text_size = static_cast<float>(kept.text_size) / 100;
    view.panes = kept.panes;
    if (!kept.runs.runs().empty()) view.editor->history = kept.runs;
    return {};
}

} // namespace lazymmu::gui
