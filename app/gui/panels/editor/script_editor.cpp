// The playground's own panel: the script, buttons that write it, what is wrong with it, and under
// it the calls, the examples and the last runs.
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "app/gui/views/editor_view.h"
#include "app/gui/views/examples.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

struct StatementButton {
    const char* label;
    const char* call;      // whose example is inserted; null: `statement`
    const char* statement; // else
    const char* tip;
};
constexpr StatementButton buttons[] = {
    {"enable", "lazy_mmu_mode_enable", nullptr, nullptr},
    {"disable", "lazy_mmu_mode_disable", nullptr, nullptr},
    {"pause", "lazy_mmu_mode_pause", nullptr, nullptr},
    {"resume", "lazy_mmu_mode_resume", nullptr, nullptr},
    {"set a page", "set_pte_at", nullptr, nullptr},
    {"clear a page", "ptep_get_and_clear", nullptr, nullptr},
    {"access", "access", nullptr, nullptr},
    {"flush", "flush_tlb_page", nullptr, nullptr},
    {"switch task", "switch_to", nullptr, nullptr},
    {"interrupt", nullptr, "irq {\n    set_pte_at(KERNEL, 9, \"pw\");\n}",
     "An interrupt here: its statements run with the mode off."},
    {"no preemption", nullptr, "preempt_disable();\npreempt_enable();",
     "A stretch that cannot be preempted."},
    {"repeat", nullptr, "repeat 10 as i {\n    set_pte_at(USER + i * PAGE, 100 + i, \"pwu\");\n}",
     "The same statements several times; i counts from 0."},
};

// How high the buttons are that write statements.
float statements_height(const Ui& ui) {
    const float width = ImGui::GetContentRegionAvail().x;
    float x = 0, rows = 1;
    for (const StatementButton& b : buttons) {
        ButtonLook look;
        look.small = true;
        const float wide = button_width(ui, b.label, look);
        const bool fits = x == 0 || x + ui.px(3) + wide <= width;
        rows += !fits;
        x = fits ? x + ui.px(3) + wide : wide;
    }
    return rows * ui.px(small_button_height + 7);
}

constexpr float least_field = 60; // of a text or a list that is of any use

void tabs(const Ui& ui, EditorTab& tab, bool with_script) {
    constexpr const char* names[] = {"Script", "Calls", "Examples", "Runs"};
    for (int i = with_script ? 0 : 1; i < 4; i++) {
        ButtonLook look;
        look.small = true;
        look.chosen = static_cast<int>(tab) == i;
        if (button(ui, names[i], look)) tab = static_cast<EditorTab>(i);
        ImGui::SameLine(0, ui.px(3));
    }
    ImGui::NewLine();
    ImGui::Dummy(ui.px(0, 5));
}

// A row with a title, and smaller words under it.
bool entry(const Ui& ui, const std::string& label, std::string_view title, std::string_view note) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ui.px(38));
    const bool pressed = ImGui::InvisibleButton(label.c_str(), size);
    if (ImGui::IsItemHovered())
        ImGui::GetWindowDrawList()->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y),
                                                  ui.theme.hover, ui.px(5));
    const float x = at.x + ui.px(6), room = size.x - ui.px(12);
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(x, at.y + ui.px(4)), ui.theme.text, title, room);
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(x, at.y + ui.px(21)), ui.theme.dim, note, room);
    return pressed;
}

void open_script(const Ui& ui, EditorView& e, std::string_view name, std::string_view text) {
    ui.commands.push({Command::open_text, 0, std::string(text), std::string(name)});
    e.narrow_tab = EditorTab::script;
}

// The first mistakes, or what the call at the caret takes.
void strip(const Ui& ui, EditorView& e) {
    const Document& d = ui.session.document();
    if (d.draft_errors.empty()) {
        const CallAt in = call_at(e.text, e.shape, e.caret);
        if (!in.call) {
            wrapped(ui.fonts.ui, font_tiny, ui.theme.faint,
                    "Ctrl+Space completes · Esc leaves the text, then → and ← step");
            return;
        }
        text(ui.fonts.code, font_small - 0.5f, ui.theme.section, in.call->signature);
        wrapped(ui.fonts.ui, font_tiny, ui.theme.dim, in.call->doc);
        return;
    }
    size_t shown = 0;
    for (const ScriptError& error : d.draft_errors) {
        if (shown++ == 2) break;
        const std::string where = std::to_string(error.line) + ":" + std::to_string(error.column);
        const ImVec2 at = ImGui::GetCursorScreenPos();
        ImGui::BeginGroup();
        text(ui.fonts.code, font_small - 0.5f, ui.theme.danger, "✗ " + where);
        ImGui::SameLine(0, ui.px(8));
        wrapped(ui.fonts.ui, font_small - 0.5f, ui.theme.text,
                error.message +
                    (error.nearest.empty() ? "" : "; did you mean \"" + error.nearest + "\"?"));
        ImGui::EndGroup();
        const ImVec2 size = ImGui::GetItemRectSize(), after = ImGui::GetCursorScreenPos();
        ImGui::SetCursorScreenPos(at);
        if (ImGui::InvisibleButton(("Error " + where).c_str(), size)) {
            e.caret = offset_of(e.text, e.shape, error.line, error.column);
            e.apply = e.focus = true;
        }
        move_cursor(after);
    }
    std::string rest = "The machine shows the last text without mistakes.";
    if (d.draft_errors.size() > 2)
        rest = std::to_string(d.draft_errors.size() - 2) + " more. " + rest;
    wrapped(ui.fonts.ui, font_tiny, ui.theme.dim, rest);
}

