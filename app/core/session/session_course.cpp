// Session: a course that somebody else wrote, in place of the built-in one.
#include "app/core/session/session.h"

namespace lazymmu {
namespace {

std::string too_much(const std::vector<LessonFile>& files) {
    size_t bytes = 0;
    for (const LessonFile& f : files) bytes += f.text.size();
    if (files.size() > limits::course_files)
        return "a course may have " + std::to_string(limits::course_files) + " files; this has " +
               std::to_string(files.size());
    if (bytes > limits::course_bytes)
        return "a course may have " + std::to_string(limits::course_bytes >> 20) +
               " MiB; this has " + std::to_string((bytes + (1 << 20) - 1) >> 20);
    return {};
}

} // namespace

std::string Session::open_course(const std::string& name, std::vector<LessonFile> files) {
    const std::string title = "Cannot open the course " + name;
    if (const std::string why = too_much(files); !why.empty())
        return refuse(title + ": " + why, {});
    auto course = std::make_unique<Library>(make_library(std::move(files)));
    if (course->entries.empty()) {
        if (course->errors.empty())
            return refuse(title + ": there is no lesson (a .json file) in it", {});
        return refuse(title + ": none of its files is a lesson", course->errors);
    }
    course_ = std::move(course);
    course_name_ = name;
    wanted_lesson_ = {};
    const std::string first = course_->entries.front().lesson->id;
    const std::string error = execute({Command::open_lesson, 0, first, {}});
    if (error.empty() && !course_->errors.empty())
        message_ = {Message::error, "Not everything in this course can be read", course_->errors};
    return error;
}

std::string Session::close_course() {
    if (!course_) return "this is the built-in course";
    course_.reset();
    course_name_ = {};
    if (library_.entries.empty()) return {};
    return execute({Command::open_lesson, 0, library_.entries.front().lesson->id, {}});
}

} // namespace lazymmu
