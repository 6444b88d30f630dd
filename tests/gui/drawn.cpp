#include "tests/gui/drawn.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

// The linker's --wrap: calls of ImDrawList::AddText() from other files come to the second one.
#define ADD_TEXT "_ZN10ImDrawList7AddTextEP6ImFontfRK6ImVec2jPKcS6_fPK6ImVec4"
void real_add_text(ImDrawList* list, ImFont* font, float size, const ImVec2& at, ImU32 colour,
                   const char* begin, const char* end, float wrap,
                   const ImVec4* clip) asm("__real_" ADD_TEXT);
void seen_add_text(ImDrawList* list, ImFont* font, float size, const ImVec2& at, ImU32 colour,
                   const char* begin, const char* end, float wrap,
                   const ImVec4* clip) asm("__wrap_" ADD_TEXT);

namespace lazymmu::gui::test {
namespace {

std::vector<DrawnText>* recording = nullptr;

bool has_area(const ImRect& r) { return r.GetWidth() > 0 && r.GetHeight() > 0; }

ImRect clipped(ImRect r, const ImRect& by) {
    r.ClipWithFull(by);
    return r;
}

bool scrolls_down(const ImGuiWindow& w) {
    return !(w.Flags & ImGuiWindowFlags_NoScrollWithMouse) && w.ScrollMax.y > 0;
}

// Letters are lower than their line: two lines may touch.
ImRect ink(ImRect line, float size) {
    const float side = std::min(1.5f, line.GetWidth() / 3);
    return {line.Min.x + side, line.Min.y + size * 0.18f, line.Max.x - side,
            line.Max.y - size * 0.22f};
}

void note_text(ImDrawList* list, ImFont* font, float size, ImVec2 at, std::string_view words,
               float wrap, const ImVec4* clip) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const ImGuiWindow* window = g.CurrentWindow;
    if (!window || window->DrawList != list) return;
    if (!font) font = list->_Data->Font;
    if (size == 0) size = list->_Data->FontSize;
    const ImVec2 whole =
        font->CalcTextSizeA(size, FLT_MAX, wrap, words.data(), words.data() + words.size());
    DrawnText t;
    t.text = words;
    t.box = ink(ImRect(at, ImVec2(at.x + whole.x, at.y + whole.y)), size);
    t.seen = clipped(t.box, ImRect(list->_CmdHeader.ClipRect));
    if (clip) t.seen.ClipWithFull(ImRect(*clip));
    const ImRect& last = g.LastItemData.Rect;
    if (g.LastItemData.ID && last.Contains(t.box.GetCenter())) t.item = g.LastItemData.ID;
    t.window = window->Name;
    t.layer = window->RootWindow->Name;
    t.scrolls = scrolls_down(*window);
    recording->push_back(std::move(t));
}

std::string words_of(const ImRect& r) {
    char b[80];
    std::snprintf(b, sizeof b, " (%.0f,%.0f %.0fx%.0f)", static_cast<double>(r.Min.x),
                  static_cast<double>(r.Min.y), static_cast<double>(r.GetWidth()),
                  static_cast<double>(r.GetHeight()));
    return b;
}

std::string words_of(const DrawnText& t) {
    return "\"" + t.text.substr(0, 40) + "\"" + words_of(t.box);
}

ImRect whole_of(const Widget& w) {
    return {w.whole_x, w.whole_y, w.whole_x + w.whole_w, w.whole_y + w.whole_h};
}
ImRect seen_of(const Widget& w) { return {w.x, w.y, w.x + w.w, w.y + w.h}; }

std::string words_of(const Widget& w) { return "[" + w.raw + "]" + words_of(whole_of(w)); }

// More than a touch of the edges.
bool meets(const ImRect& a, const ImRect& b, float least = 1) {
    return std::min(a.Max.x, b.Max.x) - std::max(a.Min.x, b.Min.x) > least &&
           std::min(a.Max.y, b.Max.y) - std::max(a.Min.y, b.Min.y) > least;
}

bool inside(const ImRect& in, ImRect out, float slack = 1.5f) {
    out.Expand(slack);
    return out.Contains(in);
}

std::string_view layer_of(const Widget& w) {
    return std::string_view(w.window).substr(0, w.window.find('/'));
}

using Faults = std::vector<std::string>;

void texts_on_texts(const Drawn& d, Faults& out) {
    for (size_t i = 0; i < d.texts.size(); i++) {
        const DrawnText& a = d.texts[i];
        if (!has_area(a.seen)) continue;
        for (size_t k = i + 1; k < d.texts.size(); k++) {
            const DrawnText& b = d.texts[k];
            if (a.layer == b.layer && has_area(b.seen) && meets(a.seen, b.seen))
                out.push_back(words_of(a) + " is over " + words_of(b));
        }
    }
}

// A row that is one item holds texts; a text that is only partly in an item is over it.
void texts_on_items(const Drawn& d, Faults& out) {
    for (const Widget& w : d.items) {
        if (!w.visible()) continue;
        for (const DrawnText& t : d.texts) {
            if (t.item == w.id || t.layer != layer_of(w) || !has_area(t.seen)) continue;
            if (meets(t.seen, seen_of(w)) && !inside(t.seen, seen_of(w)))
                out.push_back(words_of(t) + " is over " + words_of(w));
        }
    }
}

void items_on_items(const Drawn& d, Faults& out) {
    for (size_t i = 0; i < d.items.size(); i++) {
        const Widget& a = d.items[i];
        if (!a.visible()) continue;
        for (size_t k = i + 1; k < d.items.size(); k++) {
            const Widget& b = d.items[k];
            if (!b.visible() || layer_of(a) != layer_of(b) || a.id == b.id) continue;
            const ImRect x = seen_of(a), y = seen_of(b);
            if (meets(x, y) && !inside(x, y) && !inside(y, x))
                out.push_back(words_of(a) + " is over " + words_of(b));
        }
    }
}

void cut_texts(const Drawn& d, Faults& out) {
    for (const DrawnText& t : d.texts) {
        const bool wide = t.box.Max.x > t.seen.Max.x + 1.5f || t.box.Min.x < t.seen.Min.x - 1.5f;
        if (has_area(t.seen) && wide) out.push_back(words_of(t) + " is cut in " + t.window);
    }
}

// What a button says is never shortened.
void cut_labels(const Drawn& d, Faults& out) {
    for (const Widget& w : d.items)
        for (const DrawnText& t : d.texts)
            if (t.item == w.id && w.button && t.text.ends_with("…") && !w.label.ends_with("…"))
                out.push_back(words_of(w) + " has only room for " + t.text);
}

void lost_items(const Drawn& d, Faults& out) {
    for (const Widget& w : d.items) {
        const ImRect all = whole_of(w), seen = seen_of(w);
        if (!w.visible()) continue;
        if (all.Max.x > seen.Max.x + 1.5f || all.Min.x < seen.Min.x - 1.5f)
            out.push_back(words_of(w) + " is cut in " + w.window);
    }
}

// Everything of a window can be seen, or scrolled to, and there is some room to see it in.
void lost_windows(Faults& out) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float line = ImGui::GetStyle().FontSizeBase * ImGui::GetStyle().FontScaleDpi;
    for (const ImGuiWindow* w : g.Windows) {
        if (!w->Active || w->Hidden || w->IsFallbackWindow) continue;
        const std::string name = w->Name + words_of(w->Rect());
        const bool child = w->Flags & ImGuiWindowFlags_ChildWindow;
        // fields follow their caret; the editor's has a label that nobody is to see
        const bool field = name.find("##Schedule text") != std::string::npos ||
                           name.find("Script##editor") != std::string::npos;
        if (!child && !inside(w->Rect(), ImRect(0, 0, display.x, display.y)))
            out.push_back(name + " leaves the screen");
        if (w->ScrollMax.x > 1 && !field && !(w->Flags & ImGuiWindowFlags_HorizontalScrollbar))
            out.push_back(name + " is too narrow, by " + std::to_string(w->ScrollMax.x));
        const bool fixed = (w->Flags & ImGuiWindowFlags_NoScrollWithMouse) &&
                           (w->Flags & ImGuiWindowFlags_NoScrollbar);
        if (fixed && !field && w->ScrollMax.y > 1)
            out.push_back(name + " is too low, by " + std::to_string(w->ScrollMax.y));
        if (!fixed && w->ScrollMax.y > 1 && w->InnerRect.GetHeight() < line * 1.5f)
            out.push_back(name + " has no room for what it scrolls");
    }
}

