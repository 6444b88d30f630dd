#include "app/gui/frame/keys.h"

#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include "imgui_internal.h"

#include <algorithm>
#include <string_view>

namespace lazymmu::gui {
namespace {

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

// Characters count wherever the keyboard has them, in the order in which they were typed.
void typed_actions(const Ui& ui) {
    for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
        ImWchar small = c >= 'A' && c <= 'Z' ? static_cast<ImWchar>(c - 'A' + 'a') : c;
        if (c == '=') small = '+'; // the same key without Shift
        for (const Action& a : actions())
            if (a.typed && small == static_cast<ImWchar>(a.typed) && can(ui, a)) ask(ui, a.line);
    }
}

} // namespace

void handle_keys(const Ui& ui) {
    const ImGuiIO& io = ImGui::GetIO();
    // a list that Esc has just closed has had that key
    const bool busy = ui.view.was_busy || io.WantTextInput ||
                      ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup) || ui.view.palette.open ||
                      ui.view.files.dialog != FileView::closed || !ui.view.confirm.empty();
    if (!busy) claim_keys();
    for (const Action& a : actions()) {
        if (!a.chord || (busy && !a.anywhere) || !can(ui, a)) continue;
        // Tab may have gone to a button, which the space bar presses
        if (a.chord == ImGuiKey_Space && io.NavVisible) continue;
        if (pressed(a.chord, a.repeats)) ask(ui, a.line);
    }
    if (!busy && !(io.KeyMods & (ImGuiMod_Ctrl | ImGuiMod_Alt | ImGuiMod_Super))) typed_actions(ui);
}

void draw_keys(const Ui& ui) {
    if (!ui.view.show_keys) return;
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const float width = std::min(ui.px(400), screen->WorkSize.x - ui.px(16));
    ImGui::SetNextWindowPos(screen->GetCenter(), 0, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0),
                                        ImVec2(width, screen->WorkSize.y - ui.px(16)));
    ImGui::SetNextWindowFocus();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(22, 18));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(9));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, ui.px(1));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.theme.panel);
    ImGui::Begin("Key list", nullptr,
                 ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_AlwaysAutoResize |
                     ImGuiWindowFlags_NoMove);
    text(ui.fonts.bold, font_title - 4, ui.theme.text, "Keys");
    ImGui::Dummy(ui.px(0, 4));
    if (ImGui::BeginTable("keys", 2)) {
        ImGui::TableSetupColumn("key", ImGuiTableColumnFlags_WidthFixed);
        ImGui::TableSetupColumn("does", ImGuiTableColumnFlags_WidthStretch);
        const char* group = "";
        for (const Action& a : actions()) {
            if (!*a.keys) continue;
            if (*group && group != std::string_view(a.group)) ImGui::TableNextRow(0, ui.px(7));
            group = a.group;
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            text(ui.fonts.bold, font_small, ui.theme.accent, a.keys);
            ImGui::TableNextColumn();
            wrapped(ui.fonts.ui, font_small, ui.theme.text, a.name);
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
