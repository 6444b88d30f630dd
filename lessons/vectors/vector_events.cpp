#include "lessons/vectors/vector_events.h"

#include "engine/kernel/page_table.h"

#include <cstdio>

namespace lazymmu {

namespace {

using Json = nlohmann::json;

std::string hex(u64 v) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(v));
    return text;
}

const char* mm_of(u64 mm) { return mm_name(static_cast<MmId>(mm)); }

bool is_list(std::string_view name) {
    return name == "flush_hash_range" || name == "flush_tsb_user" ||
           name == "smp_flush_tlb_pending";
}

} // namespace

Json VectorEvents::pte(u64 raw) const {
    const PteFields f = setup_.config.arch->pte_decode(setup_.config, raw);
    char flags[7];
    return {{"pfn", f.pfn}, {"flags", prot_text(f.prot, flags)}};
}

Json VectorEvents::value() const {
    Json j = pte(value_);
    if (std::string_view(setup_.config.arch->name) == "powerpc")
        j["hashed"] = setup_.config.arch->pte_decode(setup_.config, value_).hashed;
    return j;
}

void VectorEvents::on_event(const Event& e) {
    switch (e.kind) {
    case Ev::hw: on_hw(e); break;
    case Ev::hw_item: on_item(e); break;
    case Ev::warn: warn_.push_back(msg_text(static_cast<Msg>(e.code))); break;
    case Ev::bug: bug_ = msg_text(static_cast<Msg>(e.code)); break;
    case Ev::ret:
        if (e.b) value_ = e.a;
        break;
    default: break;
    }
}

void VectorEvents::on_hw(const Event& e) {
    const std::string_view name = setup_.config.arch->hw_events[e.code].name;
    if (name == "dsb(ishst)") {
        barrier_open_ = true;
    } else if (name == "isb") {
        if (barrier_open_) hw_.push_back({{"ev", "pte_barriers"}});
        barrier_open_ = false;
    } else if (name == "tlbi") {
        hw_.push_back({{"ev", name}, {"mm", mm_of(e.a)}, {"va", hex(e.b)}});
    } else if (name == "flush_hash_page") {
        hw_.push_back({{"ev", name}, {"mm", mm_of(e.a)}, {"va", hex(e.b)}, {"local", e.c != 0}});
    } else if (name == "flush_tsb_user_page" || name == "global_flush_tlb_page") {
        hw_.push_back({{"ev", name}, {"mm", mm_of(e.a)}, {"va", hex(e.b)}});
    } else if (is_list(name)) {
        Json j = {{"ev", name}, {"mm", mm_of(e.a)}, {"vas", Json::array()}};
        if (name != "flush_tsb_user") j["n"] = e.b;
        if (name == "flush_hash_range") j["local"] = e.c != 0;
        hw_.push_back(std::move(j));
    } else if (name == "hypercall") {
        hw_.push_back({{"ev", name}});
    } else if (name == "multicall") {
        hw_.push_back({{"ev", name}, {"calls", Json::array()}});
    } else if (name == "pte_write_trap") {
        Json j = pte(e.c);
        j.update({{"ev", name}, {"mm", mm_of(e.a)}, {"va", hex(e.b)}});
        hw_.push_back(std::move(j));
    }
}

Json VectorEvents::update(const Event& e) const {
    const Ptep where = static_cast<Ptep>(e.d);
    const StateView s = state_.view();
    Json j = pte(e.b);
    j.update({{"mm", mm_name(ptep_mm(s, where))},
              {"va", hex(ptep_va(setup_.config, s, where))},
              {"preserve_ad", e.c != 0}});
    if (ptep_is_huge(s, where)) j["level"] = "pmd";
    return j;
}

void VectorEvents::on_item(const Event& e) {
    if (hw_.empty()) return;
    Json& last = hw_.back();
    if (last.contains("vas")) {
        last["vas"].push_back(hex(e.b));
        return;
    }
    const std::string_view name = setup_.config.arch->hw_items[e.code].name;
    if (name == "call" && last.contains("calls")) last["calls"].push_back(Json::object());
    Json& call = last.contains("calls") ? last["calls"].back() : last;
    if (name == "call") {
        call["op"] = e.a == 1 ? "mmu_update" : "mmuext_op";
    } else if (name == "mmu_update") {
        call["updates"].push_back(update(e));
    } else {
        call["cmd"] = e.a == 7 ? "INVLPG_LOCAL" : "TLB_FLUSH_LOCAL";
        if (e.a == 7) call["va"] = hex(e.b);
    }
}

} // namespace lazymmu
