// The lessons that a program was built with, in the order of course.json: what a list of lessons
// shows before one is opened. The page is built with their cards only, and fetches a lesson's text
// when it is wanted.
#pragma once

#include "lessons/format/lesson.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct LessonFile {
    std::string name; // "nested.json"
    std::string text;
};

// What a list says of a lesson whose text is not here yet.
struct LessonCard {
    std::string_view file, id, title, summary;
    u32 minutes = 0;
    bool explore = false; // Lesson::explore.present
    u32 quizzes = 0;
};

struct LibraryEntry {
    std::shared_ptr<const Lesson> lesson; // its form was checked, its scripts were not compiled
    std::string name;
    std::string text;    // "": not here yet, and the lesson is only what its card says
    std::string section; // of the course; "": none
    u32 quizzes = 0;     // steps that ask something
    bool loaded = false; // its scripts were compiled, too: it can be opened as it is

    bool here() const { return !text.empty(); }
};

struct Library {
    std::string title;
    std::vector<LibraryEntry> entries;
    Issues errors; // of files that are not lessons

    const LibraryEntry* find(std::string_view id) const;
    // The text of a lesson that was only a card. Returns what is wrong with it.
    Issues fill(std::string_view id, std::string text);
};

// The lessons that course.json lists, and no others; without one, all of them by name.
Library make_library(std::vector<LessonFile> files, std::span<const LessonCard> cards = {});

} // namespace lazymmu
