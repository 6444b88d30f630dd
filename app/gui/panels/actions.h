// Every command that a user can give, in one table: the palette (Ctrl+K), the keys and the list of
// keys are made from it. An action is a line of App::command(), so a test, the page and a person
// all take the same way. A new command: one row in actions.cpp.
#pragma once

#include "app/gui/ui/ui.h"

#include <span>
#include <string>
#include <vector>

namespace lazymmu::gui {

struct Action {
    const char* group;
    const char* name;
    const char* line;            // what App::command() is given
    const char* keys = "";       // as they are shown; "": none
    ImGuiKeyChord chord = 0;     // 0: none
    char typed = 0;              // a character instead, wherever the keyboard has it; 0: none
    bool repeats = false;        // while the key is held
    bool anywhere = false;       // also while a text field has the keyboard
    bool (*can)(const Ui&) = {}; // null: always
};
std::span<const Action> actions();
bool can(const Ui& ui, const Action& action);

// A row of the palette: an action, or one that depends on what there is (a lesson, a machine).
struct Offer {
    std::string group, name, line, keys;
    bool possible = true;
};
// Those that have all words of the query in their group or name, the best first. If there are none,
// and the query is a line for a session itself ("seek 12"), that.
std::vector<Offer> offers(const Ui& ui, std::string_view query);

// Those of the table, as a list of {group, name, line, keys, can}: for the text view.
std::string actions_json(const Ui& ui);

// Asks App for a line after this frame. tell: if it cannot be done, the message says why; a key
// that finds nothing further to step to stays silent.
void ask(const Ui& ui, std::string_view line, bool tell = false);

} // namespace lazymmu::gui
