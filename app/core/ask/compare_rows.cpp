// Comparison: the rows, and what differs in them.
#include "app/core/ask/compare.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"
#include "app/core/tell/statement_text.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/sched.h"
#include "engine/kernel/tlb.h"

#include <algorithm>
#include <map>
#include <set>

namespace lazymmu {
namespace {

constexpr size_t most_pages = 256;

std::string line_of(const Document& d, u32 position) {
    const Moment& m = d.trace.moments[position];
    if (m.task == 0xff) return "the run is over";
    const Routine* r =
        m.routine == fn_script ? nullptr : find_routine(d.timeline.setup(), m.routine);
    if (r && m.line < r->lines.size()) return std::string(r->name) + ": " + r->lines[m.line].text;
    const TaskId task = static_cast<TaskId>(m.task);
    FrameHeader h;
    const u64* slots = nullptr;
    const Machine& machine = d.timeline.machine();
    if (!machine.view().frame(task, 0, h, slots) || h.routine != fn_script) return "";
    const Body& body = machine.program().body(slots[0]);
    if (h.line >= body.ops.size()) return "the end of " + body.name;
    return op_text(machine.program(), body, body.ops[h.line], machine.arch(), true);
}

std::string counters_of(const Document& d, TaskId task) {
    const Machine& m = d.timeline.machine();
    const TaskState& t = m.view().task(task);
    if (t.status == TaskStatus::exited) return "exited";
    const bool counted = has_generic_layer(m.config().kernel);
    const std::string enable = counted ? std::to_string(t.enable_count) : "–";
    const std::string pause = counted ? std::to_string(t.pause_count) : "–";
    return enable + " / " + pause + " / " + std::to_string(t.preempt_depth) +
           (t.irq_depth ? ", in irq" : "");
}

// Frame and rights alone: how a bit is kept, or what is called hashed, is each machine's matter.
std::string entry_text(const Machine& m, u64 pte) {
    if (!pte) return "empty";
    const PteFields f = m.arch().pte_decode(m.config(), pte);
    char flags[7];
    return "frame " + std::to_string(f.pfn) + ", " + prot_text(f.prot, flags);
}

// The pages about which something is delayed, on any CPU and for any task.
using Waiting = std::set<std::pair<int, u64>>;

Waiting waiting_on(const Machine& m) {
    Waiting out;
    const u64 in_page = m.arch().geometry.page_size() - 1;
    const auto take = [&](CpuId cpu, TaskId task) {
        BatchView batch;
        m.arch().batch(m.config(), m.view(), cpu, task, batch);
        for (const BatchSlot& slot : batch.slots) out.insert({index(slot.mm), slot.va & ~in_page});
    };
    if (m.arch().batch_per_cpu)
        for (int c = 0; c < m.config().cpus; c++)
            take(static_cast<CpuId>(c), m.view().current(static_cast<CpuId>(c)));
    else
        for (int t = 0; t < m.config().tasks; t++)
            take(static_cast<CpuId>(m.view().task(static_cast<TaskId>(t)).cpu),
                 static_cast<TaskId>(t));
    return out;
}

std::string memory_of(const Machine& m, MmId mm, u64 va, const Waiting& waiting) {
    const Ptep where = pt_find(m.config(), m.view(), mm, va);
    std::string out = where == no_ptep ? "empty" : entry_text(m, pt_load(m.view(), where));
    if (where != no_ptep && m.arch().is_queued && m.arch().is_queued(m.config(), m.view(), where))
        return out + "; a store is queued";
    return waiting.count({index(mm), va}) ? out + "; not in effect yet" : out;
}

std::string tlb_of(const Machine& m, MmId mm, u64 va) {
    std::string out;
    for (int c = 0; c < m.config().cpus; c++) {
        const CpuId cpu = static_cast<CpuId>(c);
        const int slot = tlb_find(m.config(), m.view(), cpu, mm, va);
        if (slot < 0) continue;
        if (!out.empty()) out += "; ";
        if (m.config().cpus > 1) out += "CPU " + std::to_string(c) + " ";
        const u64 pte = m.view().tlb(cpu, slot).pte;
        const Staleness stale = translation_standing(m.config(), m.view(), mm, va, pte).stale;
        out += entry_text(m, pte);
        if (stale != Staleness::current)
            out += stale == Staleness::legal ? " (stale, legal)" : " (stale, wrong)";
    }
    return out.empty() ? "not cached" : out;
}

std::string trouble_of(const ColumnView& v) {
    if (!v.stopped.empty()) return v.stopped;
    std::string out;
    const auto add = [&out](u32 n, const char* one, const char* many) {
        if (!n) return;
        out += (out.empty() ? "" : ", ") + std::to_string(n) + " " + (n == 1 ? one : many);
    };
    add(v.warnings, "warning", "warnings");
    add(v.hazards, "hazard", "hazards");
    return out.empty() ? "none" : out;
}

} // namespace

const char* aspect_name(Aspect aspect) {
    constexpr const char* names[] = {"line",       "counters", "mode", "pending",
                                     "operations", "memory",   "tlb",  "trouble"};
    return names[static_cast<int>(aspect)];
}

// All pages whose entries change in some run, as far as it is told; by name, since bases and page
// sizes differ.
void Comparison::find_pages() {
    pages_.clear();
    all_pages_ = key_.tells_all;
    std::map<std::string, size_t> known;
    for (size_t i = 0; i < shown_.size(); i++) {
        if (!shown_[i]) continue;
        std::set<std::pair<u64, u64>> seen;
        const Arch& arch = *columns_[i].arch;
        std::span<const Event> events = shown_[i]->timeline.all_events();
        if (!all_pages_) events = events.first(shown_[i]->trace.event_end[views_[i].position]);
        for (const Event& e : events) {
            if (e.kind != Ev::pte_store && e.kind != Ev::tlb_fill && e.kind != Ev::batch_append)
                continue;
            const u64 va = e.b & ~(arch.geometry.page_size() - 1);
            if (!seen.insert({e.a, va}).second) continue;
            const MmId mm = static_cast<MmId>(e.a);
            const std::string label = std::string(mm_name(mm)) + " " + address_text(va, arch);
            const auto [at, fresh] = known.try_emplace(label, pages_.size());
            if (fresh && pages_.size() == most_pages) {
                known.erase(at);
                continue;
            }
            if (fresh) pages_.push_back({label, mm, std::vector<u64>(columns_.size())});
            pages_[at->second].va[i] = va;
        }
    }
}

void Comparison::add_row(CompareRow row, const std::vector<std::string>* keys) {
    const std::string* first = nullptr;
    for (const std::string& v : keys ? *keys : row.values) {
        if (v.empty()) continue;
        if (!first) first = &v;
        row.differs = row.differs || v != *first;
    }
    rows_.push_back(std::move(row));
}

void Comparison::counters_rows() {
    int tasks = 0;
    for (const Document* d : shown_)
        if (d) tasks = std::max<int>(tasks, d->timeline.machine().config().tasks);
    for (int t = 0; t < tasks; t++) {
        const TaskId task = static_cast<TaskId>(t);
        CompareRow row{Aspect::counters, std::string("task ") + task_letter(task), {}};
        std::vector<std::string> keys; // a kernel without the counters has none that could differ
        for (const Document* d : shown_) {
            row.values.push_back(d ? counters_of(*d, task) : "");
            keys.push_back(d && has_generic_layer(d->kernel) ? row.values.back() : "");
        }
        add_row(std::move(row), &keys);
    }
}

void Comparison::page_rows() {
    std::vector<Waiting> waiting;
    for (const Document* d : shown_)
        waiting.push_back(d ? waiting_on(d->timeline.machine()) : Waiting());
    for (const Page& page : pages_) {
        CompareRow memory{Aspect::memory, page.label, {}}, tlb{Aspect::tlb, page.label, {}};
        bool any = false, cached = false;
        for (size_t i = 0; i < shown_.size(); i++) {
            const bool can = shown_[i] != nullptr;
            const bool there = can && page.va[i];
            const Machine* m = can ? &shown_[i]->timeline.machine() : nullptr;
            memory.values.push_back(!can    ? ""
                                    : there ? memory_of(*m, page.mm, page.va[i], waiting[i])
                                            : "empty");
            tlb.values.push_back(!can    ? ""
                                 : there ? tlb_of(*m, page.mm, page.va[i])
                                         : "not cached");
            any = any || (can && memory.values.back() != "empty");
            cached = cached || (can && tlb.values.back() != "not cached");
        }
        if (any || cached) add_row(std::move(memory));
        if (cached) add_row(std::move(tlb));
    }
}

void Comparison::compare() {
    rows_.clear();
    const auto row = [&](Aspect aspect, const char* label, auto value) {
        CompareRow out{aspect, label, {}};
        for (size_t i = 0; i < views_.size(); i++)
            out.values.push_back(views_[i].runs ? value(views_[i], *shown_[i]) : std::string());
        add_row(std::move(out));
        if (aspect == Aspect::line) rows_.back().differs = false; // the code does differ
    };
    row(Aspect::line, "next line",
        [](const ColumnView& v, const Document& d) { return line_of(d, v.position); });
    counters_rows();
    row(Aspect::mode, "changes", [](const ColumnView& v, const Document&) {
        return std::string(v.lazy ? "are delayed" : "act at once");
    });
    row(Aspect::pending, "pending", [](const ColumnView& v, const Document&) {
        if (v.batch.capacity <= 0) return std::string("none");
        return std::to_string(v.batch.used) + " of " + std::to_string(v.batch.capacity);
    });
    for (size_t i = 0; i < views_.size(); i++) { // how much fits is known to differ
        CompareRow& pending = rows_.back();
        if (i == 0) pending.differs = false;
        if (views_[i].runs && views_[i].batch.used != views_[reference_].batch.used)
            pending.differs = true;
    }
    row(Aspect::operations, "operations",
        [](const ColumnView& v, const Document&) { return std::to_string(v.operations); });
    row(Aspect::trouble, "trouble",
        [](const ColumnView& v, const Document&) { return trouble_of(v); });
    page_rows();
}

std::string Comparison::json() const {
    std::string columns, rows;
    for (const ColumnView& v : views_) {
        JsonObject o;
        o.text("arch", v.column.arch->name)
            .text("kernel", kernel_name(*v.column.kernel))
            .truth("leads", v.leads)
            .truth("runs", v.runs)
            .truth("waits", v.waits)
            .number("position", v.position)
            .number("pending", v.batch.used)
            .number("operations", v.operations)
            .number("warnings", v.warnings)
            .number("hazards", v.hazards)
            .number("cost", static_cast<i64>(v.costs.spent))
            .number("cost_without", static_cast<i64>(v.costs.eager));
        if (!v.problem.empty()) o.text("problem", v.problem);
        if (!v.stopped.empty()) o.text("stopped", v.stopped);
        columns += (columns.empty() ? "" : ",") + o.str();
    }
    for (const CompareRow& r : rows_) {
        std::string values;
        for (const std::string& v : r.values)
            values += (values.empty() ? "" : ",") + json_quoted(v);
        rows += (rows.empty() ? "" : ",") + JsonObject()
                                                .text("aspect", aspect_name(r.aspect))
                                                .text("label", r.label)
                                                .truth("differs", r.differs)
                                                .raw("values", "[" + values + "]")
                                                .str();
    }
    return JsonObject().raw("columns", "[" + columns + "]").raw("rows", "[" + rows + "]").str();
}

} // namespace lazymmu
