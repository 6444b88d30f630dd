#include "app/gui/panels/run/lanes.h"

#include "app/gui/panels/run/lane_signs.h"
#include "app/gui/ui/marks.h"
#include "app/gui/ui/reference.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lazymmu::gui {
namespace {

constexpr float ruler_height = 20, cpu_height = 40, level_height = 15, task_base = 16, lane_gap = 5;
constexpr float label_width = 62, sign_radius = 4.5f;
constexpr u16 shown_levels = 6; // deeper sections share the top row

float task_height(const Ui& ui, const TaskLane& lane) {
    const float levels = static_cast<float>(std::clamp<u16>(lane.levels, 1, shown_levels));
    return ui.px(task_base + level_height * levels);
}

class Lanes {
  public:
    Lanes(const Ui& ui, ImVec2 at, const TimeAxis& axis)
        : ui_(ui), s_(ui.session), t_(ui.session.told()), axis_(axis), at_(at),
          draw_(ImGui::GetWindowDrawList()), x0_(axis.left), x1_(axis.right),
          signs_(find_signs(s_, axis, first(), last(), ui.px(sign_radius), ui.px(3))) {}

    void draw() {
        float y = at_.y + ui_.px(ruler_height);
        for (size_t c = 0; c < t_.cpus.size(); c++) {
            cpu_lane(c, y);
            y += ui_.px(cpu_height + lane_gap);
        }
        for (size_t t = 0; t < t_.tasks.size(); t++) {
            task_lane(t, y);
            y += task_height(ui_, t_.tasks[t]) + ui_.px(lane_gap);
        }
        future(y);
        untold(y);
        ruler(y);
        broken(y);
        cursor(y);
    }

  private:
    float x(double p) const { return axis_.x(p); }
    u32 first() const { return clamp_position(axis_.first() - 1); }
    u32 last() const { return clamp_position(axis_.first() + axis_.shown() + 1); }
    u32 clamp_position(double p) const {
        return static_cast<u32>(std::clamp(p, 0.0, static_cast<double>(t_.length())));
    }

    void label(float y, float height, const std::string& name, bool strong,
               const std::string& reference) {
        draw_row_marks(ui_, reference, ImVec2(at_.x - ui_.px(4), y), ImVec2(x1_, y + height),
                       ui_.px(4));
        const ImVec2 w = text_size(ui_, ui_.fonts.ui, font_small, name);
        draw_text(ui_, strong ? ui_.fonts.bold : ui_.fonts.ui, font_small,
                  ImVec2(at_.x, y + (height - w.y) / 2), strong ? ui_.theme.text : ui_.theme.dim,
                  name);
    }

    void ground(float y, float height) {
        draw_->AddRectFilled(ImVec2(x0_, y), ImVec2(x1_, y + height),
                             blend(ui_.theme.panel, ui_.theme.raised, 0.45f), ui_.px(4));
    }

    // Calls f(span, left, right) for what is in view; spans may be many.
    template <class F> void each(const std::vector<Span>& spans, F f) {
        const u32 from = first(), to = last();
        float drawn[shown_levels];
        std::fill(drawn, drawn + shown_levels, -1e9f);
        for (const Span& span : spans) {
            if (span.end < from || span.begin > to) continue;
            const float a = std::max(x(span.begin), x0_);
            const float b = std::max(std::min(x(span.end), x1_), a + ui_.px(1));
            float& until = drawn[std::min<u16>(span.level, shown_levels - 1)];
            if (a > x1_ || b <= until) continue; // narrower than what is seen there already
            f(span, a, b);
            until = b;
        }
    }

