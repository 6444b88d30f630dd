#include "app/gui/panels/actions.h"

#include "app/core/tell/json_text.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/markdown.h"
#include "app/gui/views/explore_view.h"
#include "arch/arch.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

// What is not seen does not move.
bool is_open(const Ui& ui) { return ui.session.is_open(); }
bool has_files(const Ui& ui) { return ui.view.files.host != nullptr; }
bool other_course(const Ui& ui) { return !ui.session.course_name().empty(); }
bool has_folders(const Ui& ui) { return has_files(ui) && !ui.view.files.host->asks(); }
bool savable(const Ui& ui) { return is_open(ui) && has_files(ui); }
bool linkable(const Ui& ui) {
    if (ui.view.files.copy_link) return is_open(ui);
    return savable(ui) && !ui.view.files.host->link("{}").empty();
}
bool reopenable(const Ui& ui) {
    return has_files(ui) && !ui.view.files.host->last_session().empty();
}
bool undoable(const Ui& ui) { return ui.session.can_undo(); }
bool redoable(const Ui& ui) { return ui.session.can_redo(); }
bool stepping(const Ui& ui) { return ui.session.is_open() && ui.view.screen != Screen::explore; }
bool one_machine(const Ui& ui) { return ui.session.is_open() && ui.view.screen == Screen::run; }
bool comparing(const Ui& ui) { return ui.view.screen == Screen::compare; }
bool exploring(const Ui& ui) { return ui.view.screen == Screen::explore && ui.explore.planned; }
bool asked(const Ui& ui) { return one_machine(ui) && ui.session.question(); }
bool pinned(const Ui& ui) { return stepping(ui) && ui.session.pin(); }
bool left_own_run(const Ui& ui) { return stepping(ui) && ui.session.document().forked; }
bool has_text_view(const Ui& ui) { return ui.view.has_text_view; }
bool editing(const Ui& ui) { return one_machine(ui) && shows_editor(ui); }
bool in_lesson(const Ui& ui) { return one_machine(ui) && ui.session.lesson(); }
bool varies(const Ui& ui) { return in_lesson(ui) && ui.session.lesson()->variants > 1; }
bool told(const Ui& ui) {
    return ui.view.show_keys || ui.view.origin.open || ui.session.message().kind != Message::none;
}

constexpr ImGuiKeyChord ctrl = ImGuiMod_Ctrl, shift = ImGuiMod_Shift, alt = ImGuiMod_Alt;
constexpr ImGuiKey left = ImGuiKey_LeftArrow, right = ImGuiKey_RightArrow;

