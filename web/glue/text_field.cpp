#include "web/glue/text_field.h"

#include "app/gui/ui/ui_hooks.h"

#include "imgui.h"
#include "imgui_internal.h"

#include <emscripten.h>
namespace ImStb {
#include "imstb_textedit.h"
}

#include <algorithm>
#include <string_view>

namespace lazymmu::web {
namespace {

constexpr int delete_key = 0x200008; // as imgui_widgets.cpp has it

ImGuiInputTextState* editing() {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    ImGuiInputTextState& state = g.InputTextState;
    const bool active = g.ActiveId && state.ID == g.ActiveId && state.TextA.Size > 0;
    return active && !(state.Flags & ImGuiInputTextFlags_ReadOnly) ? &state : nullptr;
}

bool takes(ImGuiInputTextFlags flags, unsigned c) {
    if (c == '\n') return flags & ImGuiInputTextFlags_Multiline;
    if (c < ' ' || c == 127) return false;
    return !(c == ' ' && flags & ImGuiInputTextFlags_CharsNoBlank);
}

int within(const ImGuiInputTextState& state, int place) {
    return std::clamp(place, 0, state.TextLen);
}

void select_text(int from, int to) {
    ImGuiInputTextState* state = editing();
    if (!state) return;
    state->Stb->select_start = within(*state, from);
    state->Stb->cursor = state->Stb->select_end = within(*state, to);
    state->CursorFollow = true;
    state->CursorAnimReset();
}

// What was typed instead of [from, to). Only what the field takes arrives.
void edit_text(int from, int to, std::string_view typed) {
    ImGuiInputTextState* state = editing();
    if (!state) return;
    state->TextSrc = state->TextA.Data; // set only inside InputText() otherwise
    select_text(from, to);
    if (state->HasSelection()) state->OnKeyPressed(delete_key);
    const std::string text(typed);
    for (const char* at = text.c_str(); *at;) {
        unsigned c = 0;
        at += std::max(ImTextCharFromUtf8(&c, at, nullptr), 1);
        if (c == '\t') c = ' ';
        if (takes(state->Flags, c)) state->OnCharPressed(c);
    }
    state->TextSrc = nullptr;
}

} // namespace

TextField active_text_field() {
    TextField out;
    const ImGuiInputTextState* state = editing();
    float rect[4];
    if (!state || !gui::active_rect(rect)) return out;
    out.id = state->ID;
    out.x = rect[0];
    out.y = rect[1];
    out.width = rect[2];
    out.height = rect[3];
    out.many_lines = state->Flags & ImGuiInputTextFlags_Multiline;
    out.text.assign(state->TextA.Data, static_cast<size_t>(state->TextLen));
    const bool selects = state->Stb->select_start != state->Stb->select_end;
    out.from = within(*state, selects ? state->Stb->select_start : state->Stb->cursor);
    out.to = within(*state, state->Stb->cursor);
    return out;
}

} // namespace lazymmu::web

extern "C" {

EMSCRIPTEN_KEEPALIVE void web_edit_text(int from, int to, const char* typed) {
    lazymmu::web::edit_text(from, to, typed);
}

EMSCRIPTEN_KEEPALIVE void web_select_text(int from, int to) { lazymmu::web::select_text(from, to); }

// Keys that were pressed before something was typed must have done their work.
EMSCRIPTEN_KEEPALIVE int web_has_waiting_events() {
    return ImGui::GetCurrentContext()->InputEventsQueue.Size > 0;
}

} // extern "C"
