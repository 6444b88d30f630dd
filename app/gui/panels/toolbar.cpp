// The top bar: what fills the window, which architecture, which kernel; sharing, export, theme,
// text size, help.
#include "app/gui/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/view_command.h"
#include "app/gui/widgets.h"
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

void arch_buttons(const Ui& ui, float width) {
    const Session& s = ui.session;
    const auto archs = real_archs();
    const float each = width > 0 ? width / static_cast<float>(archs.size()) - ui.px(2) : 0;
    for (size_t i = 0; i < archs.size(); i++) {
        const Arch& a = *archs[i];
        if (i) ImGui::SameLine(0, ui.px(2));
        const bool fits = !s.lesson() || s.lesson()->names_arch(a.name);
        const std::string help = std::string(a.title) + " delays " + a.delays +
                                 (fits ? "" : ".\nThis lesson was not written for it.");
        ButtonLook look;
        look.text = a.title;
        look.chosen = s.is_open() && &s.arch() == &a;
        look.faint = !fits;
        look.width = each;
        look.tip = help.c_str();
        if (button(ui, a.name, look)) ui.commands.push(Command::set_arch, 0, a.name);
    }
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
                if (takes_along(a.line) && can(ui, a) && ImGui::Selectable(a.name))
                    ask(ui, a.line, true);
        }
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar(2);
}

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
        {"Export", word("Export", "Copy, save or export what is open"), 2, nullptr},
        {"Theme", icon(Icon::theme, light ? "Dark theme (T)" : "Light theme (T)"), 3,
         "theme other"},
        {"Commands",
         word(row_height_least > 0 ? "Menu" : "Ctrl K", "All commands, lessons and machines"), 5,
         "palette"},
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

} // namespace

float toolbar_height(const Ui& ui, bool narrow) {
    return ui.px(narrow ? 2 * button_height + 22 : button_height + 14);
}

void draw_toolbar(const Ui& ui, float width, bool narrow) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float pad = ui.px(7), side = ui.px(12);
    ImGui::SetCursorScreenPos(ImVec2(at.x + side, at.y + pad));
    ImGui::BeginGroup();
    if (width > ui.px(660)) {
        name(ui);
        ImGui::SameLine(0, ui.px(narrow ? 14.f : 24.f));
    }
    mode_buttons(ui);
    const bool machine = ui.view.screen == Screen::run; // the other screens have their own
    if (!narrow && machine) {
        ImGui::SameLine(0, ui.px(24));
        arch_buttons(ui, 0);
        ImGui::SameLine(0, ui.px(20));
        kernel_buttons(ui);
    }
    const float used = ImGui::GetItemRectMax().x;
    ImGui::SameLine(0, 0);
    ImGui::SetCursorScreenPos(ImVec2(used, at.y + pad));
    view_buttons(ui, used, at.x + width - side);
    if (narrow && machine) {
        ImGui::SetCursorScreenPos(ImVec2(at.x + side, at.y + pad + ui.px(button_height + 6)));
        arch_buttons(ui, 0);
        ImGui::SameLine(0, ui.px(10));
        const float room = at.x + width - side - ImGui::GetCursorScreenPos().x;
        ImGui::SetNextItemWidth(std::min(ui.px(78), room));
        ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, like_button(ui));
        const bool open = ui.session.is_open();
        if (ImGui::BeginCombo("##Kernel", open ? kernel_name(ui.session.kernel()) : "",
                              room < ui.px(78) ? ImGuiComboFlags_NoArrowButton : 0)) {
            for (int k = 0; k < kernel_count; k++) {
                const char* label = kernel_name(static_cast<Kernel>(k));
                if (ImGui::Selectable(label)) ui.commands.push(Command::set_kernel, 0, label);
            }
            ImGui::EndCombo();
        }
        ImGui::PopStyleVar();
    }
    ImGui::EndGroup();
    move_cursor(ImVec2(at.x, at.y + toolbar_height(ui, narrow && machine)));
}

} // namespace lazymmu::gui
