// What the run has cost up to here, and what the same statements cost with batching off: a bar for
// each of the two, and a row for each kind of operation.
#include "app/core/tell/numbers.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 19, number_width = 66;

void number(const Ui& ui, ImFont* font, float right, float y, ImU32 colour, const std::string& s) {
    draw_text(ui, font, font_small, ImVec2(right - text_size(ui, font, font_small, s).x, y), colour,
              s);
}

void total_bar(const Ui& ui, const char* label, u64 value, u64 most, ImU32 colour) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ui.px(22);
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(at.x, at.y + ui.px(2)), ui.theme.dim, label);
    const float x0 = at.x + ui.px(108), x1 = at.x + width - ui.px(number_width) - ui.px(6);
    if (x1 > x0 + ui.px(12)) {
        const float part =
            most ? static_cast<float>(static_cast<double>(value) / static_cast<double>(most)) : 0;
        ImDrawList* draw = ImGui::GetWindowDrawList();
        const float y = at.y + ui.px(6), bar = ui.px(9);
        draw->AddRectFilled(ImVec2(x0, y), ImVec2(x1, y + bar), ui.theme.raised, ui.px(3));
        if (value)
            draw->AddRectFilled(ImVec2(x0, y),
                                ImVec2(x0 + std::max((x1 - x0) * part, ui.px(3)), y + bar), colour,
                                ui.px(3));
    }
    number(ui, ui.fonts.bold, at.x + width - ui.px(4), at.y + ui.px(2), ui.theme.text,
           grouped(value));
    ImGui::Dummy(ImVec2(width, h));
}

std::string times_text(const CostRow& r) {
    std::string out = std::to_string(r.times);
    if (r.units != r.times) out += " for " + std::to_string(r.units);
    return out;
}

// Six columns, or four where the panel is narrow: without the numbers of operations.
void line(const Ui& ui, const CostLine& c, bool counts, bool changed) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ui.px(row_height);
    if (changed)
        ImGui::GetWindowDrawList()->AddRectFilled(
            at, ImVec2(at.x + width, at.y + h),
            fade(ui.theme.changed, ui.theme.dark ? 0.10f : 0.14f), ui.px(3));
    const float y = at.y + ui.px(1);
    float right = at.x + width - ui.px(4);
    const i64 saved = static_cast<i64>(c.eager.cost) - static_cast<i64>(c.spent.cost);
    std::string difference = saved > 0 ? "−" : saved < 0 ? "+" : "";
    difference += grouped(static_cast<u64>(saved < 0 ? -saved : saved));
    const ImU32 tone = saved > 0 ? ui.theme.landed : saved < 0 ? ui.theme.pending : ui.theme.faint;
    number(ui, ui.fonts.ui, right, y, tone, difference);
    right -= ui.px(number_width);
    number(ui, ui.fonts.ui, right, y, ui.theme.dim, grouped(c.eager.cost));
    right -= ui.px(number_width);
    number(ui, ui.fonts.ui, right, y, ui.theme.text, grouped(c.spent.cost));
    right -= ui.px(number_width);
    if (counts) {
        number(ui, ui.fonts.ui, right, y, ui.theme.dim, times_text(c.spent));
        right -= ui.px(number_width + 14);
    }
    draw_text(ui, ui.fonts.code, font_small, ImVec2(at.x + ui.px(4), y), ui.theme.text, c.name,
              std::max(right - at.x, 1.f));
    ImGui::Dummy(ImVec2(width, h));
    tip(ui, std::string(c.name) + ": " + times_text(c.spent) + " here, " + times_text(c.eager) +
                " with batching off");
}

void heads(const Ui& ui, bool counts) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    float right = at.x + width - ui.px(4);
    const auto head = [&](const char* words, float step) {
        draw_text(ui, ui.fonts.ui, font_tiny,
                  ImVec2(right - text_size(ui, ui.fonts.ui, font_tiny, words).x, at.y),
                  ui.theme.faint, words);
        right -= ui.px(step);
    };
    head("difference", number_width);
    head("without", number_width);
    head("cost", number_width);
    if (counts) head("times", number_width);
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + ui.px(4), at.y), ui.theme.faint,
              "operation");
    ImGui::Dummy(ImVec2(width, ui.px(17)));
}

void saving(const Ui& ui, const CostView& v) {
    const bool saved = v.saved_percent() > 0;
    wrapped(ui.fonts.ui, font_small, saved ? ui.theme.landed : ui.theme.dim,
            saving_text(v).c_str());
}

void view(const Ui& ui) {
    const RunCosts& costs = ui.session.document().costs();
    const CostView now = costs.at(ui.session.position());
    const CostView before = costs.at(ui.session.before_position());
    const u64 most = std::max(now.spent, now.eager);
    ImGui::Dummy(ui.px(0, 2));
    total_bar(ui, "so far", now.spent, most, ui.theme.section);
    total_bar(ui, "without the mode", now.eager, most, ui.theme.faint);
    tip(ui, "The same " + std::to_string(now.statements) +
                " statements that are over, in the program's own order, with every hook of the "
                "mode empty");
    saving(ui, now);
    if (now.lines.empty()) return;
    ImGui::Dummy(ui.px(0, 6));
    const bool counts = ImGui::GetContentRegionAvail().x > ui.px(440);
    heads(ui, counts);
    for (const CostLine& c : now.lines) {
        bool changed = true;
        for (const CostLine& b : before.lines)
            if (b.name == c.name) changed = b.spent.cost != c.spent.cost;
        line(ui, c, counts, changed && c.spent.cost > 0);
    }
    ImGui::Dummy(ui.px(0, 4));
    wrapped(ui.fonts.ui, font_tiny, ui.theme.faint,
            "Round numbers that say what is dear and what is cheap, not measurements of a chip.");
}

} // namespace

void draw_cost_rows(const Ui& ui) {
    ImGui::BeginChild("costs");
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    if (ui.session.is_open())
        view(ui);
    else
        empty_note(ui, "What a run costs appears here.");
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

} // namespace lazymmu::gui
