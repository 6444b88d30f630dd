// What is delayed. Drawn generically from the architecture's BatchView, in one of three ways: a
// grid of slots; calls that are made together, with their parts; or a flag and what it stands for.
// Slots that were emptied by the last move are shown once more, as leaving.
#include "app/core/tell/event_text.h"
#include "app/core/tell/machine_text.h"
#include "app/gui/panels/machine/slots.h"
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/diff.h"
#include "app/gui/panels/run/origin.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace lazymmu::gui {
namespace {

// Presentational hints, by what the architecture calls things.
struct BarHint {
    const char* field; // a field that fills up
    int capacity;
    const char* label;
};
constexpr BarHint bars[] = {{"argidx", 512, "argument bytes"}};
constexpr const char* grouped_batches[] = {"multicall buffer"};

bool is_grouped(const BatchView& b) {
    for (const char* name : grouped_batches)
        if (std::strcmp(b.name, name) == 0) return true;
    return false;
}

// What a batch is compared with: a moment before, and the pinned moment.
struct Others {
    BatchView old, pinned; // without a pin: as it is
};

void ask_slot(const Ui& ui, const BatchSlot& slot, CpuId cpu) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (slot.mm != MmId::none && ImGui::IsMouseReleased(ImGuiMouseButton_Left))
        ask_origin(ui, {Subject::batch, slot.mm, slot.va, cpu, 0, 0});
}

// The slot under the mouse.
void hover_slot(const Ui& ui, size_t i, const BatchView& now, const Others& others, CpuId cpu) {
    const BatchView& old = others.old;
    const std::string pinned =
        slot_differs(i, now, others.pinned) ? "\nThis differs from the pinned moment." : "";
    if (i < now.slots.size()) {
        tip(ui,
            slot_help(ui, now.slots[i], i, false) + pinned + "\nPress to see how it came to be.");
        ask_slot(ui, now.slots[i], cpu);
    } else if (i < old.slots.size()) {
        tip(ui, slot_help(ui, old.slots[i], i, true) + pinned);
    }
}

void grid(const Ui& ui, const BatchView& now, const Others& others, CpuId cpu) {
    const size_t n = static_cast<size_t>(std::clamp(now.capacity, 1, 4096));
    ImGui::Dummy(ui.px(0, 1));
    ImGui::Indent(ui.px(2));
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float space = ui.px(2.5f);
    // the largest cell with which all slots fit; rows of 8, 16, 24 ... are easier to count
    size_t columns = 8;
    float cell = 0;
    for (size_t c = 8; c <= 64; c += 8) {
        const size_t rows = (n + c - 1) / c;
        const float w = room.x / static_cast<float>(c) - space;
        const float h = room.y / static_cast<float>(rows) - space;
        const float fits = std::min({w, h, ui.px(20)});
        if (fits > cell + 0.01f) {
            cell = fits;
            columns = c;
        }
    }
    cell = std::max(std::floor(cell), ui.px(3));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const size_t rows = (n + columns - 1) / columns;
    const float pitch = cell + space;
    ImGui::Dummy(ImVec2(pitch * static_cast<float>(columns), pitch * static_cast<float>(rows)));
    const bool hovered = ImGui::IsItemHovered();
    for (size_t i = 0; i < n; i++) {
        const ImVec2 p(at.x + pitch * static_cast<float>(i % columns),
                       at.y + pitch * static_cast<float>(i / columns));
        draw_slot(ui, p, cell, kind_of(i, now, others.old));
        if (slot_differs(i, now, others.pinned)) draw_pin_sign(ui, ImVec2(p.x + cell, p.y));
        if (hovered && mouse.x >= p.x && mouse.x < p.x + pitch && mouse.y >= p.y &&
            mouse.y < p.y + pitch)
            hover_slot(ui, i, now, others, cpu);
    }
    ImGui::Unindent(ui.px(2));
}

// One row a call: its number, what it does, and a square for each part of it.
void group_row(const Ui& ui, const BatchView& view, size_t first, size_t last, const Others& others,
               bool left, CpuId cpu) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ui.px(22);
    const BatchSlot& slot = view.slots[first];
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->AddRectFilled(at, ImVec2(at.x + width, at.y + h), ui.theme.raised, ui.px(4));
    char number[12], label[64];
    std::snprintf(number, sizeof number, "%u", slot.group);
    std::snprintf(label, sizeof label, "%s ×%zu", slot.kind, last - first);
    const float y = at.y + ui.px(3);
    draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x + ui.px(7), y + ui.px(1)), ui.theme.faint,
              number);
    draw_text(ui, ui.fonts.code, font_small, ImVec2(at.x + ui.px(28), y),
              left ? ui.theme.landed : ui.theme.text, label);
    const float x0 = at.x + ui.px(160), cell = ui.px(12);
    const float room = at.x + width - x0 - ui.px(6);
    const float pitch = std::min(cell + ui.px(3), room / static_cast<float>(last - first));
    ImGui::Dummy(ImVec2(width, h));
    const bool hovered = ImGui::IsItemHovered();
    for (size_t i = first; i < last; i++) {
        const float x = x0 + pitch * static_cast<float>(i - first);
        draw_slot(ui, ImVec2(x, at.y + (h - cell) / 2), std::min(cell, pitch),
                  left ? Slot::left : kind_of(i, view, others.old));
        if (!left && slot_differs(i, view, others.pinned))
            draw_pin_sign(ui, ImVec2(x + std::min(cell, pitch), at.y + (h - cell) / 2));
        if (hovered && ImGui::GetIO().MousePos.x >= x && ImGui::GetIO().MousePos.x < x + pitch) {
            tip(ui, slot_help(ui, view.slots[i], i - first, left));
            if (!left) ask_slot(ui, view.slots[i], cpu);
        }
    }
}

