// One pass over the events finds those about the page, each with the statement that it was a part
// of. What is asked about then has one event that made it (a store, a fill, an append); the causes
// of that are found going backwards, and what happened since going forwards.
#include "app/core/ask/provenance.h"

#include "app/core/tell/event_text.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/page_table.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace lazymmu {
namespace {

constexpr size_t most_later = 12; // of what happened since
constexpr int most_stores = 4;    // that only changed bits
constexpr u32 nowhere = 0xffffffff;
constexpr std::string_view barriers[] = {"dsb(ishst)", "isb"};

// The value of a field of a hardware event, by the name that its specification gives it.
std::optional<u64> field_of(const Arch& arch, const Event& e, std::string_view wanted) {
    const std::span<const HwSpec> specs = e.kind == Ev::hw ? arch.hw_events : arch.hw_items;
    if (e.code >= specs.size()) return {};
    const u64 values[] = {e.a, e.b, e.c, e.d};
    std::string_view names = specs[e.code].fields;
    for (const u64 value : values) {
        const size_t comma = names.find(',');
        if (names.substr(0, comma) == wanted) return value;
        if (comma == std::string_view::npos) return {};
        names.remove_prefix(comma + 1);
    }
    return {};
}

class Tracer {
  public:
    Tracer(const Session& s, const Subject& subject)
        : s_(s), config_(s.machine().config()), arch_(s.arch()), events_(s.timeline().all_events()),
          mm_(subject.mm), page_(page_of(subject.va)) {
        end_ = s.trace().event_end[s.position()];
        if (subject.kind == Subject::hazard) end_ = std::min(end_, subject.event + 1);
        collect();
    }

    // The last event up to `before` that `wanted` accepts; nowhere: none.
    template <class F> u32 last(u32 before, F wanted) const {
        for (size_t i = about_.size(); i-- > 0;)
            if (about_[i] < before && wanted(events_[about_[i]])) return about_[i];
        return nowhere;
    }

    // Adds what led to a store: the store that chose the frame, if this one only changed bits; work
    // that was delayed until then; and what carried it out.
    void explain_store(u32 store, Provenance& out, int depth = 0) const {
        const Event& e = events_[store];
        const u32 older = last(store, [](const Event& o) { return o.kind == Ev::pte_store; });
        const bool only_bits = e.c && e.d && fields(e.c).pfn == fields(e.d).pfn;
        if (older != nowhere && only_bits && depth < most_stores)
            explain_store(older, out, depth + 1);
        const u32 append =
            last(store, [&](const Event& o) { return o.kind == Ev::batch_append && o.d == e.d; });
        if (append != nowhere && (older == nowhere || append > older)) add(append, true, out);
        if (const u32 carried = hw_before(store); carried != nowhere) add(carried, true, out);
        add(store, true, out);
    }

    // Adds what else happened to the page between two events.
    void add_between(u32 from, u32 to, bool key, Provenance& out) const {
        for (const u32 event : about_)
            if (event > from && event < to) add(event, key, out);
    }

    // nowhere: since the beginning.
    void add_since(u32 from, Provenance& out) const {
        std::vector<u32> later;
        for (const u32 event : about_)
            if (from == nowhere || event > from) later.push_back(event);
        if (later.size() > most_later) {
            out.left_out = static_cast<u32>(later.size() - most_later);
            later.erase(later.begin(), later.end() - most_later);
        }
        for (const u32 event : later) add(event, false, out);
    }

    void add(u32 event, bool key, Provenance& out) const {
        for (const Cause& c : out.causes)
            if (c.event == event) return;
        const Event& e = events_[event];
        Cause cause;
        cause.kind = kind_of(e);
        cause.event = event;
        cause.position = s_.trace().position_of(event);
        cause.text = event_text(s_.setup(), e);
        cause.by = statement_before(event);
        cause.key = key;
        out.causes.push_back(std::move(cause));
    }

    u32 end() const { return end_; }
    const Event& event(u32 i) const { return events_[i]; }
    PteFields fields(u64 pte) const { return arch_.pte_decode(config_, pte); }

