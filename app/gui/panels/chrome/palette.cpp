// Ctrl+K: type a few letters of any command, lesson or machine, and press Enter.
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include "imgui_internal.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

// A finger needs more.
float row_height() { return std::max(30.f, row_height_least); }

float top_of(const ImGuiViewport* screen) { return screen->WorkSize.y * 0.06f; }

// The list's own keys: Dear ImGui would move its focus with them, out of the field.
bool pressed(ImGuiKey key) {
    const ImGuiID owner = ImGui::GetID("keys");
    ImGui::SetKeyOwner(key, owner);
    return ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, owner);
}

void take(const Ui& ui, const Offer& offer) {
    if (!offer.possible) return;
    ui.view.palette = {};
    ask(ui, offer.line, true);
}

bool row(const Ui& ui, const Offer& offer, bool chosen) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ui.px(row_height()));
    ImGui::PushID(offer.line.c_str());
    const bool pressed = ImGui::InvisibleButton(offer.name.c_str(), size);
    ImGui::PopID();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (chosen || ImGui::IsItemHovered())
        draw->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y),
                            chosen ? fade(ui.theme.accent, 0.22f) : ui.theme.hover, ui.px(5));
    const float y = at.y + (size.y - ui.px(16)) / 2, right = at.x + size.x - ui.px(10);
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + ui.px(10), y + ui.px(1.5f)), ui.theme.dim,
              offer.group, ui.px(78));
    const float keys = text_size(ui, ui.fonts.code, font_tiny, offer.keys).x;
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(at.x + ui.px(96), y),
              offer.possible ? ui.theme.text : ui.theme.faint, offer.name,
              std::max(right - keys - at.x - ui.px(104), 1.f));
    if (!offer.keys.empty())
        draw_text(ui, ui.fonts.code, font_tiny, ImVec2(right - keys, y + ui.px(1.5f)), ui.theme.dim,
                  offer.keys);
    if (!offer.possible) tip(ui, "Not possible here");
    return pressed;
}

void list(const Ui& ui, const std::vector<Offer>& found, bool moved) {
    PaletteView& p = ui.view.palette;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const float bottom = screen->WorkPos.y + screen->WorkSize.y - top_of(screen) - ui.px(12);
    const float room = bottom - ImGui::GetCursorScreenPos().y;
    ImGui::BeginChild("Found", ImVec2(0, std::min(ui.px(row_height()) * 11, room)));
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(found.size()), ui.px(row_height()));
    if (moved && p.chosen < static_cast<int>(found.size())) clipper.IncludeItemByIndex(p.chosen);
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; i++) {
            if (row(ui, found[static_cast<size_t>(i)], i == p.chosen))
                take(ui, found[static_cast<size_t>(i)]);
            if (moved && i == p.chosen) ImGui::SetScrollHereY(0.5f);
        }
    }
    if (found.empty()) empty_note(ui, "Nothing has all of these letters. Esc closes this.");
    ImGui::EndChild();
    ImGui::PopStyleVar();
}

void search(const Ui& ui) {
    PaletteView& p = ui.view.palette;
    const std::vector<Offer> found = offers(ui, p.query.data());
    const int last = std::max(static_cast<int>(found.size()) - 1, 0);
    const int before = p.chosen;
    if (pressed(ImGuiKey_DownArrow)) p.chosen++;
    if (pressed(ImGuiKey_UpArrow)) p.chosen--;
    p.chosen = std::clamp(p.chosen, 0, last);
    const bool enter = pressed(ImGuiKey_Enter) || pressed(ImGuiKey_KeypadEnter);
    list(ui, found, p.chosen != before);
    if (enter && !found.empty()) take(ui, found[static_cast<size_t>(p.chosen)]);
}

} // namespace

void draw_palette(const Ui& ui) {
    PaletteView& p = ui.view.palette;
    if (!p.open) return;
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const float width = std::min(ui.px(560), screen->WorkSize.x - ui.px(24));
    ImGui::SetNextWindowPos(ImVec2(screen->GetCenter().x, screen->WorkPos.y + top_of(screen)), 0,
                            ImVec2(0.5f, 0));
    ImGui::SetNextWindowSize(ImVec2(width, 0));
    if (p.fresh) ImGui::SetNextWindowFocus();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(12, 12));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(9));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, ui.px(1));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.theme.panel);
    ImGui::Begin("Palette", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    ImGui::SetNextItemWidth(-1);
    if (p.fresh) ImGui::SetKeyboardFocusHere();
    if (ImGui::InputTextWithHint("##Query", "A command, a lesson, a machine …", p.query.data(),
                                 p.query.size(), ImGuiInputTextFlags_AutoSelectAll))
        p.chosen = 0;
    ImGui::Dummy(ui.px(0, 4));
    search(ui);
    // a click outside closes it
    const bool left = !p.fresh && !ImGui::IsWindowFocused(ImGuiFocusedFlags_RootAndChildWindows);
    p.fresh = false;
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
    if (left || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) p = {};
}

} // namespace lazymmu::gui
