// The page tables as they are in memory: one tree a memory map, level by level. A table with a
// single entry shares its line with the level above; entries in a row that map frames in a row
// share one line.
#include "engine/kernel/page_table.h"
#include "app/core/tell/event_text.h"
#include "app/gui/panels/machine/table_rows.h"
#include "app/gui/panels/panels.h"
#include "app/gui/panels/run/diff.h"
#include "app/gui/panels/run/origin.h"
#include "app/gui/ui/widgets.h"
#include "engine/kernel/invariants.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace lazymmu::gui {
namespace {

struct Entry {
    Ptep where;
    u64 value;
    u64 old_value; // a moment before
};

// A line of the view.
struct Row {
    std::string place; // "PGD[0] › PUD[0] › PMD[2]" or "PTE[3]", "PTE[3…10]"
    std::string text;
    int indent = 0;
    bool leaf = false, changed = false;
    Badge badge; // something about it is pending
    std::string help;
    u64 pte = 0;
    std::optional<Subject> subject;
    bool pinned = false; // differs from the pinned moment
};

u64 old_load(const Session& s, Ptep where) { return pt_load(s.before().view(), where); }

// Kinds of pending work that will write what they hold to memory; the others only make the hardware
// forget something. A presentational hint, by the architectures' own words.
constexpr std::string_view pending_writes[] = {"mmu_update"};

// What is pending about an entry.
struct Waiting {
    Ptep where;
    bool writes;
    u64 value;
    Standing standing;
};

// Entries of a table that hold something, did a moment before, or have something pending; in order.
std::vector<Entry> entries_of(const Session& s, u32 table, const std::vector<Waiting>& waiting) {
    std::vector<Entry> out;
    for (const Waiting& w : waiting)
        if (ptep_table(w.where) == table)
            out.push_back({w.where, pt_load(s.machine().view(), w.where), old_load(s, w.where)});
    const auto gather = [&](const Machine& m) {
        const StateView view = m.view();
        const u32* keys = view.pt_keys();
        const u32* end = keys + view.globals().pt_used;
        const u32* at = std::lower_bound(keys, end, static_cast<u32>(make_ptep(table, 0)));
        for (; at != end && *at >> 16 == table; ++at) {
            const Ptep where = static_cast<Ptep>(*at);
            out.push_back({where, pt_load(s.machine().view(), where), old_load(s, where)});
        }
    };
    gather(s.machine());
    gather(s.before());
    std::sort(out.begin(), out.end(),
              [](const Entry& a, const Entry& b) { return a.where < b.where; });
    out.erase(std::unique(out.begin(), out.end(),
                          [](const Entry& a, const Entry& b) { return a.where == b.where; }),
              out.end());
    return out;
}

class Tree {
  public:
    Tree(const Session& s, const Machine* pin)
        : s_(s), pin_(pin), config_(s.machine().config()), view_(s.machine().view()) {
        for (int c = 0; c < config_.cpus; c++) {
            BatchView batch;
            const CpuId cpu = static_cast<CpuId>(c);
            s.arch().batch(config_, view_, cpu, view_.current(cpu), batch);
            for (const BatchSlot& slot : batch.slots) {
                const Ptep where =
                    slot.mm == MmId::none ? no_ptep : pt_find(config_, view_, slot.mm, slot.va);
                if (where == no_ptep) continue;
                const std::string_view kind = slot.kind;
                const bool writes =
                    std::find_if(std::begin(pending_writes), std::end(pending_writes),
                                 [kind](std::string_view p) { return kind.starts_with(p); }) !=
                    std::end(pending_writes);
                waiting_.push_back(
                    {where, writes, slot.value, delay_standing(config_, view_, cpu)});
            }
        }
    }

    std::vector<Row> rows(MmId mm) {
        for (u32 t = 0; t < view_.globals().tables_used; t++) {
            const TableInfo& info = view_.table(static_cast<int>(t));
            if (info.level == 0 && static_cast<MmId>(info.mm) == mm) table(t, 0, {});
        }
        return std::move(rows_);
    }

  private:
    const PageGeometry& geometry() const { return s_.arch().geometry; }

    bool is_leaf(const TableInfo& info, Ptep where) const {
        return info.level + 1 == geometry().levels || ptep_is_huge(view_, where);
    }