void groups(const Ui& ui, const BatchView& now, const Others& others, CpuId cpu) {
    const BatchView& old = others.old;
    const bool left = now.slots.empty() && !old.slots.empty();
    const BatchView& view = left ? old : now;
    for (size_t first = 0; first < view.slots.size();) {
        size_t last = first + 1;
        while (last < view.slots.size() && view.slots[last].group == view.slots[first].group)
            last++;
        group_row(ui, view, first, last, others, left, cpu);
        first = last;
    }
    if (view.slots.empty())
        empty_note(ui, "The buffer is empty. Inside a section, updates gather here until one "
                       "hypercall carries them all.");
}

void flag(const Ui& ui, const BatchView& now, const Others& others, CpuId cpu) {
    const BatchView& old = others.old;
    ImVec2 at = ImGui::GetCursorScreenPos();
    at.x += ui.px(2); // room for the frame around a fresh slot
    const float size = ui.px(22);
    const Slot kind =
        now.used ? (old.used ? Slot::kept : Slot::fresh) : (old.used ? Slot::left : Slot::empty);
    draw_slot(ui, at, size, kind);
    if (now.used != others.pinned.used) draw_pin_sign(ui, ImVec2(at.x + size, at.y));
    const char* words = now.used   ? "set: a barrier is owed"
                        : old.used ? "was cleared: the barriers ran"
                                   : "clear: nothing is owed";
    draw_text(ui, ui.fonts.ui, font_normal, ImVec2(at.x + size + ui.px(10), at.y + ui.px(2)),
              now.used   ? ui.theme.pending
              : old.used ? ui.theme.landed
                         : ui.theme.faint,
              words);
    ImGui::Dummy(ImVec2(0, size + ui.px(4)));
    const bool left = now.slots.empty() && !old.slots.empty();
    const BatchView& view = left ? old : now;
    if (view.slots.empty()) return;
    wrapped(ui.fonts.ui, font_tiny, ui.theme.dim,
            left ? "stores that have just become visible"
                 : "stores that walkers or this CPU may not see yet");
    ImGui::BeginChild("stores");
    for (size_t i = 0; i < view.slots.size(); i++) {
        const BatchSlot& slot = view.slots[i];
        const ImVec2 p = ImGui::GetCursorScreenPos();
        draw_slot(ui, ImVec2(p.x + ui.px(2), p.y + ui.px(3)), ui.px(11),
                  left ? Slot::left : kind_of(i, now, old));
        if (!left && slot_differs(i, now, others.pinned))
            draw_pin_sign(ui, ImVec2(p.x + ui.px(13), p.y + ui.px(3)));
        const std::string line =
            hex_text(slot.va) + " → " + pte_text(ui.session.machine().config(), slot.value);
        const float width = ImGui::GetContentRegionAvail().x;
        const float note = text_size(ui, ui.fonts.ui, font_tiny, slot.kind).x + ui.px(6);
        draw_text(ui, ui.fonts.code, font_small, ImVec2(p.x + ui.px(20), p.y), ui.theme.text, line,
                  width - note - ui.px(24));
        draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(p.x + width - note, p.y + ui.px(2)),
                  ui.theme.dim, slot.kind);
        ImGui::Dummy(ImVec2(width, ui.px(18)));
        if (!left && ImGui::IsItemHovered()) ask_slot(ui, slot, cpu);
    }
    ImGui::EndChild();
}

void bar(const Ui& ui, const BarHint& hint, i64 value) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = std::min(ImGui::GetContentRegionAvail().x, ui.px(420));
    char b[64];
    std::snprintf(b, sizeof b, "%lld of %d %s", static_cast<long long>(value), hint.capacity,
                  hint.label);
    const float part =
        std::clamp(static_cast<float>(value) / static_cast<float>(hint.capacity), 0.f, 1.f);
    const float h = ui.px(6), y = at.y + ui.px(6), words = ui.px(150);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->AddRectFilled(ImVec2(at.x, y), ImVec2(at.x + width - words, y + h), ui.theme.raised,
                        h / 2);
    if (part > 0)
        draw->AddRectFilled(ImVec2(at.x, y),
                            ImVec2(at.x + std::max((width - words) * part, h), y + h),
                            ui.theme.pending, h / 2);
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + width - words + ui.px(10), at.y + ui.px(1)),
              ui.theme.dim, b);
    ImGui::Dummy(ImVec2(width, ui.px(20)));
}

