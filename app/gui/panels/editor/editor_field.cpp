// The field that a script is typed into: Dear ImGui's own multi-line field, so that selection, the
// clipboard and input methods work as everywhere, with its letters invisible; what is seen is drawn
// over it, line by line, in colours.
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/line_menu.h"
#include "app/gui/ui/widgets.h"
#include "app/gui/views/editor_view.h"

#include "imgui_internal.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {
namespace {

constexpr float code_size = font_code + 1, gutter = 40, pad_x = 6, pad_y = 6;

ImU32 colour_of(const Theme& t, TokenKind kind) {
    switch (kind) {
    case TokenKind::comment: return t.faint;
    case TokenKind::number: return t.landed;
    case TokenKind::string: return t.pending;
    case TokenKind::call: return t.section;
    case TokenKind::keyword: return t.accent;
    case TokenKind::name: return t.paused;
    case TokenKind::junk: return t.danger;
    default: return t.text;
    }
}

// The field calls this every frame while it has the keyboard.
int callback(ImGuiInputTextCallbackData* data) {
    EditorView& e = *static_cast<EditorView*>(data->UserData);
    if (data->EventFlag == ImGuiInputTextFlags_CallbackResize) {
        e.text.resize(static_cast<size_t>(data->BufTextLen));
        data->Buf = e.text.data();
        return 0;
    }
    if (data->EventFlag == ImGuiInputTextFlags_CallbackCharFilter)
        return data->EventChar == '\n' && e.choosing; // it chooses instead
    const bool up = ImGui::IsKeyPressed(ImGuiKey_UpArrow);
    const bool moves = up || ImGui::IsKeyPressed(ImGuiKey_DownArrow);
    if (moves && e.choosing) e.apply = true; // in the list: the caret stays
    if (e.apply) {
        if (e.text != std::string_view(data->Buf, static_cast<size_t>(data->BufTextLen))) {
            const std::string text = e.text;
            data->DeleteChars(0, data->BufTextLen);
            data->InsertChars(0, text.data(), text.data() + text.size());
        }
        data->CursorPos = static_cast<int>(std::min(e.caret, e.text.size()));
        data->ClearSelection();
        e.apply = false;
    }
    e.caret = static_cast<size_t>(data->CursorPos);
    return 0;
}

// Keys that the field would take in another way, or that would leave it.
class OwnKeys {
  public:
    explicit OwnKeys(bool active) : id_(ImGui::GetID("editor keys")), active_(active) {
        for (const ImGuiKey key : {ImGuiKey_Tab, ImGuiKey_Escape})
            if (active) ImGui::SetKeyOwner(key, id_, ImGuiInputFlags_LockThisFrame);
    }
    bool pressed(ImGuiKey key) const {
        return active_ && ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, id_);
    }

  private:
    ImGuiID id_;
    bool active_;
};

bool chord(ImGuiKey key, bool shift = false) {
    const ImGuiIO& io = ImGui::GetIO();
    return io.KeyCtrl && io.KeyShift == shift && !io.KeyAlt && ImGui::IsKeyPressed(key);
}

void answer_keys(EditorView& e, const OwnKeys& keys) {
    if (!e.active) return;
    const int offers = static_cast<int>(e.completions.list.size());
    e.choosing = offers > 0;
    const bool enter =
        ImGui::IsKeyPressed(ImGuiKey_Enter) || ImGui::IsKeyPressed(ImGuiKey_KeypadEnter);
    if (offers && ImGui::IsKeyPressed(ImGuiKey_DownArrow)) e.chosen = (e.chosen + 1) % offers;
    if (offers && ImGui::IsKeyPressed(ImGuiKey_UpArrow))
        e.chosen = (e.chosen + offers - 1) % offers;
    if (offers && (enter || keys.pressed(ImGuiKey_Tab))) {
        e.accept(static_cast<size_t>(e.chosen));
    } else if (keys.pressed(ImGuiKey_Tab)) {
        std::string after = e.text;
        after.insert(e.caret, "    ");
        e.change(std::move(after), e.caret + 4);
    } else if (keys.pressed(ImGuiKey_Escape)) {
        if (offers)
            e.completions = {};
        else
            ImGui::ClearActiveID();
    }
    if (chord(ImGuiKey_Z)) e.step_back(false);
    if (chord(ImGuiKey_Y) || chord(ImGuiKey_Z, true)) e.step_back(true);
    if (chord(ImGuiKey_Space)) e.asked = true;
}

