// The counters of every task. What differs from the moment before shows both values.
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/diff.h"
#include "app/gui/ui/reference.h"
#include "app/gui/ui/widgets.h"
#include "engine/kernel/lazy_mmu.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 46;

struct Cell {
    const char* label;
    i64 old_value, value;
    const char* help;
    bool exists = true;
    i64 pinned = 0;
};

void cell(const Ui& ui, const Cell& c, ImVec2 at, float width) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const bool changed = c.exists && c.value != c.old_value;
    char b[48];
    if (!c.exists)
        std::snprintf(b, sizeof b, "—");
    else if (changed)
        std::snprintf(b, sizeof b, "%lld → %lld", static_cast<long long>(c.old_value),
                      static_cast<long long>(c.value));
    else
        std::snprintf(b, sizeof b, "%lld", static_cast<long long>(c.value));
    const float size = changed ? 16.f : 18.f;
    ImFont* font = changed ? ui.fonts.bold : ui.fonts.ui;
    const ImVec2 words = text_size(ui, font, size, b);
    if (changed)
        draw->AddRectFilled(ImVec2(at.x - ui.px(6), at.y),
                            ImVec2(at.x + words.x + ui.px(6), at.y + ui.px(24)),
                            fade(ui.theme.changed, ui.theme.tint), ui.px(5));
    const bool quiet = !c.exists || (c.value == 0 && !changed);
    draw_text(ui, font, size, ImVec2(at.x, at.y + (ui.px(24) - words.y) / 2),
              changed ? ui.theme.changed
              : quiet ? ui.theme.faint
                      : ui.theme.text,
              b, width + ui.px(4));
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x, at.y + ui.px(25)),
              quiet ? ui.theme.faint : ui.theme.dim, c.label, width - ui.px(4));
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(width, ui.px(row_height - 6)));
    const bool differs = c.exists && c.pinned != c.value;
    if (differs) draw_pin_sign(ui, ImVec2(at.x + words.x + ui.px(6), at.y));
    tip(ui, differs ? c.help + ("\n" + pin_words(ui, std::to_string(c.pinned))) : c.help);
}

void mode_chip(const Ui& ui, const TaskState& t, bool counters, bool lazy, bool runs) {
    if (t.status == TaskStatus::exited)
        chip(ui, ui.theme.faint, "ended");
    else if (t.irq_depth > 0)
        chip(ui, ui.theme.irq, "in interrupt");
    else if (counters ? task_lazy_mmu_mode_active(t) : runs && lazy)
        chip(ui, ui.theme.section, "lazy", true);
    else if (counters && t.enable_count > 0 && t.pause_count > 0)
        chip(ui, ui.theme.paused, "paused");
    else
        chip(ui, ui.theme.faint, counters || runs ? "not lazy" : "waits");
}

void task_row(const Ui& ui, TaskId id, float width) {
    const Session& s = ui.session;
    const TaskState& now = s.machine().view().task(id);
    const TaskState& old = s.before().view().task(id);
    const Machine* pin = pinned_machine(ui);
    const bool known = pin && index(id) < pin->config().tasks;
    const TaskState& then = known ? pin->view().task(id) : now; // without a pin nothing differs
    const Config& config = s.machine().config();
    const bool counters = has_generic_layer(config.kernel);
    const bool runs = s.machine().view().current(static_cast<CpuId>(now.cpu)) == id;
    const bool lazy = s.arch().is_lazy(config, s.machine().view(), static_cast<CpuId>(now.cpu), id);
    const ImVec2 at = ImGui::GetCursorScreenPos();

    const std::string reference = std::string("task.") + task_letter(id);
    draw_row_marks(ui, reference, ImVec2(at.x - ui.px(6), at.y - ui.px(2)),
                   ImVec2(at.x + width, at.y + ui.px(row_height - 4)), ui.px(6));
    char name[24], place[40];
    std::snprintf(name, sizeof name, "%s%c", runs ? "▶ " : "", task_letter(id));
    std::snprintf(place, sizeof place, "CPU %u · %s", now.cpu, mm_name(static_cast<MmId>(now.mm)));
    draw_text(ui, ui.fonts.bold, 17, ImVec2(at.x, at.y + ui.px(2)),
              runs ? ui.theme.text : ui.theme.dim, name);
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x, at.y + ui.px(25)), ui.theme.dim, place);

    constexpr const char* since = "The two counters exist from v7.0 on: this kernel has none.";
    const Cell cells[] = {
        {"enable_count", old.enable_count, now.enable_count,
         counters ? "How many sections are open: enable() minus disable()." : since, counters,
         then.enable_count},
        {"pause_count", old.pause_count, now.pause_count,
         counters ? "How many pauses are open. While it is not 0, nothing is delayed." : since,
         counters, then.pause_count},
        {"preempt", old.preempt_depth, now.preempt_depth,
         "The preempt_disable() depth in preempt_count: not 0 means that this task keeps its CPU.",
         true, then.preempt_depth},
        {"in irq", old.irq_depth, now.irq_depth,
         "Hard interrupts that this task is in. The four calls do nothing there.", true,
         then.irq_depth},
    };
    // as wide as their labels, and what is left over between them
    constexpr float widths[] = {74, 69, 50, 34}, all = 74 + 69 + 50 + 34;
    const float right = ui.px(78), left = width < ui.px(88 + all) + right ? ui.px(74) : ui.px(88);
    const float room = std::max(width - left - right, ui.px(120));
    float x = at.x + left;
    for (int i = 0; i < 4; i++) {
        const float each = room * widths[i] / all;
        if (i < 2 && is_lit(ui, reference + "." + cells[i].label))
            draw_light(ui, ImVec2(x - ui.px(8), at.y - ui.px(2)),
                       ImVec2(x + each - ui.px(4), at.y + ui.px(row_height - 4)), ui.px(6));
        cell(ui, cells[i], ImVec2(x, at.y), each);
        x += each;
    }
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - right + ui.px(4), at.y + ui.px(8)));
    mode_chip(ui, now, counters, lazy, runs);
    move_cursor(ImVec2(at.x, at.y + ui.px(row_height)));
}

} // namespace

float counters_height(const Ui& ui) {
    const int tasks = ui.session.is_open() ? ui.session.machine().config().tasks : 1;
    return ui.px(18 + 6 + 18 + row_height * static_cast<float>(std::min(tasks, 3)));
}

void draw_counters(const Ui& ui, ImVec2 size) {
    const Session& s = ui.session;
    if (begin_panel(ui, "Counters", size, "per task", "counters")) {
        ImGui::BeginChild("tasks");
        if (s.is_open()) {
            ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
            const float width = ImGui::GetContentRegionAvail().x;
            for (int t = 0; t < s.machine().config().tasks; t++)
                task_row(ui, static_cast<TaskId>(t), width);
            ImGui::PopStyleVar();
        } else {
            empty_note(ui, "Each task's counters appear here.");
        }
        ImGui::EndChild();
    }
    end_panel();
}

} // namespace lazymmu::gui
