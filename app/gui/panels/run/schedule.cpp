// Who does what when: what could happen at this moment instead of what would; the run's schedule as
// a text that can be changed; and the other futures, which stay until they are forgotten.
#include "app/core/tell/event_text.h"
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include "imgui_internal.h"
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

// Sentences are made once for each change of the run.
bool changed(const Ui& ui, RunSeen& seen, u32 told = 0) {
    const Document& d = ui.session.document();
    const RunSeen now = {&d, &d.timeline.setup(), d.timeline.version(), d.renamed, told};
    if (seen == now) return false;
    seen = now;
    return true;
}

void refresh(const Ui& ui) {
    ScheduleView& v = ui.view.schedule;
    const bool same_document = v.of_text.document == &ui.session.document();
    const u32 told = ui.session.told().length();
    if (!changed(ui, v.of_text, told)) return;
    const bool typed = same_document && v.text != v.facts.text; // nothing that was typed is lost
    v.facts = schedule_facts(ui.session.timeline(), told);
    if (!typed) v.text = v.facts.text;
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

// Up to there the run is still as it was opened.
u32 own_until(const Document& d) {
    const auto now = d.timeline.choices();
    if (!d.forked) return static_cast<u32>(now.size()) + 1;
    const auto [a, b] = std::mismatch(d.own_run.begin(), d.own_run.end(), now.begin(), now.end(),
                                      [](Choice x, Choice y) { return x.pack() == y.pack(); });
    return static_cast<u32>(b - now.begin());
}

// What is not usual in this run: of its own, then by hand; between them the moment that is shown.
void interventions(const Ui& ui) {
    const std::vector<Intervention>& all = ui.view.schedule.facts.interventions;
    if (all.empty()) return;
    const u32 own = own_until(ui.session.document());
    if (all.front().position < own)
        head(ui, ui.session.lesson() ? "The lesson's own schedule" : "As it was opened");
    bool told = false, by_hand = false;
    const auto now = [&] {
        told = true;
        text(ui.fonts.bold, font_tiny, ui.theme.accent,
             "▶ now, line " + std::to_string(ui.session.position()));
    };
    for (const Intervention& i : all) {
        if (i.position >= own && !by_hand) head(ui, "Done by hand");
        by_hand = i.position >= own;
        if (!told && ui.session.position() <= i.position) now();
        ImGui::PushID(static_cast<int>(i.line));
        ButtonLook drop, go;
        drop.small = go.small = true;
        drop.icon = Icon::close;
        drop.text = "";
        drop.tip = "As if nobody had done this. The present future stays as an alternative.";
        if (button(ui, "Leave out", drop)) ui.commands.push(Command::leave_out, i.line);
        ImGui::SameLine(0, ui.px(4));
        const std::string place = "line " + std::to_string(i.position);
        go.tip = "Go there";
        if (button(ui, place.c_str(), go)) ui.commands.push(Command::seek, i.position);
        ImGui::SameLine(0, ui.px(8));
        wrapped(ui.fonts.ui, font_small, ui.theme.text, i.words);
        ImGui::PopID();
    }
    if (!told) now();
}

// In the schedule's text: which of its lines the moment that is shown is in.
void mark_now(const Ui& ui, ImGuiID field, float line) {
    const ScheduleView& v = ui.view.schedule;
    if (v.text != v.facts.text || v.text.empty()) return;
    ImGuiWindow* child = nullptr;
    for (ImGuiWindow* w : ImGui::GetCurrentWindow()->DC.ChildWindows)
        if (w->ChildId == field) child = w;
    if (!child) return;
    const std::vector<u32>& ends = v.facts.line_end;
    const size_t n = static_cast<size_t>(
        std::upper_bound(ends.begin(), ends.end(), ui.session.position()) - ends.begin());
    const float pad = ImGui::GetStyle().FramePadding.y;
    const float y = child->Pos.y + pad - child->Scroll.y +
                    line * (static_cast<float>(std::min(n, ends.size() - 1)) + 0.5f);
    const float x = child->Pos.x + ui.px(1);
    ImDrawList* draw = child->DrawList;
    // what is above or below in the panel that scrolls is not seen either
    ImRect seen(child->Pos, child->InnerRect.Max);
    seen.ClipWithFull(ImGui::GetCurrentWindow()->ClipRect);
    draw->PushClipRect(seen.Min, seen.Max);
    draw->AddRectFilled(ImVec2(child->Pos.x, y - line / 2),
                        ImVec2(child->InnerRect.Max.x, y + line / 2), fade(ui.theme.accent, 0.16f));
    draw->AddTriangleFilled(ImVec2(x, y - ui.px(4)), ImVec2(x + ui.px(6), y),
                            ImVec2(x, y + ui.px(4)), ui.theme.accent);
    draw->PopClipRect();
}

void edit(const Ui& ui) {
    ScheduleView& v = ui.view.schedule;
    head(ui, !ui.session.tells_all() ? "Schedule, as far as it is told"
             : v.facts.text.empty()  ? "Schedule: nobody has interfered"
                                     : "Schedule");
    const float height = ui.px(18) * static_cast<float>(std::clamp<long>(
                                         std::count(v.text.begin(), v.text.end(), '\n'), 2, 8)) +
                         ui.px(10);
    float line = 0;
    {
        const WithFont with(ui.fonts.code, font_small);
        line = ImGui::GetFontSize();
        ImGui::InputTextMultiline("##Schedule text", &v.text, ImVec2(-1, height));
    }
    mark_now(ui, ImGui::GetItemID(), line);
    if (v.text.empty() && !ImGui::IsItemActive())
        draw_text(
            ui, ui.fonts.code, font_small,
            ImVec2(ImGui::GetItemRectMin().x + ui.px(8), ImGui::GetItemRectMin().y + ui.px(5)),
            ui.theme.faint, "A*7, preempt B, irq tick, finish");
    ButtonLook apply, revert, own;
    apply.small = revert.small = own.small = true;
    apply.enabled = revert.enabled = v.text != v.facts.text;
    apply.primary = apply.enabled;
    apply.tip = "Play this from the start. The present future stays as an alternative.";
    if (button(ui, "Apply", apply)) {
        Command command{Command::set_schedule, 0, v.text.empty() ? "finish" : v.text, {}};
        ui.commands.push(std::move(command));
    }
    ImGui::SameLine(0, ui.px(4));
    if (button(ui, "Revert", revert)) v.text = v.facts.text;
    if (!ui.session.document().forked) return;
    ImGui::SameLine(0, ui.px(4));
    own.tip = "Nobody interferes any more";
    if (button(ui, ui.session.lesson() ? "Back to the lesson's run" : "Back to the own run", own))
        ui.commands.push(Command::own_run);
}

void naming(const Ui& ui, u32 i) {
    ScheduleView& v = ui.view.schedule;
    ImGui::SetNextItemWidth(ui.px(200));
    if (ImGui::IsWindowAppearing() || v.fresh_naming) ImGui::SetKeyboardFocusHere();
    v.fresh_naming = false;
    const bool entered = ImGui::InputTextWithHint("##Name of the future", "what to call it",
                                                  &v.name, ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine(0, ui.px(4));
    ButtonLook keep;
    keep.small = keep.primary = true;
    if (!button(ui, "Keep the name", keep) && !entered) return;
    ui.commands.push(Command::name_branch, i, v.name);
    v.naming = -1;
}

void future(const Ui& ui, u32 i) {
    ScheduleView& v = ui.view.schedule;
    ButtonLook take, diff, name, drop;
    take.small = diff.small = name.small = drop.small = true;
    take.tip = "Go on there; this future stays as an alternative";
    diff.tip = "Pin its end, and list what differs from it";
    name.tip = "Give it a name";
    drop.icon = Icon::close;
    drop.text = "";
    drop.tip = "Forget it";
    if (button(ui, "Take", take)) ui.commands.push(Command::take_branch, i);
    ImGui::SameLine(0, ui.px(4));
    if (button(ui, "Compare with this future", diff)) {
        ask(ui, "pin branch " + std::to_string(i), true);
        if (ui.session.position() < ui.session.length()) ask(ui, "end"); // end against end
        ask(ui, "log diff");
    }
    ImGui::SameLine(0, ui.px(4));
    if (button(ui, "Name", name)) {
        v.fresh_naming = v.naming != static_cast<int>(i);
        v.naming = v.fresh_naming ? static_cast<int>(i) : -1;
        v.name = v.futures[i].name;
    }
    ImGui::SameLine(0, ui.px(4));
    if (button(ui, "Forget", drop)) ui.commands.push(Command::forget_branch, i);
    if (v.naming == static_cast<int>(i)) naming(ui, i);
    const std::string& called = v.futures[i].name;
    wrapped(ui.fonts.ui, font_small, ui.theme.text,
            called.empty() ? v.futures[i].words : "“" + called + "”, " + v.futures[i].words);
}

void futures(const Ui& ui) {
    const auto& all = futures_of(ui);
    bool any = false;
    for (u32 i = 0; i < all.size(); i++) {
        if (all[i].at > ui.session.told().length()) continue;
        if (!any) head(ui, "Other futures");
        any = true;
        ImGui::PushID(static_cast<int>(i));
        future(ui, i);
        ImGui::PopID();
    }
}

} // namespace

const std::vector<ScheduleView::Future>& futures_of(const Ui& ui) {
    ScheduleView& v = ui.view.schedule;
    if (!changed(ui, v.of_futures)) return v.futures;
    v.futures.clear();
    v.naming = -1;
    const Document& d = ui.session.document();
    for (const Branch& b : d.timeline.branches())
        if (b.at <= d.timeline.length())
            v.futures.push_back({b.at, d.run_name(&b), branch_words(ui.session, b)});
    return v.futures;
}

void draw_schedule_rows(const Ui& ui) {
    ImGui::BeginChild("schedule rows");
    if (ui.session.is_open()) {
        refresh(ui);
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.px(4, 4));
        here(ui);
        futures(ui);
        interventions(ui);
        edit(ui);
        ImGui::PopStyleVar();
    }
    ImGui::EndChild();
}

} // namespace lazymmu::gui
