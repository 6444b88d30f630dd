// The lanes of the timeline: drawing only. timeline.cpp has the panel, zoom and mouse.
#pragma once

#include "app/gui/ui/ui.h"

namespace lazymmu::gui {

// From positions to the screen and back.
class TimeAxis {
  public:
    TimeAxis(const Ui& ui, ImVec2 at, ImVec2 size);

    float x(double p) const {
        return left + static_cast<float>((p - view_.first) / view_.shown) * (right - left);
    }
    double position(float x) const {
        return view_.first + static_cast<double>((x - left) / (right - left)) * view_.shown;
    }
    double shown() const { return view_.shown; }
    double first() const { return view_.first; }

    float left, right; // of the lanes, past their names

  private:
    const TimelineView& view_; // it may be zoomed meanwhile
};

void draw_lanes(const Ui& ui, ImVec2 at, const TimeAxis& axis);
float lanes_height(const Ui& ui);

} // namespace lazymmu::gui