    std::string name(const TableInfo& info, u32 i) const {
        return std::string(geometry().names[info.level]) + "[" + std::to_string(i) + "]";
    }

    u32 child_of(u64 entry) const {
        const u64 frame = s_.arch().table_frame(entry);
        const u64 t = frame - table_frame_base;
        return frame >= table_frame_base && t < view_.globals().tables_used ? static_cast<u32>(t)
                                                                            : 0xffffffff;
    }

    void table(u32 t, int indent, const std::string& above) {
        const TableInfo& info = view_.table(static_cast<int>(t));
        const std::vector<Entry> entries = entries_of(s_, t, waiting_);
        const bool only = entries.size() == 1 && !is_leaf(info, entries[0].where);
        if (only) {
            const u32 child = child_of(entries[0].value);
            const std::string place =
                above + (above.empty() ? "" : " › ") + name(info, ptep_index(entries[0].where));
            if (child != 0xffffffff) return table(child, indent, place);
        }
        if (!above.empty()) {
            head(above, "table at frame " + hex_text(table_frame(t)), indent);
            indent++;
        }
        for (size_t i = 0; i < entries.size();) i = entry(info, entries, i, indent);
        if (entries.empty() && !above.empty()) head({}, "no entries", indent);
    }

    void head(std::string place, std::string words, int indent) {
        Row row;
        row.place = std::move(place);
        row.text = std::move(words);
        row.indent = indent;
        rows_.push_back(std::move(row));
    }

    // Adds entry i, or a run of entries from it; returns the next.
    size_t entry(const TableInfo& info, const std::vector<Entry>& entries, size_t i, int indent) {
        const Entry& e = entries[i];
        if (!is_leaf(info, e.where)) {
            const u32 child = child_of(e.value);
            if (child != 0xffffffff) table(child, indent, name(info, ptep_index(e.where)));
            return i + 1;
        }
        size_t last = i + 1;
        while (last < entries.size() && continues(info, entries[last - 1], entries[last])) last++;
        if (last - i < 4) last = i + 1;
        leaf(info, e, entries[last - 1], indent);
        return last;
    }

    bool continues(const TableInfo& info, const Entry& a, const Entry& b) const {
        if (ptep_index(b.where) != ptep_index(a.where) + 1 || !is_leaf(info, b.where)) return false;
        if ((a.value != a.old_value) != (b.value != b.old_value)) return false;
        if ((pinned_value(a) != a.value) != (pinned_value(b) != b.value)) return false;
        const Waiting *p = waits(a.where), *q = waits(b.where);
        if (!p != !q || (p && p->writes)) return false;
        if (!a.value || !b.value) return !a.value && !b.value;
        const PteFields x = fields(a.value), y = fields(b.value);
        return y.prot == x.prot && y.hashed == x.hashed && (y.pfn == x.pfn + 1 || y.pfn == x.pfn);
    }

    u64 pinned_value(const Entry& e) const {
        if (!pin_) return e.value;
        const Ptep where = pt_find(pin_->config(), pin_->view(), ptep_mm(view_, e.where),
                                   ptep_va(config_, view_, e.where));
        return where == no_ptep ? 0 : pt_load(pin_->view(), where);
    }

    PteFields fields(u64 pte) const { return s_.arch().pte_decode(config_, pte); }

    // The last thing that is pending about an entry, or null.
    const Waiting* waits(Ptep where) const {
        const auto found = std::find_if(waiting_.rbegin(), waiting_.rend(),
                                        [where](const Waiting& w) { return w.where == where; });
        return found == waiting_.rend() ? nullptr : &*found;
    }

