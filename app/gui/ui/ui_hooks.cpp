#include "app/gui/ui/ui_hooks.h"

#include "app/core/tell/json_text.h"

#include "imgui.h"
#include "imgui_internal.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu::gui {
namespace {

// Dear ImGui reports a widget twice: ItemAdd brings the rectangle, ItemInfo the label and flags.
struct Reported {
    Widget widget;
    bool named = false;
};

bool enabled = false;
ImRect active; // of the text field that has the keyboard
std::vector<Reported> current;
std::vector<Widget> complete;

#ifdef IMGUI_ENABLE_TEST_ENGINE
void item_added(ImGuiContext* ctx, ImGuiID id, ImRect rect, const ImGuiLastItemData* data) {
    const ImGuiWindow* window = ctx->CurrentWindow;
    if (!id || !window || window->IsFallbackWindow) return;
    const ImRect whole = rect;
    rect.ClipWith(window->ClipRect);
    if (id == ctx->ActiveId) active = rect;
    if (!enabled) return;
    Reported r;
    r.widget.window = window->Name;
    r.widget.id = id;
    r.widget.x = rect.Min.x;
    r.widget.y = rect.Min.y;
    r.widget.w = rect.GetWidth() > 0 ? rect.GetWidth() : 0;
    r.widget.h = rect.GetHeight() > 0 ? rect.GetHeight() : 0;
    r.widget.whole_x = whole.Min.x;
    r.widget.whole_y = whole.Min.y;
    r.widget.whole_w = whole.GetWidth();
    r.widget.whole_h = whole.GetHeight();
    r.widget.disabled = data && (data->ItemFlags & ImGuiItemFlags_Disabled);
    current.push_back(r);
}

void item_named(ImGuiID id, const char* label, ImGuiItemStatusFlags flags) {
    for (size_t i = current.size(); i-- > 0;) {
        Widget& w = current[i].widget;
        if (w.id != id) continue;
        if (!label) label = "";
        w.raw = label;
        w.label.assign(label, ImGui::FindRenderedTextEnd(label));
        w.checkable = flags & ImGuiItemStatusFlags_Checkable;
        w.checked = flags & ImGuiItemStatusFlags_Checked;
        w.openable = flags & ImGuiItemStatusFlags_Openable;
        w.open = flags & ImGuiItemStatusFlags_Opened;
        w.input = flags & ImGuiItemStatusFlags_Inputable;
        current[i].named = true;
        return;
    }
}
#endif

} // namespace

void enable_ui_hooks(bool on) {
    enabled = on;
    current.clear();
    complete.clear();
#ifdef IMGUI_ENABLE_TEST_ENGINE
    ImGui::GetCurrentContext()->TestEngineHookItems = on;
#endif
}

bool active_rect(float out[4]) {
    const float values[] = {active.Min.x, active.Min.y, active.GetWidth(), active.GetHeight()};
    std::copy(values, values + 4, out);
    return active.GetWidth() > 0;
}

void note_widget(bool Widget::*fact) {
    if (enabled && !current.empty()) current.back().widget.*fact = true;
}

void begin_frame() {
#ifdef IMGUI_ENABLE_TEST_ENGINE
    active = ImRect();
    ImGui::GetCurrentContext()->TestEngineHookItems = enabled || ImGui::GetIO().WantTextInput;
#endif
    if (!enabled) return;
    complete.clear();
    for (Reported& r : current)
        if (r.named) complete.push_back(static_cast<Widget&&>(r.widget));
    current.clear();
}

const std::vector<Widget>& widgets() { return complete; }

const Widget* find_widget(std::string_view label, std::string_view window) {
    for (const Widget& w : complete) {
        const bool named = w.label == label || w.raw == label; // a field has no label to be seen
        if (named && w.visible() && w.window.find(window) != std::string::npos) return &w;
    }
    return nullptr;
}

std::string widgets_json() {
    std::string out = "[";
    for (const Widget& w : complete) {
        if (out.size() > 1) out += ',';
        out += "{\"label\":" + json_quoted(w.label) + ",\"raw\":" + json_quoted(w.raw) +
               ",\"window\":" + json_quoted(w.window);
        char b[160];
        std::snprintf(b, sizeof b, ",\"id\":%u,\"x\":%.1f,\"y\":%.1f,\"w\":%.1f,\"h\":%.1f", w.id,
                      static_cast<double>(w.x), static_cast<double>(w.y), static_cast<double>(w.w),
                      static_cast<double>(w.h));
        out += b;
        out += w.visible() ? ",\"visible\":true" : ",\"visible\":false";
        out += w.disabled ? ",\"disabled\":true" : ",\"disabled\":false";
        if (w.checkable) out += w.checked ? ",\"checked\":true" : ",\"checked\":false";
        if (w.openable) out += w.open ? ",\"open\":true" : ",\"open\":false";
        if (w.input) out += ",\"input\":true";
        out += '}';
    }
    return out + ']';
}

} // namespace lazymmu::gui

#ifdef IMGUI_ENABLE_TEST_ENGINE
// The functions that Dear ImGui calls.
void ImGuiTestEngineHook_ItemAdd(ImGuiContext* ctx, ImGuiID id, const ImRect& bb,
                                 const ImGuiLastItemData* data) {
    lazymmu::gui::item_added(ctx, id, bb, data);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext*, ImGuiID id, const char* label,
                                  ImGuiItemStatusFlags flags) {
    lazymmu::gui::item_named(id, label, flags);
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) { return nullptr; }
#endif
