#include "app/gui/panels/machine/table_rows.h"

#include "app/gui/panels/run/origin.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 20, between = 12, sign = 11;
// After a long jump nearly all rows are new: marking them all would mark none.
constexpr size_t changed_limit = 24;

ImU32 colour_of(const Ui& ui, Badge::Shape shape) {
    switch (shape) {
    case Badge::clock: return ui.theme.pending;
    case Badge::cross: return ui.theme.danger;
    case Badge::tick: return ui.theme.landed;
    case Badge::none: break;
    }
    return ui.theme.faint;
}

void draw_sign(const Ui& ui, Badge::Shape shape, ImVec2 c, ImU32 ink) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float r = ui.px(sign) / 2, pen = ui.px(1.4f);
    const auto at = [&](float x, float y) { return ImVec2(c.x + x * r, c.y + y * r); };
    if (shape == Badge::clock) {
        draw->AddCircle(c, r * 0.9f, ink, 20, pen);
        draw->AddLine(c, at(0, -0.55f), ink, pen);
        draw->AddLine(c, at(0.45f, 0.1f), ink, pen);
    } else if (shape == Badge::cross) {
        draw->AddLine(at(-0.6f, -0.6f), at(0.6f, 0.6f), ink, pen * 1.4f);
        draw->AddLine(at(-0.6f, 0.6f), at(0.6f, -0.6f), ink, pen * 1.4f);
    } else if (shape == Badge::tick) {
        const ImVec2 tick[] = {at(-0.75f, 0.05f), at(-0.2f, 0.6f), at(0.75f, -0.6f)};
        draw->AddPolyline(tick, 3, ink, 0, pen);
    }
}

// Where the cells of all rows begin; a cell that does not fit is left out (-1).
struct Columns {
    float left[4];
};

Columns measure(const Ui& ui, const char* const heads[4], const std::vector<TableRow>& rows,
                float width) {
    float need[3] = {}, badge = 0, last = 0;
    for (int i = 0; heads && i < 3; i++)
        need[i] = text_size(ui, ui.fonts.ui, font_tiny, heads[i]).x;
    for (const TableRow& row : rows) {
        for (int i = 0; i < 3; i++)
            need[i] = std::max(need[i], text_size(ui, ui.fonts.code, font_small, row.cells[i]).x);
        last = std::max(last, text_size(ui, ui.fonts.code, font_small, row.cells[3]).x);
        badge = std::max(badge, badge_width(ui, row.badge));
    }
    const float gap = ui.px(between), begin = ui.px(8);
    const float others = begin + need[0] + gap + need[1] + gap + last + gap + badge;
    const bool tag = others + need[2] + gap <= width;
    Columns c;
    c.left[0] = begin;
    c.left[1] = begin + need[0] + gap;
    c.left[2] = tag ? c.left[1] + need[1] + gap : -1;
    c.left[3] = tag ? c.left[2] + need[2] + gap : c.left[1] + need[1] + gap;
    return c;
}

void draw_row(const Ui& ui, const TableRow& row, const Columns& columns, bool mark) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ui.px(row_height);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + width, at.y + h - ui.px(1));
    if (row.badge.shape == Badge::cross)
        draw->AddRectFilled(at, end, fade(ui.theme.danger, 0.14f), ui.px(3));
    else if ((row.changed && mark) || row.gone)
        draw->AddRectFilled(
            at, end,
            fade(row.gone ? ui.theme.landed : ui.theme.changed, ui.theme.dark ? 0.10f : 0.14f),
            ui.px(3));
    draw_standing_bar(ui, row.badge.shape, at, h - ui.px(1));
    const float y = at.y + ui.px(1.5f);
    const float right = at.x + width - ui.px(4);
    draw_badge(ui, row.badge, right, y);
    const ImU32 ink = row.gone ? ui.theme.faint : ui.theme.text;
    const ImU32 inks[] = {ui.theme.faint, ink, row.gone ? ui.theme.faint : ui.theme.dim,
                          row.changed && mark && !row.gone ? ui.theme.changed : ink};
    const float badge = badge_width(ui, row.badge);
    for (int i = 0; i < 4; i++) {
        if (columns.left[i] < 0) continue;
        const float x = at.x + columns.left[i];
        const float room = right - badge - (badge > 0 ? ui.px(8) : 0) - x;
        if (room > ui.px(8))
            draw_text(ui, ui.fonts.code, font_small, ImVec2(x, y), inks[i], row.cells[i], room);
    }
    origin_item(ui, row.cells[1].c_str(), ImVec2(width, h), row.subject);
    pte_tip(ui, row.help, row.pte);
}

} // namespace

