// What the hardware of the architecture keeps beside page tables and TLBs: the hash page table, the
// TSB, stores that wait for barriers, pinned pages. Drawn from Arch::hw_tables alone.
#include "app/core/tell/event_text.h"
#include "app/gui/panels/machine/table_rows.h"
#include "app/gui/panels/panels.h"
#include "app/gui/ui/widgets.h"

#include <map>
#include <tuple>

namespace lazymmu::gui {
namespace {

using Key = std::tuple<int, u64, u32>;

Key key_of(const HwRow& r) { return {index(r.mm), r.va, r.group}; }

std::vector<HwTableView> tables_of(const Machine& m) {
    std::vector<HwTableView> out;
    if (m.arch().hw_tables) m.arch().hw_tables(m.config(), m.view(), out);
    return out;
}

TableRow row_of(const Ui& ui, const char* tag, const HwRow& r, const HwRow* old, bool gone) {
    TableRow row;
    row.cells[0] = r.place;
    row.cells[1] = std::string(mm_name(r.mm)) + " " + hex_text(r.va);
    row.cells[2] = r.tag;
    row.cells[3] = r.entry.empty() ? pte_text(ui.session.machine().config(), r.value) : r.entry;
    row.pte = r.entry.empty() ? r.value : 0;
    row.help = row.cells[1] + ", " + tag + " " + r.tag + "\n" + r.help;
    row.gone = gone;
    if (!gone) row.subject = Subject{Subject::copy, r.mm, r.va, ui.session.cpu(), 0, 0};
    if (gone) {
        row.badge = {Badge::tick, r.waits ? "done" : "removed"};
        row.help += "\nIt has just gone.";
        return row;
    }
    row.changed = !old || old->value != r.value || old->place != r.place || old->word != r.word ||
                  old->standing.stale != r.standing.stale;
    row.badge = r.waits || r.standing.stale == Staleness::current
                    ? waiting_badge(r.standing.stale, r.word)
                    : stale_badge(r.standing.stale);
    if (r.standing.stale == Staleness::legal) row.help += "\nLegal: ";
    if (r.standing.stale == Staleness::wrong) row.help += "\nWrong: ";
    row.help += r.standing.why;
    return row;
}

void table(const Ui& ui, const HwTableView& now, const HwTableView& before) {
    std::map<Key, const HwRow*> old;
    for (const HwRow& r : before.rows) old[key_of(r)] = &r;
    std::vector<TableRow> rows;
    for (const HwRow& r : now.rows) {
        const auto found = old.find(key_of(r));
        rows.push_back(
            row_of(ui, now.columns[2], r, found == old.end() ? nullptr : found->second, false));
        if (found != old.end()) old.erase(found);
    }
    for (const HwRow& r : before.rows)
        if (old.count(key_of(r))) rows.push_back(row_of(ui, now.columns[2], r, nullptr, true));
    std::string head = std::string(now.name) + "   " + std::to_string(now.used);
    if (now.capacity) head += " of " + std::to_string(now.capacity);
    wrapped(ui.fonts.bold, font_tiny, ui.theme.dim, head);
    tip(ui, now.doc);
    ImGui::Dummy(ui.px(0, 3));
    if (rows.empty()) {
        wrapped(ui.fonts.ui, font_small, ui.theme.faint, std::string("Empty. ") + now.empty);
        return;
    }
    draw_table_rows(ui, now.columns, rows);
}

} // namespace

std::string hw_table_label(const Ui& ui) {
    if (!ui.session.is_open()) return {};
    const std::vector<HwTableView> tables = tables_of(ui.session.machine());
    return tables.empty() ? std::string() : tables[0].label;
}

void draw_hw_table_rows(const Ui& ui) {
    ImGui::BeginChild("hardware tables");
    if (ui.session.is_open()) {
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
        const std::vector<HwTableView> now = tables_of(ui.session.machine());
        const std::vector<HwTableView> before = tables_of(ui.session.before());
        for (size_t i = 0; i < now.size(); i++)
            table(ui, now[i], i < before.size() ? before[i] : HwTableView{});
        ImGui::PopStyleVar();
    }
    ImGui::EndChild();
}

} // namespace lazymmu::gui
