// The mirror's tables. Each has a caption that says how much there is; long ones are cut, and say
// so. What differs from the moment before says what it was: colour cannot.
#include "app/core/ask/diff.h"
#include "app/core/publish/text_view.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/machine_text.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/page_table.h"

#include <algorithm>

namespace lazymmu {
namespace {

constexpr size_t most_rows = 24;

using Row = std::vector<std::string>;

struct Table {
    std::string id, caption;
    std::vector<const char*> heads;
    std::string empty; // what fills it
    std::vector<Row> rows;
    size_t left_out = 0;

    void add(Row row) {
        if (rows.size() < most_rows)
            rows.push_back(std::move(row));
        else
            left_out++;
    }
    std::string json() const {
        JsonList head, body;
        for (const char* h : heads) head.text(h);
        for (const Row& row : rows) {
            JsonList cells;
            for (const std::string& cell : row) cells.text(cell);
            body.raw(cells.str());
        }
        std::string says = caption;
        if (left_out) says += ", " + std::to_string(left_out) + " more rows";
        return JsonObject()
            .text("id", id)
            .text("caption", says)
            .raw("heads", head.str())
            .raw("rows", body.str())
            .text("empty", empty)
            .str();
    }
};

std::string changed(i64 old_value, i64 value) {
    std::string out = std::to_string(value);
    return value == old_value ? out : out + " (was " + std::to_string(old_value) + ")";
}

std::string standing_text(const Standing& s) {
    if (s.stale == Staleness::current) return "current";
    return std::string(staleness_name(s.stale)) + ": " + s.why;
}

void counters(const Session& s, JsonList& out) {
    Table table{"counters",
                "Counters, per task",
                {"Task", "On CPU", "enable_count", "pause_count", "preempt", "in irq", "Mode"},
                {},
                {}};
    const bool exist = has_generic_layer(s.machine().config().kernel);
    for (int i = 0; i < s.machine().config().tasks; i++) {
        const TaskId id = static_cast<TaskId>(i);
        const TaskState &now = s.machine().view().task(id), &old = s.before().view().task(id);
        const bool runs = s.machine().view().current(static_cast<CpuId>(now.cpu)) == id;
        table.add({std::string(1, task_letter(id)),
                   std::to_string(now.cpu) + (runs ? ", runs" : ""),
                   exist ? changed(old.enable_count, now.enable_count) : "not in this kernel",
                   exist ? changed(old.pause_count, now.pause_count) : "not in this kernel",
                   changed(old.preempt_depth, now.preempt_depth),
                   changed(old.irq_depth, now.irq_depth), task_mode_text(s.machine(), id)});
    }
    out.raw(table.json());
}

void batches(const Session& s, JsonList& out) {
    const Config& config = s.machine().config();
    const std::vector<BatchPlace> places = batch_places(s.machine());
    if (places.empty())
        out.raw(Table{
            "batch",
            "Pending",
            {"Slot"},
            "Nothing is delayed here: the hooks of lazy MMU mode do nothing.",
            {}}.json());
    for (size_t i = 0; i < places.size(); i++) {
        const BatchPlace& place = places[i];
        const BatchView now = batch_of(s.machine(), place.cpu, place.task),
                        old = batch_of(s.before(), place.cpu, place.task);
        std::string caption = std::string("Pending, ") + now.name + " of " + place.owner;
        caption += ": " + changed(old.used, now.used) + " of " + std::to_string(now.capacity);
        for (const Field& f : now.fields) caption += ", " + f.name + " = " + f.text;
        Table table{"batch" + std::to_string(i),
                    caption,
                    {"Slot", "Page", "Kind", "Value"},
                    "Nothing waits here.",
                    {}};
        for (size_t n = 0; n < now.slots.size(); n++) {
            const BatchSlot& slot = now.slots[n];
            table.add({std::to_string(n), page_words(slot.mm, slot.va), slot.kind,
                       slot.value ? pte_text(config, slot.value) : ""});
        }
        out.raw(table.json());
    }
}

// "PGD[0] › PUD[0] › PMD[2] › PTE[3]": how a walker gets there.
std::string walk_of(const PageGeometry& g, u64 va, int last) {
    std::string out;
    for (int level = 0; level <= last; level++)
        out += (level ? " › " : "") + std::string(g.names[level]) + "[" +
               std::to_string(g.index_of(va, level)) + "]";
    return out;
}

void page_table(const Session& s, JsonList& out) {
    const Config& config = s.machine().config();
    const StateView view = s.machine().view();
    const PageGeometry& g = s.arch().geometry;
    Table table{"page_table",
                "Page tables, in memory",
                {"Page", "Walk", "Entry", "Delayed"},
                "Empty. They fill when a script sets an entry, with set_pte_at() for example.",
                {}};
    for (u32 i = 0; i < view.globals().pt_used; i++) {
        const Ptep where = static_cast<Ptep>(view.pt_keys()[i]);
        const int level = view.table(static_cast<int>(ptep_table(where))).level;
        if (level + 1 != g.levels && !ptep_is_huge(view, where)) continue;
        const u64 va = ptep_va(config, view, where);
        const u64 pte = pt_load(view, where), old = pt_load(s.before().view(), where);
        const bool waits = s.arch().is_pending(config, view, ptep_mm(view, where), va);
        table.add(
            {page_words(ptep_mm(view, where), va), walk_of(g, va, level),
             pte_text(config, pte) + (pte == old ? "" : " (was " + pte_text(config, old) + ")"),
             waits ? "something about it is pending" : ""});
    }
    out.raw(table.json());
}

void tlbs(const Session& s, JsonList& out) {
    const Config& config = s.machine().config();
    const StateView view = s.machine().view();
    for (int c = 0; c < config.cpus; c++) {
        const CpuId cpu = static_cast<CpuId>(c);
        Table table{"tlb" + std::to_string(c),
                    "TLB of CPU " + std::to_string(c),
                    {"Entry", "Page", s.arch().context_name, "Translation", "Standing"},
                    "Empty. access() fills it: the first use of a page looks it up.",
                    {}};
        for (int i = 0; i < config.tlb_entries; i++) {
            const TlbEntry& e = view.tlb(cpu, i);
            if (!e.valid) continue;
            const MmId mm = static_cast<MmId>(e.mm);
            const u64 va = e.vpn << s.arch().geometry.page_shift;
            table.add({std::to_string(i), page_words(mm, va),
                       e.global ? "global" : hex_text(s.arch().context_tag(config, mm)),
                       pte_text(config, e.pte),
                       standing_text(translation_standing(config, view, mm, va, e.pte))});
        }
        out.raw(table.json());
    }
}

void hardware(const Session& s, JsonList& out) {
    std::vector<HwTableView> views;
    if (s.arch().hw_tables) s.arch().hw_tables(s.machine().config(), s.machine().view(), views);
    for (const HwTableView& v : views) {
        Table table{v.path,
                    std::string(v.name) + ", " + std::to_string(v.used) +
                        (v.capacity ? " of " + std::to_string(v.capacity) : "") + ": " + v.doc,
                    {v.columns[0], v.columns[1], v.columns[2], v.columns[3], "Standing"},
                    std::string("Empty. ") + v.empty,
                    {}};
        for (const HwRow& r : v.rows)
            table.add({r.place, page_words(r.mm, r.va), r.tag,
                       r.entry.empty() ? pte_text(s.machine().config(), r.value) : r.entry,
                       (*r.word ? std::string(r.word) + "; " : "") + standing_text(r.standing)});
        out.raw(table.json());
    }
}

// The latest, newest first.
void events(const Session& s, JsonList& out) {
    const Trace& t = s.trace();
    const size_t n = static_cast<size_t>(
        std::lower_bound(t.log.begin(), t.log.end(), t.event_end[s.position()]) - t.log.begin());
    Table table{"events",
                "Events so far: " + std::to_string(n) + ", newest first",
                {"Line", "What happened"},
                "Nothing has happened yet.",
                {}};
    for (size_t i = n; i-- > 0 && n - i <= most_rows;)
        table.add({std::to_string(t.position_of(t.log[i])),
                   event_text(s.setup(), s.timeline().all_events()[t.log[i]])});
    table.left_out = n > most_rows ? n - most_rows : 0;
    out.raw(table.json());
}

// Against the pinned moment, if there is one.
void differences(const Session& s, JsonList& out) {
    if (!s.pin()) return;
    PinDiff diff;
    diff.update(s);
    Table table{"diff",
                "What differs from the pinned moment, " + s.pin()->label + " of " + s.pin()->name,
                {"What", "Part", "Then", "Now"},
                diff.refused.empty() ? "Nothing differs." : diff.refused,
                {}};
    for (const DiffRow& r : diff.rows)
        table.add({r.what, diff_group_name(r.group), r.then.empty() ? "not there" : r.then,
                   r.now.empty() ? "not there" : r.now});
    out.raw(table.json());
}

void costs(const Session& s, JsonList& out) {
    const CostView v = s.document().costs().at(s.position());
    Table table{"costs",
                "Costs so far, in round numbers: " + std::to_string(v.spent) +
                    ", without the mode " + std::to_string(v.eager) + ". " + saving_text(v),
                {"Operation", "Times", "Cost", "Without the mode"},
                "Nothing that costs has happened yet.",
                {}};
    for (const CostLine& c : v.lines)
        table.add({c.name, std::to_string(c.spent.times), std::to_string(c.spent.cost),
                   std::to_string(c.eager.cost)});
    out.raw(table.json());
}

} // namespace

std::string mirror_tables_json(const Session& s) {
    JsonList out;
    counters(s, out);
    batches(s, out);
    page_table(s, out);
    tlbs(s, out);
    hardware(s, out);
    events(s, out);
    costs(s, out);
    differences(s, out);
    return out.str();
}

} // namespace lazymmu
