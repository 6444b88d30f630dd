// On the timeline's ruler: where other futures leave this run, and the pinned moment. A press takes
// that future, or goes to that moment.
#pragma once

#include "app/gui/panels/run/lanes.h"

namespace lazymmu::gui {

void draw_timeline_marks(const Ui& ui, ImVec2 at, const TimeAxis& axis);

} // namespace lazymmu::gui
