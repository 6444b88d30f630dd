#include "app/gui/panels/run/timeline_marks.h"

#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr float wide = 14, high = 16; // what can be pressed

// A place on the ruler; false if it is not in view.
bool item(const Ui& ui, const std::string& label, ImVec2 centre, const TimeAxis& axis) {
    if (centre.x < axis.left - 1 || centre.x > axis.right + 1) return false;
    const ImVec2 half(ui.px(wide) / 2, ui.px(high) / 2);
    ImGui::SetCursorScreenPos(ImVec2(centre.x - half.x, centre.y - half.y));
    ImGui::InvisibleButton(label.c_str(), ImVec2(2 * half.x, 2 * half.y));
    return true;
}

void ground(const Ui& ui, ImVec2 c, bool hot) {
    const ImVec2 half(ui.px(wide) / 2, ui.px(high) / 2);
    ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(c.x - half.x, c.y - half.y),
                                              ImVec2(c.x + half.x, c.y + half.y),
                                              hot ? ui.theme.hover : ui.theme.panel, ui.px(4));
}

// A road that parts.
void draw_fork(const Ui& ui, ImVec2 c, bool hot) {
    ground(ui, c, hot);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImU32 ink = ui.theme.section;
    const float r = ui.px(5), pen = ui.px(1.6f);
    draw->AddLine(ImVec2(c.x, c.y + r), c, ink, pen);
    draw->AddLine(c, ImVec2(c.x - r * 0.8f, c.y - r), ink, pen);
    draw->AddLine(c, ImVec2(c.x + r * 0.8f, c.y - r), ink, pen);
    draw->AddCircleFilled(ImVec2(c.x + r * 0.8f, c.y - r), ui.px(1.8f), ink);
}

void draw_pin(const Ui& ui, ImVec2 c, bool hot) {
    ground(ui, c, hot);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float r = ui.px(3.6f);
    draw->AddLine(c, ImVec2(c.x, c.y + ui.px(7)), ui.theme.accent, ui.px(1.5f));
    draw->AddCircleFilled(ImVec2(c.x, c.y - ui.px(1.5f)), r, ui.theme.accent);
}

void pin(const Ui& ui, float y, const TimeAxis& axis) {
    const Session& s = ui.session;
    const PinnedMoment* pinned = s.pin().get();
    if (!s.pin_is_in_run() || pinned->position > s.told().length()) return;
    const ImVec2 c(axis.x(pinned->position), y);
    if (!item(ui, "Pinned moment", c, axis)) return;
    draw_pin(ui, c, ImGui::IsItemHovered());
    tip(ui, "The pinned moment, " + pinned->label + "\nPress to go there.");
    if (ImGui::IsItemActivated()) ui.commands.push(Command::go_to_pin);
}

} // namespace

void draw_timeline_marks(const Ui& ui, ImVec2 at, const TimeAxis& axis) {
    const float y = at.y + ui.px(10);
    ImGui::PushClipRect(ImVec2(axis.left - ui.px(wide), at.y),
                        ImVec2(axis.right + ui.px(wide), at.y + ui.px(20)), true);
    pin(ui, y, axis);
    const auto& futures = futures_of(ui);
    for (u32 i = 0; i < futures.size(); i++) {
        const ScheduleView::Future& f = futures[i];
        if (f.at > ui.session.told().length()) continue;
        const auto same = [&f](const ScheduleView::Future& o) { return o.at == f.at; };
        const auto nth = std::count_if(futures.begin(), futures.begin() + i, same);
        const float x = axis.x(f.at) + ui.px(wide + 1) * static_cast<float>(nth);
        if (!item(ui, "Future " + std::to_string(i + 1), ImVec2(x, y), axis)) continue;
        draw_fork(ui, ImVec2(x, y), ImGui::IsItemHovered());
        tip(ui, "Another future" + (f.name.empty() ? std::string() : ", “" + f.name + "”") + ":\n" +
                    f.words + "\nPress to take it; this one stays.");
        if (ImGui::IsItemActivated()) ui.commands.push(Command::take_branch, i);
    }
    ImGui::PopClipRect();
}

} // namespace lazymmu::gui