    void cpu_lane(size_t c, float y) {
        const float h = ui_.px(cpu_height);
        label(y, h, "CPU " + std::to_string(c), index(s_.cpu()) == static_cast<int>(c),
              "cpu." + std::to_string(c));
        ground(y, h);
        pending(c, y, h);
        const float band = ui_.px(14);
        each(t_.cpus[c], [&](const Span& span, float a, float b) {
            const ImU32 colour =
                blend(ui_.theme.raised, ui_.theme.text, span.value % 2 ? .26f : .13f);
            draw_->AddRectFilled(ImVec2(a, y), ImVec2(b - ui_.px(1), y + band), colour, ui_.px(4));
            const char letter[] = {task_letter(static_cast<TaskId>(span.value)), 0};
            if (b - a > ui_.px(16))
                draw_text(ui_, ui_.fonts.bold, font_tiny, ImVec2(a + ui_.px(6), y), ui_.theme.text,
                          letter);
        });
        marks(y + band + (h - band) / 2, signs_.cpus[c], sign_radius);
    }

    // How much is pending on this CPU: an area, as high as the batch is full. Column by column, the
    // most of what falls into it; columns of the same height are drawn as one.
    void pending(size_t c, float y, float h) {
        const float floor = y + h - ui_.px(1), room = h - ui_.px(18);
        float begin = x0_;
        u16 height = 0;
        for (float column = x0_; column <= x1_; column += 1) {
            const u16 now = column + 1 > x1_ ? u16{0} : most_pending(c, column);
            if (now == height && column + 1 <= x1_) continue;
            if (height) {
                const float part = static_cast<float>(height) / static_cast<float>(full());
                const float top = floor - std::max(room * std::min(part, 1.f), ui_.px(2));
                draw_->AddRectFilled(ImVec2(begin, top), ImVec2(column, floor),
                                     fade(ui_.theme.pending, 0.40f));
                draw_->AddRectFilled(ImVec2(begin, top), ImVec2(column, top + ui_.px(1.5f)),
                                     ui_.theme.pending);
            }
            begin = column;
            height = now;
        }
    }

    u16 most_pending(size_t c, float column) const {
        const u32 from = clamp_position(std::floor(axis_.position(column)));
        const u32 to = std::max(from + 1, clamp_position(axis_.position(column + 1)));
        const u32 stride = std::max(1u, (to - from) / 16);
        u16 most = 0;
        for (u32 p = from; p < to && p <= t_.length(); p += stride)
            if (t_.moments[p].cpu == c) most = std::max(most, t_.moments[p].pending);
        return most;
    }

    // The scale of the area: the fullest moment, so that small batches can be seen too.
    u16 full() const { return std::max<u16>(t_.max_pending, 1); }

    void task_lane(size_t t, float y) {
        const TaskLane& lane = t_.tasks[t];
        const float h = task_height(ui_, lane);
        label(y, h, std::string("Task ") + task_letter(static_cast<TaskId>(t)),
              index(s_.task()) == static_cast<int>(t),
              std::string("task.") + task_letter(static_cast<TaskId>(t)));
        ground(y, h);
        const float top = y + ui_.px(3), rows = h - ui_.px(task_base);
        each(lane.sections, [&](const Span& span, float a, float b) {
            const u16 level = std::min<u16>(span.level, shown_levels - 1);
            section(span.level, a, b,
                    top + rows - ui_.px(level_height) * static_cast<float>(level + 1));
        });
        each(lane.pauses, [&](const Span&, float a, float b) { pause(a, b, top, top + rows); });
        each(lane.irqs, [&](const Span&, float a, float b) {
            draw_->AddRectFilled(ImVec2(a, y), ImVec2(b, y + h), fade(ui_.theme.irq, 0.16f));
            draw_->AddRect(ImVec2(a, y), ImVec2(b, y + h), fade(ui_.theme.irq, 0.7f));
        });
        const float strip = y + h - ui_.px(10);
        each(lane.lazy, [&](const Span&, float a, float b) {
            draw_->AddRectFilled(ImVec2(a, strip), ImVec2(b, strip + ui_.px(3)), ui_.theme.section,
                                 ui_.px(1.5f));
        });
        marks(strip + ui_.px(1.5f), signs_.tasks[t], sign_radius * 0.75f);
    }

