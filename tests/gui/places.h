// The sizes at which the interface is looked at, and what is asked of it there.
#pragma once

#include "tests/gui/drawn.h"

namespace lazymmu::gui::test {

struct Place {
    float width, height;
    bool touch = false, embedded = false;
};
inline constexpr Place places[] = {{320, 568, true},
                                   {390, 844, true},
                                   {844, 390, true},
                                   {820, 1180, true},
                                   {960, 600, false, true},
                                   {1024, 768},
                                   {1280, 800},
                                   {1600, 1000},
                                   {2560, 1440}};

inline std::string name_of(const Place& p) {
    return std::to_string(static_cast<int>(p.width)) + "x" +
           std::to_string(static_cast<int>(p.height));
}

inline Options options_of(const Place& p, const char* id) {
    Options o = lesson(id);
    o.touch = p.touch;
    o.embedded = p.embedded;
    return o;
}

void expect_tidy(Lab& lab, const std::string& what);
bool is_shown(const char* window);

// Where the panels are.
std::vector<std::string> panel_edges();

// Of a panel: the line that runs next or that stopped the machine, the newest event. What is
// missing of it; "": nothing.
std::string out_of_sight(Lab& lab, std::string_view panel);

} // namespace lazymmu::gui::test
