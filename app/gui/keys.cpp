#include "app/gui/keys.h"

#include "app/gui/explore_view.h"
#include "app/gui/panels/panels.h"
#include "app/gui/widgets.h"

#include "imgui_internal.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

struct Bound {
    ImGuiKeyChord chord;
    Command::Kind kind;
    bool repeats;
};
constexpr Bound bound[] = {
    {ImGuiKey_RightArrow, Command::step_line, true},
    {ImGuiKey_LeftArrow, Command::back_line, true},
    {ImGuiMod_Shift | ImGuiKey_RightArrow, Command::step_over, true},
    {ImGuiMod_Shift | ImGuiKey_LeftArrow, Command::back_over, true},
    {ImGuiMod_Alt | ImGuiKey_RightArrow, Command::step_out, true},
    {ImGuiMod_Alt | ImGuiKey_LeftArrow, Command::back_out, true},
    {ImGuiMod_Ctrl | ImGuiKey_RightArrow, Command::step_lesson, true},
    {ImGuiMod_Ctrl | ImGuiKey_LeftArrow, Command::back_lesson, true},
    {ImGuiKey_Home, Command::home, false},
    {ImGuiKey_End, Command::end, false},
};

constexpr KeyHelp help[] = {
    {"→   ←", "one line forward, one line back"},
    {"Shift + →   ←", "the same, but over calls"},
    {"Alt + →   ←", "out of the current routine"},
    {"Ctrl + →   ←", "one lesson step (in a script: one statement)"},
    {"Space", "play, pause"},
    {"Home   End", "to the beginning, to the end"},
    {"T", "dark or light theme"},
    {"+   −   0", "larger, smaller, normal text"},
    {"Tab, Enter", "go through the buttons, press one"},
    {"?", "this list"},
    {"Esc", "close this list, dismiss a message"},
};

void text_size_keys(const Ui& ui) {
    float& size = ui.view.text_size;
    for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
        if (c == '+' || c == '=') size = std::min(size * 1.1f, 2.4f);
        if (c == '-') size = std::max(size / 1.1f, 0.7f);
        if (c == '0') size = 1;
        if (c == '?') ui.view.show_keys = !ui.view.show_keys;
        if (c == 't' || c == 'T') ui.view.light = !ui.view.light;
    }
}

// Dear ImGui would move its focus with these; here they step.
void claim_keys() {
    const ImGuiID owner = ImHashStr("stepping keys");
    for (const ImGuiKey key :
         {ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_Home, ImGuiKey_End})
        ImGui::SetKeyOwner(key, owner);
    // the space bar presses the button that Tab went to, if there is one
    if (!ImGui::GetIO().NavVisible) ImGui::SetKeyOwner(ImGuiKey_Space, owner);
}

bool pressed(ImGuiKeyChord chord, bool repeats) {
    const ImGuiIO& io = ImGui::GetIO();
    const ImGuiKeyChord mods = chord & ImGuiMod_Mask_;
    if ((io.KeyMods & ImGuiMod_Mask_) != mods) return false;
    return ImGui::IsKeyPressed(static_cast<ImGuiKey>(chord & ~ImGuiMod_Mask_), repeats);
}

} // namespace

std::span<const KeyHelp> key_help() { return help; }

void handle_keys(const Ui& ui) {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.WantTextInput || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
    claim_keys();
    const bool stepping = !ui.explore.on; // what is not seen does not move
    for (const Bound& b : bound)
        if (stepping && pressed(b.chord, b.repeats)) ui.commands.push(b.kind);
    if (stepping && !io.NavVisible && pressed(ImGuiKey_Space, false))
        ui.commands.push(Command::toggle_play);
    if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
        if (ui.view.show_keys)
            ui.view.show_keys = false;
        else
            ui.commands.push(Command::dismiss);
    }
    if (!(io.KeyMods & (ImGuiMod_Ctrl | ImGuiMod_Alt | ImGuiMod_Super))) text_size_keys(ui);
}

void draw_keys(const Ui& ui) {
    if (!ui.view.show_keys) return;
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(screen->GetCenter(), 0, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowFocus();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(22, 18));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(9));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, ui.px(1));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.theme.panel);
    ImGui::Begin("Key list", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize |
                     ImGuiWindowFlags_NoMove);
    text(ui.fonts.bold, font_title - 4, ui.theme.text, "Keys");
    ImGui::Dummy(ui.px(0, 4));
    if (ImGui::BeginTable("keys", 2)) {
        for (const KeyHelp& h : key_help()) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            text(ui.fonts.bold, font_small, ui.theme.accent, h.keys);
            ImGui::TableNextColumn();
            text(ui.fonts.ui, font_small, ui.theme.text, h.what);
        }
        ImGui::EndTable();
    }
    ImGui::Dummy(ui.px(0, 6));
    if (button(ui, "Close")) ui.view.show_keys = false;
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
}

} // namespace lazymmu::gui
