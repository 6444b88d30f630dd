// What the tests of engine and backends share: a machine that runs a script statement by statement,
// or line by line, and says what happened in words.
#pragma once

#include "arch/arch.h"
#include "engine/api.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/lazy_mmu.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"
#include "engine/run/query.h"
#include "engine/script/script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lazymmu::test {

using Options = std::vector<std::pair<std::string, int>>; // by Arch::options
using Change = std::function<void(Config&)>;

inline constexpr CpuId cpu0 = static_cast<CpuId>(0), cpu1 = static_cast<CpuId>(1);
inline constexpr TaskId task_a = static_cast<TaskId>(0), task_b = static_cast<TaskId>(1),
                        task_c = static_cast<TaskId>(2);
inline constexpr MmId kernel_mm = MmId::init_mm, user1 = static_cast<MmId>(1),
                      user2 = static_cast<MmId>(2);
inline constexpr Kernel v612 = Kernel::v6_12, v618 = Kernel::v6_18, v70 = Kernel::v7_0,
                        v71 = Kernel::v7_1, v72 = Kernel::v7_2, v73 = Kernel::v7_3;
inline constexpr Kernel every_kernel[] = {v612, v618, v70, v71, v72, v73};
static_assert(std::size(every_kernel) == kernel_count);
inline constexpr Choice run_cpu0 = {Choice::run, 0, 0};
inline constexpr const char* archs[] = {"arm64", "powerpc", "sparc", "x86"};
inline const std::string enable = "lazy_mmu_mode_enable(); ", disable = "lazy_mmu_mode_disable(); ",
                         pause = "lazy_mmu_mode_pause(); ", resume = "lazy_mmu_mode_resume(); ";

inline Config config_for(const std::string& arch_name, Kernel kernel, const Options& options = {},
                         const Change& change = {}) {
    const Arch* arch = find_arch(arch_name);
    if (!arch) throw std::runtime_error("no architecture " + arch_name);
    Config config = default_config(*arch, kernel);
    for (const auto& [name, value] : options) {
        size_t i = 0;
        while (i < arch->options.size() && name != arch->options[i].name) i++;
        if (i == arch->options.size()) throw std::runtime_error("no option " + name);
        config.option[i] = static_cast<u16>(value);
    }
    if (change) change(config);
    return config;
}

inline std::shared_ptr<const Program> program_for(const std::string& arch_name,
                                                  const std::string& text) {
    const ScriptResult r = compile_script(text, *find_arch(arch_name));
    if (!r.program) throw std::runtime_error(text + ": " + script_error_text(r.errors.at(0)));
    return r.program;
}

// Every access looks further than the TLB.
inline const Change one_tlb_entry = [](Config& c) { c.tlb_entries = 1; };

class Rig : public EventSink {
  public:
    Rig(const std::string& arch_name, Kernel kernel, const std::string& text,
        const Options& options = {}, const Change& change = {})
        : machine(make_machine(config_for(arch_name, kernel, options, change),
                               program_for(arch_name, text))) {}

    void on_event(const Event& e) override { events.push_back(e); }

    // One choice, or what happens when nobody interferes. Events add up until clear() or next().
    StepResult step(Choice c) {
        const StepResult r = lazymmu::step(machine, c, this);
        violations |= r.violations;
        return r;
    }
    bool step() {
        Choice c;
        if (!default_choice(*machine.setup, machine.view(), c)) return false;
        last = step(c);
        return last.status == StepStatus::ok;
    }
    // One whole statement; returns hw().
    std::string next() {
        clear();
        while (step() && !at_statement(cpu0)) {
        }
        return hw();
    }
    std::string next(int statements) {
        std::string out;
        for (int i = 0; i < statements; i++) out = next();
        return out;
    }
    void run() {
        while (step()) {
        }
    }
    // Steps until the next line to run on a CPU starts with the text.
    void until(const std::string& text, CpuId cpu = cpu0) {
        while (line(cpu).rfind(text, 0) != 0)
            if (step({Choice::run, static_cast<u8>(index(cpu)), 0}).status != StepStatus::ok)
                throw std::runtime_error("never came to: " + text);
    }
    void preempt(TaskId to, CpuId cpu = cpu0) {
        const Choice c = {Choice::preempt, static_cast<u8>(index(cpu)), static_cast<u8>(index(to))};
        EXPECT_EQ(step(c).status, StepStatus::ok) << "at: " << line(cpu);
        while (!(s().current(cpu) == to && !s().cpu(cpu).irqs_off))
            if (step({Choice::run, c.cpu, 0}).status != StepStatus::ok) return;
    }
    void clear() { events.clear(); }

    StateView s() const { return machine.view(); }
    const Config& config() const { return machine.config(); }
    const Arch& arch() const { return machine.arch(); }
    const TaskState& task(TaskId t = task_a) const { return s().task(t); }
    std::string counts(TaskId t = task_a) const {
        return std::to_string(task(t).enable_count) + "/" + std::to_string(task(t).pause_count);
    }
    u64 page() const { return arch().geometry.page_size(); }
    u64 user(u64 i = 0) const { return arch().geometry.user_base + i * page(); }
    u64 kernel(u64 i = 0) const { return arch().geometry.kernel_base + i * page(); }

    bool at_statement(CpuId cpu) const {
        const TaskId t = s().current(cpu);
        FrameHeader h;
        const u64* slots = nullptr;
        return t == TaskId::none || !s().frame(t, 0, h, slots) || h.routine == fn_script;
    }
    std::string line(CpuId cpu = cpu0) const {
        const TaskId t = s().current(cpu);
        FrameHeader h;
        const u64* slots = nullptr;
        if (t == TaskId::none || !s().frame(t, 0, h, slots)) return "-";
        const SourceLine at = source_line(*machine.setup, h, slots);
        const size_t i = static_cast<size_t>(at.line);
        if (at.routine) return at.routine->lines[i].text;
        return at.body->name + ": " + api_calls()[at.body->ops[i].call].name;
    }

