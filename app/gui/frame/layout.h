// Where the panels are: for a wide window, a medium one, and a narrow one (a phone), where they
// are pages of one place. Borders between panes can be dragged.
#pragma once

#include "app/gui/ui/ui.h"

namespace lazymmu::gui {

void draw_layout(const Ui& ui);

} // namespace lazymmu::gui
