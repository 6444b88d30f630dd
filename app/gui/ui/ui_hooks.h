// The widgets of the last complete frame, as a test finds them: by label, with a rectangle.
// Dear ImGui reports them itself (IMGUI_ENABLE_TEST_ENGINE), so no widget is wrapped.
//
// Not listed: plain text (it has no id), and rows that a list clipper skips. A widget that draws
// itself is listed if it calls ItemAdd and IMGUI_TEST_ENGINE_ITEM_INFO.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

struct Widget {
    std::string label;  // as shown: without "##id"
    std::string raw;    // as given to Dear ImGui
    std::string window; // the window's name; children are "parent/child_ID"
    unsigned id = 0;
    float x = 0, y = 0, w = 0, h = 0; // clipped to its window, in ImGui units
    float whole_x = 0, whole_y = 0, whole_w = 0, whole_h = 0; // not clipped
    bool disabled = false;
    bool checkable = false, checked = false;
    bool openable = false, open = false;
    bool input = false;
    bool button = false;  // of widgets.h: it is as wide as what it says
    bool current = false; // the row that is to stay in sight

    bool visible() const { return w > 0 && h > 0; }
};

// Off by default. Once on, widgets are collected from the next frame on.
void enable_ui_hooks(bool on);
// Where the active widget is, while it takes text: left, top, width, height. False: there is none.
bool active_rect(float out[4]);
// Says more of the widget before: note_widget(&Widget::button).
void note_widget(bool Widget::*fact);
// Right before each ImGui::NewFrame(): publishes the frame that was just completed.
void begin_frame();

const std::vector<Widget>& widgets();
// The first visible one of that label, or null. `window` is a part of the window's name.
const Widget* find_widget(std::string_view label, std::string_view window = {});
// The list as a JSON array of objects.
std::string widgets_json();

} // namespace lazymmu::gui
