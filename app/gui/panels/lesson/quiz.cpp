// The quiz of a lesson step, below its narration: the question, what can be answered, hints, and
// behind the answer why it is so.
#include "lessons/play/quiz.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/markdown.h"
#include "app/gui/ui/widgets.h"

#include "imgui_stdlib.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

void space(const Ui& ui, float height) { ImGui::Dummy(ui.px(0, height)); }

std::string letter(size_t i) { return std::string(1, static_cast<char>('a' + i)); }

// One option: a row to press while the question is open; then the right one is marked.
void option(const Ui& ui, size_t i, bool open) {
    const QuizQuestion& q = *ui.session.question();
    const bool right = !open && static_cast<i64>(i) == q.answer;
    const std::string label = "Answer " + letter(i);
    const float width = ImGui::GetContentRegionAvail().x, pad = ui.px(8), lead = ui.px(22);
    const float wrap = width - 2 * pad - lead;
    const std::string words =
        in_lines(ui.fonts.ui, ui.px(font_small), q.options[i], std::max(wrap, 1.f));
    ImGui::PushFont(ui.fonts.ui, font_small);
    const ImVec2 size = ImGui::CalcTextSize(words.c_str(), nullptr, false, std::max(wrap, 1.f));
    ImGui::PopFont();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 box(width, std::max(size.y + ui.px(10), ui.px(row_height_least)));
    ImGui::BeginDisabled(!open);
    const bool pressed = ImGui::InvisibleButton(label.c_str(), box, ImGuiButtonFlags_EnableNav);
    ImGui::EndDisabled();
    const bool hot = open && ImGui::IsItemHovered(), focused = ImGui::IsItemFocused();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + box.x, at.y + box.y);
    const ImU32 edge = right ? ui.theme.landed : hot || focused ? ui.theme.accent : ui.theme.hover;
    if (right)
        draw->AddRectFilled(at, end, fade(ui.theme.landed, 0.14f), ui.px(5));
    else if (hot)
        draw->AddRectFilled(at, end, ui.theme.raised, ui.px(5));
    draw->AddRect(at, end, edge, ui.px(5), 0, ui.px(right ? 1.5f : 1));
    const float y = at.y + (box.y - size.y) / 2;
    draw_text(ui, ui.fonts.bold, font_small, ImVec2(at.x + pad, y),
              right ? ui.theme.landed : ui.theme.dim, right ? "✓" : letter(i));
    draw->AddText(ui.fonts.ui, ui.px(font_small), ImVec2(at.x + pad + lead, y),
                  open || right ? ui.theme.text : ui.theme.dim, words.c_str(), nullptr,
                  std::max(wrap, 1.f));
    if (pressed) ui.commands.push(Command::answer, 0, letter(i));
}

// Nothing stands in the field before somebody types: whatever did would be right now and then.
void number(const Ui& ui) {
    const Session& s = ui.session;
    View& v = ui.view;
    const std::string of = s.lesson()->id + "." + std::to_string(s.lesson_step()) + "." +
                           std::to_string(s.lesson()->variant());
    if (v.guess_of != of) v.guess = v.no_guess = {};
    v.guess_of = of;
    bool entered = false;
    {
        const WithFont with(ui.fonts.code, font_normal);
        ImGui::SetNextItemWidth(ui.px(120));
        entered = ImGui::InputTextWithHint("##Number", "a number", &v.guess,
                                           ImGuiInputTextFlags_CharsDecimal |
                                               ImGuiInputTextFlags_EnterReturnsTrue);
        if (ImGui::IsItemEdited()) v.no_guess = {};
    }
    ImGui::SameLine(0, ui.px(8));
    if (!button(ui, "Answer", {.primary = true}) && !entered) return;
    i64 guess = 0;
    if (read_guess(*s.question(), v.guess, guess, v.no_guess))
        ui.commands.push(Command::answer, 0, v.guess);
    else
        v.no_guess = v.guess.empty() ? "Type a number first." : "A whole number, please.";
}

