// A run as far as it may be told. While a question is open the machine knows its answer, and so
// does every mark of what comes: nothing behind the moment at which it is asked may be shown.
#pragma once

#include "app/core/recording/trace.h"

namespace lazymmu {

// The trace as it would be if the run had gone no further than `length`.
Trace cut_trace(const Trace& whole, u32 length);

// How long to draw a run of which only a part is told: it depends on that part alone, and changes
// seldom while the part grows.
u32 drawn_length(u32 told, size_t steps_told, size_t steps);

} // namespace lazymmu
