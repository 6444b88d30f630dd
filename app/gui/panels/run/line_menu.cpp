#include "app/gui/panels/run/line_menu.h"

#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

constexpr float number_column = 36; // where a press sets a breakpoint

bool is_breakpoint(const Ui& ui, CodeLine line) {
    const std::vector<CodeLine>& all = ui.session.breakpoints();
    return std::find(all.begin(), all.end(), line) != all.end();
}

void dot(const Ui& ui, ImVec2 at, float height, float strength) {
    ImGui::GetWindowDrawList()->AddCircleFilled(ImVec2(at.x + ui.px(8), at.y + height / 2),
                                                ui.px(4.5f), fade(ui.theme.danger, strength));
}

// The mouse over a line.
void point(const Ui& ui, CodeLine line, ImVec2 at, float height, bool in_numbers) {
    const std::string name = code_line_text(ui.session.setup(), line);
    if (in_numbers) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
        if (!is_breakpoint(ui, line)) dot(ui, at, height, 0.35f);
        tip(ui, "A press sets a breakpoint at " + name +
                    ";\nthe right button shows what could happen here");
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Left))
            ui.commands.push(Command::toggle_breakpoint, 0, name);
    }
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Right)) ui.view.line_menu = {line, true};
}

// What could happen when the line is about to run for the next time.
void choices(const Ui& ui, u32 position) {
    const Machine m = ui.session.timeline().machine_at(position);
    bool any = false;
    for (const Possibility& p : possibilities(m)) {
        if (p.usual) continue;
        any = true;
        if (!list_row(ui, p.words.c_str())) continue;
        if (position != ui.session.position()) ui.commands.push(Command::seek, position);
        ui.commands.push(Command::choose, p.choice.pack());
    }
    if (any) return;
    ImGui::PushTextWrapPos(std::min(ui.px(320), ImGui::GetMainViewport()->WorkSize.x - ui.px(48)));
    text(ui.fonts.ui, font_small, ui.theme.dim,
         "Nothing else can happen here. " + why_nothing_else(m));
    ImGui::PopTextWrapPos();
}

void menu_rows(const Ui& ui, CodeLine line) {
    const WithFont with(ui.fonts.ui, font_small);
    const std::string name = code_line_text(ui.session.setup(), line);
    const u32 p = moment_of(ui.session.told(), line, ui.session.position());
    text(ui.fonts.bold, font_small, ui.theme.text, "Line " + name);
    if (list_row(ui, is_breakpoint(ui, line) ? "Remove the breakpoint" : "Set a breakpoint"))
        ui.commands.push(Command::toggle_breakpoint, 0, name);
    if (p == no_moment) {
        text(ui.fonts.ui, font_small, ui.theme.dim,
             ui.session.tells_all() ? "This line does not run." : "This line has not run so far.");
        return;
    }
    const std::string where = "Go to its next run, at line " + std::to_string(p);
    if (p != ui.session.position() && list_row(ui, where.c_str()))
        ui.commands.push(Command::seek, p);
    ImGui::Separator();
    text(ui.fonts.ui, font_tiny, ui.theme.dim, "Let something else happen before it runs");
    choices(ui, p);
}

} // namespace

void code_line_item(const Ui& ui, CodeLine line, ImVec2 at, ImVec2 size) {
    ImGui::PushID(line.routine);
    ImGui::PushID(static_cast<int>(line.line));
    ImGui::PushID(static_cast<int>(at.y));
    ImGui::SetCursorScreenPos(at);
    const std::string label = "code " + code_line_text(ui.session.setup(), line);
    ImGui::InvisibleButton(label.c_str(), size,
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    if (ImGui::IsItemHovered())
        point(ui, line, at, size.y, ImGui::GetIO().MousePos.x < at.x + ui.px(number_column));
    if (is_breakpoint(ui, line)) dot(ui, at, size.y, 1);
    ImGui::PopID();
    ImGui::PopID();
    ImGui::PopID();
}

void code_line_column(const Ui& ui, ImVec2 at, ImVec2 size, float top, float row, u32 lines) {
    ImGui::SetCursorScreenPos(at);
    ImGui::InvisibleButton("Line numbers", size,
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    const float y = ImGui::GetIO().MousePos.y;
    const u32 pointed = y < top ? 0 : static_cast<u32>((y - top) / row) + 1;
    if (ImGui::IsItemHovered() && pointed >= 1 && pointed <= lines) {
        const ImVec2 place(at.x, top + row * static_cast<float>(pointed - 1));
        point(ui, {fn_script, pointed}, place, row, true);
    }
    ImGui::PushClipRect(at, ImVec2(at.x + size.x, at.y + size.y), true);
    for (const CodeLine& line : ui.session.breakpoints())
        if (line.routine == fn_script && line.line >= 1 && line.line <= lines)
            dot(ui, ImVec2(at.x, top + row * static_cast<float>(line.line - 1)), row, 1);
    ImGui::PopClipRect();
}

void draw_line_menu(const Ui& ui) {
    LineMenu& menu = ui.view.line_menu;
    if (menu.asked) ImGui::OpenPopup("Line menu");
    menu.asked = false;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(12, 10));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.px(6, 5));
    if (ImGui::BeginPopup("Line menu")) {
        if (ui.session.is_open())
            menu_rows(ui, menu.line);
        else
            ImGui::CloseCurrentPopup();
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar(2);
}

} // namespace lazymmu::gui
