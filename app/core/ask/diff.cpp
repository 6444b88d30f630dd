#include "app/core/ask/diff.h"

#include "app/core/session/session.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/machine_text.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/page_table.h"

#include <algorithm>
#include <array>

namespace lazymmu {
namespace {

// One of the things that a machine has, by what stays the same when it changes.
struct Thing {
    std::array<u64, 3> key;
    std::string what, text;
};
using Things = std::vector<Thing>;

Things counters_of(const Machine& m) {
    Things out;
    const bool exist = has_generic_layer(m.config().kernel);
    for (u64 i = 0; i < m.config().tasks; i++) {
        const TaskId id = static_cast<TaskId>(i);
        const TaskState& t = m.view().task(id);
        u64 n = 0;
        const auto add = [&](const char* what, std::string text) {
            out.push_back({{i, n++, 0}, std::string("task ") + task_letter(id) + " " + what, text});
        };
        const auto count = [&](u8 value) {
            return exist ? std::to_string(value) : std::string("not in this kernel");
        };
        add("enable_count", count(t.enable_count));
        add("pause_count", count(t.pause_count));
        add("preempt", std::to_string(t.preempt_depth));
        add("in irq", std::to_string(t.irq_depth));
        add("mode", task_mode_text(m, id));
        add("on", "CPU " + std::to_string(t.cpu));
    }
    return out;
}

Things pending_of(const Machine& m) {
    Things out;
    u64 i = 0;
    for (const BatchPlace& p : batch_places(m)) {
        const BatchView batch = batch_of(m, p.cpu, p.task);
        out.push_back({{i, 0, 0},
                       p.owner + " pending",
                       std::to_string(batch.used) + " of " + std::to_string(batch.capacity)});
        for (u64 f = 0; f < batch.fields.size(); f++)
            out.push_back({{i, 1, f}, p.owner + " " + batch.fields[f].name, batch.fields[f].text});
        for (u64 n = 0; n < batch.slots.size(); n++) {
            const BatchSlot& slot = batch.slots[n];
            std::string text = page_words(slot.mm, slot.va);
            if (*slot.kind) text += std::string(", ") + slot.kind;
            if (slot.value) text += ": " + pte_text(m.config(), slot.value);
            out.push_back({{i, 2, n}, p.owner + " slot " + std::to_string(n), text});
        }
        i++;
    }
    return out;
}

Things memory_of(const Machine& m) {
    Things out;
    const StateView view = m.view();
    for (u32 i = 0; i < view.globals().pt_used; i++) {
        const Ptep where = static_cast<Ptep>(view.pt_keys()[i]);
        const u64 pte = pt_load(view, where);
        const u64 level = view.table(static_cast<int>(ptep_table(where))).level;
        const bool leaf = static_cast<int>(level) + 1 == m.arch().geometry.levels;
        if (!pte || (!leaf && !ptep_is_huge(view, where))) continue;
        const MmId mm = ptep_mm(view, where);
        const u64 va = ptep_va(m.config(), view, where);
        out.push_back({{static_cast<u64>(index(mm)), va, level},
                       page_words(mm, va),
                       pte_text(m.config(), pte)});
    }
    return out;
}

Things tlbs_of(const Machine& m) {
    Things out;
    for (int c = 0; c < m.config().cpus; c++)
        for (int i = 0; i < m.config().tlb_entries; i++) {
            const TlbEntry& e = m.view().tlb(static_cast<CpuId>(c), i);
            if (!e.valid) continue;
            const MmId mm = static_cast<MmId>(e.mm);
            const u64 va = e.vpn << m.arch().geometry.page_shift;
            const Staleness stale = translation_standing(m.config(), m.view(), mm, va, e.pte).stale;
            out.push_back(
                {{static_cast<u64>(c), e.mm, va},
                 "CPU " + std::to_string(c) + " " + page_words(mm, va),
                 pte_text(m.config(), e.pte) + (stale == Staleness::current
                                                    ? std::string()
                                                    : std::string("; ") + staleness_name(stale))});
        }
    return out;
}

Things hardware_of(const Machine& m) {
    Things out;
    std::vector<HwTableView> views;
    if (m.arch().hw_tables) m.arch().hw_tables(m.config(), m.view(), views);
    for (u64 i = 0; i < views.size(); i++)
        for (const HwRow& r : views[i].rows) {
            std::string text = r.entry.empty() ? pte_text(m.config(), r.value) : r.entry;
            if (*r.word) text += std::string("; ") + r.word;
            if (r.standing.stale != Staleness::current)
                text += std::string("; ") + staleness_name(r.standing.stale);
            out.push_back(
                {{i, u64{r.group} << 32 | r.slot, r.va},
                 std::string(views[i].label) + " " + r.place + " " + page_words(r.mm, r.va),
                 text});
        }
    return out;
}

// Both are in the order of their keys afterwards.
void compare(DiffGroup group, Things then, Things now, std::vector<DiffRow>& out) {
    const auto before = [](const Thing& a, const Thing& b) { return a.key < b.key; };
    std::stable_sort(then.begin(), then.end(), before);
    std::stable_sort(now.begin(), now.end(), before);
    auto a = then.begin(), b = now.begin();
    while (a != then.end() || b != now.end()) {
        if (b == now.end() || (a != then.end() && before(*a, *b))) {
            out.push_back({group, a->what, a->text, {}});
            ++a;
        } else if (a == then.end() || before(*b, *a)) {
            out.push_back({group, b->what, {}, b->text});
            ++b;
        } else {
            if (a->text != b->text) out.push_back({group, b->what, a->text, b->text});
            ++a, ++b;
        }
    }
}

} // namespace

const char* diff_group_name(DiffGroup group) {
    constexpr const char* names[] = {"Counters", "Pending",  "Page table",
                                     "TLB",      "Hardware", "Events so far"};
    return names[static_cast<int>(group)];
}

std::string why_no_diff(const Machine& then, const Machine& now) {
    if (&then.arch() == &now.arch()) return {};
    return std::string("The pinned moment is of ") + then.arch().title + ", this one of " +
           now.arch().title +
           ": entries and batches of two architectures have nothing in common. Compare shows them "
           "side by side.";
}

std::vector<DiffRow> diff_moments(const MomentFacts& then, const MomentFacts& now) {
    std::vector<DiffRow> out;
    const Machine &a = then.machine, &b = now.machine;
    if (!why_no_diff(a, b).empty()) return out;
    compare(DiffGroup::counters, counters_of(a), counters_of(b), out);
    compare(DiffGroup::pending, pending_of(a), pending_of(b), out);
    compare(DiffGroup::memory, memory_of(a), memory_of(b), out);
    compare(DiffGroup::tlb, tlbs_of(a), tlbs_of(b), out);
    compare(DiffGroup::hardware, hardware_of(a), hardware_of(b), out);
    for (size_t i = 0; i < then.events.size() && i < now.events.size(); i++)
        if (then.events[i].times != now.events[i].times)
            out.push_back({DiffGroup::events, now.events[i].what,
                           std::to_string(then.events[i].times),
                           std::to_string(now.events[i].times)});
    return out;
}

std::string diff_json(const std::vector<DiffRow>& rows) {
    JsonList out;
    for (const DiffRow& r : rows)
        out.raw(JsonObject()
                    .text("group", diff_group_name(r.group))
                    .text("what", r.what)
                    .text("sign", r.sign())
                    .text("then", r.then)
                    .text("now", r.now)
                    .str());
    return out.str();
}

void PinDiff::update(const Session& s) {
    const void* document = s.is_open() ? &s.document() : nullptr;
    const u64 version = document ? s.timeline().version() : 0;
    const u32 position = document ? s.position() : 0;
    const bool ahead = document && s.pin_is_in_run() && s.pin()->position > s.told().length();
    if (pin_ == s.pin() && document_ == document && version_ == version && position_ == position &&
        ahead_ == ahead)
        return;
    pin_ = s.pin();
    document_ = document;
    version_ = version;
    position_ = position;
    ahead_ = ahead;
    rows.clear();
    refused.clear();
    if (!pin_ || !document) return;
    refused = ahead
                  ? "The pinned moment is behind a question that is open: what differs would tell."
                  : why_no_diff(pin_->facts.machine, s.machine());
    if (refused.empty()) rows = diff_moments(pin_->facts, facts_at(s.timeline(), position));
}

} // namespace lazymmu
