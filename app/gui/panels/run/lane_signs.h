// Which signs the lanes show: at most one of a kind in a few pixels, found in one pass over what
// is in view, since a long run has a million events.
#pragma once

#include "app/gui/panels/run/lanes.h"

#include <vector>

namespace lazymmu::gui {

struct LaneSign {
    u32 event;
    float x;
};

struct LaneSigns {
    // What is drawn later covers what is drawn before.
    enum Rank : u8 { quiet, loud, wrong };
    std::vector<LaneSign> cpus[limits::cpus][3], tasks[limits::tasks][3];
    std::vector<float> broken; // where something is wrong, through all lanes
};

// For positions from `from` to `to`; apart: between two signs of a kind.
LaneSigns find_signs(const Session& session, const TimeAxis& axis, u32 from, u32 to, float apart,
                     float broken_apart);

} // namespace lazymmu::gui
