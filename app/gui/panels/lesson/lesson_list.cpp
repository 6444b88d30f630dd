// The lessons of the library, in order, under the titles of their sections. The open one is marked.
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/markdown.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 30, heading_height = 26, course_height = 38;

bool begins_section(const Ui& ui, size_t i) {
    const auto& entries = ui.session.library().entries;
    return !entries[i].section.empty() && (i == 0 || entries[i].section != entries[i - 1].section);
}

void heading(const Ui& ui, size_t i) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ui.px(heading_height));
    ImGui::Dummy(size);
    draw_text(ui, ui.fonts.bold, font_tiny, ImVec2(at.x + ui.px(11), at.y + ui.px(9)), ui.theme.dim,
              ui.session.library().entries[i].section, size.x - ui.px(19));
}

// "2 of 3 questions are solved."
std::string answers_of(const Ui& ui, size_t i) {
    const LibraryEntry& entry = ui.session.library().entries[i];
    if (!entry.quizzes) return {};
    return "\n" + std::to_string(ui.session.solved(*entry.lesson)) + " of " +
           std::to_string(entry.quizzes) +
           (entry.quizzes == 1 ? " question is solved." : " questions are solved.");
}

void row(const Ui& ui, size_t i) {
    const Lesson& lesson = *ui.session.library().entries[i].lesson;
    const bool open = ui.session.lesson() && ui.session.lesson()->id == lesson.id;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x,
                      ui.px(std::max(row_height, row_height_least)));
    ImGui::PushID(static_cast<int>(i));
    const bool pressed =
        ImGui::InvisibleButton(lesson.title.c_str(), size, ImGuiButtonFlags_EnableNav);
    const bool hot = ImGui::IsItemHovered();
    tip(ui, plain_words(lesson.summary) + answers_of(ui, i));
    ImGui::PopID();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + size.x, at.y + size.y);
    if (open)
        draw->AddRectFilled(at, end, fade(ui.theme.accent, 0.16f), ui.px(5));
    else if (hot)
        draw->AddRectFilled(at, end, ui.theme.raised, ui.px(5));
    if (open) draw->AddRectFilled(at, ImVec2(at.x + ui.px(3), end.y), ui.theme.accent, ui.px(2));
    const std::string number = std::to_string(i + 1);
    const std::string minutes = std::to_string(lesson.minutes) + " min";
    const float y = at.y + (size.y - text_size(ui, ui.fonts.ui, font_small, "x").y) / 2;
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(at.x + ui.px(11), y), ui.theme.faint, number);
    float right = end.x - ui.px(8);
    if (lesson.minutes) {
        right -= text_size(ui, ui.fonts.ui, font_tiny, minutes).x;
        draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(right, y + ui.px(1)), ui.theme.faint, minutes);
    }
    if (const u32 asked = ui.session.library().entries[i].quizzes) {
        const u32 solved = ui.session.solved(lesson);
        const std::string part =
            solved >= asked ? "✓" : std::to_string(solved) + "/" + std::to_string(asked);
        right -= ui.px(8) + text_size(ui, ui.fonts.ui, font_tiny, part).x;
        draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(right, y + ui.px(1)),
                  solved ? ui.theme.landed : ui.theme.faint, part);
    }
    const float left = at.x + ui.px(32);
    draw_text(ui, open ? ui.fonts.bold : ui.fonts.ui, font_small, ImVec2(left, y), ui.theme.text,
              plain_words(lesson.title), right - left - ui.px(8));
    if (pressed) ui.commands.push(Command::open_lesson, 0, lesson.id);
    if (open && ui.view.listed != &ui.session.document()) {
        ui.view.listed = &ui.session.document();
        ImGui::SetScrollHereY(0.4f);
    }
}

// Which course it is, if it is not the built-in one, and the way back.
void course_row(const Ui& ui) {
    const std::string& title = ui.session.library().title;
    const std::string& name = ui.session.course_name();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ButtonLook back;
    back.tip = "Back to the built-in course";
    const float room = text_size(ui, ui.fonts.ui, font_small, "Built-in course").x + ui.px(28);
    draw_text(ui, ui.fonts.bold, font_small, ImVec2(at.x + ui.px(11), at.y + ui.px(6)),
              ui.theme.text, title.empty() ? name.substr(name.rfind('/') + 1) : title,
              width - room - ui.px(16));
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - room, at.y));
    if (button(ui, "Built-in course", back)) ask(ui, "course", true);
}

void error_row(const Ui& ui, const Issue& issue) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, ui.px(row_height));
    ImGui::Dummy(size);
    tip(ui, issue.text());
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(at.x + ui.px(11), at.y + ui.px(6)),
              ui.theme.danger, "✗ " + issue.where() + "  " + issue.message, size.x - ui.px(19));
}

} // namespace

float lesson_list_height(const Ui& ui) {
    // at most six rows and the headings among them
    const size_t rows = std::min<size_t>(ui.session.library().entries.size(), 6);
    float height = std::max(static_cast<float>(rows), 1.f) * row_height;
    for (size_t i = 0; i < rows; i++)
        if (begins_section(ui, i)) height += heading_height;
    if (!ui.session.course_name().empty()) height += course_height;
    height +=
        static_cast<float>(std::min<size_t>(ui.session.library().errors.size(), 3)) * row_height;
    return ui.px(18 + 6 + 18 + 4 + height);
}

void draw_lesson_list(const Ui& ui, ImVec2 size) {
    const auto& entries = ui.session.library().entries;
    const std::string& course = ui.session.course_name();
    std::string note = std::to_string(entries.size()) + " lessons";
    u32 solved = 0;
    for (const LibraryEntry& e : entries) solved += ui.session.solved(*e.lesson);
    if (solved) note += ", " + std::to_string(solved) + (solved == 1 ? " answer" : " answers");
    if (begin_panel(ui, "Lessons", size, note)) {
        if (!course.empty()) course_row(ui);
        ImGui::BeginChild("lesson rows");
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
        if (entries.empty())
            empty_note(ui, "There are no built-in lessons. Drop a lesson file or a script here.");
        for (size_t i = 0; i < entries.size(); i++) {
            if (begins_section(ui, i)) heading(ui, i);
            row(ui, i);
        }
        for (const Issue& issue : ui.session.library().errors) error_row(ui, issue);
        ImGui::PopStyleVar();
        ImGui::EndChild();
    }
    end_panel();
}

} // namespace lazymmu::gui
