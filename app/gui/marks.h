// The signs for what happens: each kind of event has a shape and a colour of its own, the same on
// the timeline, in the event log and in the legend.
#pragma once

#include "app/gui/ui.h"

namespace lazymmu::gui {

void draw_mark(const Ui& ui, Ev kind, ImVec2 centre, float radius);
ImU32 mark_colour(const Ui& ui, Ev kind);
const char* mark_name(Ev kind); // "" for kinds that have no sign

} // namespace lazymmu::gui