// Of what stands under the field.
float strip_height(const Ui& ui) {
    return ui.px(ui.session.document().draft_errors.empty() ? 42 : 74);
}

// With no height for both, each has half of it.
void script_area(const Ui& ui, EditorView& e, float height) {
    const float below = std::floor(std::min(strip_height(ui), height / 2));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_script_field(ui, e,
                      ImVec2(ImGui::GetContentRegionAvail().x, std::max(height - below, ui.px(8))));
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + height - below + ui.px(4)));
    ImGui::BeginChild("Hints", ImVec2(0, below - ui.px(6)));
    strip(ui, e);
    ImGui::EndChild();
}

void lower_area(const Ui& ui, EditorView& e, EditorTab tab) {
    if (tab == EditorTab::examples)
        draw_examples(ui, e);
    else if (tab == EditorTab::runs)
        draw_runs(ui, e);
    else
        draw_call_reference(ui, e);
}

} // namespace

void draw_statement_buttons(const Ui& ui, EditorView& e) {
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    bool first = true;
    for (const StatementButton& b : buttons) {
        const ApiCall* call = b.call ? find_api_call(b.call) : nullptr;
        const char* statement = call ? call->example : b.statement;
        const std::string help = std::string(statement) + "\n" + (call ? call->doc : b.tip);
        ButtonLook look;
        look.small = true;
        look.tip = help.c_str();
        if (!first) {
            ImGui::SameLine(0, ui.px(3));
            if (ImGui::GetCursorScreenPos().x + button_width(ui, b.label, look) > right) {
                ImGui::NewLine();
                ImGui::Dummy(ui.px(0, 3));
            }
        }
        first = false;
        if (button(ui, b.label, look)) e.insert(statement);
    }
    ImGui::Dummy(ui.px(0, 5));
}

void draw_examples(const Ui& ui, EditorView& e) {
    ImGui::BeginChild("Examples list");
    for (const Example& x : examples()) {
        const size_t colon = x.title.find(": ");
        const bool split = colon != x.title.npos;
        if (entry(ui, x.name, split ? x.title.substr(0, colon) : x.title,
                  split ? std::string_view(x.title).substr(colon + 2) : std::string_view(x.name)))
            open_script(ui, e, x.name, x.text);
    }
    ImGui::EndChild();
}

void draw_runs(const Ui& ui, EditorView& e) {
    if (e.history.runs().empty()) {
        empty_note(ui,
                   "Scripts that you have stepped through are listed here, the last one first.");
        return;
    }
    ButtonLook look;
    look.small = true;
    if (button(ui, "Clear the list", look)) ask(ui, "editor clear runs");
    ImGui::Dummy(ui.px(0, 3));
    ImGui::BeginChild("Runs list");
    int n = 0;
    for (const PastRun& r : e.history.runs()) {
        const std::string title = first_comment(r.text);
        const std::string note = std::string(r.arch->title) + " " + kernel_name(r.kernel) + " · " +
                                 std::to_string(std::count(r.text.begin(), r.text.end(), '\n')) +
                                 " lines";
        if (!entry(ui, "Run " + std::to_string(++n), title.empty() ? r.name : title, note))
            continue;
        open_script(ui, e, r.name, r.text);
        ui.commands.push(Command::set_arch, 0, r.arch->name);
        ui.commands.push(Command::set_kernel, 0, kernel_name(r.kernel));
    }
    ImGui::EndChild();
}

bool shows_editor(const Ui& ui) {
    return ui.session.mode() == Mode::playground && ui.session.document().about.empty();
}

void draw_script_editor(const Ui& ui, ImVec2 size) {
    EditorView& e = *ui.view.editor;
    const std::string& name = ui.session.document().name;
    if (begin_panel(ui, "Script##editor", size, name)) {
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.px(0, 2));
        const float room = ImGui::GetContentRegionAvail().y;
        if (size.y > ui.px(480)) {
            ImGui::Dummy(ui.px(0, 2));
            const ImVec2 at = ImGui::GetCursorScreenPos();
            draw_statement_buttons(ui, e);
            const float used = ImGui::GetCursorScreenPos().y - at.y;
            const float least = ui.px(least_field) + strip_height(ui);
            script_area(ui, e, std::floor(std::max(room * 0.64f - used, least)));
            ImGui::Separator();
            ImGui::Dummy(ui.px(0, 5));
            if (e.tab == EditorTab::script) e.tab = EditorTab::calls;
            tabs(ui, e.tab, false);
            lower_area(ui, e, e.tab);
        } else {
            tabs(ui, e.narrow_tab, true);
            if (e.narrow_tab == EditorTab::script) {
                script_area(ui, e, ImGui::GetContentRegionAvail().y);
            } else {
                const float list = ImGui::GetContentRegionAvail().y - statements_height(ui);
                if (e.narrow_tab == EditorTab::calls && list >= ui.px(least_field))
                    draw_statement_buttons(ui, e);
                lower_area(ui, e, e.narrow_tab);
            }
        }
        ImGui::PopStyleVar();
    }
    end_panel();
}

} // namespace lazymmu::gui
