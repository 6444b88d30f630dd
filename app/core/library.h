// The lessons that a program was built with, in the order of course.json: what a list of lessons
// shows before one is opened.
#pragma once

#include "lessons/lesson.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct LessonFile {
    std::string name; // "nested.json"
    std::string text;
};

struct LibraryEntry {
    std::shared_ptr<const Lesson> lesson; // its form was checked, its scripts were not compiled
    std::string name;
    std::string text;
    std::string section; // of the course; "": none
};

struct Library {
    std::string title;
    std::vector<LibraryEntry> entries;
    Issues errors; // of files that are not lessons

    const LibraryEntry* find(std::string_view id) const;
};

// Files that course.json does not list come last, by name.
Library make_library(std::vector<LessonFile> files);

} // namespace lazymmu
