#include "app/gui/frame/layout.h"

#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "app/gui/views/explore_view.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lazymmu::gui {
namespace {

constexpr float wide_from = 1080, medium_from = 740;
constexpr float low_until = 530, low_from = 480; // a phone on its side: its height, and width
constexpr float brief_until = 680;               // as high: one row tells what is wrong
constexpr float least_batch = 190;               // that shows what waits for two tasks
constexpr float least_page = 120;                // what a page is of any use with

// A question has been asked here and nothing has run since: it, what can be answered and then the
// verdict need the room, and stay where they are.
bool asks(const Ui& ui) {
    const Session& s = ui.session;
    if (!s.is_open() || !s.question() || shows_editor(ui)) return false;
    return s.quiz_record().standing == QuizStanding::open ||
           s.position() <= s.document().step_begin(s.lesson_step());
}

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
        float list = std::min(lesson_list_height(ui), (bottom - c.y) * 0.38f);
        if (asks(ui)) list = std::min(list, bottom - c.y - ui.px(gap) - ui.view.text_needs);
        if (list >= ui.px(least_page)) {
            draw_lesson_list(ui, c.at(std::floor(list)));
            c.take(std::floor(list));
            c.space();
        }
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

// Where there is no height for both panels, the page scrolls.
void low_machine_page(const Ui& ui, ImVec2 size) {
    ImGui::BeginChild("Machine page", size);
    const float width = size.x - ImGui::GetStyle().ScrollbarSize - ui.px(2);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float counters = counters_height(ui);
    draw_counters(ui, ImVec2(width, counters));
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + counters + ui.px(gap)));
    draw_batch(ui, ImVec2(width, ui.px(least_batch)));
    ImGui::EndChild();
}

void machine_page(const Ui& ui, ImVec2 size) {
    if (size.y < counters_height(ui) + ui.px(least_batch)) return low_machine_page(ui, size);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float counters = std::min(counters_height(ui), size.y * 0.5f);
    draw_counters(ui, ImVec2(size.x, counters));
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + counters + ui.px(gap)));
    draw_batch(ui, ImVec2(size.x, std::max(size.y - counters - ui.px(gap), 1.f)));
}

constexpr Page pages[] = {{"Code", draw_source},   {"Machine", machine_page},
                          {"Memory", draw_memory}, {"Time", draw_timeline},
                          {"Log", draw_event_log}, {"Lessons", draw_lesson_list}};

// Which of them stand elsewhere on the screen.
enum class Elsewhere { none, code_and_time };

std::vector<int> pages_of(const Ui& ui, Elsewhere elsewhere) {
    std::vector<int> out;
    for (int i = 0; i < static_cast<int>(std::size(pages)); i++) {
        const auto draw = pages[i].draw;
        if (ui.view.embedded && draw == draw_lesson_list) continue;
        const bool there = draw == draw_source || draw == draw_timeline;
        if (elsewhere == Elsewhere::none || !there) out.push_back(i);
    }
    return out;
}

// As wide as their labels, and what is left over between them.
float tab_room(const Ui& ui, const std::vector<int>& shown, float width) {
    float words = 0;
    for (const int i : shown)
        words += text_size(ui, ui.fonts.bold, font_small, pages[i].label).x + ui.px(3);
    return (width - words + ui.px(3)) / static_cast<float>(shown.size());
}

// One page at a time, with a row of buttons to choose it.
void paged(const Ui& ui, ImVec2 at, ImVec2 size, Elsewhere elsewhere = Elsewhere::none) {
    ImGui::SetCursorScreenPos(at);
    const std::vector<int> shown = pages_of(ui, elsewhere);
    const float room = tab_room(ui, shown, size.x);
    const bool has = std::find(shown.begin(), shown.end(), ui.view.narrow_tab) != shown.end();
    const int chosen = has ? ui.view.narrow_tab : shown.front();
    for (const int i : shown) {
        if (i != shown.front()) ImGui::SameLine(0, ui.px(3));
        ButtonLook look;
        look.chosen = i == chosen;
        const float words = text_size(ui, ui.fonts.bold, font_small, pages[i].label).x;
        look.width = std::floor(words + room);
        if (button(ui, pages[i].label, look)) ui.view.narrow_tab = i;
    }
    const float head = ui.px(button_height + 5);
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + head));
    pages[chosen].draw(ui, ImVec2(size.x, std::max(size.y - head, 1.f)));
}

// The text and one page side by side: there is no height for more.
void low(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float g = ui.px(gap);
    // a number's field and its button stand side by side
    const float least = std::min(ui.px(260), size.x * 0.6f);
    const float left =
        std::floor(asks(ui) ? std::max((size.x - g) * 0.5f, least) : (size.x - g) * 0.4f);
    ImGui::SetCursorScreenPos(at);
    draw_text_pane(ui, ImVec2(left, size.y));
    paged(ui, ImVec2(at.x + left + g, at.y), ImVec2(size.x - left - g, size.y));
}

