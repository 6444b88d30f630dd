// The TLBs, a table for each CPU. An entry that memory no longer agrees with is marked as stale:
// with a word, a sign and a colour.
#include "app/core/event_text.h"
#include "app/gui/panels/panels.h"
#include "app/gui/widgets.h"
#include "engine/page_table.h"

#include <cstdio>
#include <cstring>

namespace lazymmu::gui {
namespace {

constexpr float row_height = 20;

// What memory says about the page of an entry: the same, or how it differs.
std::string differs(const Session& s, const TlbEntry& e) {
    const Config& config = s.machine().config();
    const u64 va = e.vpn << s.arch().geometry.page_shift;
    const Ptep where = pt_find(config, s.machine().view(), static_cast<MmId>(e.mm), va);
    const u64 pte = where == no_ptep ? 0 : pt_load(s.machine().view(), where);
    const PteFields cached = s.arch().pte_decode(config, e.pte);
    const PteFields memory = s.arch().pte_decode(config, pte);
    constexpr Prot matters = prot_p | prot_w | prot_x | prot_u;
    if (cached.pfn == memory.pfn && (cached.prot & matters) == (memory.prot & matters)) return {};
    return "memory says: " + pte_text(config, pte);
}

void row(const Ui& ui, CpuId cpu, int slot) {
    const Session& s = ui.session;
    const TlbEntry& e = s.machine().view().tlb(cpu, slot);
    const TlbEntry& old = s.before().view().tlb(cpu, slot);
    const bool changed = std::memcmp(&e, &old, sizeof e) != 0;
    const TlbEntry& shown = e.valid ? e : old;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ui.px(row_height);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (changed)
        draw->AddRectFilled(at, ImVec2(at.x + width, at.y + h),
                            fade(e.valid ? ui.theme.changed : ui.theme.landed, 0.11f), ui.px(3));
    const float y = at.y + ui.px(2);
    char b[64];
    std::snprintf(b, sizeof b, "%d", slot);
    draw_text(ui, ui.fonts.code, font_tiny, ImVec2(at.x + ui.px(4), y + ui.px(1)), ui.theme.faint,
              b);
    const MmId mm = static_cast<MmId>(shown.mm);
    const ImU32 ink = e.valid ? ui.theme.text : ui.theme.faint;
    draw_text(ui, ui.fonts.code, font_small, ImVec2(at.x + ui.px(28), y), ink,
              std::string(mm_name(mm)) + " " + hex_text(shown.vpn << s.arch().geometry.page_shift));
    const std::string stale = e.valid ? differs(s, e) : std::string();
    const char* word = !e.valid ? "✓ dropped" : !stale.empty() ? "⚠ stale" : "";
    const ImU32 tone = e.valid ? ui.theme.danger : ui.theme.landed;
    float right = at.x + width - ui.px(4);
    if (*word) {
        right -= text_size(ui, ui.fonts.bold, font_tiny, word).x;
        draw_text(ui, ui.fonts.bold, font_tiny, ImVec2(right, y + ui.px(1)), tone, word);
    }
    const float left = at.x + ui.px(28) + std::max(ui.px(176), 0.f);
    draw_text(ui, ui.fonts.code, font_small, ImVec2(left, y), ink,
              pte_text(s.machine().config(), shown.pte), std::max(right - left - ui.px(8), 1.f));
    ImGui::Dummy(ImVec2(width, h));
    std::string help = std::string(s.arch().context_name) + " " +
                       std::to_string(s.arch().context_tag(s.machine().config(), mm)) +
                       (shown.global ? ", global" : "");
    if (!stale.empty()) help += "\nThis CPU would still use it; " + stale;
    if (!e.valid) help += "\nThis entry has just been dropped.";
    tip(ui, help);
}

void one_cpu(const Ui& ui, CpuId cpu) {
    const Session& s = ui.session;
    const int n = s.machine().config().tlb_entries;
    int used = 0, rows = 0;
    for (int i = 0; i < n; i++) used += s.machine().view().tlb(cpu, i).valid;
    char head[48];
    std::snprintf(head, sizeof head, "CPU %d   %d of %d entries", index(cpu), used, n);
    text(ui.fonts.bold, font_tiny, ui.theme.dim, head);
    for (int i = 0; i < n; i++) {
        const TlbEntry& e = s.machine().view().tlb(cpu, i);
        if (!e.valid && !s.before().view().tlb(cpu, i).valid) continue;
        row(ui, cpu, i);
        rows++;
    }
    if (rows == 0)
        wrapped(ui.fonts.ui, font_small, ui.theme.faint,
                "Empty. access() fills it: the first use of a page looks its translation up.");
    ImGui::Dummy(ui.px(0, 6));
}

} // namespace

void draw_tlb_rows(const Ui& ui) {
    ImGui::BeginChild("tlbs");
    if (ui.session.is_open()) {
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
        for (int c = 0; c < ui.session.machine().config().cpus; c++)
            one_cpu(ui, static_cast<CpuId>(c));
        ImGui::PopStyleVar();
    }
    ImGui::EndChild();
}

void draw_tlb(const Ui& ui, ImVec2 size) {
    if (begin_panel(ui, "TLB", size, "what each CPU has cached", "tlb")) draw_tlb_rows(ui);
    end_panel();
}

} // namespace lazymmu::gui