// What a command truly shows: where its corners are, after clipping.
ImRect shown_by(const ImDrawList& list, const ImDrawCmd& cmd) {
    ImRect box(FLT_MAX, FLT_MAX, -FLT_MAX, -FLT_MAX);
    for (unsigned i = 0; i < cmd.ElemCount; i++) {
        const ImDrawIdx at = list.IdxBuffer[static_cast<int>(cmd.IdxOffset + i)];
        box.Add(list.VtxBuffer[static_cast<int>(cmd.VtxOffset + at)].pos);
    }
    box.ClipWithFull(ImRect(cmd.ClipRect));
    return box;
}

// A panel that is scrolled or low hides what is beyond its edges.
void drawn_outside(Faults& out) {
    for (const ImGuiWindow* w : ImGui::GetCurrentContext()->Windows) {
        if (!w->Active || w->Hidden || !(w->Flags & ImGuiWindowFlags_ChildWindow)) continue;
        for (const ImDrawCmd& cmd : w->DrawList->CmdBuffer) {
            if (cmd.ElemCount == 0) continue;
            const ImRect box = shown_by(*w->DrawList, cmd);
            if (has_area(box) && !inside(box, w->ParentWindow->OuterRectClipped, 2))
                out.push_back(std::string(w->Name) + " draws outside of the panel" + words_of(box));
        }
    }
}

} // namespace