  private:
    u64 page_of(u64 va) const { return va >> arch_.geometry.page_shift; }
    bool is_page(u64 mm, u64 va) const {
        return page_of(va) == page_ && static_cast<MmId>(mm) == mm_;
    }

    bool concerns(const Event& e) const {
        switch (e.kind) {
        case Ev::pte_store:
        case Ev::batch_append:
        case Ev::tlb_fill:
        case Ev::tlb_evict:
        case Ev::tlb_drop:
        case Ev::tlb_hit:
        case Ev::hazard: return is_page(e.a, e.b);
        case Ev::lookup: return e.a && page_of(e.b) == page_;
        case Ev::hw:
        case Ev::hw_item: {
            if (is_barrier(e)) return true;
            const std::optional<u64> va = field_of(arch_, e, "va");
            if (!va) return false;
            const std::optional<u64> mm = field_of(arch_, e, "mm"), n = field_of(arch_, e, "n");
            if (n && page_of(*va) < page_ && page_of(*va) + *n > page_) return !mm || *mm == tag();
            return page_of(*va) == page_ && (!mm || *mm == tag());
        }
        default: return false;
        }
    }
    u64 tag() const { return static_cast<u64>(index(mm_)); }

    bool is_barrier(const Event& e) const {
        return e.kind == Ev::hw && e.code < arch_.hw_events.size() &&
               std::find(std::begin(barriers), std::end(barriers), arch_.hw_events[e.code].name) !=
                   std::end(barriers);
    }

    // Barriers concern a page only if one of its stores was still to become visible: the first of
    // each kind after it, on its CPU.
    void collect() {
        u32 open[std::size(barriers)] = {};
        u8 cpu = 0;
        for (u32 i = 0; i < end_; i++) {
            const Event& e = events_[i];
            if (!concerns(e)) continue;
            if (is_barrier(e)) {
                const size_t which = arch_.hw_events[e.code].name == barriers[0] ? 0 : 1;
                if (!open[which] || e.cpu != cpu) continue;
                open[which] = 0;
            }
            if (e.kind == Ev::pte_store) {
                std::fill(std::begin(open), std::end(open), 1);
                cpu = e.cpu;
            }
            about_.push_back(i);
        }
    }

    // The hardware operation of the same line that a store was the effect of.
    u32 hw_before(u32 store) const {
        for (u32 i = store; i-- > 0 && events_[i].step == events_[store].step;)
            if (events_[i].kind == Ev::hw) return i;
        return nowhere;
    }

    std::string statement_before(u32 event) const {
        const u8 task = events_[event].task;
        for (u32 i = event + 1; i-- > 0;) {
            const Event& e = events_[i];
            if (e.kind == Ev::statement && e.task == task)
                return "line " + std::to_string(e.c) + ": " +
                       source_text(*s_.setup().program, static_cast<u32>(e.c));
        }
        return {};
    }

    Cause::Kind kind_of(const Event& e) const {
        switch (e.kind) {
        case Ev::pte_store: return Cause::stored;
        case Ev::batch_append: return Cause::delayed;
        case Ev::tlb_fill: return Cause::cached;
        case Ev::tlb_evict:
        case Ev::tlb_drop: return Cause::dropped;
        case Ev::tlb_hit: return Cause::used;
        case Ev::lookup: return Cause::found;
        case Ev::hazard: return Cause::broken;
        default: return is_barrier(e) ? Cause::ordered : Cause::flushed;
        }
    }