Badge stale_badge(Staleness stale) {
    if (stale == Staleness::legal) return {Badge::clock, "stale, legal"};
    if (stale == Staleness::wrong) return {Badge::cross, "stale, wrong"};
    return {};
}

Badge waiting_badge(Staleness stale, std::string_view word) {
    if (stale == Staleness::legal) return {Badge::clock, std::string(word)};
    if (stale == Staleness::wrong) return {Badge::cross, std::string(word) + ", too late"};
    return {Badge::none, std::string(word)};
}

float badge_width(const Ui& ui, const Badge& badge) {
    if (badge.word.empty()) return 0;
    const float words = text_size(ui, ui.fonts.bold, font_tiny, badge.word).x;
    const float shape = badge.shape == Badge::none ? 0 : ui.px(sign + 5);
    return words + shape + (badge.shape == Badge::cross ? ui.px(12) : 0);
}

void draw_badge(const Ui& ui, const Badge& badge, float right, float y) {
    if (badge.word.empty()) return;
    const ImU32 colour = colour_of(ui, badge.shape);
    float x = right - badge_width(ui, badge);
    const bool filled = badge.shape == Badge::cross;
    const ImU32 ink = filled ? ui.theme.on_accent : colour;
    if (filled) {
        ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(x, y), ImVec2(right, y + ui.px(16)),
                                                  colour, ui.px(4));
        x += ui.px(6);
    }
    if (badge.shape != Badge::none) {
        draw_sign(ui, badge.shape, ImVec2(x + ui.px(sign) / 2, y + ui.px(8)), ink);
        x += ui.px(sign + 5);
    }
    draw_text(ui, badge.shape == Badge::none ? ui.fonts.ui : ui.fonts.bold, font_tiny,
              ImVec2(x, y + ui.px(1)), ink, badge.word);
}

void draw_standing_bar(const Ui& ui, Badge::Shape shape, ImVec2 at, float height) {
    if (shape != Badge::clock && shape != Badge::cross) return;
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float w = ui.px(3);
    const ImU32 colour = colour_of(ui, shape);
    if (shape == Badge::cross) {
        draw->AddRectFilled(at, ImVec2(at.x + w, at.y + height), colour, ui.px(1));
        return;
    }
    const float dash = height / 5;
    for (int i = 0; i < 5; i += 2) {
        const float y = at.y + dash * static_cast<float>(i);
        draw->AddRectFilled(ImVec2(at.x, y), ImVec2(at.x + w, y + dash), colour);
    }
}

void draw_table_rows(const Ui& ui, const char* const heads[4], const std::vector<TableRow>& rows) {
    const float width = ImGui::GetContentRegionAvail().x;
    const Columns columns = measure(ui, heads, rows, width - ui.px(4));
    if (heads) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        for (int i = 0; i < 4; i++)
            if (columns.left[i] >= 0)
                draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + columns.left[i], at.y),
                          ui.theme.faint, heads[i], std::max(width - columns.left[i], 1.f));
        ImGui::Dummy(ImVec2(width, ui.px(17)));
    }
    size_t changed = 0;
    for (const TableRow& row : rows) changed += row.changed;
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(rows.size()), ui.px(row_height));
    while (clipper.Step())
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; i++)
            draw_row(ui, rows[static_cast<size_t>(i)], columns, changed <= changed_limit);
}

} // namespace lazymmu::gui
