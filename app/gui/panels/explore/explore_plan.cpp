// What to explore: program, machine, bounds; and which invariants count. A search that runs keeps
// the plan that it was started with.
#include "app/core/tell/numbers.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "app/gui/views/explore_view.h"
#include "arch/arch.h"
#include "engine/arch_ops.h"

#include "imgui_internal.h"

#include <algorithm>
#include <iterator>

namespace lazymmu::gui {
namespace {

void space(const Ui& ui, float height) { ImGui::Dummy(ui.px(0, height)); }

void heading(const Ui& ui, const char* words) {
    space(ui, 8);
    text(ui.fonts.bold, font_tiny, ui.theme.dim, words);
    space(ui, 1);
}

// A box with a tick, its title, and what it means under it. True if it was pressed.
bool check_row(const Ui& ui, const char* label, const std::string& title, const char* doc, bool on,
               ImU32 ink) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, left = ui.px(27), box = ui.px(16);
    const float line = text_size(ui, ui.fonts.ui, font_small, "x").y;
    const float room = width - left - ui.px(4);
    const ImVec2 words = ui.fonts.ui->CalcTextSizeA(ui.px(font_tiny), FLT_MAX, room, doc);
    const float high = ui.px(5) + line + ui.px(1) + words.y + ui.px(6);
    const bool pressed =
        ImGui::InvisibleButton(label, ImVec2(width, high), ImGuiButtonFlags_EnableNav);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (ImGui::IsItemHovered())
        draw->AddRectFilled(at, ImVec2(at.x + width, at.y + high), fade(ui.theme.text, 0.05f),
                            ui.px(5));
    const ImVec2 a(at.x + ui.px(4), at.y + ui.px(5)), b(a.x + box, a.y + box);
    draw->AddRectFilled(a, b, on ? ui.theme.accent : ui.theme.raised, ui.px(4));
    if (!on) draw->AddRect(a, b, ui.theme.line, ui.px(4), 0, ui.px(1));
    if (on) {
        const ImVec2 tick[] = {{a.x + box * 0.22f, a.y + box * 0.52f},
                               {a.x + box * 0.43f, a.y + box * 0.73f},
                               {a.x + box * 0.80f, a.y + box * 0.28f}};
        draw->AddPolyline(tick, 3, ui.theme.on_accent, 0, ui.px(2));
    }
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(at.x + left, at.y + ui.px(5)), ink, title, room);
    draw->AddText(ui.fonts.ui, ui.px(font_tiny), ImVec2(at.x + left, at.y + ui.px(6) + line),
                  ui.theme.dim, doc, nullptr, room);
    return pressed;
}

// "Interrupts  − 1 +": the labels of the two are "Fewer <what>" and "More <what>".
int stepper(const Ui& ui, const char* title, const char* what, const std::string& value,
            const char* help, bool down, bool up) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, high = ui.px(small_button_height);
    const float line = text_size(ui, ui.fonts.ui, font_small, "x").y, y = at.y + (high - line) / 2;
    ButtonLook less{.icon = Icon::smaller, .text = "", .enabled = down, .small = true};
    ButtonLook more{.icon = Icon::larger, .text = "", .enabled = up, .small = true};
    const float each = button_width(ui, "x", less), middle = ui.px(92);
    draw_text(ui, ui.fonts.ui, font_small, ImVec2(at.x, y), ui.theme.text, title);
    ImGui::Dummy(ImVec2(std::max(width - 2 * each - middle, 1.f), high));
    tip(ui, help);
    int change = 0;
    const float right = at.x + width;
    ImGui::SetCursorScreenPos(ImVec2(right - 2 * each - middle, at.y));
    if (button(ui, (std::string("Fewer ") + what).c_str(), less)) change = -1;
    const ImVec2 words = text_size(ui, ui.fonts.bold, font_small, value);
    draw_text(ui, ui.fonts.bold, font_small,
              ImVec2(right - each - middle + (middle - words.x) / 2, y), ui.theme.text, value);
    ImGui::SetCursorScreenPos(ImVec2(right - each, at.y));
    if (button(ui, (std::string("More ") + what).c_str(), more)) change = 1;
    move_cursor(ImVec2(at.x, at.y + high + ui.px(5)));
    return change;
}

bool count_stepper(const Ui& ui, const char* title, const char* what, std::optional<u8>& said,
                   u8 low, u8 high, const char* help) {
    const u8 value = said.value_or(low);
    const int change =
        stepper(ui, title, what, std::to_string(value), help, value > low, value < high);
    said = static_cast<u8>(value + change);
    return change != 0;
}

template <size_t n>
void list_stepper(const Ui& ui, const char* title, const char* what, u64& value,
                  const u64 (&list)[n], std::string (*shown)(u64), const char* help) {
    const auto at = std::find(std::begin(list), std::end(list), value) - std::begin(list);
    const int change = stepper(ui, title, what, shown(value), help, at > 0,
                               at + 1 < static_cast<std::ptrdiff_t>(n));
    if (change) value = list[static_cast<size_t>(at + change)];
}

