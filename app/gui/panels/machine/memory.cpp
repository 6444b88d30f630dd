// What memory and the hardware hold about pages, as tabs: the page tables, the TLBs, and the table
// that this architecture's hardware has besides, under its own name.
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

// A lesson cannot mean the hardware's own tables: not every architecture has one.
constexpr const char* focus_names[] = {"page_table", "tlb", ""};

// The tab that is shown, from `first` on: another architecture may not have the chosen one.
int shown_tab(const Ui& ui, int first) {
    const int last = hw_table_label(ui).empty() ? memory_tlb : memory_hw;
    return std::clamp(ui.view.memory_tab, first, last);
}

void tabs(const Ui& ui, ImVec2 size, const char* id, int first) {
    const std::string hardware = hw_table_label(ui);
    const char* names[] = {"Page table", "TLB", hardware.c_str()};
    const char* tips[] = {"What memory holds", "What each CPU has cached",
                          "What the hardware keeps besides"};
    const int shown = shown_tab(ui, first), end = hardware.empty() ? memory_hw : memory_hw + 1;
    if (begin_panel(ui, id, size, {}, focus_names[shown])) {
        for (int i = first; i < end; i++) {
            if (i > first) ImGui::SameLine(0, ui.px(4));
            ButtonLook look;
            look.chosen = shown == i;
            look.faint = look.small = true;
            look.tip = tips[i];
            if (button(ui, names[i], look)) ui.view.memory_tab = i;
        }
        if (shown == memory_table) draw_page_table_rows(ui);
        if (shown == memory_tlb) draw_tlb_rows(ui);
        if (shown == memory_hw) draw_hw_table_rows(ui);
    }
    end_panel();
}

} // namespace

void draw_memory(const Ui& ui, ImVec2 size) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float g = ui.px(gap);
    if (size.x > ui.px(760)) { // side by side
        const float half = std::floor((size.x - g) / 2);
        draw_page_table(ui, ImVec2(half, size.y));
        ImGui::SetCursorScreenPos(ImVec2(at.x + half + g, at.y));
        tabs(ui, ImVec2(half, size.y), "##Caches", memory_tlb);
    } else if (size.y >= ui.px(330) && size.x >= ui.px(330)) { // one above the other
        const float table = std::floor((size.y - g) * 0.52f);
        draw_page_table(ui, ImVec2(size.x, table));
        ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + table + g));
        tabs(ui, ImVec2(size.x, size.y - table - g), "##Caches", memory_tlb);
    } else {
        tabs(ui, size, "##Memory", memory_table);
    }
}

} // namespace lazymmu::gui
