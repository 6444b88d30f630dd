// Files as the native programs write and list them.
#pragma once

#include "app/gui/file_host.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

// All of the bytes or none of them, whatever happens meanwhile: they go to a file beside it first,
// are forced to the disk, and take its name in one step. Returns an empty string, or what failed.
std::string write_whole(const std::string& path, std::string_view bytes);
bool read_whole(const std::string& path, std::string& bytes);

std::vector<FolderEntry> list_folder(const std::string& folder);
bool is_folder(const std::string& path);
std::string current_folder(); // with its last slash
// "~/x" as the shell means it.
std::string expand_home(const std::string& path);
// Where a program keeps its state for one user ($XDG_STATE_HOME/lazymmu-lab); "" if nobody says.
std::string state_folder();
bool make_folders(const std::string& path);

} // namespace lazymmu::gui