// A new line begins where the one above it did.
void indent(EditorView& e, size_t caret_before) {
    if (e.caret != caret_before + 1 || e.text[caret_before] != '\n') return;
    const u32 line = e.shape.line_of(caret_before);
    size_t first = e.shape.lines[line];
    std::string space;
    while (first < caret_before && e.text[first] == ' ') space += e.text[first++];
    if (caret_before > 0 && e.text[caret_before - 1] == '{') space += "    ";
    if (space.empty()) return;
    std::string after = e.text;
    after.insert(e.caret, space);
    e.change(std::move(after), e.caret + space.size());
}

void note_typing(const Ui& ui, EditorView& e, const std::string& before, size_t caret_before) {
    e.undo.changed(before, caret_before, e.text, e.caret);
    e.shape.take(e.text);
    e.quiet = 0;
    e.completions = {};
    const bool grew = e.text.size() == before.size() + 1;
    if (grew) indent(e, caret_before);
    if (grew || e.text.size() + 1 == before.size()) {
        e.completions = complete(e.text, e.shape, e.caret, ui.session.arch().name, false);
        if (e.caret - e.completions.begin < 2) e.completions = {};
    }
    e.chosen = 0;
}

// The lines that can be seen, drawn over the field.
struct Overlay {
    const Ui& ui;
    const EditorView& e;
    ImDrawList* draw;
    ImVec2 origin; // of the first line's first letter
    float line, left, right, number_right;
    ImFont* font = ui.fonts.code;

    float width(size_t begin, size_t end) const {
        return font
            ->CalcTextSizeA(ui.px(code_size), FLT_MAX, 0, e.text.data() + begin,
                            e.text.data() + end)
            .x;
    }
    size_t end_of(u32 i) const {
        return i + 1 < e.shape.lines.size() ? e.shape.lines[i + 1] - 1 : e.text.size();
    }
    float top(u32 i) const { return origin.y + line * static_cast<float>(i); }

    void letters(u32 i) const {
        const size_t end = end_of(i);
        float x = origin.x;
        for (size_t a = e.shape.lines[i]; a < end;) {
            size_t b = a + 1;
            while (b < end && e.shape.kinds[b] == e.shape.kinds[a]) b++;
            if (e.shape.kinds[a] != TokenKind::end)
                draw->AddText(font, ui.px(code_size), ImVec2(x, top(i)),
                              colour_of(ui.theme, e.shape.kinds[a]), e.text.data() + a,
                              e.text.data() + b);
            x += width(a, b);
            a = b;
        }
    }
    void mark(u32 i, ImU32 colour, float strength) const {
        draw->AddRectFilled(ImVec2(left, top(i)), ImVec2(right, top(i) + line),
                            fade(colour, strength), ui.px(3));
    }
    void squiggle(const ScriptError& error) const {
        const size_t begin = offset_of(e.text, e.shape, error.line, error.column);
        const u32 i = e.shape.line_of(begin);
        const size_t end = std::min(begin + std::max(error.length, 1u), end_of(i));
        const float x0 = origin.x + width(e.shape.lines[i], begin);
        const float x1 = std::max(x0 + ui.px(7), x0 + (end > begin ? width(begin, end) : 0));
        const float y = top(i) + line - ui.px(1.5f), step = ui.px(2.5f);
        bool up = false;
        for (float x = x0; x < x1; x += step, up = !up)
            draw->AddLine(ImVec2(x, y - (up ? ui.px(2) : 0)),
                          ImVec2(std::min(x + step, x1), y - (up ? 0 : ui.px(2))), ui.theme.danger,
                          ui.px(1.2f));
    }
    void number(u32 i, bool wrong, bool here) const {
        const std::string text = std::to_string(i + 1);
        const float w = text_size(ui, font, font_tiny, text).x;
        const ImU32 colour = wrong ? ui.theme.danger : here ? ui.theme.text : ui.theme.faint;
        draw->AddText(font, ui.px(font_tiny),
                      ImVec2(std::floor(number_right - w), std::floor(top(i) + ui.px(2))), colour,
                      text.data(), text.data() + text.size());
    }
};

// The line of the statement that runs, from 1; 0: the text is not what runs.
u32 running_line(const Ui& ui, const EditorView& e) {
    const Session& s = ui.session;
    if (e.text != s.document().text || s.position() >= s.length()) return 0;
    FrameHeader header;
    const u64* slots = nullptr;
    const TaskId task = s.task();
    const StateView view = s.machine().view();
    if (view.depth(task) == 0 || !view.frame(task, view.depth(task) - 1, header, slots)) return 0;
    const std::vector<Op>& ops = s.machine().program().body(slots[0]).ops;
    size_t at = header.line;
    if (view.depth(task) > 1) { // a call has been made: by the line before
        const Moment* made = s.trace().last_at_depth(s.position(), static_cast<u8>(index(task)), 1);
        if (made) at = made->line;
    }
    return at < ops.size() ? ops[at].line : 0;
}

} // namespace

