// Compare mode: the rows, and the costs under them.
#include "app/core/tell/numbers.h"
#include "app/gui/panels/compare/compare.h"
#include "app/gui/panels/machine/slots.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 22, meter_height = 38, cost_row = 17;
constexpr int slots_drawn = 64; // a batch that holds more is a bar alone

// Draws a row's ground and its label; true if any of it can be seen.
bool begin_row(const Ui& ui, const CompareGrid& grid, const std::string& label, bool differs,
               float height, ImVec2& at) {
    at = ImGui::GetCursorScreenPos();
    ImGui::Dummy(ImVec2(ImGui::GetContentRegionAvail().x, height));
    if (!ImGui::IsItemVisible()) return false;
    const float y = at.y + ui.px(3);
    if (differs) draw_text(ui, ui.fonts.bold, font_small, ImVec2(at.x, y), ui.theme.changed, "≠");
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + ui.px(14), at.y + ui.px(4)),
              differs ? ui.theme.text : ui.theme.dim, label, grid.label_width - ui.px(14));
    return true;
}

void cell_ground(const Ui& ui, ImVec2 at, float width, float height, bool other) {
    const ImVec2 end(at.x + width, at.y + height - ui.px(2));
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->AddRectFilled(at, end,
                        other ? fade(ui.theme.changed, ui.theme.dark ? 0.16f : 0.18f)
                              : fade(ui.theme.raised, 0.55f),
                        ui.px(3));
    if (other) draw->AddRectFilled(at, ImVec2(at.x + ui.px(3), end.y), ui.theme.changed, ui.px(1));
}

// How full the batch is, and its slots where they can be told apart.
void meter(const Ui& ui, const BatchView& b, ImVec2 at, float width) {
    if (b.capacity <= 0) return;
    const float h = ui.px(9), pitch = width / static_cast<float>(b.capacity);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (b.capacity <= slots_drawn && pitch >= ui.px(7)) {
        const float cell = std::min(h, pitch - ui.px(1));
        for (int i = 0; i < b.capacity; i++)
            draw_slot(ui,
                      ImVec2(at.x + std::min(pitch, h + ui.px(2)) * static_cast<float>(i), at.y),
                      cell, i < b.used ? Slot::kept : Slot::empty);
        return;
    }
    const float part = std::min(1.f, static_cast<float>(b.used) / static_cast<float>(b.capacity));
    draw->AddRectFilled(at, ImVec2(at.x + width, at.y + h), ui.theme.raised, ui.px(3));
    if (b.used)
        draw->AddRectFilled(at, ImVec2(at.x + std::max(width * part, ui.px(3)), at.y + h),
                            ui.theme.pending, ui.px(3));
}

std::string label_text(const CompareRow& r) {
    if (r.aspect == Aspect::tlb) return "    in the TLB";
    if (r.aspect == Aspect::counters) return r.label.substr(5) + ": enable/pause/preempt";
    if (r.aspect == Aspect::operations) return "hardware operations";
    return r.label;
}

ImU32 ink_of(const Ui& ui, const CompareRow& r, const std::string& value) {
    const auto has = [&](const char* word) { return value.find(word) != std::string::npos; };
    if (r.aspect == Aspect::trouble) return value == "none" ? ui.theme.faint : ui.theme.danger;
    if (r.aspect == Aspect::mode) return has("delayed") ? ui.theme.section : ui.theme.dim;
    if (has("stale, wrong")) return ui.theme.danger;
    if (has("queued") || has("not in effect") || has("stale")) return ui.theme.pending;
    if (value == "empty" || value == "not cached" || value == "none") return ui.theme.faint;
    return ui.theme.text;
}

