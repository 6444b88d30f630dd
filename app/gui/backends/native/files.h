// Files as the native programs write and list them.
#pragma once

#include "app/gui/ui/file_host.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

// The one way in which the window's programs read a file: a regular one, of at most so many bytes,
// whatever its size is said to be. A pipe, a device or a folder is a problem; nothing waits.
struct ReadFile {
    enum Problem : unsigned char { none, missing, irregular, too_large, failed };
    Problem problem = none;
    std::string error; // "is larger than 16 MiB"
    std::string bytes; // none if there is a problem
};
inline constexpr size_t most_file_bytes = size_t{16} << 20; // more than anything that opens
ReadFile read_whole(const std::string& path, size_t most = most_file_bytes);

// All of the bytes or none of them, whatever happens meanwhile: they go to a file beside it first,
// are forced to the disk, and take its name in one step. A link stays a link, and what is written
// is the file that it leads to; that keeps its mode and its owner. What is no regular file, or may
// not be written, is left alone. Returns an empty string, or what failed.
std::string write_whole(const std::string& path, std::string_view bytes);
// What writers of that file left beside it when they were killed. Only for whom nobody else writes
// it now.
void remove_parts(const std::string& path);

std::vector<FolderEntry> list_folder(const std::string& folder);
bool is_folder(const std::string& path);
bool is_there(const std::string& path); // of whatever kind
std::string current_folder();           // with its last slash
// "~/x" as the shell means it.
std::string expand_home(const std::string& path);
// Where a program keeps its state for one user ($XDG_STATE_HOME/lazymmu-lab); "" if nobody says.
std::string state_folder();
bool make_folders(const std::string& path);

} // namespace lazymmu::gui
