#include "app/core/tell/event_text.h"

#include "app/core/tell/returned.h"

#include "engine/api.h"
#include "engine/kernel/invariants.h"

#include <cstdio>
#include <string_view>

namespace lazymmu {
namespace {

std::string task_text(u64 task) {
    if (task >= limits::tasks) return "idle";
    return std::string(1, task_letter(static_cast<TaskId>(task)));
}

std::string page_text(u64 mm, u64 va) {
    return std::string(mm_name(static_cast<MmId>(mm))) + " " + hex_text(va);
}

std::string routine_name(const Setup& setup, u16 id) {
    if (id == fn_script) return "script";
    const Routine* r = find_routine(setup, id);
    return r ? r->name : "routine " + std::to_string(id);
}

std::string counter_text(const Event& e) {
    constexpr const char* names[] = {"enable_count", "pause_count", "preempt_count",
                                     "thread flags"};
    const std::string name = names[e.code < 4 ? e.code : 3];
    const auto value = [&](u64 v) {
        return e.code == 3 ? hex_text(v) : std::to_string(static_cast<i64>(v));
    };
    return "task " + task_text(e.a) + ": " + name + " " + value(e.b) + " → " + value(e.c);
}

std::string walk_text(const Setup& setup, const Event& e) {
    const PageGeometry& g = setup.config.arch->geometry;
    const char* level = e.a < g.levels ? g.names[e.a] : "level";
    std::string out = std::string("walk: ") + level + "[" + std::to_string(e.d) + "] ";
    if (!e.c) return out + "is empty";
    return out + (e.a + 1 < g.levels ? "leads on" : "holds " + pte_text(setup.config, e.c));
}

std::string fault_text(const Event& e) {
    constexpr const char* why[] = {"", "not mapped", "no permission",
                                   "spurious, a retry would succeed"};
    return "page fault at " + page_text(e.a, e.b) + ": " + why[e.d < 4 ? e.d : 0];
}

std::string access_text(const Event& e) {
    const char* what = e.d == 'w' ? "write to " : e.d == 'x' ? "execute " : "read of ";
    return what + page_text(e.a, e.b) + " reaches frame " + std::to_string(e.c);
}

std::string tlb_text(const Setup& setup, const Event& e) {
    const char* verb = e.kind == Ev::tlb_fill    ? " takes "
                       : e.kind == Ev::tlb_hit   ? " is hit: "
                       : e.kind == Ev::tlb_evict ? " makes room, dropping "
                                                 : " forgets ";
    return "TLB slot " + std::to_string(e.d) + verb + page_text(e.a, e.b) + " (" +
           pte_text(setup.config, e.c) + ")";
}

std::string fields_text(const HwSpec& spec, const Event& e) {
    const u64 values[] = {e.a, e.b, e.c, e.d};
    std::string out;
    std::string_view names = spec.fields;
    for (int i = 0; i < 4 && !names.empty(); i++) {
        const size_t comma = names.find(',');
        const std::string_view name = names.substr(0, comma);
        names = comma == std::string_view::npos ? "" : names.substr(comma + 1);
        if (name.empty()) continue;
        if (!out.empty()) out += ", ";
        out += name;
        out += '=';
        if (name == "mm")
            out += mm_name(static_cast<MmId>(values[i]));
        else if (values[i] < 4096)
            out += std::to_string(values[i]);
        else
            out += hex_text(values[i]);
    }
    return out;
}

std::string hazard_text(const Event& e) {
    constexpr const char* severities[] = {"legal", "slow", "risky", "wrong"};
    if (e.code >= invariant_count) return "hazard";
    const InvariantInfo& info = invariant_info(static_cast<Invariant>(e.code));
    const bool somewhere = static_cast<MmId>(e.a) != MmId::none;
    return std::string(severities[e.d < 4 ? e.d : 3]) + ": " + info.title +
           (somewhere ? ", " + page_text(e.a, e.b) : std::string());
}

} // namespace

std::string hex_text(u64 value) {
    char b[24];
    std::snprintf(b, sizeof b, "0x%llx", static_cast<unsigned long long>(value));
    return b;
}

std::string pte_text(const Config& config, u64 pte) {
    if (!pte) return "empty";
    const PteFields f = config.arch->pte_decode(config, pte);
    char flags[7];
    prot_text(f.prot, flags);
    return "frame " + std::to_string(f.pfn) + (flags[0] ? ", " : "") + flags +
           (f.hashed ? ", hashed" : "");
}

std::string hw_text(const Setup& setup, const Event& e) {
    const Arch& arch = *setup.config.arch;
    const std::span<const HwSpec> specs = e.kind == Ev::hw ? arch.hw_events : arch.hw_items;
    if (e.code >= specs.size()) return "operation " + std::to_string(e.code);
    const std::string fields = fields_text(specs[e.code], e);
    return specs[e.code].name + (fields.empty() ? std::string() : " (" + fields + ")");
}

bool is_detail(Ev kind) {
    switch (kind) {
    case Ev::line:
    case Ev::call:
    case Ev::ret:
    case Ev::hw_item:
    case Ev::walk:
    case Ev::task_exit: return true;
    default: return false;
    }
}

std::string source_text(const Program& program, u32 line) {
    std::string_view rest = program.source;
    for (u32 i = 1; i < line; i++) {
        const size_t end = rest.find('\n');
        if (end == std::string_view::npos) return {};
        rest.remove_prefix(end + 1);
    }
    rest = rest.substr(0, rest.find('\n'));
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
    while (!rest.empty() && (rest.back() == ' ' || rest.back() == '\r')) rest.remove_suffix(1);
    return std::string(rest);
}

std::string event_text(const Setup& setup, const Event& e) {
    switch (e.kind) {
    case Ev::statement: {
        const std::string text = source_text(*setup.program, static_cast<u32>(e.c));
        if (!text.empty()) return text;
        return e.code < api_calls().size() ? api_calls()[e.code].name : "statement";
    }
    case Ev::line: {
        const Routine* r = find_routine(setup, e.code);
        return routine_name(setup, e.code) + ": " +
               (r && e.a < r->lines.size() ? r->lines[static_cast<size_t>(e.a)].text : "");
    }
    case Ev::call: return "calls " + routine_name(setup, e.code) + "()";
    case Ev::ret: {
        const std::string value = returned_text(setup, e);
        return routine_name(setup, e.code) + "() returns" +
               (!value.empty() ? " " + value
                : e.a          ? " " + hex_text(e.a)
                               : "");
    }
    case Ev::pte_store:
        return "memory: PTE of " + page_text(e.a, e.b) + ": " + pte_text(setup.config, e.c) +
               " → " + pte_text(setup.config, e.d);
    case Ev::batch_append:
        return "delayed: " + page_text(e.a, e.b) + " waits in slot " + std::to_string(e.c);
    case Ev::hw: return "hardware: " + hw_text(setup, e);
    case Ev::hw_item: return "  with " + hw_text(setup, e);
    case Ev::tlb_fill:
    case Ev::tlb_hit:
    case Ev::tlb_evict:
    case Ev::tlb_drop: return tlb_text(setup, e);
    case Ev::walk: return walk_text(setup, e);
    case Ev::lookup:
        return "lookup of " + hex_text(e.b) + (e.a ? ": found " : ": not there") +
               (e.a ? pte_text(setup.config, e.c) : "");
    case Ev::fault: return fault_text(e);
    case Ev::access: return access_text(e);
    case Ev::count: return counter_text(e);
    case Ev::switch_to: return "switch: " + task_text(e.a) + " → " + task_text(e.b);
    case Ev::irq_enter: return "an interrupt begins";
    case Ev::irq_exit: return "the interrupt ends";
    case Ev::task_exit: return "task " + task_text(e.a) + " has ended";
    case Ev::migrate:
        return "task " + task_text(e.a) + " moves: CPU " + std::to_string(e.b) + " → CPU " +
               std::to_string(e.c);
    case Ev::warn: return std::string("WARNING: ") + msg_text(static_cast<Msg>(e.code));
    case Ev::bug: return std::string("BUG: ") + msg_text(static_cast<Msg>(e.code));
    case Ev::hazard: return hazard_text(e);
    }
    return {};
}

} // namespace lazymmu
