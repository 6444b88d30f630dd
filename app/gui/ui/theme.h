// Colours, fonts and sizes. A calm neutral ground; one accent for what can be pressed; and a few
// colours that mean something. Those are in the spirit of Okabe and Ito's, chosen so that text in
// them is legible, and any two can be told apart, by colour-blind readers too
// (tests/gui/theme_test.cpp). Each meaning also has a shape or a word of its own: colour alone
// never carries it.
#pragma once

#include "imgui.h"

namespace lazymmu::gui {

struct Theme {
    bool dark = true;

    ImU32 ground; // behind the panels
    ImU32 panel;  // of a panel
    ImU32 raised; // fields, chips, empty slots
    ImU32 hover;  // under the mouse
    ImU32 line;   // borders, rules
    ImU32 edge;   // around buttons
    ImU32 text;
    ImU32 dim;    // labels, secondary text
    ImU32 faint;  // line numbers, what is not there
    ImU32 accent; // buttons, the cursor, the current line
    ImU32 on_accent;

    // What colours mean.
    ImU32 section; // a section is open, the mode is on
    ImU32 pending; // delayed: not yet in effect
    ImU32 landed;  // took effect: flush, barrier, hypercall
    ImU32 changed; // differs from the moment before
    ImU32 paused;  // a pause
    ImU32 irq;     // an interrupt
    ImU32 danger;  // stale, warning, BUG

    float tint; // how much of such a colour is in a ground that has text of the same colour
};

const Theme& theme_of(bool dark);

// The same colour, more transparent.
ImU32 fade(ImU32 colour, float alpha);
ImU32 blend(ImU32 under, ImU32 over, float amount);

// Font sizes and metrics are in units of a 96 dpi screen; `scale` is the screen's density times
// the reader's choice of text size.
struct Fonts {
    ImFont* ui = nullptr;
    ImFont* bold = nullptr;
    ImFont* code = nullptr;
};
Fonts load_fonts();

inline constexpr float font_normal = 15, font_small = 13, font_tiny = 11.5f, font_code = 13.5f,
                       font_title = 21;

void apply_style(const Theme& theme, float scale);

} // namespace lazymmu::gui
