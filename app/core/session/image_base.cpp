#include "app/core/session/image_base.h"

namespace lazymmu {

std::string ImageHome::lesson() const {
    if (course.empty()) return file;
    // a course is also opened by its list
    const std::string folder =
        course.ends_with(".json") ? course.substr(0, course.rfind('/') + 1) : course;
    return folder + (folder.empty() || folder.ends_with('/') ? "" : "/") + file;
}

std::string ImageHome::beside(std::string_view path) const {
    const std::string here = lesson();
    return here.substr(0, here.rfind('/') + 1) + std::string(path); // npos + 1: no folder
}

ImageHome image_home(const Session& s) {
    if (!s.lesson()) return {};
    const LibraryEntry* listed = s.library().find(s.lesson()->id);
    if (!listed || listed->text != s.document().text) return {{}, s.document().name};
    if (s.course_name().empty()) return {};
    return {s.course_name(), listed->name};
}

} // namespace lazymmu
