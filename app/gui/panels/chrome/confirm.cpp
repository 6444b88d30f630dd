// Shall answers be forgotten? That cannot be undone, so it is asked first.
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

std::string question(const Ui& ui) {
    if (ui.view.confirm == "all") return "Clear the answers of all lessons?";
    const Lesson* lesson = ui.session.lesson();
    return "Clear the answers of \"" + (lesson ? lesson->title : std::string()) + "\"?";
}

} // namespace

void draw_confirm(const Ui& ui) {
    std::string& what = ui.view.confirm;
    if (what == "lesson" && !ui.session.lesson()) what = {}; // something else was opened
    if (what.empty()) return;
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const float width = std::min(ui.px(420), screen->WorkSize.x - ui.px(24));
    ImGui::SetNextWindowPos(screen->GetCenter(), 0, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(ImVec2(width, 0));
    ImGui::SetNextWindowFocus();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(18, 16));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(9));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, ui.px(1));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.theme.panel);
    ImGui::Begin("Confirm", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    wrapped(ui.fonts.bold, font_normal, ui.theme.text, question(ui));
    wrapped(ui.fonts.ui, font_small, ui.theme.dim,
            "The questions are asked anew. This cannot be undone; a file of answers that was "
            "exported before brings them back.");
    ImGui::Dummy(ui.px(0, 6));
    const bool yes = button(ui, "Clear", {.primary = true});
    ImGui::SameLine(0, ui.px(8));
    const bool no = button(ui, "Keep them");
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
    if (yes) ui.commands.push(Command::clear_answers, 0, what);
    if (yes || no || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) what = {};
}

} // namespace lazymmu::gui
