// What has happened so far, a sentence each; the newest is at the bottom. Press one to go to the
// moment after it. Only the rows in view are made, so a million events cost nothing.
#include "app/core/tell/event_text.h"
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/diff.h"
#include "app/gui/ui/marks.h"
#include "app/gui/ui/ui_hooks.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 20;

void row(const Ui& ui, u32 event) {
    const Session& s = ui.session;
    const Event& e = s.timeline().all_events()[event];
    const u32 position = s.trace().position_of(event);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ui.px(row_height));
    char label[32];
    std::snprintf(label, sizeof label, "event %u", event);
    const bool pressed = ImGui::InvisibleButton(label, size);
    const bool hot = ImGui::IsItemHovered();
    const std::string words = event_text(s.setup(), e);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + size.x, at.y + size.y);
    const bool fresh = position > s.before_position() && position <= s.position();
    if (hot) draw->AddRectFilled(at, end, ui.theme.raised, ui.px(3));
    if (fresh)
        draw->AddRectFilled(ImVec2(at.x, at.y + ui.px(2)),
                            ImVec2(at.x + ui.px(2.5f), end.y - ui.px(2)), ui.theme.changed,
                            ui.px(1));
    const float y = at.y + ui.px(2);
    char number[16];
    std::snprintf(number, sizeof number, "%u", position);
    const float w = text_size(ui, ui.fonts.code, font_tiny, number).x;
    draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x + ui.px(40) - w, y + ui.px(1)),
              ui.theme.faint, number);
    const bool statement = e.kind == Ev::statement;
    const float indent = statement ? 0 : ui.px(14);
    float x = at.x + ui.px(52);
    if (s.machine().config().tasks > 1 && e.task < limits::tasks) {
        const char letter[] = {task_letter(static_cast<TaskId>(e.task)), 0};
        draw_text(ui, ui.fonts.bold, font_tiny, ImVec2(x, y + ui.px(1)), ui.theme.dim, letter);
        x += ui.px(16);
    }
    if (!statement) draw_mark(ui, e, ImVec2(x + ui.px(5), at.y + size.y / 2), ui.px(4.5f));
    const bool loud = is_loud(e);
    const ImU32 colour = statement           ? ui.theme.text
                         : loud              ? loud_colour(ui, e)
                         : is_detail(e.kind) ? ui.theme.faint
                                             : blend(ui.theme.dim, ui.theme.text, 0.55f);
    draw_text(ui,
              statement ? ui.fonts.code
              : loud    ? ui.fonts.bold
                        : ui.fonts.ui,
              font_small, ImVec2(x + indent + (statement ? 0 : ui.px(3)), y), colour, words,
              std::max(end.x - x - indent - ui.px(6), 1.f));
    tip(ui, words);
    if (pressed) ui.commands.push(Command::seek, position);
}

void rows(const Ui& ui) {
    const Trace& t = ui.session.trace();
    const u32 until = t.event_end[ui.session.position()];
    const bool all = ui.view.log_details;
    const size_t n = all ? until
                         : static_cast<size_t>(std::lower_bound(t.log.begin(), t.log.end(), until) -
                                               t.log.begin());
    if (n == 0) {
        empty_note(ui, "Nothing has happened yet. Press → to run the first line.");
        return;
    }
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(n), ui.px(row_height));
    while (clipper.Step())
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; i++) {
            row(ui, all ? static_cast<u32>(i) : t.log[static_cast<size_t>(i)]);
            if (static_cast<size_t>(i) + 1 == n) note_widget(&Widget::current);
        }
    ImGui::PopStyleVar();
    if (follows(ui, static_cast<u32>(n))) ImGui::SetScrollHereY(1);
}

} // namespace

void draw_event_rows(const Ui& ui) {
    ImGui::BeginChild("rows");
    if (ui.session.is_open()) rows(ui);
    ImGui::EndChild();
}

void draw_event_log(const Ui& ui, ImVec2 size) {
    if (begin_panel(ui, "##Events", size, {}, ui.view.log_tab == log_costs ? "costs" : "events")) {
        const ImVec2 window = ImGui::GetWindowPos(), top = ImGui::GetCursorScreenPos();
        const char* names[] = {"Events", "Costs", "Schedule", "Diff"};
        const char* tips[] = {"What has happened", "What it has cost, and without the mode",
                              "What else could happen, and other futures",
                              "What differs from a moment that you pin"};
        for (int i = 0; i < 4; i++) {
            if (i) ImGui::SameLine(0, ui.px(4));
            ButtonLook look;
            look.chosen = ui.view.log_tab == i;
            look.faint = look.small = true;
            look.tip = tips[i];
            if (button(ui, names[i], look)) ui.view.log_tab = i;
        }
        if (ui.view.log_tab == log_events) {
            ButtonLook look;
            look.chosen = ui.view.log_details;
            look.faint = look.small = true;
            look.tip = "Also show every line, call and return";
            const float wide = button_width(ui, "Details", look);
            const ImVec2 back = ImGui::GetCursorScreenPos();
            move_cursor(ImVec2(window.x + size.x - ui.px(12) - wide, top.y));
            if (button(ui, "Details", look)) ui.view.log_details = !ui.view.log_details;
            move_cursor(back);
        }
        if (ui.view.log_tab == log_diff) draw_diff_buttons(ui);
        constexpr void (*rows_of[])(const Ui&) = {draw_event_rows, draw_cost_rows,
                                                  draw_schedule_rows, draw_diff_rows};
        rows_of[ui.view.log_tab](ui);
    }
    end_panel();
}

} // namespace lazymmu::gui
