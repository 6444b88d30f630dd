// Saving, opening, exporting: commands of App that need the platform's files or the clipboard.
//   save                     the file that was saved before, or the dialog
//   open folder              course FOLDER
//   save as [PATH]           open file [PATH]        reopen
//   export FORMAT [PATH]     chrome, csv, text, itf, session, progress, png
//   copy FORMAT              chrome, csv, text, itf, session, link
#pragma once

#include "app/gui/ui/ui.h"

#include <string>
#include <string_view>

namespace lazymmu::gui {

// Returns an empty string, why it cannot be done, or "?" if it is no such command.
std::string file_command(Session& session, FileView& files, std::string_view line);

// A name for a file of what is open: "nested-sections-arm64.csv".
std::string suggested_name(const Session& session, std::string_view end);

} // namespace lazymmu::gui
