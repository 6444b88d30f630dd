// What a frame truly draws, and what is wrong with where it is: texts over each other or over
// somebody else's button, texts that are cut, and what nobody can scroll to.
//
// Every text goes through ImDrawList::AddText(), which the linker lets us listen to
// (cmake/tests.cmake); every item that can be pressed is reported by Dear ImGui's test hooks.
#pragma once

#include "tests/gui/driver.h"

#include "imgui.h"
#include "imgui_internal.h"

#include <string>
#include <vector>

namespace lazymmu::gui::test {

struct DrawnText {
    std::string text;
    ImRect box;           // all of it
    ImRect seen;          // what is left after clipping
    unsigned item = 0;    // the item that was made before it, if the text is in there
    std::string window;   // that it was drawn into
    std::string layer;    // its root window: what is in another one may be above it
    bool scrolls = false; // up and down: what is out of sight can be brought there
};

struct Drawn {
    std::vector<DrawnText> texts;
    std::vector<Widget> items;

    const Widget* item(std::string_view label) const;
    bool shows(std::string_view text) const; // all of it can be seen, somewhere
};

// Draws one more frame, and tells what was in it.
Drawn draw(Lab& lab);

// A sentence for each thing that is wrong with it; empty: nothing.
std::vector<std::string> layout_faults(const Drawn& drawn);

} // namespace lazymmu::gui::test