const Widget* Drawn::item(std::string_view label) const {
    for (const Widget& w : items)
        if (w.label == label && w.visible()) return &w;
    return nullptr;
}

bool Drawn::shows(std::string_view text) const {
    for (const DrawnText& t : texts)
        if (t.text.find(text) != std::string::npos && inside(t.box, t.seen)) return true;
    return false;
}

Drawn draw(Lab& lab) {
    Drawn drawn;
    recording = &drawn.texts;
    lab.frames(1);
    recording = nullptr;
    begin_frame(); // publishes that frame
    for (const Widget& w : widgets())
        if (!ImGui::FindWindowByName(w.raw.c_str())) drawn.items.push_back(w);
    return drawn;
}

std::vector<std::string> layout_faults(const Drawn& drawn) {
    Faults out;
    texts_on_texts(drawn, out);
    texts_on_items(drawn, out);
    items_on_items(drawn, out);
    cut_texts(drawn, out);
    cut_labels(drawn, out);
    lost_items(drawn, out);
    lost_windows(out);
    drawn_outside(out);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace lazymmu::gui::test

void seen_add_text(ImDrawList* list, ImFont* font, float size, const ImVec2& at, ImU32 colour,
                   const char* begin, const char* end, float wrap, const ImVec4* clip) {
    using namespace lazymmu::gui::test;
    if (recording && begin != end && *begin && (colour & IM_COL32_A_MASK))
        note_text(list, font, size, at,
                  end ? std::string_view(begin, static_cast<size_t>(end - begin))
                      : std::string_view(begin),
                  wrap, clip);
    real_add_text(list, font, size, at, colour, begin, end, wrap, clip);
}
