#include "app/gui/panels/machine/slots.h"

#include "app/core/tell/event_text.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

// After a long jump nearly all slots are new: marking them all would mark none.
constexpr size_t fresh_limit = 16;

} // namespace

void draw_slot(const Ui& ui, ImVec2 at, float size, Slot kind) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + size, at.y + size);
    const float round = std::min(ui.px(3), size / 4), pen = ui.px(1);
    const Theme& t = ui.theme;
    switch (kind) {
    case Slot::empty: draw->AddRect(at, end, t.line, round, 0, pen); break;
    case Slot::kept: draw->AddRectFilled(at, end, t.pending, round); break;
    case Slot::fresh:
        draw->AddRectFilled(at, end, t.pending, round);
        draw->AddRect(ImVec2(at.x - pen, at.y - pen), ImVec2(end.x + pen, end.y + pen), t.text,
                      round, 0, pen * 1.5f);
        break;
    case Slot::left: { // a tick: it has landed
        draw->AddRectFilled(at, end, fade(t.landed, 0.16f), round);
        draw->AddRect(at, end, t.landed, round, 0, pen);
        const ImVec2 tick[] = {ImVec2(at.x + size * 0.24f, at.y + size * 0.52f),
                               ImVec2(at.x + size * 0.44f, at.y + size * 0.72f),
                               ImVec2(at.x + size * 0.78f, at.y + size * 0.30f)};
        if (size > ui.px(6)) draw->AddPolyline(tick, 3, t.landed, 0, ui.px(1.5f));
        break;
    }
    }
}

std::string slot_help(const Ui& ui, const BatchSlot& slot, size_t i, bool left) {
    std::string out =
        "slot " + std::to_string(i) + ": " + mm_name(slot.mm) + " " + hex_text(slot.va);
    if (*slot.kind) out += std::string("\n") + slot.kind;
    if (slot.value) out += ": " + pte_text(ui.session.machine().config(), slot.value);
    if (left) out += "\nhas just taken effect";
    return out;
}

bool slot_differs(size_t i, const BatchView& now, const BatchView& other) {
    const bool here = i < now.slots.size(), there = i < other.slots.size();
    if (!here || !there) return here != there;
    return other.slots[i].va != now.slots[i].va || other.slots[i].value != now.slots[i].value;
}

Slot kind_of(size_t i, const BatchView& now, const BatchView& old) {
    if (i < now.slots.size() && now.slots.size() > old.slots.size() + fresh_limit)
        return Slot::kept;
    if (i < now.slots.size()) {
        return slot_differs(i, now, old) ? Slot::fresh : Slot::kept;
    }
    return i < old.slots.size() ? Slot::left : Slot::empty;
}

} // namespace lazymmu::gui
