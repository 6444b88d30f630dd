// One slot of a batch: how it looks, and what the mouse over it says.
#pragma once

#include "app/gui/ui/ui.h"

#include <string>

namespace lazymmu::gui {

enum class Slot { empty, kept, fresh, left };

// What slot i is, compared with the moment before.
Slot kind_of(size_t i, const BatchView& now, const BatchView& old);
// Does slot i hold something else than another moment's?
bool slot_differs(size_t i, const BatchView& now, const BatchView& other);
void draw_slot(const Ui& ui, ImVec2 at, float size, Slot kind);
std::string slot_help(const Ui& ui, const BatchSlot& slot, size_t i, bool left);

} // namespace lazymmu::gui