void row(const Ui& ui, const CompareGrid& grid, const CompareRow& r) {
    const Comparison& c = ui.view.compare.seen;
    const bool pending = r.aspect == Aspect::pending;
    const float h = ui.px(pending ? meter_height : row_height);
    ImVec2 at;
    if (!begin_row(ui, grid, label_text(r), r.differs, h, at)) return;
    const std::string& reference = r.values[c.reference()];
    for (size_t k = 0; k < grid.columns.size(); k++) {
        const size_t i = grid.columns[k];
        const ColumnView& v = c.columns()[i];
        const std::string& value = r.values[i];
        const ImVec2 p(at.x + grid.left(k), at.y);
        const bool other =
            r.differs && !value.empty() &&
            (pending ? v.batch.used != c.columns()[c.reference()].batch.used : value != reference);
        cell_ground(ui, p, grid.column_width, h, other);
        if (value.empty()) continue;
        const bool code = r.aspect != Aspect::mode && r.aspect != Aspect::trouble;
        draw_text(ui, code ? ui.fonts.code : ui.fonts.ui, font_small,
                  ImVec2(p.x + ui.px(8), p.y + ui.px(2)), ink_of(ui, r, value), value,
                  grid.column_width - ui.px(12));
        if (pending)
            meter(ui, v.batch, ImVec2(p.x + ui.px(8), p.y + ui.px(22)),
                  grid.column_width - ui.px(16));
        const ImVec2 end(p.x + grid.column_width, p.y + h);
        if (ImGui::IsMouseHoveringRect(p, end) && ImGui::IsWindowHovered())
            ImGui::SetTooltip("%s: %s%s%s", machine_text(v.column).c_str(), value.c_str(),
                              pending ? "\n" : "", pending ? v.batch.name : "");
    }
}

void events_row(const Ui& ui, const CompareGrid& grid) {
    const Comparison& c = ui.view.compare.seen;
    size_t most = 0;
    for (const size_t i : grid.columns) most = std::max(most, c.columns()[i].events.size());
    if (!most) return;
    const float h = ui.px(16 * static_cast<float>(most) + 6);
    ImVec2 at;
    if (!begin_row(ui, grid, "last events", false, h, at)) return;
    for (size_t k = 0; k < grid.columns.size(); k++) {
        const ColumnView& v = c.columns()[grid.columns[k]];
        const ImVec2 p(at.x + grid.left(k), at.y);
        cell_ground(ui, p, grid.column_width, h, false);
        for (size_t e = 0; e < v.events.size(); e++)
            draw_text(ui, ui.fonts.ui, font_tiny,
                      ImVec2(p.x + ui.px(8), p.y + ui.px(2 + 16 * static_cast<float>(e))),
                      e + 1 == v.events.size() ? ui.theme.text : ui.theme.dim, v.events[e],
                      grid.column_width - ui.px(12));
        if (ImGui::IsMouseHoveringRect(p, ImVec2(p.x + grid.column_width, p.y + h)) &&
            ImGui::IsWindowHovered() && !v.events.empty()) {
            std::string words;
            for (const std::string& e : v.events) words += (words.empty() ? "" : "\n") + e;
            ImGui::SetTooltip("%s", words.c_str());
        }
    }
}

// Costs

void cost_bar(const Ui& ui, ImVec2 at, float width, const char* label, u64 value, u64 most,
              ImU32 colour) {
    const std::string number = grouped(value);
    const float words = ui.px(54), tail = ui.px(58);
    draw_text(ui, ui.fonts.ui, font_tiny, at, ui.theme.dim, label, words);
    const float room = std::max(width - words - tail, ui.px(10));
    const ImVec2 bar(at.x + words, at.y + ui.px(4));
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float h = ui.px(8);
    draw->AddRectFilled(bar, ImVec2(bar.x + room, bar.y + h), ui.theme.raised, ui.px(3));
    if (value && most) {
        const float part =
            static_cast<float>(static_cast<double>(value) / static_cast<double>(most));
        draw->AddRectFilled(bar, ImVec2(bar.x + std::max(room * part, ui.px(3)), bar.y + h), colour,
                            ui.px(3));
    }
    const float wide = text_size(ui, ui.fonts.bold, font_tiny, number).x;
    draw_text(ui, ui.fonts.bold, font_tiny, ImVec2(at.x + width - wide, at.y), ui.theme.text,
              number);
}