// Two columns: the text and the code; the machine and its time.
void medium(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float g = ui.px(gap);
    const float left = std::floor((size.x - g) * (asks(ui) ? 0.5f : 0.47f));
    const float right = size.x - g - left, bottom = at.y + size.y;
    const float time = std::floor(std::clamp(size.y * 0.2f, ui.px(110), ui.px(240)));
    const float upper = bottom - time - g, room = upper - at.y - g;
    float text = std::floor(room * (shows_editor(ui) ? 0.6f : 0.45f));
    if (asks(ui)) {
        text = std::max(text, std::ceil(ui.view.text_needs));
        if (room - text < ui.px(least_page)) return low(ui, at, size);
    }
    ImGui::SetCursorScreenPos(at);
    draw_text_pane(ui, ImVec2(left, text));
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + text + g));
    draw_source(ui, ImVec2(left, room - text));
    paged(ui, ImVec2(at.x + left + g, at.y), ImVec2(right, upper - at.y), Elsewhere::code_and_time);
    ImGui::SetCursorScreenPos(ImVec2(at.x, bottom - time));
    draw_timeline(ui, ImVec2(size.x, time));
}

void narrow(const Ui& ui, ImVec2 at, ImVec2 size) {
    const float g = ui.px(gap);
    float text = std::floor((size.y - g) * (shows_editor(ui) ? 0.5f : 0.36f));
    if (asks(ui)) text = std::max(text, std::ceil(ui.view.text_needs));
    ImGui::SetCursorScreenPos(at);
    const bool alone = size.y - text - g < ui.px(button_height + least_page);
    draw_text_pane(ui, ImVec2(size.x, alone ? size.y : text));
    if (alone) return;
    paged(ui, ImVec2(at.x, at.y + text + g), ImVec2(size.x, size.y - text - g));
}

// What is wrong, or what runs next: under the toolbar, or in its middle. Returns where it ends.
float moment_strip(const Ui& ui, const ToolbarRoom& toolbar, bool low, ImVec2 screen, float top) {
    const float g = ui.px(gap);
    ui.view.brief_alarm = low || screen.y < ui.px(brief_until) || screen.x < ui.px(medium_from);
    if (low && !ui.view.embedded && ui.view.screen == Screen::run) {
        ImGui::SetCursorScreenPos(toolbar.at);
        draw_alarm(ui, toolbar.size);
        return top;
    }
    const ImVec2 size(screen.x - 2 * g, alarm_height(ui, ui.view.brief_alarm));
    ImGui::SetCursorScreenPos(ImVec2(ImGui::GetMainViewport()->WorkPos.x + g, top));
    draw_alarm(ui, size);
    return top + size.y + ui.px(ui.view.brief_alarm ? 4.f : gap);
}

void draw_body(const Ui& ui, ImVec2 at, ImVec2 body, bool low_screen) {
    const bool is_wide = body.x + 2 * ui.px(gap) >= ui.px(wide_from);
    const bool is_narrow = body.x + 2 * ui.px(gap) < ui.px(medium_from);
    if (ui.view.screen == Screen::compare) {
        ImGui::SetCursorScreenPos(at);
        draw_compare(ui, body);
    } else if (low_screen)
        low(ui, at, body);
    else if (is_wide)
        wide(ui, at, body);
    else if (is_narrow)
        narrow(ui, at, body);
    else
        medium(ui, at, body);
}

void draw_screen(const Ui& ui, ImVec2 at, ImVec2 size) {
    const bool is_low = size.y < ui.px(low_until) && size.x >= ui.px(low_from);
    const bool is_narrow = size.x < ui.px(medium_from) && !is_low;
    const float g = ui.px(gap), bottom = at.y + size.y;
    float top = at.y + g;
    ToolbarRoom toolbar = {};
    ImGui::SetCursorScreenPos(at);
    if (!ui.view.embedded) {
        toolbar = draw_toolbar(ui, size.x, is_low);
        top = at.y + toolbar_height(ui, size.x, is_low);
    }
    if (ui.session.message().kind != Message::none) {
        ImGui::SetCursorScreenPos(ImVec2(at.x + g, top));
        draw_message(ui, size.x - 2 * g, std::min(ui.px(190), size.y * 0.3f));
        top = ImGui::GetItemRectMax().y + g;
    }
    if (ui.view.screen == Screen::explore &&
        ui.explore.planned) { // it is planned between two frames
        ImGui::SetCursorScreenPos(ImVec2(at.x + g, top));
        draw_explore(ui, ImVec2(size.x - 2 * g, std::max(bottom - top - g, ui.px(120))));
        return;
    }
    top = moment_strip(ui, toolbar, is_low, size, top);
    const float foot = transport_height(ui, is_narrow);
    draw_body(ui, ImVec2(at.x + g, top),
              ImVec2(size.x - 2 * g, std::max(bottom - foot - top, ui.px(60))), is_low);
    ImGui::SetCursorScreenPos(ImVec2(at.x, bottom - foot));
    draw_transport(ui, size.x, is_narrow);
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
    draw_screen(ui, screen->WorkPos, screen->WorkSize);
    ImGui::End();
}

} // namespace lazymmu::gui
