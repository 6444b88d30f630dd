// The top bar: what fills the window, which architecture, which kernel; sharing, export, theme,
// text size, help.
#include "app/gui/frame/view_command.h"
#include "app/gui/panels/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "arch/arch.h"

#include <algorithm>
#include <vector>

namespace lazymmu::gui {
namespace {

// How the kernels differ, for the tips.
constexpr const char* kernel_hints[] = {
    "Xen keeps a nesting counter of its own",
    "Before the series: callers use the arch calls, sections do not nest",
    "The series \"Nesting support for lazy MMU mode\": two counters per task",
    "Xen tolerates entering and leaving twice",
    "Xen keeps no mode of its own; its switch hooks pause and resume",
    "As v7.2: nothing has changed here since",
};
static_assert(std::size(kernel_hints) == kernel_count);

void arch_buttons(const Ui& ui) {
    const Session& s = ui.session;
    bool first = true;
    for (const Arch* a : real_archs()) {
        if (!first) ImGui::SameLine(0, ui.px(2));
        first = false;
        const bool fits = !s.lesson() || s.lesson()->names_arch(a->name);
        const std::string help = std::string(a->title) + " delays " + a->delays +
                                 (fits ? "" : ".\nThis lesson was not written for it.");
        ButtonLook look;
        look.text = a->title;
        look.chosen = s.is_open() && &s.arch() == a;
        look.faint = !fits;
        look.tip = help.c_str();
        if (button(ui, a->name, look)) ui.commands.push(Command::set_arch, 0, a->name);
    }
}

// The same as a list, where there is little room.
void arch_list(const Ui& ui) {
    const Session& s = ui.session;
    if (!list_button(ui, "Architecture", s.is_open() ? s.arch().name : "machine")) return;
    for (const Arch* a : real_archs())
        if (list_row(ui, a->title, s.is_open() && &s.arch() == a))
            ui.commands.push(Command::set_arch, 0, a->name);
    ImGui::EndPopup();
}

void kernel_list(const Ui& ui) {
    const Session& s = ui.session;
    if (!list_button(ui, "Kernel", s.is_open() ? kernel_name(s.kernel()) : "kernel")) return;
    for (int k = 0; k < kernel_count; k++) {
        const Kernel kernel = static_cast<Kernel>(k);
        if (list_row(ui, kernel_name(kernel), s.is_open() && s.kernel() == kernel))
            ui.commands.push(Command::set_kernel, 0, kernel_name(kernel));
    }
    ImGui::EndPopup();
}

void kernel_buttons(const Ui& ui) {
    const Session& s = ui.session;
    for (int k = 0; k < kernel_count; k++) {
        if (k) ImGui::SameLine(0, ui.px(2));
        const Kernel kernel = static_cast<Kernel>(k);
        const bool fits = !s.lesson() || s.lesson()->names_kernel(kernel);
        const std::string help =
            std::string(kernel_hints[k]) + (fits ? "" : ".\nThis lesson was not written for it.");
        ButtonLook look;
        look.chosen = s.is_open() && s.kernel() == kernel;
        look.faint = !fits;
        look.tip = help.c_str();
        if (button(ui, kernel_name(kernel), look))
            ui.commands.push(Command::set_kernel, 0, kernel_name(kernel));
    }
}

bool possible(const Ui& ui, std::string_view line) {
    for (const Action& a : actions())
        if (a.line == line) return can(ui, a);
    return false;
}

// Ways to take along what is open.
bool takes_along(std::string_view line) {
    return line.starts_with("copy ") || line.starts_with("export ") || line.starts_with("save");
}

void export_menu(const Ui& ui) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(12, 10));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.px(6, 5));
    if (ImGui::BeginPopup("Export menu")) {
        {
            const WithFont with(ui.fonts.ui, font_small);
            for (const Action& a : actions())
                if (takes_along(a.line) && can(ui, a) && list_row(ui, a.name))
                    ask(ui, a.line, true);
        }
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar(2);
}

