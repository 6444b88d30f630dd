// What a script editor knows of a text, without a screen: its lines and colours, what could be
// typed next, which call the caret is in, and undo.
#pragma once

#include "engine/api.h"
#include "engine/script/script_lexer.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

// A text, cut into tokens and lines.
struct ScriptShape {
    std::vector<Token> tokens;
    std::vector<TokenKind> kinds; // of each byte; end: white space
    std::vector<u32> lines;       // where each begins

    void take(std::string_view text);
    u32 line_of(size_t offset) const; // from 0
};

// The byte that an error's line and column mean, both from 1; columns count characters.
size_t offset_of(std::string_view text, const ScriptShape& shape, u32 line, u32 column);

// What the word before the caret could become.
struct Completion {
    std::string name;
    const ApiCall* call = nullptr; // null: a constant or a keyword
    const char* doc = "";
    std::string insert; // instead of the word
};
struct Completions {
    size_t begin = 0; // of the word
    std::vector<Completion> list;
};
// even_empty: also where no word has been begun. At most 40, those that begin with the word first.
Completions complete(std::string_view text, const ScriptShape& shape, size_t caret,
                     std::string_view arch, bool even_empty);

// The call whose parentheses the caret is in, and which argument.
struct CallAt {
    const ApiCall* call = nullptr;
    int argument = 0;
};
CallAt call_at(std::string_view text, const ScriptShape& shape, size_t caret);

// Puts statements on lines of their own after the caret's line, or on it if it is empty; returns
// where the caret is then.
size_t insert_statement(std::string& text, size_t caret, std::string_view statement);

// Steps back and forth in a text. Letters that are typed in a row are one step.
class TextUndo {
  public:
    struct Place {
        std::string text;
        size_t caret = 0;
    };
    void changed(const std::string& before, size_t caret_before, const std::string& after,
                 size_t caret_after);
    bool undo(std::string& text, size_t& caret) { return go(undo_, redo_, text, caret); }
    bool redo(std::string& text, size_t& caret) { return go(redo_, undo_, text, caret); }
    void clear();

  private:
    bool go(std::vector<Place>& from, std::vector<Place>& to, std::string& text, size_t& caret);

    std::vector<Place> undo_, redo_;
    size_t typed_to_ = std::string::npos; // where the last letter went
};

} // namespace lazymmu::gui
