// References in narrations, "[the batch](ref:batch)": pointing at one lights up the part of the
// machine that it names, pressing it opens the tab where that is.
#pragma once

#include "app/gui/ui/ui.h"

#include <string_view>

namespace lazymmu::gui {

inline constexpr std::string_view reference_prefix = "ref:";

// At the beginning of a frame: what was pointed at in the one before is lit in this one.
void light_references(View& view);
// The pointer, or the keyboard, is on a reference to `name`.
void point_at(View& view, std::string_view name);
// "batch", "task.A", "task.A.enable_count": is it lit, or something in it?
bool is_lit(const Ui& ui, std::string_view name);
void open_referenced_tab(View& view, std::string_view name);
// Around what is lit.
void draw_light(const Ui& ui, ImVec2 at, ImVec2 end, float rounding);
// That, and a coloured ground if the lesson's step points at it by `focus`. For rows and lanes.
void draw_row_marks(const Ui& ui, std::string_view name, ImVec2 at, ImVec2 end, float rounding);

} // namespace lazymmu::gui
