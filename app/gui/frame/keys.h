// The keyboard: which key asks for what is in actions.cpp.
#pragma once

#include "app/gui/ui/ui.h"

namespace lazymmu::gui {

// Asks for what was pressed. A text field that has the keyboard keeps all but a few keys.
void handle_keys(const Ui& ui);

} // namespace lazymmu::gui
