#include "app/gui/ui/theme.h"

#include "app/gui/ui/assets.h"

namespace lazymmu::gui {
namespace {

constexpr ImU32 rgb(unsigned hex) {
    return IM_COL32(hex >> 16 & 0xff, hex >> 8 & 0xff, hex & 0xff, 0xff);
}

constexpr Theme dark_theme = {
    .dark = true,
    .ground = rgb(0x111418),
    .panel = rgb(0x191d23),
    .raised = rgb(0x262d37),
    .hover = rgb(0x333c48),
    .line = rgb(0x2f3742),
    .edge = rgb(0x3a4451),
    .text = rgb(0xe4e7eb),
    .dim = rgb(0xb0b9c5),
    .faint = rgb(0x8e98a5),
    .accent = rgb(0x4d9fdf),
    .on_accent = rgb(0x0b1016),
    .section = rgb(0x60d7ff),
    .pending = rgb(0xff8d00),
    .landed = rgb(0x1db571),
    .changed = rgb(0xf5ff8d),
    .paused = rgb(0xffaad7),
    .irq = rgb(0x789cff),
    .danger = rgb(0xff7e57),
    .tint = 0.20f,
};

constexpr Theme light_theme = {
    .dark = false,
    .ground = rgb(0xeceff2),
    .panel = rgb(0xfcfcfd),
    .raised = rgb(0xdce3ea),
    .hover = rgb(0xcdd6df),
    .line = rgb(0xcbd3db),
    .edge = rgb(0xb9c4cf),
    .text = rgb(0x1b2128),
    .dim = rgb(0x46515d),
    .faint = rgb(0x5a6570),
    .accent = rgb(0x0b68ad),
    .on_accent = rgb(0xffffff),
    .section = rgb(0x0065b3),
    .pending = rgb(0x895131),
    .landed = rgb(0x0b6d52),
    .changed = rgb(0x25320a),
    .paused = rgb(0x863c82),
    .irq = rgb(0x183bea),
    .danger = rgb(0xca1c04),
    .tint = 0.12f,
};

ImFont* add_font(const char* name, bool merge) {
    const Asset* asset = find_asset(embedded_fonts(), name);
    if (!asset) return nullptr;
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.MergeMode = merge;
    // ImGui's interface is not const-correct here; it does not write to data it does not own
    void* bytes = const_cast<unsigned char*>(asset->bytes.data());
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(bytes, static_cast<int>(asset->bytes.size()),
                                                      font_normal, &config);
}

ImVec4 vec(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

} // namespace

const Theme& theme_of(bool dark) { return dark ? dark_theme : light_theme; }

ImU32 fade(ImU32 colour, float alpha) {
    const float old = static_cast<float>(colour >> IM_COL32_A_SHIFT & 0xff);
    const ImU32 a = static_cast<ImU32>(old * alpha + 0.5f);
    return (colour & ~IM_COL32_A_MASK) | a << IM_COL32_A_SHIFT;
}

ImU32 blend(ImU32 under, ImU32 over, float amount) {
    const auto channel = [&](int shift) {
        const float a = static_cast<float>(under >> shift & 0xff);
        const float b = static_cast<float>(over >> shift & 0xff);
        return static_cast<ImU32>(a + (b - a) * amount + 0.5f) << shift;
    };
    return channel(IM_COL32_R_SHIFT) | channel(IM_COL32_G_SHIFT) | channel(IM_COL32_B_SHIFT) |
           IM_COL32_A_MASK;
}

Fonts load_fonts() {
    Fonts fonts;
    fonts.ui = add_font("Inter-Regular.otf", false);
    add_font("JetBrainsMono-Regular.ttf", true); // signs that Inter lacks
    fonts.bold = add_font("Inter-SemiBold.otf", false);
    add_font("Inter-Regular.otf", true);
    add_font("JetBrainsMono-Regular.ttf", true);
    fonts.code = add_font("JetBrainsMono-Regular.ttf", false);
    add_font("Inter-Regular.otf", true);
    return fonts;
}

void apply_style(const Theme& t, float scale) {
    ImGuiStyle style;
    t.dark ? ImGui::StyleColorsDark(&style) : ImGui::StyleColorsLight(&style);
    style.FontSizeBase = font_normal;
    style.WindowPadding = ImVec2(0, 0);
    style.WindowBorderSize = 0;
    style.FramePadding = ImVec2(8, 5);
    style.ItemSpacing = ImVec2(8, 6);
    style.ItemInnerSpacing = ImVec2(6, 4);
    style.CellPadding = ImVec2(6, 3);
    style.FrameRounding = 5;
    style.ChildRounding = 7;
    style.PopupRounding = 7;
    style.GrabRounding = 5;
    style.TabRounding = 5;
    style.ScrollbarRounding = 5;
    style.ScrollbarSize = 10;
    style.PopupBorderSize = 1;
    style.SeparatorTextBorderSize = 1;
    style.IndentSpacing = 14;
    const auto set = [&style](ImGuiCol which, ImU32 colour) { style.Colors[which] = vec(colour); };
    set(ImGuiCol_Text, t.text);
    set(ImGuiCol_TextDisabled, t.faint);
    set(ImGuiCol_WindowBg, t.ground);
    set(ImGuiCol_ChildBg, fade(t.panel, 0));
    set(ImGuiCol_PopupBg, t.panel);
    set(ImGuiCol_Border, t.line);
    set(ImGuiCol_FrameBg, t.raised);
    set(ImGuiCol_FrameBgHovered, t.hover);
    set(ImGuiCol_FrameBgActive, t.hover);
    set(ImGuiCol_Button, t.raised);
    set(ImGuiCol_ButtonHovered, t.hover);
    set(ImGuiCol_ButtonActive, t.hover);
    set(ImGuiCol_Header, fade(t.accent, 0.20f));
    set(ImGuiCol_HeaderHovered, t.hover);
    set(ImGuiCol_HeaderActive, t.hover);
    set(ImGuiCol_Separator, t.line);
    set(ImGuiCol_ScrollbarBg, fade(t.panel, 0));
    set(ImGuiCol_ScrollbarGrab, t.hover);
    set(ImGuiCol_ScrollbarGrabHovered, t.faint);
    set(ImGuiCol_ScrollbarGrabActive, t.faint);
    set(ImGuiCol_SliderGrab, t.accent);
    set(ImGuiCol_SliderGrabActive, t.accent);
    set(ImGuiCol_CheckMark, t.accent);
    set(ImGuiCol_TableHeaderBg, t.raised);
    set(ImGuiCol_TableBorderLight, t.line);
    set(ImGuiCol_TableBorderStrong, t.line);
    set(ImGuiCol_TableRowBgAlt, fade(t.raised, 0.35f));
    set(ImGuiCol_NavCursor, t.accent);
    set(ImGuiCol_TextSelectedBg, fade(t.accent, 0.35f));
    set(ImGuiCol_TextLink, t.accent);
    style.ScaleAllSizes(scale);
    style.FontScaleDpi = scale;
    ImGui::GetStyle() = style;
}

} // namespace lazymmu::gui
