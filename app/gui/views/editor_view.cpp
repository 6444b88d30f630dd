#include "app/gui/views/editor_view.h"

#include "app/core/tell/json_text.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

constexpr int rest = 10; // frames without a letter before the script is run again

} // namespace

void EditorView::update(const Ui& ui) {
    const Session& s = ui.session;
    const std::string& theirs = s.script_text();
    if (theirs != sent) { // opened, undone, or changed in another way than by typing
        const bool other = s.document().name != name;
        if (other) undo.clear();
        name = s.document().name;
        text = sent = theirs;
        caret = other ? text.size() : std::min(caret, text.size());
        shape.take(text);
        completions = {};
        apply = active;
    } else if (text != sent && ++quiet >= rest) {
        sent = text;
        ui.commands.push(Command::edit, 0, text);
    }
    // a run counts once it has been stepped through
    if (seen != &s.document()) {
        seen = &s.document();
        seen_position = s.position();
    }
    if (s.position() != seen_position && text == sent && s.document().draft_errors.empty()) {
        history.add({s.document().name, s.document().text, &s.arch(), s.kernel()});
        seen_position = s.position();
    }
}

void EditorView::change(std::string after, size_t caret_after) {
    if (after != text) undo.changed(text, caret, after, caret_after);
    text = std::move(after);
    caret = caret_after;
    shape.take(text);
    completions = {};
    quiet = 0;
    apply = focus = true;
}

void EditorView::insert(std::string_view statement) {
    std::string after = text;
    const size_t there = insert_statement(after, caret, statement);
    change(std::move(after), there);
}

void EditorView::accept(size_t completion) {
    if (completion >= completions.list.size()) return;
    const std::string insert = completions.list[completion].insert;
    const size_t begin = completions.begin;
    std::string after = text;
    after.replace(begin, caret - begin, insert);
    change(std::move(after), begin + insert.size());
}

bool EditorView::step_back(bool forward) {
    if (!(forward ? undo.redo(text, caret) : undo.undo(text, caret))) return false;
    shape.take(text);
    completions = {};
    quiet = 0;
    apply = active;
    return true;
}

std::string EditorView::state_json(const Session& session) const {
    JsonList errors, offers, past;
    if (session.is_open())
        for (const ScriptError& e : session.document().draft_errors)
            errors.text(script_error_text(e));
    for (const Completion& c : completions.list) offers.text(c.name);
    for (const PastRun& r : history.runs()) past.text(r.text);
    const CallAt in = call_at(text, shape, caret);
    return JsonObject()
        .text("text", text)
        .number("caret", static_cast<i64>(caret))
        .truth("active", active)
        .truth("run", text == sent)
        .raw("errors", errors.str())
        .raw("completions", offers.str())
        .text("call", in.call ? in.call->name : "")
        .number("argument", in.argument)
        .raw("runs", past.str())
        .str();
}

std::string editor_command(EditorView& editor, std::string_view line) {
    constexpr std::string_view tabs[] = {"script", "calls", "examples", "runs"};
    if (line == "undo" || line == "redo")
        return editor.step_back(line == "redo") ? "" : "nothing to " + std::string(line);
    if (line == "complete") {
        editor.asked = editor.focus = true;
        return {};
    }
    if (line == "clear runs") {
        editor.history.clear();
        return {};
    }
    if (line.starts_with("tab ")) {
        const auto* found = std::find(std::begin(tabs), std::end(tabs), line.substr(4));
        if (found == std::end(tabs)) return "there is no such tab";
        editor.narrow_tab = static_cast<EditorTab>(found - std::begin(tabs));
        if (editor.narrow_tab != EditorTab::script) editor.tab = editor.narrow_tab;
        return {};
    }
    const ApiCall* call = line.starts_with("insert ") ? find_api_call(line.substr(7)) : nullptr;
    if (!call) return "there is no such call";
    editor.insert(call->example);
    return {};
}

} // namespace lazymmu::gui
