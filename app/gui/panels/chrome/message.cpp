// What went wrong, or what to know: a strip under the toolbar, until it is dismissed. What was open
// before stays open.
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

namespace lazymmu::gui {

void draw_message(const Ui& ui, float width, float most) {
    const Message& m = ui.session.message();
    if (m.kind == Message::none) return;
    const ImU32 colour = m.kind == Message::error ? ui.theme.danger : ui.theme.pending;
    ImGui::PushStyleColor(ImGuiCol_ChildBg, blend(ui.theme.panel, colour, ui.theme.tint));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(12, 8));
    ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0), ImVec2(width, most));
    ImGui::BeginChild("Message", ImVec2(width, 0),
                      ImGuiChildFlags_AlwaysUseWindowPadding | ImGuiChildFlags_AutoResizeY |
                          ImGuiChildFlags_AlwaysAutoResize);
    ButtonLook look;
    look.icon = Icon::close;
    look.text = "";
    look.tip = "Dismiss (Esc)";
    const float close = button_width(ui, "Dismiss", look);
    const float room = ImGui::GetContentRegionAvail().x - close - ui.px(6);
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + room);
    const char* sign = m.kind == Message::error ? "✗  " : "⚠  ";
    text(ui.fonts.bold, font_small, colour, sign + m.title);
    for (const Issue& issue : m.issues) {
        text(ui.fonts.code, font_small - 0.5f, ui.theme.dim, issue.where());
        ImGui::SameLine(0, ui.px(10));
        text(ui.fonts.ui, font_small, ui.theme.text, issue.message);
    }
    ImGui::PopTextWrapPos();
    if (!m.offer.empty()) {
        ImGui::Dummy(ui.px(0, 3));
        ButtonLook offer;
        offer.small = true;
        if (button(ui, m.offer.c_str(), offer))
            for (const std::string& line : m.offer_lines) ask(ui, line, true);
    }
    ImGui::SetCursorPos(ImVec2(width - close - ui.px(12), ui.px(3)));
    if (button(ui, "Dismiss", look)) ui.commands.push(Command::dismiss);
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
}

} // namespace lazymmu::gui
