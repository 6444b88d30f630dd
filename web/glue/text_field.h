// The text field that Dear ImGui edits, for the page: a real one lies over it with the same text,
// so that input methods, dead keys, phones' keyboards, selection and the clipboard are the
// browser's own. Places are bytes of UTF-8.
#pragma once

#include <string>

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

} // namespace lazymmu::web
