// The top bar: which architecture, which kernel; theme, text size, help.
#include "app/gui/actions.h"
#include "app/gui/panels/panels.h"
#include "app/gui/view_command.h"
#include "app/gui/widgets.h"
#include "arch/arch.h"

#include <algorithm>

namespace lazymmu::gui {
namespace {

// How the kernels differ, for the tips.
constexpr const char* kernel_hints[kernel_count] = {
    "Xen keeps a nesting counter of its own",
    "Before the series: callers use the arch calls, sections do not nest",
    "The series \"Nesting support for lazy MMU mode\": two counters per task",
    "Xen tolerates entering and leaving twice",
    "Xen keeps no mode of its own; its switch hooks pause and resume",
};

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

void view_buttons(const Ui& ui, bool sizes) {
    const auto icon = [&](const char* label, Icon which, const char* help) {
        ButtonLook look;
        look.icon = which;
        look.text = "";
        look.tip = help;
        return button(ui, label, look);
    };
    if (sizes) {
        if (icon("Smaller text", Icon::smaller, "Smaller text (−)")) ask(ui, "text smaller");
        ImGui::SameLine(0, ui.px(2));
        if (icon("Larger text", Icon::larger, "Larger text (+)")) ask(ui, "text larger");
        ImGui::SameLine(0, ui.px(6));
    }
    if (icon("Theme", Icon::theme, ui.view.light ? "Dark theme (T)" : "Light theme (T)"))
        ask(ui, "theme other");
    ImGui::SameLine(0, ui.px(6));
    ButtonLook all;
    all.text = "Ctrl K";
    all.tip = "All commands, lessons and machines";
    if (button(ui, "Commands", all)) ask(ui, "palette");
    ImGui::SameLine(0, ui.px(6));
    ButtonLook keys;
    keys.text = "?";
    keys.tip = "All keys (?)";
    if (button(ui, "Keys", keys)) ask(ui, "keys");
}

float view_buttons_width(const Ui& ui, bool sizes) {
    ButtonLook icon{.icon = Icon::larger, .text = ""}, all{.text = "Ctrl K"}, keys{.text = "?"};
    return (sizes ? 3.f : 1.f) * button_width(ui, "x", icon) + button_width(ui, "Commands", all) +
           button_width(ui, "Keys", keys) + ui.px(sizes ? 20 : 12);
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
    const bool sizes = width > ui.px(660); // elsewhere the keys and the palette have them
    if (sizes) {
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
    ImGui::SameLine(0, 0);
    ImGui::SetCursorScreenPos(
        ImVec2(at.x + width - side - view_buttons_width(ui, sizes), at.y + pad));
    view_buttons(ui, sizes);
    if (narrow && machine) {
        ImGui::SetCursorScreenPos(ImVec2(at.x + side, at.y + pad + ui.px(button_height + 6)));
        arch_buttons(ui, 0);
        ImGui::SameLine(0, ui.px(10));
        const float room = at.x + width - side - ImGui::GetCursorScreenPos().x;
        ImGui::SetNextItemWidth(std::min(ui.px(78), room));
        ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ui.px(8, (button_height - 20) / 2));
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
