// The transport: back, step, over, out, lesson step, play with its speed, and where we are.
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu::gui {
namespace {

struct Key {
    const char* label;
    Icon icon;
    const char* text; // "" for the icon alone, null for the label
    Command::Kind kind;
    const char* tip;
    bool primary = false;
    bool wide_only = false;
    bool forward = false;
};

constexpr Key keys[] = {
    {"Home", Icon::home, "", Command::home, "To the beginning (Home)"},
    {"Lesson back", Icon::back_lesson, "", Command::back_lesson,
     "Back to the lesson step before (Ctrl+←)"},
    {"Back", Icon::back, nullptr, Command::back_line, "Back one line (←)"},
    {"Step", Icon::step, nullptr, Command::step_line, "Run one line (→)", true, false, true},
    {"Over", Icon::over, nullptr, Command::step_over,
     "Run one line and all that it calls (Shift+→)", false, true, true},
    {"Out", Icon::out, nullptr, Command::step_out, "Run until this routine returns (Alt+→)", false,
     true, true},
    {"Lesson step", Icon::step_lesson, nullptr, Command::step_lesson,
     "Run to the end of the next lesson step (Ctrl+→)", false, false, true},
    {"End", Icon::end, "", Command::end, "To the end (End)", false, false, true},
};

// Where there is less room, fewer keys have a text, and the last ones are left out.
enum class Room { all, few, icons };

bool is_shown(const Key& k, Room room) { return room == Room::all || !k.wide_only; }

ButtonLook look_of(const Key& k, Room room) {
    ButtonLook look;
    look.icon = k.icon;
    look.text = room != Room::all && k.kind == Command::step_lesson ? "Lesson" : k.text;
    if (room == Room::icons) look.text = "";
    look.primary = k.primary;
    look.tip = k.tip;
    return look;
}

Room room_for(const Ui& ui, float width) {
    for (const Room room : {Room::all, Room::few}) {
        float sum = 0;
        for (const Key& k : keys)
            if (is_shown(k, room)) sum += button_width(ui, k.label, look_of(k, room)) + ui.px(4);
        if (sum <= width) return room;
    }
    return Room::icons;
}

void steps(const Ui& ui, float width) {
    const Session& s = ui.session;
    const bool open = s.is_open();
    const Room room = room_for(ui, width);
    bool first = true;
    for (const Key& k : keys) {
        if (!is_shown(k, room)) continue;
        if (!first) ImGui::SameLine(0, ui.px(4));
        first = false;
        ButtonLook look = look_of(k, room);
        const bool more_steps = open && s.lesson_step() + 1 < s.lesson_steps();
        const bool here = k.kind == Command::step_lesson && more_steps;
        const bool there = k.kind == Command::back_lesson && open && s.lesson_step() > 0;
        look.enabled =
            open && (k.forward ? s.position() < s.length() || here : s.position() > 0 || there);
        if (button(ui, k.label, look)) ui.commands.push(k.kind);
    }
}

void play(const Ui& ui) {
    const Session& s = ui.session;
    ButtonLook look;
    look.icon = s.playing() ? Icon::pause : Icon::play;
    look.enabled = s.is_open();
    look.tip = s.playing() ? "Stop here (Space)" : "Run by itself, line by line (Space)";
    if (button(ui, s.playing() ? "Pause" : "Play", look)) ui.commands.push(Command::toggle_play);
}

constexpr float speed_width = 102;

void speed(const Ui& ui) {
    constexpr u32 choices[] = {1, 2, 4, 10, 30, 100};
    char label[32];
    std::snprintf(label, sizeof label, "%.0f lines/s", ui.session.speed());
    ImGui::SetNextItemWidth(ui.px(speed_width));
    const WithFont with(ui.fonts.ui, font_small);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, like_button(ui));
    if (ImGui::BeginCombo("##Speed", label)) {
        for (const u32 c : choices) {
            std::snprintf(label, sizeof label, "%u lines/s", c);
            if (list_row(ui, label, ui.session.speed() == c))
                ui.commands.push(Command::set_speed, c);
        }
        ImGui::EndCombo();
    }
    ImGui::PopStyleVar();
}

// A bar of the whole run: lesson steps as notches, the position as a knob.
void scrub(const Ui& ui, float width) {
    const Session& s = ui.session;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(width, ui.px(button_height));
    ImGui::InvisibleButton("Scrub", size);
    const u32 told = s.told().length();
    const float pad = ui.px(7), length = static_cast<float>(s.drawn_length());
    const float x0 = at.x + pad, x1 = at.x + width - pad, y = at.y + size.y / 2;
    const auto x_of = [&](u32 p) {
        return x0 + (length > 0 ? static_cast<float>(p) / length : 0) * (x1 - x0);
    };
    if (ImGui::IsItemActive() && length > 0) {
        const float part = (ImGui::GetIO().MousePos.x - x0) / (x1 - x0);
        const float p = part < 0 ? 0 : part > 1 ? 1 : part;
        scrub_to(ui, std::min(static_cast<u32>(p * length + 0.5f), told));
    }
    if (!s.tells_all() && ImGui::GetIO().MousePos.x > x_of(told)) tip(ui, untold_words);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float thick = ui.px(2);
    draw->AddRectFilled(ImVec2(x0, y - thick), ImVec2(x_of(told), y + thick), ui.theme.hover,
                        thick);
    for (float x = x_of(told) + ui.px(7); !s.tells_all() && x < x1; x += ui.px(7))
        draw->AddCircleFilled(ImVec2(x, y), ui.px(1.2f), ui.theme.faint); // not told
    draw->AddRectFilled(ImVec2(x0, y - thick), ImVec2(x_of(s.position()), y + thick),
                        ui.theme.accent, thick);
    if (s.lesson_steps() < 60)
        for (const u32 end : s.document().step_end) {
            if (end > told) break;
            draw->AddRectFilled(ImVec2(x_of(end) - ui.px(1), y - ui.px(5)),
                                ImVec2(x_of(end) + ui.px(1), y + ui.px(5)),
                                end <= s.position() ? ui.theme.accent : ui.theme.faint);
        }
    const bool hot = ImGui::IsItemHovered() || ImGui::IsItemActive();
    draw->AddCircleFilled(ImVec2(x_of(s.position()), y), ui.px(hot ? 7.5f : 6), ui.theme.accent);
    draw->AddCircleFilled(ImVec2(x_of(s.position()), y), ui.px(2.5f), ui.theme.on_accent);
}

float where_width(const Ui& ui, bool narrow) {
    char b[48];
    const u32 length = ui.session.is_open() ? ui.session.length() : 0;
    std::snprintf(b, sizeof b, narrow ? "%u / %u" : "line %u of %u", length, length);
    return std::max(ui.px(narrow ? 66.f : 132.f), text_size(ui, ui.fonts.ui, font_small, b).x);
}

void where(const Ui& ui, bool narrow) {
    char b[48];
    if (ui.session.tells_all())
        std::snprintf(b, sizeof b, narrow ? "%u / %u" : "line %u of %u", ui.session.position(),
                      ui.session.length());
    else // how long the run is tells what happens in it
        std::snprintf(b, sizeof b, "line %u", ui.session.position());
    const ImVec2 size = text_size(ui, ui.fonts.ui, font_small, b);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_text(
        ui, ui.fonts.ui, font_small,
        ImVec2(at.x + where_width(ui, narrow) - size.x, at.y + (ui.px(button_height) - size.y) / 2),
        ui.theme.dim, b);
    ImGui::Dummy(ImVec2(where_width(ui, narrow), ui.px(button_height)));
}

} // namespace

