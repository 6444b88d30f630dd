// The few widgets that Dear ImGui does not have. Each one that can be pressed has a label, by
// which tests find it; what it shows may be a picture or another text.
#pragma once

#include "app/gui/ui/ui.h"

#include <string>

namespace lazymmu::gui {

enum class Icon : u8 {
    none,
    home,
    end,
    back,
    step,
    back_lesson,
    step_lesson,
    over,
    out,
    play,
    pause,
    theme,
    larger,
    smaller,
    close,
};
void draw_icon(ImDrawList* draw, Icon icon, ImVec2 centre, float size, ImU32 colour);

struct ButtonLook {
    Icon icon = Icon::none;
    const char* text = nullptr; // shown; null: the label. "" for the icon alone
    bool primary = false;       // the accent's colour
    bool chosen = false;
    bool enabled = true;
    bool faint = false;
    bool small = false; // for the head of a panel
    float width = 0;    // 0: as needed
    const char* tip = nullptr;
};
float button_width(const Ui& ui, const char* label, const ButtonLook& look);
bool button(const Ui& ui, const char* label, const ButtonLook& look = {});
// A button that opens a list: it shows `shown` and an arrow. True while the list is open: then
// rows follow, and ImGui::EndPopup().
bool list_button(const Ui& ui, const char* label, const char* shown, ButtonLook look = {});
bool list_row(const Ui& ui, const char* label, bool chosen = false); // of such a list
float list_button_width(const Ui& ui, const char* shown, ButtonLook look = {});
// The next item goes beside the one before if it fits in there, else below.
void beside_or_below(const Ui& ui, float width, float space);
// Heights of what is pressed. A finger needs 44 pixels; set by App::init().
inline float button_height = 30, small_button_height = 22, row_height_least = 0;
void set_touch_sizes(bool touch);
ImVec2 like_button(const Ui& ui); // the frame padding that makes an item as high as a button

// The window that is drawn, if it stands alone: all of it stays on the screen.
void keep_on_screen(const Ui& ui);
void move_cursor(ImVec2 at); // the next item goes there; extends the window if need be
void tip(const Ui& ui, const std::string& text); // for the item before, when hovered
// Is the present moment, or the room to show it in, another one than when this window was last
// drawn? Then it scrolls to what is current. `what`: more that is to be followed.
bool follows(const Ui& ui, u32 what = 0);

// Text at the cursor in a font and a colour.
void text(ImFont* font, float size, ImU32 colour, std::string_view text);
// The text with line breaks, at its spaces only; a word that is too wide stays as it is.
std::string in_lines(ImFont* font, float pixels, std::string_view text, float width);
void wrapped(ImFont* font, float size, ImU32 colour, std::string_view text);
// Draws without moving the cursor; cut with "…" where it is wider than `room` (0: any).
void draw_text(const Ui& ui, ImFont* font, float size, ImVec2 at, ImU32 colour,
               std::string_view text, float room = 0);
ImVec2 text_size(const Ui& ui, ImFont* font, float size, std::string_view text);

// A word on a tinted ground.
void chip(const Ui& ui, ImU32 colour, std::string_view text, bool filled = false);

// A panel: a rounded ground with a title. `note` stands at the right of the title.
// `focus` is the name that a lesson step uses to point at it.
bool begin_panel(const Ui& ui, const char* title, ImVec2 size, std::string_view note = {},
                 std::string_view focus = {});
bool in_focus(const Ui& ui, std::string_view name);
void end_panel();

// A bar between two panes that can be dragged; changes `part` of `whole`.
void splitter(const Ui& ui, const char* label, bool vertical, float length, float whole,
              float& part, float low, float high, float sign = 1);
inline constexpr float gap = 8;

// Where Session::told() ends.
inline constexpr const char* untold_words =
    "Hidden until the question is answered:\nwhat comes would tell.";

// While the item before is dragged: goes there. The whole drag is undone together.
void scrub_to(const Ui& ui, u32 position);

// A line that says what to do where there is nothing to show.
void empty_note(const Ui& ui, std::string_view text);

} // namespace lazymmu::gui
