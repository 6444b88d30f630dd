// A page-table entry bit by bit: its 64 bits as a strip, then every field that the architecture
// names, with what it means and whether it is set.
#include "app/core/tell/event_text.h"
#include "app/gui/panels/machine/table_rows.h"
#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lazymmu::gui {
namespace {

constexpr float cell = 5.5f, line_height = 17;

const PteBit* field_of(const Arch& arch, int bit) {
    for (const PteBit& b : arch.pte_bits)
        if (bit <= b.hi && bit >= b.lo) return &b;
    return nullptr;
}

u64 value_of(const PteBit& b, u64 pte) {
    const int bits = b.hi - b.lo + 1;
    return pte >> b.lo & (bits == 64 ? ~u64{0} : (u64{1} << bits) - 1);
}

float strip_width(const Ui& ui) { return std::floor(ui.px(cell)) * 64 + ui.px(3) * 7; }

// Bit 63 is at the left, as manuals have it. Filled: set. A line under the bits of one field.
void strip(const Ui& ui, const Arch& arch, u64 pte) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float w = std::floor(ui.px(cell)), h = ui.px(12);
    const auto left = [&](int bit) {
        const int i = 63 - bit;
        return at.x + w * static_cast<float>(i) + ui.px(3) * static_cast<float>(i / 8);
    };
    for (int bit = 63; bit >= 0; bit--) {
        const ImVec2 a(left(bit), at.y + ui.px(13));
        const ImVec2 b(a.x + w - ui.px(1), a.y + h);
        const bool known = field_of(arch, bit);
        if (pte >> bit & 1)
            draw->AddRectFilled(a, b, known ? ui.theme.section : ui.theme.dim, ui.px(1));
        else
            draw->AddRectFilled(a, b, known ? ui.theme.hover : ui.theme.raised, ui.px(1));
        if (bit % 8 == 7) {
            char number[8];
            std::snprintf(number, sizeof number, "%d", bit);
            draw_text(ui, ui.fonts.ui, font_tiny - 1.5f, ImVec2(a.x, at.y), ui.theme.faint, number);
        }
    }
    for (const PteBit& b : arch.pte_bits) {
        const float y = at.y + ui.px(13) + h + ui.px(2);
        draw->AddRectFilled(ImVec2(left(b.hi), y),
                            ImVec2(left(b.lo) + w - ui.px(1), y + ui.px(1.5f)),
                            value_of(b, pte) ? ui.theme.section : ui.theme.faint);
    }
    ImGui::Dummy(ImVec2(strip_width(ui), h + ui.px(22)));
}

void field(const Ui& ui, const PteBit& b, u64 pte, float names) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const u64 value = value_of(b, pte);
    const bool wide = b.hi != b.lo, set = value != 0;
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 box(at.x + ui.px(1), at.y + ui.px(3.5f));
    const ImVec2 end(box.x + ui.px(9), box.y + ui.px(9));
    if (set)
        draw->AddRectFilled(box, end, ui.theme.section, ui.px(2));
    else
        draw->AddRect(box, end, ui.theme.faint, ui.px(2));
    char place[16];
    std::snprintf(place, sizeof place, wide ? "%d:%d" : "%d", b.hi, b.lo);
    const float number = text_size(ui, ui.fonts.code, font_tiny, place).x;
    draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x + ui.px(54) - number, at.y + ui.px(1)),
              ui.theme.faint, place);
    draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x + ui.px(62), at.y + ui.px(1)),
              set ? ui.theme.text : ui.theme.faint, b.name);
    std::string words = wide && b.hi - b.lo > 4 ? hex_text(value) + "  " + b.doc : b.doc;
    draw_text(ui, ui.fonts.ui, font_tiny, ImVec2(at.x + ui.px(62) + names, at.y + ui.px(1)),
              set ? ui.theme.dim : ui.theme.faint, words);
    const float width =
        ui.px(62) + names + text_size(ui, ui.fonts.ui, font_tiny, words).x + ui.px(2);
    ImGui::Dummy(ImVec2(width, ui.px(line_height)));
}

void entry(const Ui& ui, u64 pte) {
    const Arch& arch = ui.session.arch();
    char raw[32];
    std::snprintf(raw, sizeof raw, "0x%04x_%04x_%04x_%04x", static_cast<unsigned>(pte >> 48),
                  static_cast<unsigned>(pte >> 32 & 0xffff),
                  static_cast<unsigned>(pte >> 16 & 0xffff), static_cast<unsigned>(pte & 0xffff));
    text(ui.fonts.code, font_small, ui.theme.text, raw);
    ImGui::SameLine(0, ui.px(12));
    text(ui.fonts.ui, font_small, ui.theme.dim, pte_text(ui.session.machine().config(), pte));
    strip(ui, arch, pte);
    float names = 0;
    for (const PteBit& b : arch.pte_bits)
        names = std::max(names, text_size(ui, ui.fonts.code, font_tiny, b.name).x);
    for (const PteBit& b : arch.pte_bits) field(ui, b, pte, names + ui.px(12));
}

} // namespace

void pte_tip(const Ui& ui, const std::string& words, u64 pte) {
    if ((words.empty() && !pte) || !ImGui::IsItemHovered(ImGuiHoveredFlags_DelayShort)) return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.px(12, 9));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    if (ImGui::BeginTooltip()) {
        if (!words.empty()) {
            ImGui::PushTextWrapPos(pte ? std::max(strip_width(ui), ui.px(360)) : ui.px(360));
            text(ui.fonts.ui, font_small, ui.theme.text, words);
            ImGui::PopTextWrapPos();
        }
        if (pte) {
            if (!words.empty()) ImGui::Dummy(ui.px(0, 6));
            entry(ui, pte);
        }
        ImGui::EndTooltip();
    }
    ImGui::PopStyleVar(2);
}

} // namespace lazymmu::gui
