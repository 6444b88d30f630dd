// How something came to be: where a panel lets the user ask.
#pragma once

#include "app/gui/ui/ui.h"

#include <optional>
#include <string>
#include <string_view>

namespace lazymmu::gui {

// Opens the window about a subject, as it is at the present position.
void ask_origin(const Ui& ui, const Subject& subject);
// An item of that size that can be pressed to ask; an empty space if there is no subject.
void origin_item(const Ui& ui, const char* label, ImVec2 size,
                 const std::optional<Subject>& subject);
// "origin pte ADDRESS", "origin tlb CPU SLOT", "origin hazard", "origin close". Returns an empty
// string or what was expected.
std::string origin_command(View& view, const Session& session, std::string_view line);
// For tests: what the window shows.
std::string origin_json(const View& view);

} // namespace lazymmu::gui
