// The frame of a panel: its ground, its head, its light; and the bar between two of them.
#include "app/gui/ui/reference.h"
#include "app/gui/ui/widgets.h"

#include "imgui_internal.h"

#include <algorithm>

namespace lazymmu::gui {

bool in_focus(const Ui& ui, std::string_view name) {
    const Lesson* lesson = ui.session.lesson();
    if (name.empty() || !lesson || ui.session.lesson_step() >= lesson->steps.size()) return false;
    const std::vector<std::string>& focus = lesson->steps[ui.session.lesson_step()].focus;
    return std::find(focus.begin(), focus.end(), name) != focus.end();
}

bool begin_panel(const Ui& ui, const char* title, ImVec2 size, std::string_view note,
                 std::string_view focus) {
    ImGui::PushStyleColor(ImGuiCol_ChildBg, ui.theme.panel);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(12, 9));
    const bool open =
        ImGui::BeginChild(title, size, ImGuiChildFlags_AlwaysUseWindowPadding,
                          ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    if (!open) return false;
    const ImVec2 corner = ImGui::GetWindowPos();
    const ImVec2 a(corner.x + 0.5f, corner.y + 0.5f);
    const ImVec2 b(corner.x + size.x - 0.5f, corner.y + size.y - 0.5f);
    if (in_focus(ui, focus))
        ImGui::GetWindowDrawList()->AddRect(a, b, fade(ui.theme.accent, 0.55f), ui.px(7), 0,
                                            ui.px(1.2f));
    if (is_lit(ui, focus)) draw_light(ui, a, b, ui.px(7));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const std::string_view name(title,
                                static_cast<size_t>(ImGui::FindRenderedTextEnd(title) - title));
    if (name.empty()) return true;
    draw_text(ui, ui.fonts.bold, font_small, at, ui.theme.dim, name);
    if (!note.empty()) {
        const float left = text_size(ui, ui.fonts.bold, font_small, name).x + ui.px(12);
        const float wide = text_size(ui, ui.fonts.ui, font_tiny, note).x;
        draw_text(ui, ui.fonts.ui, font_tiny,
                  ImVec2(at.x + std::max(width - wide, left), at.y + ui.px(1.5f)), ui.theme.faint,
                  note, std::max(width - left, 1.f));
    }
    ImGui::Dummy(ImVec2(width, ui.px(18)));
    return true;
}

void end_panel() { ImGui::EndChild(); }

void splitter(const Ui& ui, const char* label, bool vertical, float length, float whole,
              float& part, float low, float high, float sign) {
    const float thick = ui.px(gap);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size = vertical ? ImVec2(thick, length) : ImVec2(length, thick);
    ImGui::InvisibleButton(label, ImVec2(std::max(size.x, 1.f), std::max(size.y, 1.f)));
    const bool hot = ImGui::IsItemHovered() || ImGui::IsItemActive();
    if (hot)
        ImGui::SetMouseCursor(vertical ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
    if (ImGui::IsItemActive() && whole > 0) {
        const ImVec2 moved = ImGui::GetIO().MouseDelta;
        part = std::clamp(part + sign * (vertical ? moved.x : moved.y) / whole, low, high);
    }
    if (!hot) return;
    const float half = thick / 2, thin = ui.px(1);
    const ImVec2 a = vertical ? ImVec2(at.x + half - thin, at.y) : ImVec2(at.x, at.y + half - thin);
    const ImVec2 b = vertical ? ImVec2(at.x + half + thin, at.y + length)
                              : ImVec2(at.x + length, at.y + half + thin);
    ImGui::GetWindowDrawList()->AddRectFilled(a, b, ui.theme.accent, thin);
}

} // namespace lazymmu::gui
