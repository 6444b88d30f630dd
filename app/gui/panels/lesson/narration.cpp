// The lesson's text: its title, where we are in it, the narration of the step that is shown.
#include "app/gui/panels/panels.h"
#include "app/gui/ui/markdown.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

// One dot a lesson step; those that were played are filled. Press one to go there.
void progress(const Ui& ui) {
    const Session& s = ui.session;
    const size_t n = s.lesson_steps();
    const float width = ImGui::GetContentRegionAvail().x;
    const float each = width / static_cast<float>(n);
    if (each < ui.px(6)) return;
    const float wide = each < ui.px(44) ? each : ui.px(44);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    for (size_t i = 0; i < n; i++) {
        const float x = at.x + wide * static_cast<float>(i);
        const std::string label = "Go to step " + std::to_string(i + 1);
        ImGui::SetCursorScreenPos(ImVec2(x, at.y));
        const bool pressed = ImGui::InvisibleButton(label.c_str(), ImVec2(wide, ui.px(14)));
        const bool hot = ImGui::IsItemHovered(), here = i == s.lesson_step();
        if (s.lesson()) tip(ui, plain_words(s.lesson()->steps[i].title));
        const bool done = s.document().step_end[i] <= s.position() && i <= s.lesson_step();
        const float thick = ui.px(here || hot ? 3 : 2), y = at.y + ui.px(7);
        const ImU32 colour = here   ? ui.theme.accent
                             : done ? fade(ui.theme.accent, 0.55f)
                                    : ui.theme.hover;
        draw->AddRectFilled(ImVec2(x, y - thick), ImVec2(x + wide - ui.px(3), y + thick), colour,
                            thick);
        if (pressed) ui.commands.push(Command::lesson_step, static_cast<u32>(i));
    }
    move_cursor(ImVec2(at.x, at.y + ui.px(20)));
}

void next_hint(const Ui& ui) {
    const Session& s = ui.session;
    ImGui::Dummy(ui.px(0, 4));
    const bool last = s.lesson_step() + 1 >= s.lesson_steps();
    if (s.position() >= s.length() && last) {
        wrapped(ui.fonts.ui, font_small, ui.theme.dim,
                "The lesson ends here. Choose another architecture or kernel above to see what "
                "differs, or open the next lesson.");
        return;
    }
    wrapped(ui.fonts.ui, font_small, ui.theme.faint,
            "→ runs the next line · Ctrl+→ the whole step · ← goes back · ? lists all keys");
}

// Where somebody has interfered, the text may tell of something else.
void left_notice(const Ui& ui) {
    if (!ui.session.document().forked) return;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->ChannelsSplit(2);
    draw->ChannelsSetCurrent(1);
    ImGui::Dummy(ui.px(0, 3));
    ImGui::Indent(ui.px(10));
    wrapped(ui.fonts.bold, font_small, ui.theme.text, "This run is not the lesson's any more.");
    ButtonLook look;
    look.small = true;
    look.tip = "This one stays as an alternative, in the tab Schedule";
    if (button(ui, "Back to the lesson's run", look)) ui.commands.push(Command::own_run);
    ImGui::Unindent(ui.px(10));
    ImGui::Dummy(ui.px(0, 3));
    draw->ChannelsSetCurrent(0);
    const ImVec2 end(at.x + ImGui::GetContentRegionAvail().x, ImGui::GetCursorScreenPos().y);
    draw->AddRectFilled(at, end, fade(ui.theme.pending, ui.theme.dark ? 0.14f : 0.16f), ui.px(5));
    draw->AddRectFilled(at, ImVec2(at.x + ui.px(3), end.y), ui.theme.pending, ui.px(2));
    draw->ChannelsMerge();
    ImGui::Dummy(ui.px(0, 5));
}

void heading(const Ui& ui) {
    draw_markdown_line(ui, ui.session.lesson()->title, font_title - 3, MdTone::heading);
    progress(ui);
    left_notice(ui);
}

