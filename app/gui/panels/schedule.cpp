// Who does what when: what could happen at this moment instead of what would; the run's schedule as
// a text that can be changed; and the other futures, which stay until they are forgotten.
#include "app/core/event_text.h"
#include "app/gui/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/widgets.h"

#include "imgui_stdlib.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr size_t longest_told = 20000; // lines; more would be felt

void head(const Ui& ui, std::string_view words) {
    ImGui::Dummy(ui.px(0, 2));
    text(ui.fonts.bold, font_tiny, ui.theme.dim, words);
}

// How an alternative ends, in a word or two.
std::string ending(const Session& s, const Branch& b) {
    if (b.choices.size() > longest_told) return "not played here: it is long";
    Machine m = s.timeline().machine_at(b.at);
    u32 violations = 0;
    for (const Choice c : b.choices) violations |= step(m, c).violations;
    if (m.view().globals().bug)
        return std::string("ends in BUG: ") + msg_text(static_cast<Msg>(m.view().globals().bug));
    return violations ? "breaks a promise" : "ends well";
}

std::string branch_words(const Session& s, const Branch& b) {
    const Machine m = s.timeline().machine_at(b.at);
    std::string what = "goes on";
    for (const Possibility& p : possibilities(m))
        if (!b.choices.empty() && p.choice == b.choices.front()) what = p.words;
    return "from line " + std::to_string(b.at) + ": " + what + "; " +
           std::to_string(b.choices.size()) + " lines, " + ending(s, b);
}

// Everything that takes a moment to say is said once for each change of the run.
void refresh(const Ui& ui) {
    ScheduleView& v = ui.view.schedule;
    const Timeline& t = ui.session.timeline();
    const bool same_document = v.document == &ui.session.document() && v.setup == &t.setup();
    if (same_document && v.version == t.version()) return;
    v.setup = &t.setup();
    v.document = &ui.session.document();
    v.version = t.version();
    const bool typed = same_document && v.text != v.shown; // nothing that was typed is lost
    v.shown = schedule_as_text(t);
    if (!typed) v.text = v.shown;
    v.branches.clear();
    for (const Branch& b : t.branches())
        if (b.at <= t.length()) v.branches.push_back(branch_words(ui.session, b));
}

void here(const Ui& ui) {
    const Session& s = ui.session;
    head(ui, "What could happen now");
    bool any = false;
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    for (const Possibility& p : possibilities(s.machine())) {
        if (p.usual) continue;
        ButtonLook look;
        look.small = true;
        const float wide = button_width(ui, p.words.c_str(), look) + ui.px(4);
        if (any && ImGui::GetItemRectMax().x + wide < right) ImGui::SameLine(0, ui.px(4));
        any = true;
        look.tip = "Let this happen before the next line runs. The present future stays below.";
        if (button(ui, p.words.c_str(), look)) ui.commands.push(Command::choose, p.choice.pack());
    }
    if (!any)
        wrapped(ui.fonts.ui, font_small, ui.theme.faint,
                s.position() >= s.length() ? "The run is over. Go back, and choose otherwise."
                                           : why_nothing_else(s.machine()));
}

void edit(const Ui& ui) {
    ScheduleView& v = ui.view.schedule;
    head(ui, v.shown.empty() ? "Schedule: nobody has interfered" : "Schedule");
    const float height = ui.px(18) * static_cast<float>(std::clamp<long>(
                                         std::count(v.text.begin(), v.text.end(), '\n'), 2, 8)) +
                         ui.px(10);
    {
        const WithFont with(ui.fonts.code, font_small);
        ImGui::InputTextMultiline("##Schedule text", &v.text, ImVec2(-1, height));
    }
    if (v.text.empty() && !ImGui::IsItemActive())
        draw_text(
            ui, ui.fonts.code, font_small,
            ImVec2(ImGui::GetItemRectMin().x + ui.px(8), ImGui::GetItemRectMin().y + ui.px(5)),
            ui.theme.faint, "A*7, preempt B, irq tick, finish");
    ButtonLook apply, revert, own;
    apply.small = revert.small = own.small = true;
    apply.enabled = revert.enabled = v.text != v.shown;
    apply.primary = apply.enabled;
    apply.tip = "Play this from the start. The present future stays as an alternative.";
    if (button(ui, "Apply", apply)) {
        Command command{Command::set_schedule, 0, v.text.empty() ? "finish" : v.text, {}};
        ui.commands.push(std::move(command));
    }
    ImGui::SameLine(0, ui.px(4));
    if (button(ui, "Revert", revert)) v.text = v.shown;
    if (!ui.session.document().forked) return;
    ImGui::SameLine(0, ui.px(4));
    own.tip = "Nobody interferes any more";
    if (button(ui, ui.session.lesson() ? "Back to the lesson's run" : "Back to the own run", own))
        ui.commands.push(Command::own_run);
}

void futures(const Ui& ui) {
    const ScheduleView& v = ui.view.schedule;
    if (v.branches.empty()) return;
    head(ui, "Other futures");
    for (size_t i = 0; i < v.branches.size(); i++) {
        ImGui::PushID(static_cast<int>(i));
        ButtonLook take, drop;
        take.small = drop.small = true;
        take.tip = "Go on there; this future stays as an alternative";
        drop.icon = Icon::close;
        drop.text = "";
        drop.tip = "Forget it";
        if (button(ui, "Take", take)) ui.commands.push(Command::take_branch, static_cast<u32>(i));
        ImGui::SameLine(0, ui.px(4));
        if (button(ui, "Forget", drop))
            ui.commands.push(Command::forget_branch, static_cast<u32>(i));
        ImGui::SameLine(0, ui.px(8));
        wrapped(ui.fonts.ui, font_small, ui.theme.text, v.branches[i]);
        ImGui::PopID();
    }
}

} // namespace

void draw_schedule_rows(const Ui& ui) {
    ImGui::BeginChild("schedule rows");
    if (ui.session.is_open()) {
        refresh(ui);
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.px(4, 4));
        here(ui);
        futures(ui);
        edit(ui);
        ImGui::PopStyleVar();
    }
    ImGui::EndChild();
}

} // namespace lazymmu::gui