const char* menu_word() { return row_height_least > 0 ? "Menu" : "Ctrl K"; }

// The buttons at the right, in their order; those of a higher rank stay where there is little room.
struct RightButton {
    const char* label;
    ButtonLook look;
    int rank;
    const char* line; // null: the menu
    bool shown = true;
};

std::vector<RightButton> right_buttons(const Ui& ui, float room) {
    const auto icon = [](Icon which, const char* help) {
        ButtonLook look{.icon = which, .text = ""};
        look.tip = help;
        return look;
    };
    const auto word = [](const char* text, const char* help) {
        ButtonLook look{.text = text};
        look.tip = help;
        return look;
    };
    const bool light = ui.view.light;
    std::vector<RightButton> all = {
        {"Smaller text", icon(Icon::smaller, "Smaller text (−)"), 0, "text smaller"},
        {"Larger text", icon(Icon::larger, "Larger text (+)"), 0, "text larger"},
        {"Share", word("Share", "Copy a link to this moment"), 4, "copy link"},
        {"Export", word("Export", "Copy, save or export what is open"), 3, nullptr},
        {"Theme", icon(Icon::theme, light ? "Dark theme (T)" : "Light theme (T)"), 2,
         "theme other"},
        {"Commands", word(menu_word(), "All commands, lessons and machines"), 5, "palette"},
        {"Keys", word("?", "All keys (?)"), 1, "keys"}};
    if (!possible(ui, "copy link")) all[2].shown = false;
    if (!possible(ui, "copy text")) all[3].shown = false;
    for (int least = 0;; least++) {
        float width = 0;
        for (RightButton& b : all) {
            b.shown &= b.rank >= least;
            if (b.shown) width += button_width(ui, b.label, b.look) + ui.px(4);
        }
        if (width <= room || least == 5) return all;
    }
}

void view_buttons(const Ui& ui, float left, float right) {
    const std::vector<RightButton> all = right_buttons(ui, right - left - ui.px(10));
    float x = right;
    for (const RightButton& b : all)
        if (b.shown) x -= button_width(ui, b.label, b.look) + ui.px(4);
    ImVec2 at(x + ui.px(4), ImGui::GetCursorScreenPos().y);
    for (const RightButton& b : all) {
        if (!b.shown) continue;
        ImGui::SetCursorScreenPos(at);
        if (button(ui, b.label, b.look)) {
            if (b.line)
                ask(ui, b.line, true);
            else
                ImGui::OpenPopup("Export menu");
        }
        at.x += button_width(ui, b.label, b.look) + ui.px(4);
    }
    export_menu(ui);
}

void name(const Ui& ui) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size = text_size(ui, ui.fonts.bold, font_normal + 1, "Lazy MMU Lab");
    draw_text(ui, ui.fonts.bold, font_normal + 1,
              ImVec2(at.x, at.y + (ui.px(button_height) - size.y) / 2), ui.theme.text,
              "Lazy MMU Lab");
    ImGui::Dummy(ImVec2(size.x, ui.px(button_height)));
}

void mode_buttons(const Ui& ui) {
    const char* shown = screen_name(ui.view.screen, ui.session.mode());
    bool first = true;
    for (const ScreenMode& m : screens()) {
        if (!first) ImGui::SameLine(0, ui.px(2));
        first = false;
        ButtonLook look;
        look.chosen = std::string_view(m.name) == shown;
        look.tip = m.tip;
        if (button(ui, m.label, look)) ask(ui, std::string("mode ") + m.name, true);
    }
}

const char* mode_label(const Ui& ui) {
    const std::string_view shown = screen_name(ui.view.screen, ui.session.mode());
    for (const ScreenMode& m : screens())
        if (m.name == shown) return m.label;
    return "Mode";
}

void mode_list(const Ui& ui) {
    if (!list_button(ui, "Mode", mode_label(ui), {.chosen = true})) return;
    for (const ScreenMode& m : screens())
        if (list_row(ui, m.label)) ask(ui, std::string("mode ") + m.name, true);
    ImGui::EndPopup();
}

