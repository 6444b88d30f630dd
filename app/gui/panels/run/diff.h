// What differs from the pinned moment: the tab of the log, and the small sign that other panels put
// beside what differs.
#pragma once

#include "app/gui/ui/ui.h"

namespace lazymmu::gui {

void draw_diff_buttons(const Ui& ui); // beside the tabs
void draw_diff_rows(const Ui& ui);

// The machine of the pinned moment, if panels can compare theirs with it; else null.
const Machine* pinned_machine(const Ui& ui);
// A corner that is folded over, at the upper right of what differs.
void draw_pin_sign(const Ui& ui, ImVec2 corner);
std::string pin_words(const Ui& ui, const std::string& value); // "pinned moment: 3"

} // namespace lazymmu::gui
