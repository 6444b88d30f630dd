// The whole run from left to right: a lane for each CPU (who runs, how much is pending, what the
// hardware does) and one for each task (sections as nested bars with their depth, pauses as gaps in
// them, interrupts, whether changes are really delayed). The vertical line is now: press or drag to
// go elsewhere, turn the wheel to zoom, drag with the right button to move.
#include "app/core/tell/event_text.h"
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/lanes.h"
#include "app/gui/panels/run/timeline_marks.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

void keep_in_view(const Ui& ui) {
    TimelineView& v = ui.view.timeline_view;
    const double length = std::max(1.0, static_cast<double>(ui.session.drawn_length()));
    const bool whole = v.shown <= 0 || v.shown >= v.of; // another run is shown whole, too
    if (whole || v.shown > length) v.shown = length;
    v.of = length;
    const double p = ui.session.position();
    if (ui.view.moved && !v.scrubbing && (p < v.first || p > v.first + v.shown))
        v.first = p - v.shown / 2;
    v.first = std::clamp(v.first, 0.0, length - v.shown);
}

void zoom(const Ui& ui, double factor, double around) {
    TimelineView& v = ui.view.timeline_view;
    const double length = std::max(1.0, static_cast<double>(ui.session.drawn_length()));
    const double shown = std::clamp(v.shown * factor, std::min(12.0, length), length);
    v.first = around - (around - v.first) * (shown / v.shown);
    v.shown = shown;
    v.first = std::clamp(v.first, 0.0, length - v.shown);
}

void help(const Ui& ui, const TimeAxis& axis) {
    const Trace& t = ui.session.told();
    const double p = axis.position(ImGui::GetIO().MousePos.x);
    if (p > t.length() && !ui.session.tells_all()) return tip(ui, untold_words);
    if (p < 0 || p > t.length()) return;
    const u32 at = static_cast<u32>(p + 0.5);
    std::string words = "line " + std::to_string(at);
    const double near = ui.view.timeline_view.shown / 150;
    int n = 0;
    const auto from =
        std::lower_bound(t.marks.begin(), t.marks.end(), p - near,
                         [](const Mark& m, double q) { return m.position - 0.5 < q; });
    for (auto m = from; m != t.marks.end() && m->position - 0.5 <= p + near && n < 6; ++m, n++)
        words +=
            "\n" + event_text(ui.session.setup(), ui.session.timeline().all_events()[m->event]);
    tip(ui, words);
}

void interact(const Ui& ui, const TimeAxis& axis) {
    TimelineView& v = ui.view.timeline_view;
    const ImGuiIO& io = ImGui::GetIO();
    v.scrubbing = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
    if (v.scrubbing) {
        const double length = ui.session.told().length();
        const double p = std::clamp(std::round(axis.position(io.MousePos.x)), 0.0, length);
        scrub_to(ui, static_cast<u32>(p));
    }
    if (!ImGui::IsItemHovered()) return;
    if (io.MouseWheel != 0)
        zoom(ui, std::pow(0.8, static_cast<double>(io.MouseWheel)), axis.position(io.MousePos.x));
    if (ImGui::IsMouseDown(ImGuiMouseButton_Right) && io.MouseDelta.x != 0)
        v.first -= axis.position(io.MouseDelta.x) - axis.position(0);
    if (!v.scrubbing) help(ui, axis);
}

void zoom_buttons(const Ui& ui, ImVec2 at) {
    const ImVec2 back = ImGui::GetCursorScreenPos();
    const struct {
        const char* label;
        Icon icon;
        const char* text;
        double factor;
    } all[] = {{"Zoom out", Icon::smaller, "", 1.6},
               {"Zoom in", Icon::larger, "", 1 / 1.6},
               {"Fit", Icon::none, "Fit", 1e9}};
    float width = 0;
    for (const auto& b : all) {
        ButtonLook look{.icon = b.icon, .text = b.text, .small = true};
        width += button_width(ui, b.label, look) + ui.px(3);
    }
    ImGui::SetCursorScreenPos(ImVec2(at.x - width, at.y));
    for (const auto& b : all) {
        if (&b != all) ImGui::SameLine(0, ui.px(3));
        ButtonLook look{.icon = b.icon, .text = b.text, .faint = true, .small = true};
        look.tip = b.label;
        if (button(ui, b.label, look)) zoom(ui, b.factor, ui.session.position());
    }
    ImGui::NewLine();
    const float under = at.y + ui.px(small_button_height + 3);
    move_cursor(ImVec2(back.x, std::max(back.y, under)));
}

} // namespace

void draw_timeline(const Ui& ui, ImVec2 size) {
    if (begin_panel(ui, "Timeline", size, {}, "timeline")) {
        if (ui.session.is_open() && ui.session.length() > 0) {
            const ImVec2 window = ImGui::GetWindowPos();
            keep_in_view(ui);
            zoom_buttons(ui, ImVec2(window.x + size.x - ui.px(12), window.y + ui.px(6)));
            ImGui::BeginChild("lanes", ImVec2(0, 0), 0, ImGuiWindowFlags_NoScrollWithMouse);
            const ImVec2 at = ImGui::GetCursorScreenPos();
            const ImVec2 room(ImGui::GetContentRegionAvail().x,
                              std::max(lanes_height(ui), ImGui::GetContentRegionAvail().y));
            ImGui::SetNextItemAllowOverlap();
            ImGui::InvisibleButton("Timeline", room,
                                   ImGuiButtonFlags_MouseButtonLeft |
                                       ImGuiButtonFlags_MouseButtonRight);
            const TimeAxis axis(ui, at, room);
            interact(ui, axis);
            keep_in_view(ui);
            draw_lanes(ui, at, axis);
            draw_timeline_marks(ui, at, axis);
            move_cursor(ImVec2(at.x, at.y + room.y));
            ImGui::EndChild();
        } else {
            empty_note(ui, ui.session.is_open() ? "Nothing runs here: the script is empty."
                                                : "The run appears here, from left to right.");
        }
    }
    end_panel();
}

} // namespace lazymmu::gui