constexpr Action table[] = {
    {"Step", "One line forward", "step", "→", right, 0, true, false, stepping},
    {"Step", "One line back", "back", "←", left, 0, true, false, stepping},
    {"Step", "Over the call", "step over", "Shift →", shift | right, 0, true, false, stepping},
    {"Step", "Back over the call", "back over", "Shift ←", shift | left, 0, true, false, stepping},
    {"Step", "Out of the routine", "step out", "Alt →", alt | right, 0, true, false, stepping},
    {"Step", "Back out of the routine", "back out", "Alt ←", alt | left, 0, true, false, stepping},
    {"Step", "Next lesson step, or statement", "step lesson", "Ctrl →", ctrl | right, 0, true,
     false, stepping},
    {"Step", "Lesson step back, or statement", "back lesson", "Ctrl ←", ctrl | left, 0, true, false,
     stepping},
    {"Step", "Play or pause", "toggle play", "Space", ImGuiKey_Space, 0, false, false, stepping},
    {"Step", "Run to the next breakpoint", "run to break", "F8", ImGuiKey_F8, 0, false, false,
     stepping},
    {"Step", "Back to the breakpoint before", "back to break", "Shift F8", shift | ImGuiKey_F8, 0,
     false, false, stepping},
    {"Step", "Remove all breakpoints", "clear breakpoints", "", 0, 0, false, false, stepping},
    {"Step", "To the beginning", "home", "Home", ImGuiKey_Home, 0, false, false, stepping},
    {"Step", "To the end", "end", "End", ImGuiKey_End, 0, false, false, stepping},
    {"File", "Save", "save", "Ctrl S", ctrl | ImGuiKey_S, 0, false, false, savable},
    {"File", "Save as …", "save as", "", 0, 0, false, false, savable},
    {"File", "Open a file …", "open file", "Ctrl O", ctrl | ImGuiKey_O, 0, false, false, has_files},
    {"File", "Open a folder of lessons …", "open folder", "", 0, 0, false, false, has_folders},
    {"File", "Back to the built-in course", "course", "", 0, 0, false, false, other_course},
    {"File", "Open what was open last time", "reopen", "", 0, 0, false, false, reopenable},
    {"File", "Copy a link to this moment", "copy link", "", 0, 0, false, false, linkable},
    {"File", "Copy as text for a mail", "copy text", "", 0, 0, false, false, is_open},
    {"File", "Copy the session", "copy session", "", 0, 0, false, false, is_open},
    {"File", "Export text for a mail …", "export text", "", 0, 0, false, false, savable},
    {"File", "Export a trace for Perfetto …", "export chrome", "", 0, 0, false, false, savable},
    {"File", "Export the events (CSV) …", "export csv", "", 0, 0, false, false, savable},
    {"File", "Export states for TLA+ (ITF) …", "export itf", "", 0, 0, false, false, savable},
    {"File", "Export a picture (PNG) …", "export png", "", 0, 0, false, false, savable},
    {"File", "Export what was answered …", "export progress", "", 0, 0, false, false, savable},
    {"Edit", "Undo", "undo", "Ctrl Z", ctrl | ImGuiKey_Z, 0, true, false, undoable},
    {"Edit", "Redo", "redo", "Ctrl Shift Z", ctrl | shift | ImGuiKey_Z, 0, true, false, redoable},
    {"Quiz", "A hint", "hint", "", 0, 0, false, false, asked},
    {"Quiz", "Show the answer", "reveal", "", 0, 0, false, false, asked},
    {"Quiz", "Other numbers", "other numbers", "", 0, 0, false, false, varies},
    {"Quiz", "Clear the answers of this lesson …", "clear answers lesson", "", 0, 0, false, false,
     in_lesson},
    {"Quiz", "Clear all answers …", "clear answers all"},
    {"Go to", "The lesson", "mode lesson"},
    {"Go to", "The playground", "mode playground"},
    {"Go to", "This lesson's code in the playground", "try", "", 0, 0, false, false, in_lesson},
    {"Go to", "Compare machines", "mode compare"},
    {"Go to", "Explore every schedule", "mode explore"},
    {"Compare", "The four architectures", "compare archs"},
    {"Compare", "Before and after the series", "compare series"},
    {"Compare", "Only what differs", "differences", "", 0, 0, false, false, comparing},
    {"Go to", "The page table", "memory table", "", 0, 0, false, false, one_machine},
    {"Go to", "The TLB", "memory tlb", "", 0, 0, false, false, one_machine},
    {"Go to", "The hardware's own table", "memory hw", "", 0, 0, false, false, one_machine},
    {"Go to", "The event log", "log events", "", 0, 0, false, false, one_machine},
    {"Go to", "The costs", "log costs", "", 0, 0, false, false, one_machine},
    {"Go to", "Schedule and other futures", "log schedule", "", 0, 0, false, false, stepping},
    {"Diff", "Pin this moment", "pin", "M", 0, 'm', false, false, stepping},
    {"Diff", "Go to the pinned moment", "go to pin", "G", 0, 'g', false, false, pinned},
    {"Diff", "Unpin", "unpin", "", 0, 0, false, false, pinned},
    {"Diff", "What differs from the pinned moment", "log diff", "", 0, 0, false, false,
     one_machine},
    {"Go to", "The run as it was opened", "own run", "", 0, 0, false, false, left_own_run},
    {"Go to", "Why is this a hazard?", "origin hazard", "", 0, 0, false, false, stepping},
    {"Explore", "Start the search", "explore start", "", 0, 0, false, false, exploring},
    {"Explore", "Stop the search", "explore stop", "", 0, 0, false, false, exploring},
    {"Explore", "Open the counterexample", "explore open", "", 0, 0, false, false, exploring},
    {"Script", "Undo in the text", "editor undo", "", 0, 0, false, false, editing},
    {"Script", "Redo in the text", "editor redo", "", 0, 0, false, false, editing},
    {"Script", "What could come next", "editor complete", "", 0, 0, false, false, editing},
    {"Script", "The calls", "editor tab calls", "", 0, 0, false, false, editing},
    {"Script", "Examples", "editor tab examples", "", 0, 0, false, false, editing},
    {"Script", "The last runs", "editor tab runs", "", 0, 0, false, false, editing},
    {"Script", "Clear the last runs", "editor clear runs", "", 0, 0, false, false, editing},
    {"View", "Dark or light theme", "theme other", "T", 0, 't'},
    {"View", "Larger text", "text larger", "+ or =", 0, '+'},
    {"View", "Smaller text", "text smaller", "−", 0, '-'},
    {"View", "Normal text size", "text normal", "0", 0, '0'},
    {"View", "The same as text", "text view", "", 0, 0, false, false, has_text_view},
    {"View", "Panels at their usual sizes", "layout reset"},
    {"View", "Details in the event log", "details"},
    {"Help", "All commands", "palette", "Ctrl K", ctrl | ImGuiKey_K, 0, false, true},
    {"Help", "List of keys", "keys", "?", 0, '?'},
    {"Help", "Dismiss what is in front", "dismiss", "Esc", ImGuiKey_Escape, 0, false, false, told},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

// Smaller is better; -1: not all words are in it.
int distance(const Offer& offer, const std::vector<std::string>& words) {
    const std::string name = lowered(offer.name), whole = name + " " + lowered(offer.group);
    int sum = 0;
    for (const std::string& word : words) {
        const size_t at = whole.find(word);
        if (at == std::string::npos) return -1;
        const bool starts = at == 0 || whole[at - 1] == ' ';
        sum += static_cast<int>(std::min<size_t>(at, 99)) + (starts ? 0 : 100) +
               (at > name.size() ? 50 : 0);
    }
    return sum;
}

std::vector<std::string> words_of(std::string_view query) {
    std::vector<std::string> words(1);
    for (const char c : lowered(query)) {
        if (c != ' ')
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::vector<Offer> everything(const Ui& ui) {
    std::vector<Offer> all;
    for (const Action& a : actions()) all.push_back({a.group, a.name, a.line, a.keys, can(ui, a)});
    for (const Arch* a : real_archs())
        all.push_back({"Architecture", a->title, std::string("arch ") + a->name, {}});
    for (int k = 0; k < kernel_count; k++) {
        const char* name = kernel_name(static_cast<Kernel>(k));
        all.push_back({"Kernel", name, std::string("kernel ") + name, {}});
    }
    for (const u32 speed : {1, 2, 4, 10, 30, 100})
        all.push_back({"Speed",
                       std::to_string(speed) + " lines a second",
                       "speed " + std::to_string(speed),
                       {}});
    for (const LibraryEntry& e : ui.session.library().entries)
        all.push_back({"Lesson", plain_words(e.lesson->title), "open " + e.lesson->id, {}});
    return all;
}

} // namespace

std::span<const Action> actions() { return table; }

bool can(const Ui& ui, const Action& action) { return !action.can || action.can(ui); }

std::vector<Offer> offers(const Ui& ui, std::string_view query) {
    const std::vector<std::string> words = words_of(query);
    std::vector<std::pair<int, Offer>> found;
    for (Offer& offer : everything(ui)) {
        const int far = distance(offer, words);
        if (far >= 0) found.emplace_back(far, std::move(offer));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Offer> out;
    for (auto& [far, offer] : found) out.push_back(std::move(offer));
    Command command;
    if (out.empty() && parse_command(query, command).empty())
        out.insert(out.begin(), {"Command", std::string(query), std::string(query), {}});
    return out;
}

std::string actions_json(const Ui& ui) {
    JsonList out;
    for (const Action& a : actions())
        out.raw(JsonObject()
                    .text("group", a.group)
                    .text("name", a.name)
                    .text("line", a.line)
                    .text("keys", a.keys)
                    .truth("can", can(ui, a))
                    .str());
    return out.str();
}

void ask(const Ui& ui, std::string_view line, bool tell) {
    ui.view.asked.push_back({std::string(line), tell});
}

} // namespace lazymmu::gui
