#include "app/core/library.h"

#include "lessons/loader.h"

#include <algorithm>

namespace lazymmu {

const LibraryEntry* Library::find(std::string_view id) const {
    for (const LibraryEntry& e : entries)
        if (e.lesson->id == id) return &e;
    return nullptr;
}

Library make_library(std::vector<LessonFile> files) {
    Library library;
    std::sort(files.begin(), files.end(),
              [](const LessonFile& a, const LessonFile& b) { return a.name < b.name; });
    std::vector<Course::Entry> order;
    for (const LessonFile& f : files) {
        if (f.name != "course.json") continue;
        const CourseResult course = load_course(f.text, f.name);
        library.errors.insert(library.errors.end(), course.errors.begin(), course.errors.end());
        if (!course.course) continue;
        library.title = course.course->title;
        order = course.course->lessons;
    }
    const auto rank = [&order](const std::string& name) {
        return std::find_if(order.begin(), order.end(),
                            [&name](const Course::Entry& e) { return e.file == name; }) -
               order.begin();
    };
    std::stable_sort(files.begin(), files.end(), [&rank](const LessonFile& a, const LessonFile& b) {
        return rank(a.name) < rank(b.name);
    });
    for (LessonFile& f : files) {
        if (f.name == "course.json") continue;
        LoadResult loaded = parse_lesson(f.text, f.name);
        library.errors.insert(library.errors.end(), loaded.errors.begin(), loaded.errors.end());
        if (!loaded.lesson) continue;
        const size_t place = static_cast<size_t>(rank(f.name));
        library.entries.push_back({loaded.lesson, std::move(f.name), std::move(f.text),
                                   place < order.size() ? order[place].section : ""});
    }
    return library;
}

} // namespace lazymmu
