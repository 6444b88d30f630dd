// The scripts of the examples menu: examples/scripts, a part of the program. Their first line is a
// comment that says what they show.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lazymmu::gui {

struct Example {
    std::string name;  // of the file, without its number
    std::string title; // its first comment
    std::string text;
};
std::span<const Example> examples();

// The words of the first comment of a script; "" if it does not begin with one.
std::string first_comment(std::string_view script);

} // namespace lazymmu::gui
