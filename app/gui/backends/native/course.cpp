#include "app/gui/backends/native/course.h"

#include "app/gui/backends/native/files.h"
#include "lessons/format/limits.h"

namespace lazymmu::gui {
namespace {

constexpr int deepest = 3;           // folders in folders
constexpr size_t most_names = 2'000; // that are looked at

bool is_lesson_name(const std::string& name) {
    return name.ends_with(".json") && !name.ends_with("schema.json") &&
           !name.ends_with(".lazymmu.json");
}

// Names below the folder. False: there is too much in it.
bool list_lessons(const std::string& folder, const std::string& below, int depth, size_t& seen,
                  std::vector<std::string>& names) {
    for (const FolderEntry& e : list_folder(folder + "/" + below)) {
        if (++seen > most_names) return false;
        if (e.name.starts_with(".")) continue;
        if (!e.folder && is_lesson_name(e.name)) names.push_back(below + e.name);
        if (e.folder && depth < deepest &&
            !list_lessons(folder, below + e.name + "/", depth + 1, seen, names))
            return false;
    }
    return true;
}

} // namespace

std::vector<std::string> course_paths(const std::string& folder) {
    std::vector<std::string> names;
    size_t seen = 0;
    list_lessons(folder, "", 0, seen, names);
    for (std::string& name : names) name = folder + "/" + name;
    return names;
}

std::string read_course(const std::string& folder, std::vector<LessonFile>& files) {
    if (!is_folder(folder)) return "is no folder";
    std::vector<std::string> names;
    size_t seen = 0, bytes = 0;
    if (!list_lessons(folder, "", 0, seen, names))
        return "has more than " + std::to_string(most_names) + " files in it";
    if (names.size() > limits::course_files)
        return "has more than " + std::to_string(limits::course_files) + " .json files";
    for (const std::string& name : names) {
        const std::string path = folder + "/" + name;
        ReadFile read = read_whole(path, limits::course_bytes - bytes);
        if (read.problem == read.irregular) continue;
        if (read.problem == read.too_large)
            return "has more than " + std::to_string(limits::course_bytes >> 20) +
                   " MiB of .json files";
        if (read.problem) return name + " cannot be read: " + read.error;
        bytes += read.bytes.size();
        files.push_back({name, std::move(read.bytes)});
    }
    return {};
}

void open_course(App& app, const std::string& folder) {
    std::string path = folder;
    while (path.size() > 1 && path.ends_with("/")) path.pop_back();
    std::vector<LessonFile> files;
    const std::string error = read_course(path, files);
    if (!error.empty()) return app.open_failed(folder, error);
    app.open_course(path, std::move(files));
}

} // namespace lazymmu::gui
