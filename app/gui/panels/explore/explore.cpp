// Explore mode: every schedule of a program is tried while the page stays fluid. Left the plan, in
// the middle what counts as broken, right the search and what it found.
#include "app/core/tell/numbers.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "app/gui/views/explore_view.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lazymmu::gui {
namespace {

void space(const Ui& ui, float height) { ImGui::Dummy(ui.px(0, height)); }

std::string memory_text(u64 bytes) {
    char b[32];
    const double mib = static_cast<double>(bytes) / (1 << 20);
    if (mib < 1024)
        std::snprintf(b, sizeof b, "%.1f MiB", mib);
    else
        std::snprintf(b, sizeof b, "%.2f GiB", mib / 1024);
    return b;
}

std::string seconds_text(double seconds) {
    char b[32];
    if (seconds < 1)
        std::snprintf(b, sizeof b, "%.0f ms", seconds * 1000);
    else
        std::snprintf(b, sizeof b, "%.1f s", seconds);
    return b;
}

struct Number {
    const char* label;
    std::string value;
    const char* help;
};

// Three in a row; the labels under the values, as in the counters' panel.
void numbers(const Ui& ui) {
    const ExploreJob& job = ui.explore.job;
    const ExploreReport& r = job.report();
    const bool any = job.exists();
    const double rate = job.seconds() > 0 ? static_cast<double>(r.states) / job.seconds() : 0;
    const std::string none = "—";
    const Number list[] = {
        {"states", any ? grouped(r.states) : none,
         "Distinct states of the machine that were seen."},
        {"states/s", any ? grouped(static_cast<u64>(rate)) : none,
         "While the search itself ran: drawing is not counted."},
        {"depth", any ? grouped(r.depth) : none,
         "Lines from the start to the states that are being expanded. Short schedules come first."},
        {"frontier", any ? grouped(r.frontier) : none,
         "States that were seen but not yet expanded."},
        {"memory", any ? memory_text(job.running() ? r.bytes : r.peak_bytes) : none,
         "What the search holds, or held at most."},
        {"time", any ? seconds_text(job.seconds()) : none, "Spent in the search itself."},
    };
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float each = std::floor(ImGui::GetContentRegionAvail().x / 3), high = ui.px(50);
    for (int i = 0; i < 6; i++) {
        const ImVec2 p(at.x + each * static_cast<float>(i % 3),
                       at.y + high * static_cast<float>(i / 3));
        draw_text(ui, ui.fonts.bold, 18, p, any ? ui.theme.text : ui.theme.faint, list[i].value,
                  each - ui.px(6));
        draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(p.x, p.y + ui.px(24)), ui.theme.dim,
                  list[i].label, each - ui.px(6));
        ImGui::SetCursorScreenPos(p);
        ImGui::Dummy(ImVec2(each - ui.px(6), high - ui.px(8)));
        tip(ui, list[i].help);
    }
    move_cursor(ImVec2(at.x, at.y + 2 * high));
}

void search_panel(const Ui& ui, ImVec2 size) {
    ExploreView& x = ui.explore;
    if (begin_panel(ui, "Search", size, "breadth first, short schedules first")) {
        const bool runs = x.job.running();
        ButtonLook start{.icon = Icon::play, .primary = !runs};
        start.enabled = !runs && x.machine.machine.setup && x.plan.invariants;
        start.tip = "Try every schedule, from the beginning";
        ButtonLook stop{.icon = Icon::close, .enabled = runs};
        stop.tip = "Give up; the numbers stay";
        space(ui, 1);
        if (button(ui, "Start", start)) x.start = true;
        ImGui::SameLine(0, ui.px(6));
        if (button(ui, "Stop", stop)) x.stop = true;
        space(ui, 6);
        numbers(ui);
    }
    end_panel();
}

ImU32 verdict_colour(const Ui& ui) {
    const ExploreJob& job = ui.explore.job;
    if (!job.exists() || job.cancelled()) return ui.theme.faint;
    if (job.running()) return ui.theme.accent;
    switch (job.report().verdict) {
    case Verdict::holds: return ui.theme.landed;
    case Verdict::violated: return ui.theme.danger;
    default: return ui.theme.pending;
    }
}

const char* verdict_sign(const ExploreJob& job) {
    if (job.running()) return "";
    if (job.cancelled()) return "■  ";
    return job.report().verdict == Verdict::holds      ? "✓  "
           : job.report().verdict == Verdict::violated ? "✗  "
                                                       : "?  ";
}