    const Session& s_;
    const Config& config_;
    const Arch& arch_;
    std::span<const Event> events_;
    MmId mm_;
    u64 page_;
    u32 end_ = 0;
    std::vector<u32> about_;
};

bool is_store(const Event& e) { return e.kind == Ev::pte_store; }

// A TLB entry: the store of what it holds, the barriers and lookups up to the fill, the fill.
void explain_fill(const Tracer& tracer, u32 fill, Provenance& out) {
    const u64 held = tracer.event(fill).c;
    u32 store = tracer.last(fill, [&](const Event& e) {
        return is_store(e) && tracer.fields(e.d).pfn == tracer.fields(held).pfn && e.d;
    });
    if (store == nowhere) store = tracer.last(fill, is_store);
    if (store != nowhere) tracer.explain_store(store, out);
    out.from_start = store == nowhere;
    if (store != nowhere) tracer.add_between(store, fill, true, out);
    tracer.add(fill, true, out);
}

std::string place_of(const Subject& s) { return std::string(mm_name(s.mm)) + " " + hex_text(s.va); }

std::string title_of(const Subject& s) {
    switch (s.kind) {
    case Subject::pte: return "Page-table entry of " + place_of(s);
    case Subject::tlb:
        return "CPU " + std::to_string(index(s.cpu)) + ", TLB slot " + std::to_string(s.slot) +
               ": " + place_of(s);
    case Subject::copy: return "What the hardware keeps of " + place_of(s);
    case Subject::batch: return "Delayed work about " + place_of(s);
    case Subject::hazard: return "Why this is a hazard: " + place_of(s);
    }
    return {};
}

std::string standing_text(const Standing& standing, const char* good) {
    if (standing.stale == Staleness::current) return good;
    return std::string(standing.stale == Staleness::legal ? "Stale, legal: " : "Stale, wrong: ") +
           standing.why;
}

std::string verdict_of(const Session& session, const Subject& s) {
    const Machine& m = session.machine();
    const Config& config = m.config();
    const Ptep where = pt_find(config, m.view(), s.mm, s.va);
    switch (s.kind) {
    case Subject::tlb: {
        const TlbEntry& e = m.view().tlb(s.cpu, s.slot);
        if (!e.valid) return "It has been dropped.";
        return standing_text(translation_standing(config, m.view(), s.mm, s.va, e.pte),
                             "It agrees with memory.");
    }
    case Subject::batch: return delay_standing(config, m.view(), s.cpu).why;
    case Subject::hazard: {
        const Event& e = session.timeline().all_events()[s.event];
        const InvariantInfo& info = invariant_info(static_cast<Invariant>(e.code));
        return std::string(info.title) + ". " + info.doc;
    }
    case Subject::pte:
        if (where != no_ptep && m.arch().is_queued && m.arch().is_queued(config, m.view(), where))
            return "A write to it is queued: memory still has the old value.";
        [[fallthrough]];
    case Subject::copy:
        if (m.arch().is_pending(config, m.view(), s.mm, s.va))
            return "Work about this page is still delayed, or left to the caller.";
        return "Nothing about this page is delayed.";
    }
    return {};
}

} // namespace

const char* cause_name(Cause::Kind kind) {
    constexpr const char* names[] = {"stored", "delayed", "flushed", "ordered", "found",
                                     "cached", "dropped", "used",    "broken"};
    return names[kind];
}

Provenance provenance_of(const Session& session, const Subject& subject) {
    Provenance out;
    out.title = title_of(subject);
    out.verdict = verdict_of(session, subject);
    const Tracer tracer(session, subject);
    const u32 end = tracer.end();
    u32 made = nowhere;
    switch (subject.kind) {
    case Subject::tlb:
        made = tracer.last(end, [&](const Event& e) {
            return e.kind == Ev::tlb_fill && e.cpu == index(subject.cpu) &&
                   e.d == static_cast<u64>(subject.slot);
        });
        if (made != nowhere) explain_fill(tracer, made, out);
        break;
    case Subject::batch:
        made = tracer.last(end, [](const Event& e) { return e.kind == Ev::batch_append; });
        if (made != nowhere) {
            const u32 store = tracer.last(made, is_store);
            if (store != nowhere) tracer.add(store, true, out);
            tracer.add(made, true, out);
            break;
        }
        [[fallthrough]];
    case Subject::pte:
    case Subject::copy:
        made = tracer.last(end, is_store);
        if (made != nowhere) tracer.explain_store(made, out);
        break;
    case Subject::hazard:
        made = tracer.last(end, [](const Event& e) { return e.kind == Ev::tlb_fill; });
        if (made != nowhere) explain_fill(tracer, made, out);
        if (made == nowhere) {
            made = tracer.last(end, is_store);
            if (made != nowhere) tracer.explain_store(made, out);
        }
        break;
    }
    out.from_start |= made == nowhere;
    tracer.add_since(made, out);
    return out;
}

} // namespace lazymmu
