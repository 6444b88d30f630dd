// Tables of what the hardware holds: TLB entries, hash-table entries, stores that wait. A row that
// memory disagrees with says whether it may: a clock where the API still allows it, a cross on a
// filled ground where it has promised otherwise.
#pragma once

#include "app/core/ask/provenance.h"
#include "app/gui/ui/ui.h"

#include <optional>
#include <string>
#include <vector>

namespace lazymmu::gui {

// How something stands, at a glance: a shape, a colour and a word.
struct Badge {
    enum Shape : u8 { none, clock, cross, tick };
    Shape shape = none;
    std::string word;
};
// What a copy of a translation shows, and what delayed work does; word: what is owed.
Badge stale_badge(Staleness stale);
Badge waiting_badge(Staleness stale, std::string_view word);
float badge_width(const Ui& ui, const Badge& badge);
// Right-aligned at `right`; y is the top of a line of small text.
void draw_badge(const Ui& ui, const Badge& badge, float right, float y);
// The bar at the left end of such a row: dashed where it is legal, solid where it is wrong.
void draw_standing_bar(const Ui& ui, Badge::Shape shape, ImVec2 at, float height);

struct TableRow {
    std::string cells[4]; // the last takes what room there is
    Badge badge;
    bool changed = false;           // new, or different from the moment before
    bool gone = false;              // was there the moment before
    std::string help;               // above the entry in the tooltip
    u64 pte = 0;                    // explained bit by bit in the tooltip, unless 0
    std::optional<Subject> subject; // a press asks how it came to be
};
// heads: names of the cells; null: no line of heads.
void draw_table_rows(const Ui& ui, const char* const heads[4], const std::vector<TableRow>& rows);

// A tooltip for the item before: words, then a PTE bit by bit.
void pte_tip(const Ui& ui, const std::string& words, u64 pte);

} // namespace lazymmu::gui
