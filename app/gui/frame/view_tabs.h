// Which of several tabs is shown, as commands name them and as tests and the page read it.
#pragma once

#include "app/gui/ui/ui.h"

#include <string>
#include <string_view>

namespace lazymmu::gui {

// "memory table", "memory tlb", "memory hw", "log events", "log costs"; false: another command.
bool tab_command(View& view, std::string_view line);

// A step of a lesson that points at something opens its tab.
void open_focused_tabs(const Ui& ui, View& view);

// Members of a JSON object: "memory_tab", "log_tab", and of what the tabs show "hardware", "costs",
// "alarm".
std::string tabs_json(const Session& session, const View& view);

} // namespace lazymmu::gui