void draw_script_field(const Ui& ui, EditorView& e, ImVec2 size) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::GetWindowDrawList()->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y),
                                              blend(ui.theme.panel, ui.theme.ground, 0.55f),
                                              ui.px(5));
    const WithFont with(ui.fonts.code, code_size);
    const float line = ImGui::GetFontSize();
    ImGui::SetCursorScreenPos(ImVec2(at.x + ui.px(gutter), at.y));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ui.px(pad_x, pad_y));
    ImGui::PushStyleColor(ImGuiCol_Text, 0u);
    ImGui::PushStyleColor(ImGuiCol_FrameBg, 0u);
    ImGui::PushStyleColor(ImGuiCol_InputTextCursor, ui.theme.text);
    ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, fade(ui.theme.accent, 0.35f));
    const ImGuiID id = ImGui::GetID("Script");
    e.active = ImGui::GetActiveID() == id;
    const OwnKeys keys(e.active);
    answer_keys(e, keys);
    if (e.focus && !e.active) ImGui::SetKeyboardFocusHere();
    e.focus = false;
    const std::string before = e.text;
    const size_t caret_before = e.caret;
    const bool changed = ImGui::InputTextMultiline(
        "Script", e.text.data(), e.text.capacity() + 1,
        ImVec2(std::max(size.x - ui.px(gutter), 1.f), std::max(size.y, 1.f)),
        ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_CallbackAlways |
            ImGuiInputTextFlags_CallbackCharFilter | ImGuiInputTextFlags_NoUndoRedo,
        callback, &e);
    ImGui::PopStyleColor(4);
    ImGui::PopStyleVar();
    e.active = ImGui::GetActiveID() == id;
    if (!e.active) e.completions = {};
    if (changed && e.text != before)
        note_typing(ui, e, before, caret_before);
    else if (e.caret != caret_before && !e.apply)
        e.completions = {};
    if (e.asked && e.active) {
        e.completions = complete(e.text, e.shape, e.caret, ui.session.arch().name, true);
        e.chosen = 0;
        e.asked = false;
    }
    ImGuiWindow* child = nullptr;
    for (ImGuiWindow* w : ImGui::GetCurrentWindow()->DC.ChildWindows)
        if (w->ChildId == id) child = w;
    if (!child) return;
    const ImGuiInputTextState* state = e.active ? ImGui::GetInputTextState(id) : nullptr;
    const float scrolled = state ? state->Scroll.x : 0;
    Overlay o{ui,
              e,
              child->DrawList,
              ImVec2(child->Pos.x + ui.px(pad_x) - scrolled,
                     child->Pos.y + ui.px(pad_y) - child->Scroll.y),
              line,
              at.x + ui.px(3),
              at.x + size.x - ui.px(3),
              at.x + ui.px(gutter - 6)};
    const std::vector<ScriptError>& errors = ui.session.document().draft_errors;
    const bool current = e.text == ui.session.script_text(); // else they are of an older text
    const u32 runs = running_line(ui, e);
    const u32 last = static_cast<u32>(e.shape.lines.size());
    const u32 first = static_cast<u32>(std::max(child->Scroll.y / line - 1, 0.f));
    const u32 end = std::min(last, first + static_cast<u32>(size.y / line) + 3);
    child->DrawList->PushClipRect(at, ImVec2(at.x + size.x, at.y + size.y));
    for (u32 i = first; i < end; i++) {
        bool wrong = false;
        for (const ScriptError& error : errors) wrong |= current && error.line == i + 1;
        if (runs == i + 1) o.mark(i, ui.theme.accent, 0.20f);
        if (wrong) o.mark(i, ui.theme.danger, 0.07f);
        o.number(i, wrong, runs == i + 1);
    }
    child->DrawList->PopClipRect();
    child->DrawList->PushClipRect(ImVec2(child->Pos.x, at.y), child->InnerRect.Max);
    for (u32 i = first; i < end; i++) o.letters(i);
    if (current)
        for (const ScriptError& error : errors) o.squiggle(error);
    child->DrawList->PopClipRect();
    code_line_column(ui, at, ImVec2(ui.px(gutter), size.y), o.origin.y, line, last);
    const u32 row = e.shape.line_of(e.caret);
    if (!e.completions.list.empty())
        draw_completions(
            ui, e,
            ImVec2(o.origin.x + o.width(e.shape.lines[row], e.completions.begin), o.top(row)),
            line);
}

} // namespace lazymmu::gui