std::string states_text(u64 n) { return n ? grouped(n) : "any number"; }
std::string bytes_text(u64 n) {
    return n < u64{1} << 30 ? std::to_string(n >> 20) + " MiB" : std::to_string(n >> 30) + " GiB";
}

constexpr u64 state_bounds[] = {1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 0};
constexpr u64 memory_bounds[] = {u64{16} << 20,  u64{64} << 20, u64{128} << 20, u64{256} << 20,
                                 u64{512} << 20, u64{1} << 30,  u64{2} << 30};
constexpr u64 small_memory_bounds[] = {u64{16} << 20, u64{64} << 20, u64{128} << 20, u64{256} << 20,
                                       u64{512} << 20};

// Lessons by the course's sections: the exhibits, which are made to be explored, or the others.
void list_programs(const Ui& ui, bool exhibits) {
    ExploreView& x = ui.explore;
    const auto& entries = ui.session.library().entries;
    std::string section;
    for (size_t i = 0; i < entries.size(); i++) {
        const Lesson& lesson = *entries[i].lesson;
        if (lesson.explore.present != exhibits) continue;
        if (entries[i].section != section) heading(ui, entries[i].section.c_str());
        section = entries[i].section;
        const std::string label = lesson.title + "##" + lesson.id;
        if (list_row(ui, label.c_str(), x.exhibit == static_cast<int>(i)))
            x.take(ui.session, static_cast<int>(i));
    }
}

void program(const Ui& ui) {
    ExploreView& x = ui.explore;
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
    const WithFont with(ui.fonts.ui, font_small);
    [[maybe_unused]] const ImGuiID id = ImGui::GetID("##Program");
    [[maybe_unused]] ImGuiContext& g = *ImGui::GetCurrentContext();
    const bool listed =
        ImGui::BeginCombo("##Program", x.plan.title.c_str(), ImGuiComboFlags_HeightLarge);
    // Dear ImGui itself does not tell tests that this is here
    IMGUI_TEST_ENGINE_ITEM_INFO(id, "Program", ImGuiItemStatusFlags_Openable);
    if (listed) {
        if (ui.session.is_open()) {
            const Document& d = ui.session.document();
            const std::string open = "Open now: " + (d.lesson ? d.lesson->title : d.name);
            if (list_row(ui, (open + "##open").c_str(), x.exhibit < 0)) x.take(ui.session, -1);
        }
        list_programs(ui, true);
        list_programs(ui, false);
        ImGui::EndCombo();
    }
}

// As many in a row as fit.
void next_in_row(const Ui& ui, float right, float width, bool first) {
    if (first) return;
    if (ImGui::GetItemRectMax().x + ui.px(2) + width <= right) ImGui::SameLine(0, ui.px(2));
}

bool machine(const Ui& ui) {
    MachineSpec& plan = ui.explore.plan.machine;
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    bool changed = false;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.px(2, 3));
    const auto archs = real_archs();
    for (const Arch* a : archs) {
        ButtonLook look;
        look.text = a->title;
        look.chosen = plan.arch == a;
        next_in_row(ui, right, button_width(ui, a->name, look), a == archs.front());
        if (!button(ui, a->name, look)) continue;
        plan.arch = a;
        changed = true;
    }
    for (int k = 0; k < kernel_count; k++) {
        const Kernel kernel = static_cast<Kernel>(k);
        ButtonLook look;
        look.chosen = plan.kernel == kernel;
        next_in_row(ui, right, button_width(ui, kernel_name(kernel), look), k == 0);
        if (!button(ui, kernel_name(kernel), look)) continue;
        plan.kernel = kernel;
        changed = true;
    }
    ImGui::PopStyleVar();
    return changed;
}

constexpr const char* patch_docs[patch_count] = {
    "The switch hooks leave and enter the mode by a thread flag again.",
    "The switch hooks pause and resume instead. It was withdrawn.",
    "Entering and leaving twice is tolerated: what v7.1 does.",
};

// The fixes that were on the table, where they apply.
bool patches(const Ui& ui) {
    MachineSpec& plan = ui.explore.plan.machine;
    const u8 usable = usable_patches(plan);
    bool changed = false;
    if (usable) heading(ui, "Patches on top");
    for (int i = 0; i < patch_count; i++) {
        const u8 bit = static_cast<u8>(1 << i), on = plan.patches.value_or(0);
        if (!(usable & bit) ||
            !check_row(ui, patch_name(i), patch_name(i), patch_docs[i], on & bit, ui.theme.text))
            continue;
        plan.patches = static_cast<u8>(on ^ bit);
        changed = true;
    }
    const auto pauses = plan.arch->switch_pauses;
    if (!pauses || !pauses(config_of(plan))) return changed;
    heading(ui, "Tasks");
    if (check_row(ui, "Switched out before", "start as switched out before",
                  "Their pause_count starts at 1, as the switch hooks left it; freshly forked ones "
                  "start at 0.",
                  plan.task_init_pause.value_or(0) != 0, ui.theme.text)) {
        plan.task_init_pause = plan.task_init_pause.value_or(0) ? u8{0} : u8{1};
        changed = true;
    }
    return changed;
}

