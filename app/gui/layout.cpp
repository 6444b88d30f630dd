#include "app/gui/layout.h"

#include "app/core/alarm.h"
#include "app/gui/explore_view.h"
#include "app/gui/panels/panels.h"
#include "app/gui/widgets.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

constexpr float wide_from = 1080, medium_from = 740, one_row_from = 1240; // the toolbar
constexpr float low_until = 500;                                          // a phone on its side

// Panes of a column, top to bottom; draws each and leaves the cursor under it.
struct Column {
    const Ui& ui;
    float x, y, width;

    ImVec2 at(float height) {
        ImGui::SetCursorScreenPos(ImVec2(x, y));
        return ImVec2(width, std::max(height, 1.f));
    }
    void take(float height) { y += height; }
    void split(const char* label, float whole, float& part, float low, float high, float sign = 1) {
        ImGui::SetCursorScreenPos(ImVec2(x, y));
        splitter(ui, label, false, width, whole, part, low, high, sign);
        y += ui.px(gap);
    }
    void space() { y += ui.px(gap); }
};

void draw_text_pane(const Ui& ui, ImVec2 size) {
    if (shows_editor(ui))
        draw_script_editor(ui, size);
    else
        draw_narration(ui, size);
}

void left_column(const Ui& ui, Column c, float bottom) {
    if (shows_editor(ui)) return draw_script_editor(ui, c.at(bottom - c.y));
    if (!ui.view.embedded) {
        const float list = std::min(lesson_list_height(ui), (bottom - c.y) * 0.38f);
        draw_lesson_list(ui, c.at(list));
        c.take(list);
        c.space();
    }
    draw_narration(ui, c.at(bottom - c.y));
}

void middle_column(const Ui& ui, Column c, float bottom) {
    const float room = bottom - c.y - ui.px(gap);
    const float source = std::floor(room * ui.view.panes.source);
    draw_source(ui, c.at(source));
    c.take(source);
    c.split("split source and events", room, ui.view.panes.source, 0.25f, 0.85f);
    draw_event_log(ui, c.at(bottom - c.y));
}

void machine_column(const Ui& ui, Column c, float bottom) {
    const float counters = std::min(counters_height(ui), (bottom - c.y) * 0.4f);
    draw_counters(ui, c.at(counters));
    c.take(counters);
    c.space();
    const float room = bottom - c.y - ui.px(gap);
    const float batch = std::floor(room * ui.view.panes.batch);
    draw_batch(ui, c.at(batch));
    c.take(batch);
    c.split("split pending and memory", room, ui.view.panes.batch, 0.2f, 0.8f);
    draw_memory(ui, c.at(bottom - c.y));
}

void wide(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float g = ui.px(gap), whole = size.x - 2 * g;
    const float left = std::floor(
        std::clamp(whole * ui.view.panes.left, ui.px(shows_editor(ui) ? 400 : 250), ui.px(620)));
    const float right =
        std::floor(std::clamp(whole * ui.view.panes.right, ui.px(330), whole - left - ui.px(280)));
    const float middle = whole - left - right;
    const float bottom = at.y + size.y;
    const float room = size.y - g;
    const float time =
        std::floor(std::clamp(room * ui.view.panes.timeline, ui.px(120), room * 0.6f));
    const float upper = bottom - time - g;
    left_column(ui, {ui, at.x, at.y, left}, bottom);
    ImGui::SetCursorScreenPos(ImVec2(at.x + left, at.y));
    splitter(ui, "split narration", true, size.y, whole, ui.view.panes.left, 0.16f, 0.45f);
    const float x = at.x + left + g;
    middle_column(ui, {ui, x, at.y, middle}, upper);
    ImGui::SetCursorScreenPos(ImVec2(x + middle, at.y));
    splitter(ui, "split machine", true, upper - at.y, whole, ui.view.panes.right, 0.24f, 0.50f, -1);
    machine_column(ui, {ui, x + middle + g, at.y, right}, upper);
    ImGui::SetCursorScreenPos(ImVec2(x, upper));
    splitter(ui, "split timeline", false, size.x - left - g, room, ui.view.panes.timeline, 0.1f,
             0.6f, -1);
    ImGui::SetCursorScreenPos(ImVec2(x, bottom - time));
    draw_timeline(ui, ImVec2(size.x - left - g, time));
}

using PageFn = void (*)(const Ui&, ImVec2);
struct Page {
    const char* label;
    PageFn draw;
};

void machine_page(const Ui& ui, ImVec2 size) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float counters = std::min(counters_height(ui), size.y * 0.5f);
    draw_counters(ui, ImVec2(size.x, counters));
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + counters + ui.px(gap)));
    draw_batch(ui, ImVec2(size.x, std::max(size.y - counters - ui.px(gap), 1.f)));
}

constexpr Page pages[] = {{"Code", draw_source},   {"Machine", machine_page},
                          {"Memory", draw_memory}, {"Time", draw_timeline},
                          {"Log", draw_event_log}, {"Lessons", draw_lesson_list}};