void cost_lines(const Ui& ui, const ColumnView& v, ImVec2 at, float width) {
    float y = at.y;
    for (const CostLine& line : v.costs.lines) {
        const bool saved = line.spent.times < line.eager.times;
        const std::string times =
            std::to_string(line.spent.times) + " / " + std::to_string(line.eager.times);
        const float wide = text_size(ui, ui.fonts.code, font_tiny, times).x;
        draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x, y), ui.theme.dim, line.name,
                  width - wide - ui.px(8));
        draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x + width - wide, y),
                  saved ? ui.theme.landed : ui.theme.dim, times);
        y += ui.px(cost_row);
    }
}

void cost_column(const Ui& ui, const ColumnView& v, ImVec2 at, float width, u64 most) {
    at.x += ui.px(8);
    width -= ui.px(16);
    if (!v.runs) {
        draw_text(ui, ui.fonts.ui, font_tiny, at, ui.theme.faint, "no run", width);
        return;
    }
    const int saved = v.costs.saved_percent();
    cost_bar(ui, at, width, "so far", v.costs.spent, most, ui.theme.section);
    at.y += ui.px(cost_row);
    cost_bar(ui, at, width, "without", v.costs.eager, most, ui.theme.faint);
    at.y += ui.px(cost_row);
    const std::string words = saved > 0           ? "the mode saved " + std::to_string(saved) + " %"
                              : saved < 0         ? "dearer by " + std::to_string(-saved) + " %"
                              : v.costs.under_way ? "a statement is not over"
                                                  : "nothing saved so far";
    draw_text(ui, ui.fonts.ui, font_tiny, at, saved > 0 ? ui.theme.landed : ui.theme.faint, words,
              width);
    at.y += ui.px(cost_row + 3);
    cost_lines(ui, v, at, width);
}

} // namespace

void draw_compare_rows(const Ui& ui, const CompareGrid& grid) {
    const Comparison& c = ui.view.compare.seen;
    const bool all = !ui.view.compare.only_differences;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    bool any = false, events = !all;
    for (const CompareRow& r : c.rows()) {
        const bool page = r.aspect == Aspect::memory || r.aspect == Aspect::tlb;
        if (page && !events) {
            events_row(ui, grid); // between the state and the pages
            ImGui::Dummy(ui.px(0, 6));
            events = true;
        }
        if (!all && !r.differs) continue;
        any = true;
        row(ui, grid, r);
    }
    if (!events) events_row(ui, grid);
    if (!any) empty_note(ui, "Nothing differs here.");
    ImGui::PopStyleVar();
}

void draw_compare_costs_rows(const Ui& ui, const CompareGrid& grid) {
    const Comparison& c = ui.view.compare.seen;
    bool same_arch = true;
    u64 most = 0;
    size_t lines = 0;
    for (const ColumnView& v : c.columns()) {
        same_arch = same_arch && v.column.arch == c.columns()[0].column.arch;
        most = std::max({most, v.costs.spent, v.costs.eager});
        lines = std::max(lines, v.costs.lines.size());
    }
    // figures of different architectures are only comparable as parts of their own
    const ImVec2 at = ImGui::GetCursorScreenPos();
    for (size_t k = 0; k < grid.columns.size(); k++) {
        const ColumnView& v = c.columns()[grid.columns[k]];
        cost_column(ui, v, ImVec2(at.x + grid.left(k), at.y + ui.px(4)), grid.column_width,
                    same_arch ? most : std::max(v.costs.spent, v.costs.eager));
    }
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + ui.px(14), at.y + ui.px(4)), ui.theme.dim,
              "cost", grid.label_width - ui.px(14));
    draw_text(ui, ui.fonts.ui, font_tiny,
              ImVec2(at.x + ui.px(14), at.y + ui.px(4 + cost_row * 3 + 3)), ui.theme.dim,
              "operations", grid.label_width - ui.px(14));
    ImGui::Dummy(ImVec2(1, ui.px(cost_row * static_cast<float>(lines + 3) + 10)));
}

void draw_compare_costs(const Ui& ui, const CompareGrid& grid, ImVec2 size) {
    if (begin_panel(ui, "Costs so far", size, "operations: with the mode / without it", "costs")) {
        ImGui::BeginChild("cost columns");
        draw_compare_costs_rows(ui, grid);
        ImGui::EndChild();
    }
    end_panel();
}

} // namespace lazymmu::gui