void fields(const Ui& ui, const BatchView& now, const BatchView& old) {
    bool first = true;
    for (size_t i = 0; i < now.fields.size(); i++) {
        const Field& f = now.fields[i];
        const bool changed =
            i < old.fields.size() && old.fields[i].name == f.name && old.fields[i].text != f.text;
        const std::string label =
            f.name + (changed ? " " + old.fields[i].text + " → " : " = ") + f.text;
        const float wide = text_size(ui, ui.fonts.code, font_tiny, label).x + ui.px(12);
        if (!first && ImGui::GetItemRectMax().x + wide + ui.px(8) <
                          ImGui::GetWindowPos().x + ImGui::GetWindowWidth() - ui.px(12))
            ImGui::SameLine(0, ui.px(14));
        first = false;
        text(ui.fonts.code, font_tiny, changed ? ui.theme.changed : ui.theme.dim, label);
    }
}

void one_batch(const Ui& ui, const char* head, CpuId cpu, TaskId task, float height) {
    const Session& s = ui.session;
    const BatchView now = batch_of(s.machine(), cpu, task);
    const Machine* pin = pinned_machine(ui);
    const bool per_cpu = s.arch().batch_per_cpu;
    const bool known =
        pin && index(cpu) < pin->config().cpus && (per_cpu || index(task) < pin->config().tasks);
    const TaskId then = known && per_cpu ? pin->view().current(cpu) : task;
    const Others others = {batch_of(s.before(), cpu, task),
                           known ? batch_of(*pin, cpu, then) : now};
    const BatchView& old = others.old;
    ImGui::BeginChild(head, ImVec2(0, height));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    char count[48];
    std::snprintf(count, sizeof count, "%d of %d", now.used, now.capacity);
    const float wide = text_size(ui, ui.fonts.bold, font_normal, count).x;
    draw_text(ui, ui.fonts.code, font_small, ImVec2(at.x, at.y + ui.px(2)), ui.theme.text,
              now.name);
    const float left = text_size(ui, ui.fonts.code, font_small, now.name).x;
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + left + ui.px(10), at.y + ui.px(3)),
              ui.theme.dim, head, width - left - wide - ui.px(20));
    draw_text(ui, ui.fonts.bold, font_normal, ImVec2(at.x + width - wide, at.y),
              now.used ? ui.theme.pending : ui.theme.faint, count);
    ImGui::Dummy(ImVec2(width, ui.px(20)));
    const bool one = now.capacity <= 1;
    if (!one) fields(ui, now, old);
    for (const BarHint& hint : bars)
        for (const Field& f : now.fields)
            if (f.name == hint.field) bar(ui, hint, f.value);
    if (is_grouped(now))
        groups(ui, now, others, cpu);
    else if (one)
        flag(ui, now, others, cpu);
    else
        grid(ui, now, others, cpu);
    ImGui::EndChild();
}

void all_batches(const Ui& ui) {
    const Session& s = ui.session;
    const BatchView sample = batch_of(s.machine(), s.cpu(), s.task());
    if (std::strcmp(sample.owner, "none") == 0) {
        empty_note(ui, std::string("Nothing is delayed here: on this ") + s.arch().title +
                           " configuration the hooks of lazy MMU mode do nothing.");
        return;
    }
    const bool per_task = std::strcmp(sample.owner, "per task") == 0;
    const Config& config = s.machine().config();
    const int n = per_task ? config.tasks : config.cpus;
    const float room = ImGui::GetContentRegionAvail().y;
    const float least = ui.px(per_task ? 58.f : 96.f);
    float others = 0;
    for (int i = 0; i < n; i++) {
        const bool subject = i == (per_task ? index(s.task()) : index(s.cpu()));
        if (!subject) others += std::min(least, room / static_cast<float>(n)) + ui.px(6);
    }
    for (int i = 0; i < n; i++) {
        char head[32];
        if (per_task)
            std::snprintf(head, sizeof head, "task %c", task_letter(static_cast<TaskId>(i)));
        else
            std::snprintf(head, sizeof head, "CPU %d", i);
        const bool subject = i == (per_task ? index(s.task()) : index(s.cpu()));
        const TaskId task =
            per_task ? static_cast<TaskId>(i) : s.machine().view().current(static_cast<CpuId>(i));
        const CpuId cpu =
            per_task ? static_cast<CpuId>(s.machine().view().task(static_cast<TaskId>(i)).cpu)
                     : static_cast<CpuId>(i);
        const float height = n == 1    ? 0
                             : subject ? std::max(room - others, least)
                                       : std::min(least, room / static_cast<float>(n));
        one_batch(ui, head, cpu, task, height);
    }
}

} // namespace

void draw_batch(const Ui& ui, ImVec2 size) {
    const Session& s = ui.session;
    if (begin_panel(ui, "Pending", size,
                    s.is_open() ? std::string("delayed: ") + s.arch().delays : std::string(),
                    "batch")) {
        ImGui::BeginChild("batches");
        if (s.is_open())
            all_batches(ui);
        else
            empty_note(ui, "What is delayed appears here.");
        ImGui::EndChild();
    }
    end_panel();
}

} // namespace lazymmu::gui
