// A folder of lessons, read for the interface.
#pragma once

#include "app/core/course/library.h"
#include "app/gui/frame/app.h"

#include <string>
#include <vector>

namespace lazymmu::gui {

// The .json files of a folder and of those in it, by path. Bounded.
std::vector<std::string> course_paths(const std::string& folder);
// Returns an empty string, or why it is no course.
std::string read_course(const std::string& folder, std::vector<LessonFile>& files);

// Reads the folder's .json files, and those of the folders in it, and opens them as a course; or
// says in the interface why not.
void open_course(App& app, const std::string& folder);

} // namespace lazymmu::gui
