// What is broken at this position: a strip under the toolbar that names the invariant, the promise
// and the line. It comes and goes with the position.
#include "app/core/alarm.h"
#include "app/gui/panels/origin.h"
#include "app/gui/panels/panels.h"
#include "app/gui/widgets.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

// A filled octagon with a cross for what is wrong; an open triangle for what is only doubtful.
void sign(const Ui& ui, bool wrong, ImVec2 c, ImU32 colour, ImU32 ink) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float r = ui.px(10), pen = ui.px(2);
    if (wrong) {
        draw->AddNgonFilled(c, r, colour, 8);
        const float d = r * 0.42f;
        draw->AddLine(ImVec2(c.x - d, c.y - d), ImVec2(c.x + d, c.y + d), ink, pen);
        draw->AddLine(ImVec2(c.x - d, c.y + d), ImVec2(c.x + d, c.y - d), ink, pen);
        return;
    }
    draw->AddTriangle(ImVec2(c.x, c.y - r * 0.9f), ImVec2(c.x + r, c.y + r * 0.75f),
                      ImVec2(c.x - r, c.y + r * 0.75f), colour, pen * 0.8f);
    draw->AddLine(ImVec2(c.x, c.y - r * 0.3f), ImVec2(c.x, c.y + r * 0.2f), colour, pen * 0.8f);
    draw->AddLine(ImVec2(c.x, c.y + r * 0.4f), ImVec2(c.x, c.y + r * 0.52f), colour, pen * 0.8f);
}

std::string title_of(const Alarm& a) {
    constexpr const char* words[] = {"", "Slow: ", "Risky: ", "Wrong: "};
    std::string out = a.bug ? a.title : words[static_cast<int>(a.severity)] + a.title;
    if (a.others) out += "  (+" + std::to_string(a.others) + ")";
    return out;
}

} // namespace

void draw_alarm(const Ui& ui, float width) {
    const Alarm a = alarm_at(ui.session);
    if (!a.any) return;
    const bool wrong = a.severity == Severity::wrong;
    const ImU32 colour = wrong ? ui.theme.danger : ui.theme.pending;
    ImGui::PushStyleColor(ImGuiCol_ChildBg, blend(ui.theme.panel, colour, wrong ? 0.20f : 0.12f));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(12, 7));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0), ImVec2(width, ui.px(140)));
    ImGui::BeginChild("Alarm", ImVec2(width, 0),
                      ImGuiChildFlags_AlwaysUseWindowPadding | ImGuiChildFlags_AutoResizeY |
                          ImGuiChildFlags_AlwaysAutoResize);
    const ImVec2 at = ImGui::GetCursorScreenPos(), window = ImGui::GetWindowPos();
    ImGui::GetWindowDrawList()->AddRectFilled(
        window, ImVec2(window.x + ui.px(4), window.y + ImGui::GetWindowHeight()), colour, ui.px(2));
    sign(ui, wrong, ImVec2(at.x + ui.px(12), at.y + ui.px(12)), colour, ui.theme.panel);
    const std::string label = "Go to line " + std::to_string(a.position);
    const bool elsewhere = a.position != ui.session.position();
    ButtonLook look;
    look.small = true;
    const bool page = a.mm != MmId::none;
    float go = elsewhere ? button_width(ui, label.c_str(), look) + ui.px(12) : 0;
    if (page) go += button_width(ui, "Why?", look) + ui.px(elsewhere ? 4 : 12);
    const float left = ui.px(34);
    ImGui::Indent(left);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - go);
    text(ui.fonts.bold, font_normal, colour, title_of(a));
    ImGui::SameLine(0, ui.px(10));
    const float name = text_size(ui, ui.fonts.code, font_small, a.name).x;
    if (ImGui::GetContentRegionAvail().x - go > name)
        text(ui.fonts.code, font_small, ui.theme.dim, a.name);
    else
        ImGui::NewLine();
    text(ui.fonts.ui, font_small, ui.theme.text, a.why);
    text(ui.fonts.code, font_tiny, ui.theme.dim,
         "line " + std::to_string(a.position) + ": " + a.where);
    ImGui::PopTextWrapPos();
    ImGui::Unindent(left);
    if (go > 0) move_cursor(ImVec2(window.x + width - go, at.y));
    if (page) {
        look.tip = "How it came to this";
        if (button(ui, "Why?", look))
            ask_origin(ui, {Subject::hazard, a.mm, a.va, ui.session.cpu(), 0, a.event});
        ImGui::SameLine(0, ui.px(4));
    }
    look.tip = nullptr;
    if (elsewhere) {
        if (button(ui, label.c_str(), look)) ui.commands.push(Command::seek, a.position);
    }
    ImGui::EndChild();
    ImGui::PopStyleVar(2);
    ImGui::PopStyleColor();
}

} // namespace lazymmu::gui