void verdict_panel(const Ui& ui, ImVec2 size) {
    const ExploreJob& job = ui.explore.job;
    if (begin_panel(ui, "Verdict", size)) {
        ImGui::BeginChild("verdict text");
        if (!job.exists()) {
            empty_note(ui, "Start tries every order in which the tasks' lines can run: every "
                           "preemption, interrupt and migration that is legal. It ends with a "
                           "proof for these bounds, or with a shortest schedule that breaks a "
                           "promise, to step through.");
        } else {
            const ImVec2 bar = ImGui::GetCursorScreenPos();
            ImGui::Indent(ui.px(14));
            text(ui.fonts.bold, font_title, verdict_colour(ui),
                 verdict_sign(job) + verdict_title(job));
            wrapped(ui.fonts.bold, font_small, ui.theme.text, job.plan().title);
            wrapped(ui.fonts.ui, font_small, ui.theme.dim, machine_text(job.machine().config()));
            space(ui, 3);
            wrapped(ui.fonts.ui, font_normal, ui.theme.text, verdict_text(job));
            if (!job.schedule().empty()) {
                space(ui, 6);
                const float right =
                    ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
                ButtonLook open{.icon = Icon::step, .primary = true};
                open.tip = "A lesson that steps along it, line by line, to where it breaks";
                if (button(ui, "Open the counterexample", open)) ui.explore.open = true;
                ButtonLook copy;
                copy.tip = "The lesson's text: save it as a .json file, to check, share or edit";
                const float wide = button_width(ui, "Copy as a lesson", copy);
                if (ImGui::GetItemRectMax().x + ui.px(6) + wide <= right)
                    ImGui::SameLine(0, ui.px(6));
                if (button(ui, "Copy as a lesson", copy))
                    ImGui::SetClipboardText(counterexample_text(job, "counterexample").c_str());
            }
            ImGui::Unindent(ui.px(14));
            ImGui::GetWindowDrawList()->AddRectFilled(
                bar, ImVec2(bar.x + ui.px(4), ImGui::GetItemRectMax().y), verdict_colour(ui),
                ui.px(2));
        }
        ImGui::EndChild();
    }
    end_panel();
}

using Content = void (*)(const Ui&);

void scrolling(const Ui& ui, const char* title, const char* note, ImVec2 size,
               std::initializer_list<Content> contents) {
    if (begin_panel(ui, title, size, note)) {
        ImGui::BeginChild("rows");
        for (const Content content : contents) content(ui);
        ImGui::EndChild();
    }
    end_panel();
}

} // namespace

void draw_explore(const Ui& ui, ImVec2 size) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float g = ui.px(gap), search = ui.px(168 + button_height);
    if (size.x < ui.px(700)) {
        const float wanted = ui.px(ui.explore.job.exists() ? 260.f : 104.f);
        const float verdict = std::floor(std::min(wanted, (size.y - search - 2 * g) * 0.5f));
        search_panel(ui, ImVec2(size.x, search));
        ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + search + g));
        verdict_panel(ui, ImVec2(size.x, std::max(verdict, 1.f)));
        const float top = search + verdict + 2 * g;
        ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + top));
        scrolling(ui, "What to explore", "", ImVec2(size.x, std::max(size.y - top, 1.f)),
                  {draw_explore_plan, draw_explore_promises});
        return;
    }
    const bool three = size.x >= ui.px(1040);
    const float right = std::floor(size.x * (three ? 0.36f : 0.5f));
    const float rest = size.x - right - g;
    const float plan = three ? std::floor((rest - g) * 0.5f) : rest;
    if (three) {
        scrolling(ui, "What to explore", "", ImVec2(plan, size.y), {draw_explore_plan});
        ImGui::SetCursorScreenPos(ImVec2(at.x + plan + g, at.y));
        scrolling(ui, "What must hold", "checked after every line", ImVec2(rest - plan - g, size.y),
                  {draw_explore_promises});
    } else {
        scrolling(ui, "What to explore", "", ImVec2(plan, size.y),
                  {draw_explore_plan, draw_explore_promises});
    }
    const float x = at.x + rest + g;
    ImGui::SetCursorScreenPos(ImVec2(x, at.y));
    search_panel(ui, ImVec2(right, search));
    ImGui::SetCursorScreenPos(ImVec2(x, at.y + search + g));
    verdict_panel(ui, ImVec2(right, std::max(size.y - search - g, 1.f)));
}

} // namespace lazymmu::gui
