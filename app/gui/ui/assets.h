// Files that are part of the program: the build turns them into arrays (cmake/embed.cmake).
#pragma once

#include "app/core/course/library.h"

#include <span>
#include <string_view>

namespace lazymmu::gui {

struct Asset {
    std::string_view name; // path below its folder, e.g. "nested.json"
    std::span<const unsigned char> bytes;

    std::string_view text() const {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
};

std::span<const Asset> embedded_fonts();    // app/gui/fonts: *.otf, *.ttf
std::span<const Asset> embedded_examples(); // examples/scripts: *.lazy
std::span<const Asset> embedded_lessons();  // lessons: *.json, */*.json, without the schema
std::vector<LessonFile> built_in_lessons();
std::span<const LessonCard> lesson_cards(); // of those that are not embedded: the page's

// Null when there is none of that name.
const Asset* find_asset(std::span<const Asset> assets, std::string_view name);

} // namespace lazymmu::gui