    void section(u16 level, float a, float b, float y) {
        const float h = ui_.px(level_height - 2);
        const ImU32 colour = blend(ui_.theme.panel, ui_.theme.section,
                                   0.40f + 0.14f * static_cast<float>(level % 4));
        draw_->AddRectFilled(ImVec2(a, y), ImVec2(b - ui_.px(1), y + h), colour, ui_.px(3));
        char depth[8];
        std::snprintf(depth, sizeof depth, "%u", level + 1u);
        if (b - a > ui_.px(14))
            draw_text(ui_, ui_.fonts.bold, font_tiny - 1, ImVec2(a + ui_.px(5), y - ui_.px(0.5f)),
                      ui_.theme.text, depth);
    }

    // A gap with slanted lines: the mode is off here, whatever the nesting.
    void pause(float a, float b, float top, float bottom) {
        draw_->AddRectFilled(ImVec2(a, top), ImVec2(b, bottom), ui_.theme.panel);
        draw_->PushClipRect(ImVec2(a, top), ImVec2(b, bottom), true);
        const float h = bottom - top;
        for (float x = a - h; x < b; x += ui_.px(6))
            draw_->AddLine(ImVec2(x, bottom), ImVec2(x + h, top), fade(ui_.theme.paused, 0.6f),
                           ui_.px(1.2f));
        draw_->PopClipRect();
        draw_->AddRect(ImVec2(a, top), ImVec2(b, bottom), ui_.theme.paused, ui_.px(2));
        if (b - a > ui_.px(48))
            draw_text(ui_, ui_.fonts.bold, font_tiny - 1, ImVec2(a + ui_.px(6), top),
                      ui_.theme.paused, "paused");
    }

    // What is broken is drawn last, over the others.
    void marks(float y, const std::vector<LaneSign> (&signs)[3], float radius) {
        for (const std::vector<LaneSign>& rank : signs)
            for (const LaneSign& sign : rank)
                draw_mark(ui_, s_.timeline().all_events()[sign.event], ImVec2(sign.x, y),
                          ui_.px(radius));
    }

    // A line through all lanes where something is broken, so that it is found at a glance.
    void broken(float bottom) {
        for (const float at : signs_.broken) {
            const float y = at_.y + ui_.px(ruler_height);
            draw_->AddLine(ImVec2(at, y), ImVec2(at, bottom), fade(ui_.theme.danger, 0.55f),
                           ui_.px(1.2f));
            draw_->AddTriangleFilled(ImVec2(at - ui_.px(4.5f), y - ui_.px(8)),
                                     ImVec2(at + ui_.px(4.5f), y - ui_.px(8)), ImVec2(at, y),
                                     ui_.theme.danger);
        }
    }

    // The pinned moment's sign stands on the ruler.
    bool under_pin(float left, float right) const {
        if (!s_.pin_is_in_run()) return false;
        const float pin = x(s_.pin()->position), half = ui_.px(10);
        return left < pin + half && right > pin - half;
    }

    void ruler(float bottom) {
        const double shown = axis_.shown();
        const double room = static_cast<double>((x1_ - x0_) / ui_.px(64));
        double unit = 1;
        while (shown / unit > room) {
            constexpr double factors[] = {2, 2.5, 2};
            unit *= factors[static_cast<int>(std::lround(std::log10(unit) * 3)) % 3];
        }
        unit = std::max(1.0, std::round(unit));
        const std::vector<u32>& ends = s_.document().step_end;
        const float y = at_.y;
        const double begin = std::ceil(axis_.first() / unit) * unit;
        for (double p = begin; p <= axis_.first() + shown && p <= t_.length(); p += unit) {
            char b[16];
            std::snprintf(b, sizeof b, "%.0f", p);
            draw_->AddLine(ImVec2(x(p), y + ui_.px(15)), ImVec2(x(p), y + ui_.px(19)),
                           ui_.theme.faint);
            const float left = x(p) + ui_.px(3);
            const float right = left + text_size(ui_, ui_.fonts.ui, font_tiny - 1, b).x;
            if (right <= x1_ + ui_.px(2) && !under_pin(left, right))
                draw_text(ui_, ui_.fonts.ui, font_tiny - 1, ImVec2(left, y + ui_.px(3)),
                          ui_.theme.faint, b);
        }
        if (ends.size() < 2 || ends.size() > 200) return;
        for (const u32 end : ends) // borders of lesson steps
            if (end <= t_.length() && x(end) >= x0_ && x(end) <= x1_)
                draw_->AddLine(ImVec2(x(end), y + ui_.px(17)), ImVec2(x(end), bottom),
                               fade(ui_.theme.faint, 0.35f));
    }