    void leaf(const TableInfo& info, const Entry& first, const Entry& last, int indent) {
        Row row;
        row.leaf = true;
        row.indent = indent;
        const u32 a = ptep_index(first.where), b = ptep_index(last.where);
        row.place = a == b ? name(info, a)
                           : std::string(geometry().names[info.level]) + "[" + std::to_string(a) +
                                 "…" + std::to_string(b) + "]";
        row.changed = first.value != first.old_value;
        const Waiting* waiting = waits(first.where);
        if (waiting) row.badge = waiting_badge(waiting->standing.stale, "pending");
        row.pte = a == b ? first.value : 0;
        if (a != b && first.value) {
            const PteFields x = fields(first.value), y = fields(last.value);
            char flags[7];
            row.text = "frames " + std::to_string(x.pfn) + "…" + std::to_string(y.pfn) + ", " +
                       prot_text(x.prot, flags) + (x.hashed ? ", hashed" : "");
        } else {
            row.text = pte_text(config_, first.value);
        }
        if (row.changed && a == b) row.text = pte_text(config_, first.old_value) + " → " + row.text;
        if (a == b && waiting && waiting->writes)
            row.text += ", then " + pte_text(config_, waiting->value);
        const u64 va = ptep_va(config_, view_, first.where);
        row.subject = Subject{Subject::pte, ptep_mm(view_, first.where), va, s_.cpu(), 0, 0};
        row.help = hex_text(va);
        if (a != b) row.help += " … " + hex_text(ptep_va(config_, view_, last.where));
        const u64 pinned = pinned_value(first);
        row.pinned = pinned != first.value;
        if (row.pinned)
            row.help += a == b ? "\nAt the pinned moment: " + pte_text(config_, pinned)
                               : "\nThese differ from the pinned moment.";
        if (waiting)
            row.help +=
                std::string(waiting->writes ? "\nA write to it is queued. "
                                            : "\nWhat the hardware knows of it is still to go. ") +
                waiting->standing.why;
        rows_.push_back(std::move(row));
    }

    const Session& s_;
    const Machine* pin_; // may be null
    const Config& config_;
    StateView view_;
    std::vector<Waiting> waiting_;
    std::vector<Row> rows_;
};

void draw_row(const Ui& ui, const Row& row) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = ui.px(row.leaf ? 20.f : 22.f);
    const float x = at.x + ui.px(14.f * static_cast<float>(row.indent) + 8);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    if (row.changed)
        draw->AddRectFilled(at, ImVec2(at.x + width, at.y + h),
                            fade(ui.theme.changed, ui.theme.dark ? 0.10f : 0.14f), ui.px(3));
    const float y = at.y + ui.px(2);
    const float place = text_size(ui, ui.fonts.code, font_small, row.place).x;
    draw_text(ui, ui.fonts.code, font_small, ImVec2(x, y),
              row.leaf ? ui.theme.text : ui.theme.section, row.place);
    float right = at.x + width - ui.px(4);
    draw_standing_bar(ui, row.badge.shape, at, h - ui.px(1));
    draw_badge(ui, row.badge, right, y);
    right -= badge_width(ui, row.badge) + ui.px(6);
    const float left = std::max(x + place + ui.px(12), row.leaf ? at.x + ui.px(120) : 0.f);
    draw_text(ui, row.leaf ? ui.fonts.code : ui.fonts.ui, row.leaf ? font_small : font_tiny,
              ImVec2(left, y + (row.leaf ? 0 : ui.px(1.5f))),
              row.changed ? ui.theme.changed
              : row.leaf  ? ui.theme.text
                          : ui.theme.faint,
              row.text, std::max(right - left - ui.px(4), 1.f));
    origin_item(ui, row.place.c_str(), ImVec2(width, h), row.subject);
    if (row.pinned) draw_pin_sign(ui, ImVec2(at.x + width, at.y));
    pte_tip(ui, row.help, row.pte);
}

void tables(const Ui& ui) {
    const Session& s = ui.session;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    bool any = false;
    for (int m = 0; m < s.machine().config().mms; m++) {
        const MmId mm = static_cast<MmId>(m);
        const std::vector<Row> rows = Tree(s, pinned_machine(ui)).rows(mm);
        if (rows.empty()) continue;
        any = true;
        text(ui.fonts.bold, font_tiny, ui.theme.dim, mm_name(mm));
        for (const Row& row : rows) draw_row(ui, row);
        ImGui::Dummy(ui.px(0, 6));
    }
    ImGui::PopStyleVar();
    if (!any)
        empty_note(ui, "The page tables are empty. They fill when a script sets an entry, with "
                       "set_pte_at() for example.");
}

} // namespace

void draw_page_table_rows(const Ui& ui) {
    ImGui::BeginChild("tables");
    if (ui.session.is_open()) tables(ui);
    ImGui::EndChild();
}

void draw_page_table(const Ui& ui, ImVec2 size) {
    if (begin_panel(ui, "Page table", size, "in memory", "page_table")) draw_page_table_rows(ui);
    end_panel();
}

} // namespace lazymmu::gui
