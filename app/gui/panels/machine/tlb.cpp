// The TLBs, a table for each CPU. An entry that memory no longer agrees with is marked as stale:
// legally, or wrongly, with a word, a sign and a colour.
#include "app/core/tell/event_text.h"
#include "app/gui/panels/machine/table_rows.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/page_table.h"

#include <cstdio>
#include <cstring>

namespace lazymmu::gui {
namespace {

std::string memory_says(const Session& s, MmId mm, u64 va) {
    const Config& config = s.machine().config();
    const Ptep where = pt_find(config, s.machine().view(), mm, va);
    return pte_text(config, where == no_ptep ? 0 : pt_load(s.machine().view(), where));
}

TableRow row_of(const Session& s, CpuId cpu, int slot) {
    const Config& config = s.machine().config();
    const TlbEntry& e = s.machine().view().tlb(cpu, slot);
    const TlbEntry& old = s.before().view().tlb(cpu, slot);
    const TlbEntry& shown = e.valid ? e : old;
    const MmId mm = static_cast<MmId>(shown.mm);
    const u64 va = shown.vpn << s.arch().geometry.page_shift;
    TableRow row;
    row.gone = !e.valid;
    row.changed = e.valid && std::memcmp(&e, &old, sizeof e) != 0;
    row.cells[0] = std::to_string(slot);
    row.cells[1] = std::string(mm_name(mm)) + " " + hex_text(va);
    row.cells[2] = shown.global ? "global"
                                : std::string(s.arch().context_name) + " " +
                                      hex_text(s.arch().context_tag(config, mm));
    row.cells[3] = pte_text(config, shown.pte);
    row.pte = shown.pte;
    row.help = row.cells[1] + ", on CPU " + std::to_string(index(cpu)) + "\n" +
               (shown.global ? "global: it matches in every address space" : row.cells[2]);
    if (e.valid) row.subject = Subject{Subject::tlb, mm, va, cpu, slot, 0};
    if (row.gone) {
        row.badge = {Badge::tick, "dropped"};
        row.help += "\nThis entry has just been dropped.";
        return row;
    }
    const Standing standing = translation_standing(config, s.machine().view(), mm, va, e.pte);
    row.badge = stale_badge(standing.stale);
    if (standing.stale == Staleness::current) return row;
    row.help += "\nThis CPU would still use it, but memory says: " + memory_says(s, mm, va) +
                (standing.stale == Staleness::legal ? "\nLegal: " : "\nWrong: ") + standing.why;
    return row;
}

void one_cpu(const Ui& ui, CpuId cpu) {
    const Session& s = ui.session;
    const int n = s.machine().config().tlb_entries;
    int used = 0;
    std::vector<TableRow> rows;
    for (int i = 0; i < n; i++) {
        const bool now = s.machine().view().tlb(cpu, i).valid;
        used += now;
        if (now || s.before().view().tlb(cpu, i).valid) rows.push_back(row_of(s, cpu, i));
    }
    char head[48];
    std::snprintf(head, sizeof head, "CPU %d   %d of %d entries", index(cpu), used, n);
    text(ui.fonts.bold, font_tiny, ui.theme.dim, head);
    ImGui::Dummy(ui.px(0, 2));
    if (rows.empty())
        wrapped(ui.fonts.ui, font_small, ui.theme.faint,
                "Empty. access() fills it: the first use of a page looks its translation up.");
    else
        draw_table_rows(ui, nullptr, rows);
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

} // namespace lazymmu::gui
