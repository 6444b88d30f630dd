// What can be done at a line of code: a breakpoint with a press on its number, and a menu with the
// right button: run to here, and what could happen there instead of what would.
#pragma once

#include "app/gui/ui/ui.h"

namespace lazymmu::gui {

// The row of a line, drawn at `at`: an item of that size, and the mark of its breakpoint.
void code_line_item(const Ui& ui, CodeLine line, ImVec2 at, ImVec2 size);
// The same for the column of numbers beside an editor, whose first line stands at `top`.
void code_line_column(const Ui& ui, ImVec2 at, ImVec2 size, float top, float row, u32 lines);

} // namespace lazymmu::gui
