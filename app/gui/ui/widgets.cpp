#include "app/gui/ui/widgets.h"

#include "app/gui/ui/ui_hooks.h"

#include "imgui_internal.h"

#include <algorithm>
#include <cmath>

namespace lazymmu::gui {

ImVec2 text_size(const Ui& ui, ImFont* font, float size, std::string_view s) {
    return font->CalcTextSizeA(ui.px(size), FLT_MAX, 0, s.data(), s.data() + s.size());
}

void draw_text(const Ui& ui, ImFont* font, float size, ImVec2 at, ImU32 colour, std::string_view s,
               float room) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    std::string cut;
    if (room > 0 && text_size(ui, font, size, s).x > room) {
        const float dots = text_size(ui, font, size, "…").x;
        const char* rest = nullptr;
        font->CalcTextSizeA(ui.px(size), std::max(room - dots, 1.f), 0, s.data(),
                            s.data() + s.size(), &rest);
        cut.assign(s.data(), rest ? static_cast<size_t>(rest - s.data()) : 0);
        cut += "…";
        s = cut;
    }
    draw->AddText(font, ui.px(size), ImVec2(std::floor(at.x), std::floor(at.y)), colour, s.data(),
                  s.data() + s.size());
}

// Dear ImGui would also break behind a full stop: "v7." and "0".
std::string in_lines(ImFont* font, float pixels, std::string_view s, float width) {
    const auto wide = [&](std::string_view part) {
        return font->CalcTextSizeA(pixels, FLT_MAX, 0, part.data(), part.data() + part.size()).x;
    };
    std::string out;
    const float blank = wide(" ");
    float x = 0;
    while (!s.empty()) {
        const size_t end = std::min(s.find_first_of(" \n"), s.size());
        const std::string_view word = s.substr(0, end);
        const float w = wide(word);
        if (x > 0 && x + w > width - 0.5f && !word.empty()) {
            while (out.ends_with(' ')) out.pop_back();
            out += '\n';
            x = 0;
        }
        out += word;
        x += w;
        if (end < s.size()) {
            out += s[end];
            x = s[end] == '\n' ? 0 : x + blank;
        }
        s.remove_prefix(std::min(end + 1, s.size()));
    }
    return out;
}

void text(ImFont* font, float size, ImU32 colour, std::string_view s) {
    const WithFont with(font, size);
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    const ImGuiWindow* window = ImGui::GetCurrentWindow();
    const float to = window->DC.TextWrapPos;
    std::string lines;
    if (to >= 0) {
        const float room = ImGui::CalcWrapWidthForPos(window->DC.CursorPos, to);
        s = lines = in_lines(font, ImGui::GetFontSize(), s, room);
    }
    ImGui::TextUnformatted(s.data(), s.data() + s.size());
    ImGui::PopStyleColor();
}

void wrapped(ImFont* font, float size, ImU32 colour, std::string_view s) {
    ImGui::PushTextWrapPos(0);
    text(font, size, colour, s);
    ImGui::PopTextWrapPos();
}

void move_cursor(ImVec2 at) {
    at = ImVec2(std::floor(at.x), std::floor(at.y)); // as Dear ImGui itself rounds
    ImGui::SetCursorScreenPos(at);
    // with a space of half a pixel Dear ImGui would round the window's end to above `at`
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2());
    ImGui::Dummy(ImVec2());
    ImGui::PopStyleVar();
    ImGui::SetCursorScreenPos(at);
}

// What was pressed has its result to show: no tip covers it until the mouse has been elsewhere. A
// finger stays where it pressed, so it gets none.
static bool tip_is_welcome(const Ui& ui) {
    if (ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen) return false;
    const ImGuiID here = ImGui::GetItemID();
    ImGuiID& pressed = ui.view.pressed_item;
    if (here && ImGui::IsItemActive()) pressed = here;
    if (here && pressed == here) {
        if (!ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) pressed = 0;
        return false;
    }
    return ImGui::IsItemHovered(ImGuiHoveredFlags_Stationary | ImGuiHoveredFlags_DelayShort);
}