// One page at a time, with a row of buttons to choose it. Those before `first` are elsewhere.
void paged(const Ui& ui, ImVec2 at, ImVec2 size, int first) {
    ImGui::SetCursorScreenPos(at);
    const int end = static_cast<int>(std::size(pages)) - (ui.view.embedded ? 1 : 0);
    const float count = static_cast<float>(end - first);
    const float each = (size.x - ui.px(3) * (count - 1)) / count;
    const int chosen = std::clamp(ui.view.narrow_tab, first, end - 1);
    for (int i = first; i < end; i++) {
        if (i > first) ImGui::SameLine(0, ui.px(3));
        ButtonLook look;
        look.chosen = i == chosen;
        look.width = std::floor(each);
        if (button(ui, pages[i].label, look)) ui.view.narrow_tab = i;
    }
    const float head = ui.px(button_height + 5);
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + head));
    pages[chosen].draw(ui, ImVec2(size.x, std::max(size.y - head, 1.f)));
}

// Two columns: the text and the code; the machine and its time.
void medium(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float g = ui.px(gap);
    const float left = std::floor((size.x - g) * 0.47f), right = size.x - g - left;
    const float bottom = at.y + size.y;
    const float time = std::floor(std::clamp(size.y * 0.2f, ui.px(110), ui.px(240)));
    const float upper = bottom - time - g;
    const float text = std::floor((upper - at.y - g) * (shows_editor(ui) ? 0.6f : 0.45f));
    ImGui::SetCursorScreenPos(at);
    draw_text_pane(ui, ImVec2(left, text));
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + text + g));
    draw_source(ui, ImVec2(left, upper - at.y - text - g));
    paged(ui, ImVec2(at.x + left + g, at.y), ImVec2(right, upper - at.y), 1);
    ImGui::SetCursorScreenPos(ImVec2(at.x, bottom - time));
    draw_timeline(ui, ImVec2(size.x, time));
}

// A question waits for an answer: it and what can be answered need the room.
bool asks(const Ui& ui) {
    const Session& s = ui.session;
    return s.is_open() && s.question() && s.quiz_record().standing == QuizStanding::open;
}

// The text and one page side by side: there is no height for more.
void low(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float g = ui.px(gap);
    const float left = std::floor((size.x - g) * (asks(ui) ? 0.52f : 0.4f));
    ImGui::SetCursorScreenPos(at);
    draw_text_pane(ui, ImVec2(left, size.y));
    paged(ui, ImVec2(at.x + left + g, at.y), ImVec2(size.x - left - g, size.y), 0);
}

void narrow(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float g = ui.px(gap);
    float text = std::floor((size.y - g) * (shows_editor(ui) ? 0.5f : 0.36f));
    if (asks(ui)) text = std::clamp(std::ceil(ui.view.text_needs), text, size.y * 0.68f);
    text = std::floor(text);
    ImGui::SetCursorScreenPos(at);
    draw_text_pane(ui, ImVec2(size.x, text));
    paged(ui, ImVec2(at.x, at.y + text + g), ImVec2(size.x, size.y - text - g), 0);
}

} // namespace

void draw_layout(const Ui& ui) {
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(screen->WorkPos);
    ImGui::SetNextWindowSize(screen->WorkSize);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGui::Begin("Lazy MMU Lab", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PopStyleVar();
    const ImVec2 at = screen->WorkPos, size = screen->WorkSize;
    const bool is_wide = size.x >= ui.px(wide_from);
    const bool is_narrow = size.x < ui.px(medium_from);
    ImGui::SetCursorScreenPos(at);
    const bool two_rows = size.x < ui.px(one_row_from);
    const float g = ui.px(gap);
    float top = at.y + g;
    if (!ui.view.embedded) {
        draw_toolbar(ui, size.x, two_rows);
        top = at.y + toolbar_height(ui, two_rows && ui.view.screen == Screen::run);
    }
    if (ui.session.message().kind != Message::none) {
        ImGui::SetCursorScreenPos(ImVec2(at.x + g, top));
        draw_message(ui, size.x - 2 * g);
        top = ImGui::GetItemRectMax().y + g;
    }
    if (ui.view.screen == Screen::explore &&
        ui.explore.planned) { // it is planned between two frames
        ImGui::SetCursorScreenPos(ImVec2(at.x + g, top));
        draw_explore(ui, ImVec2(size.x - 2 * g, std::max(at.y + size.y - top - g, ui.px(120))));
        ImGui::End();
        return;
    }
    if (alarm_at(ui.session).any) {
        ImGui::SetCursorScreenPos(ImVec2(at.x + g, top));
        draw_alarm(ui, size.x - 2 * g);
        top = ImGui::GetItemRectMax().y + g;
    }
    const float foot = transport_height(ui, is_narrow);
    const ImVec2 body(size.x - 2 * g, std::max(at.y + size.y - foot - top, ui.px(120)));
    const ImVec2 origin(at.x + g, top);
    if (ui.view.screen == Screen::compare) {
        ImGui::SetCursorScreenPos(origin);
        draw_compare(ui, body);
    } else if (is_wide)
        wide(ui, origin, body);
    else if (is_narrow)
        narrow(ui, origin, body);
    else if (size.y < ui.px(low_until))
        low(ui, origin, body);
    else
        medium(ui, origin, body);
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + size.y - foot));
    draw_transport(ui, size.x, is_narrow);
    ImGui::End();
}

} // namespace lazymmu::gui
