// What is broken at this position: a strip under the toolbar that names the invariant, the promise
// and the line. It comes and goes with the position, but its room is kept: else it tells what runs
// next.
#include "app/core/ask/alarm.h"
#include "app/core/explore/told_schedule.h"
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/origin.h"
#include "app/gui/ui/widgets.h"

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

// What can be done about it, at the right end of the strip. Returns the width that is taken.
float buttons(const Ui& ui, const Alarm& a, ImVec2 corner) {
    const std::string label = "Go to line " + std::to_string(a.position);
    const bool elsewhere = a.position != ui.session.position(), page = a.mm != MmId::none;
    const bool brief = ui.view.brief_alarm;
    ButtonLook look{.text = brief ? "Go" : nullptr, .small = true}, why{.small = true};
    const float between = ui.px(4);
    const float go = elsewhere ? button_width(ui, label.c_str(), look) + between : 0;
    const float ask = page ? button_width(ui, "Why?", why) + between : 0;
    const float x = corner.x - go - ask;
    if (page) {
        ImGui::SetCursorScreenPos(ImVec2(x, corner.y));
        why.tip = "How it came to this";
        if (button(ui, "Why?", why))
            ask_origin(ui, {Subject::hazard, a.mm, a.va, ui.session.cpu(), 0, a.event});
    }
    if (elsewhere) {
        ImGui::SetCursorScreenPos(ImVec2(x + ask, corner.y));
        if (button(ui, label.c_str(), look)) ui.commands.push(Command::seek, a.position);
    }
    return go + ask;
}

// Words one after the other, as long as there is room.
struct Words {
    const Ui& ui;
    ImVec2 at;
    float end;

    void add(ImFont* font, float size, ImU32 colour, std::string_view s) {
        if (s.empty() || end - at.x < ui.px(40)) return;
        const float high = text_size(ui, font, size, s).y;
        draw_text(ui, font, size, ImVec2(at.x, at.y - high / 2), colour, s, end - at.x);
        at.x += text_size(ui, font, size, s).x + ui.px(10);
    }
};

// Each row of words has its middle there.
float row_middle(const Ui& ui, ImVec2 size, int row) {
    return ui.view.brief_alarm ? size.y / 2 : ui.px(row ? 34.f : 15.f);
}

void alarm(const Ui& ui, const Alarm& a, ImVec2 at, ImVec2 size) {
    const bool wrong = a.severity == Severity::wrong;
    const ImU32 colour = wrong ? ui.theme.danger : ui.theme.pending;
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + size.x, at.y + size.y);
    draw->AddRectFilled(at, end, blend(ui.theme.panel, colour, ui.theme.tint), ui.px(7));
    draw->AddRectFilled(at, ImVec2(at.x + ui.px(4), end.y), colour, ui.px(2));
    const float middle = row_middle(ui, size, 0);
    const float top = at.y + std::max(ui.px(2), (size.y - ui.px(small_button_height)) / 2);
    const float taken = buttons(ui, a, ImVec2(end.x - ui.px(4), top));
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(std::max(size.x - taken - ui.px(8), 1.f), size.y));
    const std::string where = "line " + std::to_string(a.position) + ": " + a.where;
    tip(ui, title_of(a) + "\n" + a.name + "\n" + a.why + "\n" + where);
    sign(ui, wrong, ImVec2(at.x + ui.px(20), at.y + size.y / 2), colour, ui.theme.panel);
    const float left = at.x + ui.px(40), right = end.x - taken - ui.px(14);
    Words words{ui, ImVec2(left, at.y + middle), right};
    words.add(ui.fonts.bold, font_normal, colour, title_of(a));
    if (!ui.view.brief_alarm) {
        words.add(ui.fonts.code, font_small, ui.theme.dim, a.name);
        words.add(ui.fonts.code, font_tiny, ui.theme.dim, where);
        words.at = ImVec2(left, at.y + row_middle(ui, size, 1));
    }
    words.add(ui.fonts.ui, font_small, ui.theme.text, a.why);
}

// While nothing is wrong: what runs next.
void next(const Ui& ui, ImVec2 at, ImVec2 size) {
    const Session& s = ui.session;
    Words words{ui, ImVec2(at.x + ui.px(12), at.y + row_middle(ui, size, 0)), at.x + size.x};
    NextLine line;
    if (!next_line(s.machine(), s.cpu(), line) || s.position() >= s.length()) {
        words.add(ui.fonts.ui, font_small, ui.theme.dim, "The run is at its end.");
        return;
    }
    const std::string who = std::string("Next, task ") + task_letter(s.task()) + " on CPU " +
                            std::to_string(index(s.cpu())) + ":";
    words.add(ui.fonts.ui, font_small, ui.theme.dim, who);
    if (!ui.view.brief_alarm && !line.routine.empty())
        words.add(ui.fonts.code, font_small, ui.theme.section, line.routine + "()");
    words.add(ui.fonts.code, font_small, ui.theme.text, line.text);
}

} // namespace

float alarm_height(const Ui& ui, bool brief) {
    return ui.px(brief ? small_button_height + 4 : std::max(small_button_height + 4, 48.f));
}

void draw_alarm(const Ui& ui, ImVec2 size) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGui::BeginChild("Alarm", size, 0,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    if (ui.session.is_open()) {
        const Alarm a = alarm_at(ui.session);
        a.any ? alarm(ui, a, at, size) : next(ui, at, size);
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
}

} // namespace lazymmu::gui
