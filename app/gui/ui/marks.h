// The signs for what happens: each kind of event has a shape and a colour of its own, the same on
// the timeline, in the event log and in the legend.
#pragma once

#include "app/gui/ui/ui.h"

namespace lazymmu::gui {

void draw_mark(const Ui& ui, Ev kind, ImVec2 centre, float radius);
ImU32 mark_colour(const Ui& ui, Ev kind);
// Of one event: a hazard that is legal, or only doubtful, has a sign of its own.
void draw_mark(const Ui& ui, const Event& e, ImVec2 centre, float radius);
bool is_loud(const Event& e);  // a BUG, a warning, or a hazard that is not legal
bool is_wrong(const Event& e); // a BUG, or an invariant that is broken
ImU32 loud_colour(const Ui& ui, const Event& e);
const char* mark_name(Ev kind); // "" for kinds that have no sign

} // namespace lazymmu::gui
