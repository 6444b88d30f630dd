#include "app/core/course/library.h"

#include "arch/arch.h"
#include "lessons/format/loader.h"

#include <algorithm>

namespace lazymmu {

const LibraryEntry* Library::find(std::string_view id) const {
    for (const LibraryEntry& e : entries)
        if (e.lesson->id == id) return &e;
    return nullptr;
}

namespace {

std::shared_ptr<const Lesson> lesson_of(const LessonCard& card) {
    auto lesson = std::make_shared<Lesson>();
    lesson->id = card.id;
    lesson->title = card.title;
    lesson->summary = card.summary;
    lesson->minutes = card.minutes;
    lesson->explore.present = card.explore;
    return lesson;
}

} // namespace

Issues Library::fill(std::string_view id, std::string text) {
    for (LibraryEntry& e : entries) {
        if (e.lesson->id != id) continue;
        LoadResult loaded = load_lesson(text, e.name, all_archs());
        if (loaded.lesson && loaded.lesson->id != id)
            return {{e.name, 1, 1, "this is the lesson \"" + loaded.lesson->id + "\""}};
        if (!loaded.lesson) return std::move(loaded.errors);
        e.loaded = loaded.lesson->variants == 1;
        e.lesson = std::move(loaded.lesson);
        e.text = std::move(text);
        return {};
    }
    return {{std::string(id), 1, 1, "there is no such lesson"}};
}

Library make_library(std::vector<LessonFile> files, std::span<const LessonCard> cards) {
    Library library;
    for (const LessonCard& card : cards) files.push_back({std::string(card.file), {}});
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
    // who has written a course.json has said what the course is
    if (!order.empty())
        std::erase_if(files, [&order](const LessonFile& f) {
            return f.name != "course.json" &&
                   std::none_of(order.begin(), order.end(),
                                [&f](const Course::Entry& e) { return e.file == f.name; });
        });
    for (const Course::Entry& e : order)
        if (std::none_of(files.begin(), files.end(),
                         [&e](const LessonFile& f) { return f.name == e.file; }))
            library.errors.push_back(
                {"course.json", e.at.line, e.at.column, "there is no file \"" + e.file + "\""});
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
        LoadResult loaded;
        const auto card = std::find_if(cards.begin(), cards.end(),
                                       [&f](const LessonCard& c) { return c.file == f.name; });
        if (card != cards.end())
            loaded.lesson = lesson_of(*card);
        else
            loaded = parse_lesson(f.text, f.name, 0);
        library.errors.insert(library.errors.end(), loaded.errors.begin(), loaded.errors.end());
        if (!loaded.lesson) continue;
        if (const LibraryEntry* other = library.find(loaded.lesson->id)) {
            library.errors.push_back(
                {f.name, 1, 1,
                 "\"" + other->name + "\" has the same id: \"" + loaded.lesson->id + "\""});
            continue;
        }
        const auto& steps = loaded.lesson->steps;
        const auto asking = std::count_if(steps.begin(), steps.end(),
                                          [](const LessonStep& s) { return s.quiz.has_value(); });
        const u32 quizzes = card != cards.end() ? card->quizzes : static_cast<u32>(asking);
        const size_t place = static_cast<size_t>(rank(f.name));
        library.entries.push_back({loaded.lesson, std::move(f.name), std::move(f.text),
                                   place < order.size() ? order[place].section : "", quizzes});
    }
    return library;
}

} // namespace lazymmu
