#include "app/cli/text/summary.h"

#include "engine/api.h"

#include <cstdlib>

namespace lazymmu::cli {

namespace {

const char* hook_name(u16 fn) {
    switch (fn) {
    case fn_arch_enter_lazy_mmu_mode: return "enter";
    case fn_arch_leave_lazy_mmu_mode: return "leave";
    case fn_arch_flush_lazy_mmu_mode: return "flush";
    default: return nullptr;
    }
}

bool is_section_call(u16 fn) {
    return (fn >= fn_lazy_mmu_mode_enable && fn <= fn_lazy_mmu_mode_resume) || hook_name(fn);
}

} // namespace

void Summary::take(const Setup& setup, const Record& r) {
    if (r.task != '-') take_call(r);
    if (!ledger_) ledger_.emplace(*setup.config.arch, default_costs(*setup.config.arch));
    for (const Event& e : r.events) {
        ledger_->on_event(e);
        if (e.kind == Ev::pte_store) stores_++;
        if (e.kind != Ev::hw || e.code >= setup.config.arch->hw_events.size()) continue;
        hardware_[setup.config.arch->hw_events[e.code].name]++;
    }
    for (const ValueChange& c : r.changes) {
        if (c.path.size() < 8 || !c.path.starts_with("task.")) continue;
        Counts& now = now_[c.path[5]];
        const std::string_view field = std::string_view(c.path).substr(7);
        if (field == "enable_count") now.enable = std::atoi(c.to.c_str());
        if (field == "pause_count") now.pause = std::atoi(c.to.c_str());
        if (field == "lazy") now.lazy = c.to == "true";
    }
    for (auto& [task, i] : open_) {
        if (i < 0) continue;
        Call& call = calls_[static_cast<size_t>(i)];
        call.enable_to = now_[task].enable;
        call.pause_to = now_[task].pause;
        call.lazy = now_[task].lazy;
    }
}

CostLedger Summary::eager(const Setup& setup, u32 statements) const {
    return eager_cost(setup.config, setup.program, default_costs(*setup.config.arch), statements);
}

// The first line of a call is the statement; what follows deeper belongs to it.
void Summary::take_call(const Record& r) {
    const char task = r.task;
    auto [open, fresh] = open_.try_emplace(task, -1);
    const bool statement =
        r.is_statement() && !r.events.empty() && r.events[0].kind == Ev::statement;
    if (statement) {
        const u16 fn = api_calls()[r.events[0].code].fn;
        open->second = -1;
        if (is_section_call(fn)) {
            const Counts& now = now_[task];
            open->second = static_cast<int>(calls_.size());
            Call c;
            c.task = task;
            c.name = api_calls()[r.events[0].code].name;
            c.enable_from = c.enable_to = now.enable;
            c.pause_from = c.pause_to = now.pause;
            c.lazy = c.lazy_before = now.lazy;
            c.irq = r.events[0].irq > 0;
            calls_.push_back(c);
        }
    }
    if (open->second < 0) return;
    for (const Event& e : r.events) {
        const char* hook = e.kind == Ev::call ? hook_name(e.code) : nullptr;
        Call& call = calls_[static_cast<size_t>(open->second)];
        // Leaving may flush on its way: the first hook is the one that the call asked for.
        if (hook && call.hook.empty()) call.hook = hook;
    }
}

} // namespace lazymmu::cli
