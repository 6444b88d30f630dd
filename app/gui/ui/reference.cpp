#include "app/gui/ui/reference.h"

#include "app/gui/ui/widgets.h"

namespace lazymmu::gui {

void light_references(View& view) {
    view.lit.swap(view.pointed);
    view.pointed.clear();
}

void point_at(View& view, std::string_view name) { view.pointed = name; }

bool is_lit(const Ui& ui, std::string_view name) {
    const std::string_view lit = ui.view.lit;
    if (lit.empty() || name.empty()) return false;
    if (lit == name) return true;
    return lit.starts_with(name) && lit[name.size()] == '.';
}

void open_referenced_tab(View& view, std::string_view name) {
    if (name == "page_table") view.memory_tab = memory_table;
    if (name == "tlb") view.memory_tab = memory_tlb;
    if (name == "events") view.log_tab = log_events;
    if (name == "costs") view.log_tab = log_costs;
}

void draw_light(const Ui& ui, ImVec2 at, ImVec2 end, float rounding) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->AddRectFilled(at, end, fade(ui.theme.accent, 0.10f), rounding);
    draw->AddRect(at, end, ui.theme.accent, rounding, 0, ui.px(2));
}

void draw_row_marks(const Ui& ui, std::string_view name, ImVec2 at, ImVec2 end, float rounding) {
    if (in_focus(ui, name))
        ImGui::GetWindowDrawList()->AddRectFilled(at, end, fade(ui.theme.accent, 0.11f), rounding);
    if (is_lit(ui, name)) draw_light(ui, at, end, rounding);
}

} // namespace lazymmu::gui