// What the bar has room for.
struct Bar {
    bool name = false, two_rows = false;
    bool modes = false, archs = false, kernels = false; // as buttons, not as lists
};

constexpr float side = 12, one_row_from = 1240, name_from = 660;

float row_of(const Ui& ui, std::initializer_list<float> parts) {
    float sum = 0;
    for (const float part : parts) sum += part + ui.px(2);
    return sum;
}

float modes_width(const Ui& ui) {
    float sum = 0;
    for (const ScreenMode& m : screens()) sum += button_width(ui, m.label, {}) + ui.px(2);
    return sum;
}

float archs_width(const Ui& ui) {
    float sum = 0;
    for (const Arch* a : real_archs()) sum += button_width(ui, a->title, {}) + ui.px(2);
    return sum;
}

Bar bar_of(const Ui& ui, float width, bool low) {
    const bool machine = ui.view.screen == Screen::run; // the other screens have their own
    const float room = width - 2 * ui.px(side);
    const float name = text_size(ui, ui.fonts.bold, font_normal + 1, "Lazy MMU Lab").x + ui.px(24);
    const float menu = button_width(ui, menu_word(), {}) + ui.px(14);
    const float kernel = list_button_width(ui, kernel_name(Kernel::v7_0));
    Bar bar;
    bar.kernels = !low && width >= ui.px(one_row_from);
    bar.two_rows = machine && !low && !bar.kernels;
    bar.modes = !low && row_of(ui, {modes_width(ui), menu}) <= room;
    bar.archs = !low && row_of(ui, {archs_width(ui), ui.px(10), kernel}) <= room;
    bar.name =
        width > ui.px(name_from) && !low && row_of(ui, {name, modes_width(ui), menu}) <= room;
    return bar;
}

void machine_part(const Ui& ui, const Bar& bar) {
    bar.archs ? arch_buttons(ui) : arch_list(ui);
    ImGui::SameLine(0, ui.px(bar.kernels ? 20.f : bar.archs ? 10.f : 4.f));
    bar.kernels ? kernel_buttons(ui) : kernel_list(ui);
}

} // namespace

float toolbar_height(const Ui& ui, float width, bool low) {
    return ui.px(bar_of(ui, width, low).two_rows ? 2 * button_height + 22 : button_height + 14);
}

ToolbarRoom draw_toolbar(const Ui& ui, float width, bool low) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const Bar bar = bar_of(ui, width, low);
    const float pad = ui.px(7), edge = ui.px(side);
    const bool machine = ui.view.screen == Screen::run;
    ImGui::SetCursorScreenPos(ImVec2(at.x + edge, at.y + pad));
    ImGui::BeginGroup();
    if (bar.name) {
        name(ui);
        ImGui::SameLine(0, ui.px(bar.two_rows ? 14.f : 24.f));
    }
    bar.modes ? mode_buttons(ui) : mode_list(ui);
    if (!bar.two_rows && machine) {
        ImGui::SameLine(0, ui.px(low ? 4.f : 24.f));
        machine_part(ui, bar);
    }
    const float used = ImGui::GetItemRectMax().x, right = at.x + width - edge;
    ImGui::SameLine(0, 0);
    ImGui::SetCursorScreenPos(ImVec2(used, at.y + pad));
    // where there is no height, what is said of the present moment has the room in the middle
    const float menu = button_width(ui, menu_word(), {}) + ui.px(14);
    const float left = low && machine ? std::max(used, right - menu) : used;
    view_buttons(ui, left, right);
    if (bar.two_rows) {
        ImGui::SetCursorScreenPos(ImVec2(at.x + edge, at.y + pad + ui.px(button_height + 6)));
        machine_part(ui, bar);
    }
    ImGui::EndGroup();
    move_cursor(ImVec2(at.x, at.y + toolbar_height(ui, width, low)));
    return {ImVec2(used + ui.px(10), at.y + pad),
            ImVec2(left - used - ui.px(10), ui.px(button_height))};
}

} // namespace lazymmu::gui
