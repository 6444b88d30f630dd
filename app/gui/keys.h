// The keyboard: which key asks for what. The list that `?` shows is made from the same table.
#pragma once

#include "app/gui/ui.h"

#include <span>

namespace lazymmu::gui {

struct KeyHelp {
    const char* keys;
    const char* what;
};
std::span<const KeyHelp> key_help();

// Puts what was pressed into the queue. Not while a text field has the keyboard.
void handle_keys(const Ui& ui);

} // namespace lazymmu::gui