    int count(Ev kind) const {
        int n = 0;
        for (const Event& e : events) n += e.kind == kind;
        return n;
    }
    int count(Ev kind, u16 code) const {
        int n = 0;
        for (const Event& e : events) n += e.kind == kind && e.code == code;
        return n;
    }
    const Event* find(Ev kind) const {
        for (const Event& e : events)
            if (e.kind == kind) return &e;
        return nullptr;
    }
    // "U3", "K0", or a number: an address as the page of an example window.
    std::string place(u64 va) const {
        const std::string exec = va & 1 ? "x" : "";
        for (const auto& [letter, base] : {std::pair("U", user()), std::pair("K", kernel())})
            if (va >= base && va < base + 4096 * page())
                return letter + std::to_string((va - base) / page()) + exec;
        char text[24];
        std::snprintf(text, sizeof text, "%#llx", static_cast<unsigned long long>(va));
        return text;
    }
    // "tlbi(user1,U0); dsb(ish)": operations, or their elements.
    std::string hw() const { return spell(Ev::hw, arch().hw_events); }
    std::string items() const { return spell(Ev::hw_item, arch().hw_items); }
    std::string warnings() const {
        std::string out;
        for (const Event& e : events)
            if (e.kind == Ev::warn || e.kind == Ev::bug)
                out += (out.empty() ? "" : "; ") + std::string(msg_text(static_cast<Msg>(e.code)));
        return out;
    }
    // What became of the accesses: "hit", "walk", "not mapped", "permission", "spurious".
    std::string accesses() const {
        std::string out;
        bool hit = false;
        for (const Event& e : events) {
            if (e.kind == Ev::tlb_hit) hit = true;
            if (e.kind != Ev::fault && e.kind != Ev::access) continue;
            const char* faults[] = {"none", "not mapped", "permission", "spurious"};
            if (!out.empty()) out += "; ";
            if (e.kind == Ev::fault)
                out += faults[e.d];
            else
                out += (hit ? "hit " : "miss ") + std::to_string(e.c);
            hit = false;
        }
        return out;
    }

    std::string value(const std::string& path) const {
        QueryValue v;
        std::string error;
        return query(*machine.setup, s(), path, v, error) ? v.text : "error: " + error;
    }
    u64 raw(MmId mm, u64 va) const {
        const Ptep where = pt_find(config(), s(), mm, va);
        return where == no_ptep ? 0 : pt_load(s(), where);
    }
    // "7 pwu", or "-".
    std::string pte(MmId mm, u64 va) const {
        const u64 entry = raw(mm, va);
        if (!entry) return "-";
        const PteFields f = arch().pte_decode(config(), entry);
        char letters[7];
        return std::to_string(f.pfn) + " " + prot_text(f.prot, letters);
    }
    int pending(CpuId cpu = cpu0) const {
        return arch().pending(config(), s(), cpu, s().current(cpu));
    }
    BatchView batch(CpuId cpu = cpu0) const {
        BatchView out;
        arch().batch(config(), s(), cpu, s().current(cpu), out);
        return out;
    }
    bool is_lazy(CpuId cpu = cpu0) const {
        return arch().is_lazy(config(), s(), cpu, s().current(cpu));
    }
    bool broke(Invariant i) const { return violations & invariant_bit(i); }

    Machine machine;
    std::vector<Event> events;
    u32 violations = 0;
    StepResult last;

  private:
    std::string spell(Ev kind, std::span<const HwSpec> specs) const {
        std::string out;
        for (const Event& e : events) {
            if (e.kind != kind) continue;
            out += (out.empty() ? "" : "; ") + std::string(specs[e.code].name);
            const u64 values[] = {e.a, e.b, e.c, e.d};
            std::string fields = specs[e.code].fields, inside;
            for (size_t i = 0, from = 0; from < fields.size(); i++) {
                const size_t end = std::min(fields.find(',', from), fields.size());
                const std::string name = fields.substr(from, end - from);
                from = end + 1;
                if (name.empty()) continue;
                if (!inside.empty()) inside += ",";
                if (name == "mm")
                    inside += mm_name(static_cast<MmId>(values[i]));
                else if (name == "va")
                    inside += place(values[i]);
                else
                    inside += std::to_string(values[i]);
            }
            if (!inside.empty()) out += "(" + inside + ")";
        }
        return out;
    }
};

// The backends, and what each of them delays: one unit of work for page i.
struct Delays {
    const char* arch;
    const char* prepare; // outside of a section; % stands for the page's number
    const char* change;
};
inline constexpr Delays delays[] = {
    {"arm64", "", "set_pte_at(KERNEL + % * PAGE, 7, \"pw\"); "},
    {"powerpc", "set_pte_at(USER + % * PAGE, 7, \"pwu\"); touch(USER + % * PAGE); ",
     "ptep_get_and_clear(USER + % * PAGE); "},
    {"sparc", "set_pte_at(USER + % * PAGE, 7, \"pwu\"); ", "ptep_get_and_clear(USER + % * PAGE); "},
    {"x86", "", "set_pte_at(USER + % * PAGE, 7, \"pwu\"); "},
};
inline std::string at_page(std::string text, int page) {
    for (size_t i; (i = text.find('%')) != text.npos;) text.replace(i, 1, std::to_string(page));
    return text;
}

} // namespace lazymmu::test