void keep_on_screen(const Ui& ui) {
    const ImGuiViewport* screen = ImGui::GetMainViewport();
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    const float edge = ui.px(4);
    const ImVec2 low(screen->WorkPos.x + edge, screen->WorkPos.y + edge);
    const ImVec2 high(low.x + screen->WorkSize.x - size.x - 2 * edge,
                      low.y + screen->WorkSize.y - size.y - 2 * edge);
    const ImVec2 there(std::max(std::min(at.x, high.x), low.x),
                       std::max(std::min(at.y, high.y), low.y));
    if (there.x != at.x || there.y != at.y) ImGui::SetWindowPos(there);
}

void tip(const Ui& ui, const std::string& s) {
    if (s.empty() || !tip_is_welcome(ui)) return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(10, 7));
    if (ImGui::BeginTooltip()) {
        ImGui::PushTextWrapPos(ui.px(360));
        text(ui.fonts.ui, font_small, ui.theme.text, s);
        ImGui::PopTextWrapPos();
        ImGui::EndTooltip();
    }
    ImGui::PopStyleVar();
}

namespace {

constexpr float icon_size = 13, small_icon_size = 10, inner_gap = 7;

float font_of(const ButtonLook& look) { return look.small ? font_tiny : font_small; }
float icon_of(const ButtonLook& look) { return look.small ? small_icon_size : icon_size; }

const char* shown_text(const char* label, const ButtonLook& look) {
    return look.text ? look.text : label;
}

std::string_view visible(const char* label) {
    const char* end = ImGui::FindRenderedTextEnd(label);
    return {label, static_cast<size_t>(end - label)};
}

} // namespace

void set_touch_sizes(bool touch) {
    button_height = touch ? 44.f : 30.f;
    small_button_height = touch ? 34.f : 22.f; // and what TouchExtraPadding adds
    row_height_least = touch ? 44.f : 0.f;
    ImGui::GetStyle().TouchExtraPadding = touch ? ImVec2(0, 5) : ImVec2(0, 0);
}

ImVec2 like_button(const Ui& ui) {
    return {ui.px(8), (ui.px(button_height) - ImGui::GetFontSize()) / 2};
}

float button_width(const Ui& ui, const char* label, const ButtonLook& look) {
    if (look.width > 0) return look.width;
    const std::string_view s = visible(shown_text(label, look));
    // the bold ones are wider: a button keeps its width when it is chosen
    const float words = s.empty() ? 0 : text_size(ui, ui.fonts.bold, font_of(look), s).x;
    const float icon = look.icon == Icon::none ? 0 : ui.px(icon_of(look));
    const float between = words > 0 && icon > 0 ? ui.px(inner_gap) : 0;
    const float sides = look.small ? (s.empty() ? 12.f : 14.f) : s.empty() ? 17.f : 22.f;
    return std::floor(std::max(words + icon + between + ui.px(sides), ui.px(row_height_least)));
}

bool button(const Ui& ui, const char* label, const ButtonLook& look) {
    const Theme& t = ui.theme;
    const ImVec2 size(button_width(ui, label, look),
                      std::floor(ui.px(look.small ? small_button_height : button_height)));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::BeginDisabled(!look.enabled);
    const bool pressed = ImGui::InvisibleButton(label, size, ImGuiButtonFlags_EnableNav);
    note_widget(&Widget::button);
    ImGui::EndDisabled();
    const bool hot = look.enabled && ImGui::IsItemHovered(), held = ImGui::IsItemActive();
    ImU32 ground = look.primary  ? t.accent
                   : look.chosen ? blend(t.raised, t.accent, 0.30f)
                                 : t.raised;
    if (hot) ground = look.primary ? blend(t.accent, t.text, 0.16f) : blend(ground, t.text, 0.09f);
    if (held) ground = blend(ground, t.ground, 0.25f);
    ImU32 ink = look.primary ? t.on_accent : look.faint ? t.dim : t.text;
    if (!look.enabled) {
        ink = t.faint;
        ground = blend(t.panel, t.raised, 0.5f);
    }
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + size.x, at.y + size.y);
    draw->AddRectFilled(at, end, ground, ui.px(5));
    if (!look.primary && look.enabled) draw->AddRect(at, end, t.edge, ui.px(5), 0, ui.px(1));
    const std::string_view s = visible(shown_text(label, look));
    ImFont* font = look.primary || look.chosen ? ui.fonts.bold : ui.fonts.ui;
    const ImVec2 words = s.empty() ? ImVec2() : text_size(ui, font, font_of(look), s);
    const float icon = look.icon == Icon::none ? 0 : ui.px(icon_of(look));
    const float between = words.x > 0 && icon > 0 ? ui.px(inner_gap) : 0;
    float x = at.x + (size.x - words.x - icon - between) / 2;
    const float middle = at.y + size.y / 2;
    if (icon > 0) {
        draw_icon(draw, look.icon, ImVec2(x + icon / 2, middle), icon, ink);
        x += icon + between;
    }
    if (!s.empty())
        draw_text(ui, font, font_of(look), ImVec2(x, middle - words.y / 2), ink, s,
                  at.x + size.x - x);
    if (look.tip) tip(ui, look.tip);
    return pressed;
}

