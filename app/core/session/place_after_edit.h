// Where a run of a script is to stand after its text was edited, and where its breakpoints are.
#pragma once

#include "app/core/session/session.h"

namespace lazymmu {

// The position in `after` that is the same for a reader as the one that `before` is at: the same
// state if the run still comes by it there; else the statement of the same line, in the same turn
// of its loops; the end stays the end.
u32 place_after_edit(const Document& before, const Document& after);

// What is left of its breakpoints: those in the script move with their lines, as far as these are
// the same or were changed in place; those in routines stay where the machine has that line.
std::vector<CodeLine> breakpoints_after(const Document& before, const Document& after);

} // namespace lazymmu