// What the architecture is configured with, or takes for granted, where it is on or off.
bool options(const Ui& ui) {
    MachineSpec& plan = ui.explore.plan.machine;
    bool changed = false, first = true;
    for (const OptionSpec& spec : plan.arch->options) {
        if (spec.max != 1) continue;
        if (first) heading(ui, "Configuration");
        first = false;
        const bool on = option_value(plan, spec) != 0;
        if (!check_row(ui, spec.name, spec.name, spec.doc, on, ui.theme.text)) continue;
        plan.set(spec.name, on ? 0 : 1);
        changed = true;
    }
    return changed;
}

// A script of one task can be explored with several that all run it.
bool tasks(const Ui& ui) {
    ExploreView& x = ui.explore;
    const bool good = x.machine.machine.setup != nullptr;
    const int now = good ? x.machine.machine.config().tasks : x.plan.tasks;
    if (!now) return false;
    const bool free = x.machine.repeatable;
    const int change = stepper(ui, "Tasks", "tasks", std::to_string(now),
                               free ? "That all run this program, each for itself."
                                    : "The program says itself which tasks there are.",
                               free && now > 1, free && now < limits::tasks);
    if (change) x.plan.tasks = static_cast<u8>(now + change);
    return change != 0;
}

bool bounds(const Ui& ui) {
    constexpr u8 most = limits::explore_events;
    ExploreView& x = ui.explore;
    ExplorePlan& plan = x.plan;
    bool changed = false;
    changed |= tasks(ui);
    changed |= count_stepper(ui, "CPUs", "CPUs", plan.machine.cpus, 1, limits::cpus,
                             "Of the machine that the tasks run on.");
    changed |=
        count_stepper(ui, "Interrupts", "interrupts", plan.machine.irqs, 0, most,
                      "That may arrive in one schedule, at any line where they are enabled.");
    if (x.machine.added_handler)
        wrapped(ui.fonts.ui, font_tiny, ui.theme.dim,
                "This program has no handler of its own: one with a short section is added.");
    changed |=
        count_stepper(ui, "Migrations", "migrations", plan.machine.migrations, 0, most,
                      "That may happen in one schedule: a task that waits moves to another CPU.");
    if (plan.machine.migrations.value_or(0) && plan.machine.cpus == 1)
        wrapped(ui.fonts.ui, font_tiny, ui.theme.pending,
                "There is one CPU: no task can move to another.");
    list_stepper(ui, "States", "states", plan.max_states, state_bounds, states_text,
                 "When that many were seen, the search ends without a verdict.");
    const char* memory = "When the search holds that much, it ends without a verdict.";
    if (sizeof(void*) == 4)
        list_stepper(ui, "Memory", "memory", plan.max_bytes, small_memory_bounds, bytes_text,
                     memory);
    else
        list_stepper(ui, "Memory", "memory", plan.max_bytes, memory_bounds, bytes_text, memory);
    return changed;
}

const char* severity_words(Severity severity) {
    switch (severity) {
    case Severity::slow: return " (slow, not wrong)";
    case Severity::risky: return " (risky, not always wrong)";
    default: return "";
    }
}

} // namespace

void draw_explore_plan(const Ui& ui) {
    ExploreView& x = ui.explore;
    space(ui, 1);
    program(ui);
    heading(ui, "Architecture and kernel");
    bool changed = machine(ui);
    changed |= patches(ui);
    heading(ui, "Bounds");
    changed |= bounds(ui);
    changed |= options(ui);
    if (changed) x.settle();
    for (const Issue& issue : x.machine.errors)
        wrapped(ui.fonts.ui, font_small, ui.theme.danger, issue.text());
}

void draw_explore_promises(const Ui& ui) {
    u32& chosen = ui.explore.plan.invariants;
    heading(ui, "A schedule that breaks one of these ends the search");
    for (int i = 0; i < invariant_count; i++) {
        const InvariantInfo& info = invariant_info(static_cast<Invariant>(i));
        std::string title = std::string(info.title) + severity_words(info.severity);
        if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
        const u32 bit = 1u << i;
        if (check_row(ui, info.name, title, info.doc, chosen & bit, ui.theme.text)) chosen ^= bit;
    }
    const std::string& inside = ui.explore.plan.inside;
    if (!inside.empty())
        wrapped(ui.fonts.ui, font_tiny, ui.theme.dim,
                "This program asks that only what breaks inside " + inside + "() counts.");
    if (!chosen)
        wrapped(ui.fonts.ui, font_small, ui.theme.pending, "Choose at least one to start.");
}

} // namespace lazymmu::gui
