// Signs on buttons, drawn: no font has all of them, and they stay sharp at any size.
#include "app/gui/ui/widgets.h"

namespace lazymmu::gui {
namespace {

struct Pen {
    ImDrawList* draw;
    ImVec2 c;
    float r; // half the size
    ImU32 colour;

    ImVec2 at(float x, float y) const { return ImVec2(c.x + x * r, c.y + y * r); }
    void triangle(float x, float half, float dir) const {
        // clockwise: the other way round, the edges would not be smoothed
        draw->AddTriangleFilled(at(x - half * dir, -0.8f * dir), at(x + half * dir, 0),
                                at(x - half * dir, 0.8f * dir), colour);
    }
    void bar(float x, float width) const {
        draw->AddRectFilled(at(x - width / 2, -0.8f), at(x + width / 2, 0.8f), colour);
    }
    void stroke(float x0, float y0, float x1, float y1) const {
        draw->AddLine(at(x0, y0), at(x1, y1), colour, r * 0.26f);
    }
    // a bow from left to right with an arrow head, over a dot
    void bow() const {
        draw->PathArcTo(at(0, 0.25f), r * 0.78f, 3.3f, 5.75f, 12);
        draw->PathStroke(colour, 0, r * 0.26f);
        draw->AddTriangleFilled(at(0.35f, 0.02f), at(0.92f, -0.52f), at(1.0f, 0.18f), colour);
        draw->AddCircleFilled(at(0, 0.55f), r * 0.24f, colour, 12);
    }
    void half_moon() const {
        draw->AddCircle(c, r * 0.8f, colour, 24, r * 0.22f);
        draw->PathArcTo(c, r * 0.8f, -1.5708f, 1.5708f, 16);
        draw->PathFillConvex(colour);
    }
};

} // namespace

void draw_icon(ImDrawList* draw, Icon icon, ImVec2 centre, float size, ImU32 colour) {
    const Pen p{draw, centre, size / 2, colour};
    switch (icon) {
    case Icon::none: break;
    case Icon::home:
        p.bar(-0.75f, 0.28f);
        p.triangle(0.2f, 0.6f, -1);
        break;
    case Icon::end:
        p.bar(0.75f, 0.28f);
        p.triangle(-0.2f, 0.6f, 1);
        break;
    case Icon::back: p.triangle(-0.1f, 0.7f, -1); break;
    case Icon::step: p.triangle(0.1f, 0.7f, 1); break;
    case Icon::back_lesson:
        p.triangle(-0.5f, 0.5f, -1);
        p.triangle(0.5f, 0.5f, -1);
        break;
    case Icon::step_lesson:
        p.triangle(-0.5f, 0.5f, 1);
        p.triangle(0.5f, 0.5f, 1);
        break;
    case Icon::over: p.bow(); break;
    case Icon::out:
        p.stroke(0, 0.8f, 0, -0.4f);
        draw->AddTriangleFilled(p.at(-0.55f, -0.2f), p.at(0, -0.95f), p.at(0.55f, -0.2f), colour);
        break;
    case Icon::play: p.triangle(0.1f, 0.75f, 1); break;
    case Icon::pause:
        p.bar(-0.4f, 0.45f);
        p.bar(0.4f, 0.45f);
        break;
    case Icon::theme: p.half_moon(); break;
    case Icon::larger:
        p.stroke(-0.7f, 0, 0.7f, 0);
        p.stroke(0, -0.7f, 0, 0.7f);
        break;
    case Icon::smaller: p.stroke(-0.7f, 0, 0.7f, 0); break;
    case Icon::close:
        p.stroke(-0.6f, -0.6f, 0.6f, 0.6f);
        p.stroke(-0.6f, 0.6f, 0.6f, -0.6f);
        break;
    }
}

} // namespace lazymmu::gui
