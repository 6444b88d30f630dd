// Reading input files, with a bound, and showing what is wrong with them.
#pragma once

#include "lessons/format/issue.h"

#include <string>
#include <string_view>

namespace lazymmu::cli {

// "-" is standard input. Reads at most max bytes and one more; false: an error for stderr.
bool read_input(const std::string& path, size_t max, std::string& out, std::string& error);

// Lessons are objects: their text starts with '{' (and their names end in .json).
bool looks_like_lesson(const std::string& path, std::string_view text);

// "file:3:7: error: ...", the line of the text, and a mark below the place.
std::string issue_report(const Issue& issue, std::string_view text, bool color);

} // namespace lazymmu::cli
