#include "app/gui/ui/marks.h"

#include "engine/kernel/invariants.h"

namespace lazymmu::gui {

ImU32 mark_colour(const Ui& ui, Ev kind) {
    const Theme& t = ui.theme;
    switch (kind) {
    case Ev::hw: return t.landed;
    case Ev::batch_append: return t.pending;
    case Ev::pte_store: return t.section;
    case Ev::count: return t.accent;
    case Ev::switch_to:
    case Ev::migrate: return t.dim;
    case Ev::irq_enter:
    case Ev::irq_exit: return t.irq;
    case Ev::access:
    case Ev::tlb_fill:
    case Ev::tlb_hit: return t.dim;
    case Ev::fault:
    case Ev::warn:
    case Ev::bug:
    case Ev::hazard: return t.danger;
    default: return t.faint;
    }
}

const char* mark_name(Ev kind) {
    switch (kind) {
    case Ev::hw: return "hardware operation: flush, barrier, hypercall";
    case Ev::batch_append: return "something was delayed";
    case Ev::switch_to: return "context switch";
    case Ev::migrate: return "migration";
    case Ev::irq_enter: return "interrupt begins";
    case Ev::irq_exit: return "interrupt ends";
    case Ev::access: return "memory access";
    case Ev::fault: return "page fault";
    case Ev::warn: return "warning";
    case Ev::bug: return "BUG";
    case Ev::hazard: return "hazard";
    default: return "";
    }
}

void draw_mark(const Ui& ui, Ev kind, ImVec2 c, float r) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImU32 colour = mark_colour(ui, kind);
    const auto at = [&](float x, float y) { return ImVec2(c.x + x * r, c.y + y * r); };
    const float pen = r * 0.36f;
    switch (kind) {
    case Ev::hw: // a diamond
        draw->AddQuadFilled(at(0, -1), at(1, 0), at(0, 1), at(-1, 0), colour);
        break;
    case Ev::batch_append: // a square
        draw->AddRectFilled(at(-0.7f, -0.7f), at(0.7f, 0.7f), colour, r * 0.2f);
        break;
    case Ev::pte_store: // an open square
        draw->AddRect(at(-0.65f, -0.65f), at(0.65f, 0.65f), colour, r * 0.2f, 0, pen);
        break;
    case Ev::count: // a plus
        draw->AddLine(at(-0.75f, 0), at(0.75f, 0), colour, pen);
        draw->AddLine(at(0, -0.75f), at(0, 0.75f), colour, pen);
        break;
    case Ev::switch_to:
    case Ev::migrate: // two arrows
        draw->AddTriangleFilled(at(-0.1f, -1), at(1, -0.5f), at(-0.1f, 0), colour);
        draw->AddTriangleFilled(at(0.1f, 0), at(0.1f, 1), at(-1, 0.5f), colour);
        break;
    case Ev::irq_enter: // a bolt down
        draw->AddTriangleFilled(at(-0.8f, -0.9f), at(0.8f, -0.9f), at(0, 0.9f), colour);
        break;
    case Ev::irq_exit:
        draw->AddTriangle(at(-0.8f, 0.9f), at(0.8f, 0.9f), at(0, -0.9f), colour, pen);
        break;
    case Ev::access:
    case Ev::tlb_fill:
    case Ev::tlb_hit: draw->AddCircle(c, r * 0.7f, colour, 16, pen); break;
    case Ev::fault:
    case Ev::warn:
    case Ev::hazard: // a warning triangle
        draw->AddTriangle(at(0, -1), at(1, 0.85f), at(-1, 0.85f), colour, pen);
        draw->AddLine(at(0, -0.35f), at(0, 0.25f), colour, pen);
        break;
    case Ev::bug: // a cross
        draw->AddLine(at(-0.8f, -0.8f), at(0.8f, 0.8f), colour, pen * 1.3f);
        draw->AddLine(at(-0.8f, 0.8f), at(0.8f, -0.8f), colour, pen * 1.3f);
        break;
    default: draw->AddCircleFilled(c, r * 0.35f, colour, 8); break;
    }
}

bool is_loud(const Event& e) {
    if (e.kind == Ev::hazard) return static_cast<Severity>(e.d) != Severity::legal;
    return e.kind == Ev::warn || e.kind == Ev::bug;
}

bool is_wrong(const Event& e) {
    return e.kind == Ev::bug ||
           (e.kind == Ev::hazard && static_cast<Severity>(e.d) == Severity::wrong);
}

ImU32 loud_colour(const Ui& ui, const Event& e) {
    return is_wrong(e) || e.kind == Ev::warn ? ui.theme.danger : ui.theme.pending;
}

void draw_mark(const Ui& ui, const Event& e, ImVec2 c, float r) {
    if (e.kind != Ev::hazard) return draw_mark(ui, e.kind, c, r);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const auto at = [&](float x, float y) { return ImVec2(c.x + x * r, c.y + y * r); };
    const float pen = r * 0.36f;
    const ImU32 colour = loud_colour(ui, e);
    switch (static_cast<Severity>(e.d)) {
    case Severity::legal: // a clock: it may still be so
        draw->AddCircle(c, r * 0.85f, colour, 16, pen * 0.9f);
        draw->AddLine(c, at(0, -0.5f), colour, pen * 0.8f);
        draw->AddLine(c, at(0.4f, 0.1f), colour, pen * 0.8f);
        break;
    case Severity::slow:
    case Severity::risky: // an open triangle
        draw->AddTriangle(at(0, -1), at(1, 0.85f), at(-1, 0.85f), colour, pen);
        break;
    case Severity::wrong: // a filled one with a hole
        draw->AddTriangleFilled(at(0, -1.25f), at(1.2f, 0.95f), at(-1.2f, 0.95f), colour);
        draw->AddLine(at(0, -0.4f), at(0, 0.35f), ui.theme.panel, pen);
        draw->AddLine(at(0, 0.55f), at(0, 0.75f), ui.theme.panel, pen);
        break;
    }
}

} // namespace lazymmu::gui
