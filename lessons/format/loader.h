// Text in, Lesson out, or errors that say where and what was expected. No files, no exceptions.
//
// load_lesson checks everything that can be known without running: the JSON, the format
// (lesson.schema.json), the names of architectures, options and hardware operations, and every
// script on every architecture that the lesson names. `archs` are the architectures there are.
#pragma once

#include "engine/arch_ops.h"
#include "lessons/format/lesson.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace lazymmu {

struct LoadResult {
    std::shared_ptr<const Lesson> lesson; // null if there are errors
    Issues errors;                        // in the order of the text, at most limits::issues
};

// Of a lesson with "vary", `seed` picks the variant (vary.h).
LoadResult load_lesson(std::string_view text, std::string file, std::span<const Arch* const> archs,
                       u32 seed = 0);

// Only the form, what the published schema says: no names are looked up, no script is compiled, and
// placeholders stay.
LoadResult parse_lesson(std::string_view text, std::string file);
// ... but the placeholders of that variant are filled in: what lists show.
LoadResult parse_lesson(std::string_view text, std::string file, u32 seed);

struct CourseResult {
    std::shared_ptr<const Course> course;
    Issues errors;
};
CourseResult load_course(std::string_view text, std::string file);

// For a front end that knows a file's size before reading it: the error of a file too large.
Issue too_large(std::string file, u64 bytes);

} // namespace lazymmu