float list_button_width(const Ui& ui, const char* shown, ButtonLook look) {
    const std::string words = std::string(shown) + " ▾";
    look.text = words.c_str();
    return button_width(ui, "", look);
}

bool list_button(const Ui& ui, const char* label, const char* shown, ButtonLook look) {
    const std::string words = std::string(shown) + " ▾", list = std::string(label) + " list";
    look.text = words.c_str();
    if (button(ui, label, look)) ImGui::OpenPopup(list.c_str());
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(8, 8));
    const bool open = ImGui::BeginPopup(list.c_str());
    ImGui::PopStyleVar();
    return open;
}

bool list_row(const Ui& ui, const char* label, bool chosen) {
    const WithFont with(ui.fonts.ui, font_small);
    const float height = std::max(ui.px(row_height_least), ImGui::GetFontSize() + ui.px(4));
    ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
    const bool pressed = ImGui::Selectable(label, chosen, 0, ImVec2(0, height));
    ImGui::PopStyleVar();
    return pressed;
}

void beside_or_below(const Ui& ui, float width, float space) {
    const float right = ImGui::GetCurrentWindow()->WorkRect.Max.x;
    if (ImGui::GetItemRectMax().x + ui.px(space) + width <= right) ImGui::SameLine(0, ui.px(space));
}

bool follows(const Ui& ui, u32 what) {
    const Session& s = ui.session;
    const ImVec2 size = ImGui::GetWindowSize();
    const float room[] = {size.x, size.y, ui.scale};
    const void* document = s.is_open() ? &s.document() : nullptr;
    const u32 moment[] = {s.is_open() ? s.position() : 0, s.is_open() ? s.length() : 0, what};
    ImGuiID now = ImHashData(room, sizeof room);
    now = ImHashData(&document, sizeof document, now);
    now = ImHashData(moment, sizeof moment, now);
    int& seen = *ImGui::GetStateStorage()->GetIntRef(ImGui::GetID("followed"));
    const bool other = seen != static_cast<int>(now);
    seen = static_cast<int>(now);
    return other;
}

void chip(const Ui& ui, ImU32 colour, std::string_view s, bool filled) {
    const ImVec2 words = text_size(ui, ui.fonts.bold, font_tiny, s);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(words.x + ui.px(14), words.y + ui.px(5));
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + size.x, at.y + size.y);
    draw->AddRectFilled(at, end, filled ? colour : fade(colour, ui.theme.tint), ui.px(9));
    if (!filled) draw->AddRect(at, end, fade(colour, 0.45f), ui.px(9), 0, ui.px(1));
    draw_text(ui, ui.fonts.bold, font_tiny, ImVec2(at.x + ui.px(7), at.y + ui.px(2.5f)),
              filled ? ui.theme.on_accent : colour, s);
    ImGui::Dummy(size);
}

void scrub_to(const Ui& ui, u32 position) {
    if (ImGui::IsItemActivated()) ui.view.drags++;
    if (position == ui.session.position()) return;
    Command command{Command::seek, position, {}, {}};
    command.drag = ui.view.drags;
    ui.commands.push(std::move(command));
}

void empty_note(const Ui& ui, std::string_view s) {
    ImGui::Dummy(ui.px(0, 2));
    wrapped(ui.fonts.ui, font_small, ui.theme.faint, s);
}

} // namespace lazymmu::gui