    void future(float bottom) {
        const float a = std::clamp(x(s_.position()), x0_, x1_);
        draw_->AddRectFilled(ImVec2(a, at_.y + ui_.px(ruler_height)), ImVec2(x1_, bottom),
                             fade(ui_.theme.panel, 0.52f));
    }

    // What comes is not told before the question is answered: slanted lines, and why.
    void untold(float bottom) {
        if (s_.tells_all()) return;
        const float a = std::clamp(x(t_.length()), x0_, x1_), top = at_.y + ui_.px(ruler_height);
        if (x1_ - a < ui_.px(2)) return;
        draw_->PushClipRect(ImVec2(a, top), ImVec2(x1_, bottom), true);
        const float h = bottom - top;
        for (float p = x1_; p > a - h; p -= ui_.px(12))
            draw_->AddLine(ImVec2(p, bottom), ImVec2(p + h, top), fade(ui_.theme.faint, 0.22f),
                           ui_.px(1));
        constexpr std::string_view words = "what comes stays hidden until the question is answered";
        const ImVec2 size = text_size(ui_, ui_.fonts.ui, font_small, words);
        if (x1_ - a > size.x + ui_.px(24)) {
            const ImVec2 c((a + x1_ - size.x) / 2, top + ui_.px(8));
            draw_->AddRectFilled(ImVec2(c.x - ui_.px(6), c.y - ui_.px(2)),
                                 ImVec2(c.x + size.x + ui_.px(6), c.y + size.y + ui_.px(2)),
                                 ui_.theme.panel, ui_.px(4));
            draw_text(ui_, ui_.fonts.ui, font_small, c, ui_.theme.dim, words);
        }
        draw_->PopClipRect();
    }

    void cursor(float bottom) {
        const float at = x(s_.position());
        if (at < x0_ - 1 || at > x1_ + 1) return;
        const float top = at_.y + ui_.px(3);
        draw_->AddLine(ImVec2(at, top), ImVec2(at, bottom), ui_.theme.accent, ui_.px(1.5f));
        draw_->AddTriangleFilled(ImVec2(at - ui_.px(6), top), ImVec2(at + ui_.px(6), top),
                                 ImVec2(at, top + ui_.px(9)), ui_.theme.accent);
    }

    const Ui& ui_;
    const Session& s_;
    const Trace& t_;
    const TimeAxis& axis_;
    ImVec2 at_;
    ImDrawList* draw_;
    float x0_, x1_;
    LaneSigns signs_;
};

} // namespace

TimeAxis::TimeAxis(const Ui& ui, ImVec2 at, ImVec2 size)
    : left(at.x + ui.px(label_width)), right(at.x + size.x - ui.px(8)),
      view_(ui.view.timeline_view) {}

void draw_lanes(const Ui& ui, ImVec2 at, const TimeAxis& axis) { Lanes(ui, at, axis).draw(); }

float lanes_height(const Ui& ui) {
    const Trace& t = ui.session.told();
    float h = ui.px(ruler_height + 6);
    h += ui.px(cpu_height + lane_gap) * static_cast<float>(t.cpus.size());
    for (const TaskLane& lane : t.tasks) h += task_height(ui, lane) + ui.px(lane_gap);
    return h;
}

} // namespace lazymmu::gui