float transport_height(const Ui& ui, bool narrow) {
    return ui.px(narrow ? 2 * button_height + 24 : button_height + 16);
}

void draw_transport(const Ui& ui, float width, bool narrow) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float side = ui.px(12), end = at.x + width - side;
    constexpr float least = 60; // of a bar that is of any use
    ImGui::SetCursorScreenPos(ImVec2(at.x + side, at.y + ui.px(8)));
    ImGui::BeginGroup();
    const float play_width = button_width(ui, "Pause", {.icon = Icon::pause});
    const float rest = ui.px(14 + 4 + speed_width + 8 + least) + play_width + where_width(ui, true);
    steps(ui, width - 2 * side - (narrow ? 0 : rest));
    if (narrow) {
        ImGui::SetCursorScreenPos(ImVec2(at.x + side, at.y + ui.px(8 + button_height + 7)));
    } else {
        ImGui::SameLine(0, ui.px(14));
    }
    play(ui);
    ImGui::SameLine(0, ui.px(4));
    speed(ui);
    ImGui::SameLine(0, ui.px(8));
    const ImVec2 here = ImGui::GetCursorScreenPos();
    if (ui.session.is_open()) {
        const bool brief = narrow || end - here.x < where_width(ui, false) + ui.px(least);
        const float room = end - here.x - where_width(ui, brief);
        if (room >= ui.px(least)) {
            scrub(ui, room);
            ImGui::SameLine(0, 0);
        } else {
            ImGui::SetCursorScreenPos(ImVec2(end - where_width(ui, brief), here.y));
        }
        where(ui, brief);
    }
    ImGui::EndGroup();
    move_cursor(ImVec2(at.x, at.y + transport_height(ui, narrow)));
}

} // namespace lazymmu::gui
