// The parts of Compare mode that share their columns.
#pragma once

#include "app/gui/panels/actions.h"
#include "app/gui/ui/ui.h"
#include "app/gui/ui/widgets.h"

#include <vector>

namespace lazymmu::gui {

// Where the columns of the table and of the costs stand.
struct CompareGrid {
    std::vector<size_t> columns; // that are shown: indices into Comparison::columns()
    float label_width = 0, column_width = 0, gap = 0;

    float left(size_t k) const {
        return label_width + gap + static_cast<float>(k) * (column_width + gap);
    }
};
inline float header_height() { return button_height + small_button_height + 30; }

void draw_compare_rows(const Ui& ui, const CompareGrid& grid); // in the window that is drawn
void draw_compare_costs_rows(const Ui& ui, const CompareGrid& grid);
void draw_compare_costs(const Ui& ui, const CompareGrid& grid, ImVec2 size);

} // namespace lazymmu::gui
