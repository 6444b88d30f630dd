// What the script editor remembers, and how the rest of the window works on its text.
#pragma once

#include "app/core/course/run_history.h"
#include "app/gui/ui/ui.h"
#include "app/gui/views/script_edit.h"

#include <array>

namespace lazymmu::gui {

enum class EditorTab : u8 { script, calls, examples, runs };

struct EditorView {
    std::string text;
    std::string sent; // what the session was given, or has by itself
    std::string name; // of the script
    ScriptShape shape;
    TextUndo undo;
    size_t caret = 0;
    bool active = false; // it has the keyboard
    bool apply = false;  // text or caret were changed from outside of the field
    bool focus = false;  // the field wants the keyboard
    int quiet = 0;       // frames since the last change
    Completions completions;
    int chosen = 0;
    bool choosing = false; // the arrows and Enter are for the list
    bool asked = false;    // for completions, by Ctrl+Space
    EditorTab tab = EditorTab::calls, narrow_tab = EditorTab::script;
    std::array<char, 64> filter = {};
    RunHistory history;
    const Document* seen = nullptr; // and where it stood
    u32 seen_position = 0;

    // Follows what is open, hands over what was typed once it rests, and notes runs.
    void update(const Ui& ui);
    bool waits() const { return text != sent || focus; }

    // From buttons and menus: a change that can be undone, with the caret behind it.
    void change(std::string after, size_t caret_after);
    void insert(std::string_view statement);
    void accept(size_t completion);
    bool step_back(bool forward);

    std::string state_json(const Session& session) const;
};

// "insert NAME" (of a call), "undo", "redo", "complete", "tab NAME", "clear runs"; or why not.
std::string editor_command(EditorView& editor, std::string_view line);

void draw_script_field(const Ui& ui, EditorView& editor, ImVec2 size);
void draw_completions(const Ui& ui, EditorView& editor, ImVec2 caret, float line_height);
void draw_call_reference(const Ui& ui, EditorView& editor);
void draw_examples(const Ui& ui, EditorView& editor);
void draw_runs(const Ui& ui, EditorView& editor);
void draw_statement_buttons(const Ui& ui, EditorView& editor);

} // namespace lazymmu::gui
