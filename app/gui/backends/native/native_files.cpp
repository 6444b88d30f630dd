#include "app/gui/backends/native/native_files.h"

#include "app/gui/backends/native/course.h"
#include "app/gui/backends/native/files.h"
#include "app/gui/backends/native/start.h"
#include "app/link/link.h"

#include <cstdlib>

namespace lazymmu::gui {

std::string NativeFiles::save(const std::string& path, std::string_view bytes) {
    return write_whole(expand_home(path), bytes);
}

void NativeFiles::open(const std::string& path) { open_file(app_, expand_home(path)); }

void NativeFiles::open_course(const std::string& folder) {
    gui::open_course(app_, expand_home(folder));
}

std::vector<FolderEntry> NativeFiles::list(const std::string& folder) {
    return list_folder(expand_home(folder));
}

std::string NativeFiles::home() { return current_folder(); }

std::string NativeFiles::link(const std::string& saved_json) {
    const char* base = std::getenv("LAZYMMU_LINK_BASE");
    return make_link(saved_json, base && *base ? base : default_link_base);
}

} // namespace lazymmu::gui
