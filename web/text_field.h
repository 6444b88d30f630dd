// The text field that Dear ImGui edits, for the page: a real one lies over it with the same text,
// so that input methods, dead keys, phones' keyboards, selection and the clipboard are the
// browser's own. Places are bytes of UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace lazymmu::web {

struct TextField {
    unsigned id = 0; // 0: none
    float x = 0, y = 0, width = 0, height = 0;
    bool many_lines = false;
    std::string text;
    int from = 0, to = 0; // what is selected; `to` is where the caret is

    bool operator==(const TextField&) const = default;
};

TextField active_text_field();

// What was typed into the real one: instead of [from, to). Only what the field takes arrives.
void edit_text(int from, int to, std::string_view typed);
void select_text(int from, int to);

// Events that Dear ImGui has yet to see: it takes a few in each frame.
bool has_waiting_events();

} // namespace lazymmu::web