void help(const Ui& ui, const Quiz& quiz, const QuizRecord& record) {
    for (u32 i = 0; i < record.hints && i < quiz.hints.size(); i++) {
        space(ui, 2);
        draw_markdown(ui, "*Hint:* " + quiz.hints[i]);
    }
    space(ui, 4);
    if (record.hints < quiz.hints.size()) {
        if (button(ui, "Hint", {.faint = true, .small = true})) ui.commands.push(Command::hint);
        ImGui::SameLine(0, ui.px(6));
    }
    ButtonLook reveal{.faint = true, .small = true};
    reveal.tip = "Show the answer; it does not count as solved then";
    if (button(ui, "Reveal", reveal)) ui.commands.push(Command::reveal);
}

void verdict(const Ui& ui, const Quiz& quiz, const QuizRecord& record) {
    const QuizQuestion& q = *ui.session.question();
    const bool solved = record.standing == QuizStanding::solved;
    space(ui, 3);
    ui.view.verdict_at = ImGui::GetCursorPosY();
    std::string line = solved ? "✓  Right" : "The answer";
    if (q.is_number()) line += ": " + std::to_string(q.answer);
    if (solved && record.tries > 1) line += " (" + std::to_string(record.tries) + " tries)";
    text(ui.fonts.bold, font_normal, solved ? ui.theme.landed : ui.theme.pending, line);
    draw_markdown(ui, quiz.explain);
    const Lesson& lesson = *ui.session.lesson();
    if (lesson.variants < 2) return;
    space(ui, 4);
    const std::string tip = "The same question with other numbers: these are " +
                            std::to_string(lesson.variant() + 1) + " of " +
                            std::to_string(lesson.variants);
    if (button(ui, "Other numbers", {.faint = true, .small = true, .tip = tip.c_str()}))
        ui.commands.push(Command::other_numbers);
}

void end_quiz(const Ui& ui, ImVec2 bar, bool open) {
    ImGui::Unindent(ui.px(12));
    const float end = ImGui::GetCursorScreenPos().y - ImGui::GetStyle().ItemSpacing.y;
    ImGui::GetWindowDrawList()->AddRectFilled(bar, ImVec2(bar.x + ui.px(3), end),
                                              open ? ui.theme.accent : ui.theme.hover, ui.px(2));
}

// Its lines have run before it was answered: they show the answer.
void skipped(const Ui& ui, ImVec2 bar) {
    wrapped(ui.fonts.ui, font_small, ui.theme.dim, "Skipped: its lines have run.");
    space(ui, 2);
    const ButtonLook look{.faint = true, .small = true, .tip = "Back to before its lines ran"};
    if (button(ui, "Ask again", look))
        ui.commands.push(Command::lesson_step, static_cast<u32>(ui.session.lesson_step()));
    end_quiz(ui, bar, false);
}

} // namespace

void draw_quiz(const Ui& ui) {
    const Session& s = ui.session;
    if (!s.question()) return;
    const Quiz& quiz = *s.lesson()->steps[s.lesson_step()].quiz;
    const QuizRecord record = s.quiz_record();
    const bool open = record.standing == QuizStanding::open;
    space(ui, 6);
    const ImVec2 bar = ImGui::GetCursorScreenPos();
    ImGui::Indent(ui.px(12));
    text(ui.fonts.bold, font_tiny, ui.theme.accent,
         open && !s.quiz_skipped() ? "BEFORE IT RUNS" : "THE QUESTION WAS");
    draw_markdown(ui, quiz.ask);
    space(ui, 2);
    if (s.quiz_skipped()) return skipped(ui, bar);
    for (size_t i = 0; i < s.question()->options.size(); i++) option(ui, i, open);
    if (open && s.question()->is_number()) number(ui);
    if (open && s.question()->is_number() && !ui.view.no_guess.empty()) {
        space(ui, 2);
        draw_markdown(ui, ui.view.no_guess);
    } else if (open && !s.quiz_reply().empty()) {
        space(ui, 2);
        draw_markdown(ui, "✗ " + s.quiz_reply());
    }
    if (open)
        help(ui, quiz, record);
    else
        verdict(ui, quiz, record);
    end_quiz(ui, bar, open);
}

} // namespace lazymmu::gui