void step_heading(const Ui& ui, const LessonStep& step, bool brief) {
    const Session& s = ui.session;
    if (!brief || step.title.empty())
        text(ui.fonts.ui, font_tiny, ui.theme.dim,
             "Step " + std::to_string(s.lesson_step() + 1) + " of " +
                 std::to_string(s.lesson_steps()));
    if (!step.title.empty()) {
        draw_markdown_line(ui, step.title, font_normal, MdTone::heading);
        ImGui::Dummy(ui.px(0, 1));
    }
    const std::string& summary = s.lesson()->summary;
    if (s.lesson_step() == 0 && s.position() == 0 && !summary.empty()) {
        draw_markdown_line(ui, summary, font_small, MdTone::dim);
        ImGui::Dummy(ui.px(0, 3));
    }
}

// What the text is scrolled to when something else is asked, answered or told.
u32 told(const Session& s) {
    if (!s.question()) return static_cast<u32>(s.lesson_step());
    const QuizRecord r = s.quiz_record();
    return static_cast<u32>(s.lesson_step()) | (static_cast<u32>(r.standing) << 16) |
           (r.tries << 20) | (r.hints << 26);
}

// From the top, but what can be answered is in sight, and once it is answered the verdict.
void show_question(const Ui& ui, float end) {
    const bool open = ui.session.quiz_record().standing == QuizStanding::open;
    const float room = ImGui::GetWindowHeight();
    const float verdict = ui.view.verdict_at - ui.px(8);
    ImGui::SetScrollY(std::max(open ? end - room : std::min(end - room, verdict), 0.f));
}

// Returns how much of its height was left over; negative, how much it lacked.
float lesson_text(const Ui& ui) {
    const Session& s = ui.session;
    const Lesson& lesson = *s.lesson();
    const bool brief = ImGui::GetWindowHeight() < ui.px(340); // a phone: the heading scrolls, too
    if (!brief) heading(ui);
    ImGui::BeginChild("narration text");
    if (brief) heading(ui);
    const bool moved = follows(ui, told(s));
    if (moved) ImGui::SetScrollY(0);
    if (!lesson.steps.empty()) {
        const LessonStep& step = lesson.steps[s.lesson_step()];
        step_heading(ui, step, brief);
        const bool asks = s.question() && s.quiz_record().standing == QuizStanding::open;
        draw_quiz(ui); // it stays where it was when it is answered
        if (s.question() && moved) show_question(ui, ImGui::GetCursorPosY());
        if (!asks) draw_markdown(ui, step.narration); // the text often has the answer
        next_hint(ui);
    }
    const float over = std::max(ImGui::GetContentRegionAvail().y, 0.f) - ImGui::GetScrollMaxY();
    ImGui::EndChild();
    return over;
}

// A question takes the room that it needs when it is asked, and for each hint; what is said to an
// answer, and the verdict, come where there is room, so that nothing moves under the finger.
bool needs_room(const Session& s) {
    if (!s.question()) return true;
    const QuizRecord r = s.quiz_record();
    return r.standing == QuizStanding::open && (r.tries == 0 || r.hints > 0);
}

void script_text(const Ui& ui) {
    const Session& s = ui.session;
    wrapped(ui.fonts.bold, font_title - 3, ui.theme.text, s.document().name);
    ImGui::Dummy(ui.px(0, 3));
    draw_markdown(ui, s.document().about);
}

} // namespace

void draw_narration(const Ui& ui, ImVec2 size) {
    if (begin_panel(ui, "##Narration", size)) {
        if (ui.session.lesson()) {
            const float needs = size.y - lesson_text(ui);
            if (needs_room(ui.session)) ui.view.text_needs = needs;
        } else if (ui.session.is_open())
            script_text(ui);
        else
            empty_note(ui, "Nothing is open. Choose a lesson, or drop a lesson file or a script "
                           "here.");
    }
    end_panel();
}

} // namespace lazymmu::gui
