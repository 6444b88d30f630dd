#include "engine/kernel/tlb.h"

#include "engine/kernel/page_table.h"

namespace lazymmu {

namespace {

void report(Cx& cx, Ev kind, const TlbEntry& e, int slot) {
    cx.emit(kind, 0, e.mm, e.vpn << cx.arch.geometry.page_shift, e.pte, static_cast<u64>(slot));
}

void drop(Cx& cx, CpuId cpu, int slot) {
    TlbEntry& e = cx.s.tlb(cpu, slot);
    report(cx, Ev::tlb_drop, e, slot);
    e = TlbEntry{};
}

template <class Match> int drop_if(Cx& cx, CpuId cpu, Match match) {
    int n = 0;
    for (int i = 0; i < cx.config.tlb_entries; i++) {
        const TlbEntry& e = cx.s.tlb(cpu, i);
        if (!e.valid || !match(e)) continue;
        drop(cx, cpu, i);
        n++;
    }
    return n;
}

} // namespace

int tlb_find(const Config& config, StateView s, CpuId cpu, MmId mm, u64 va) {
    const u64 vpn = va >> config.arch->geometry.page_shift;
    for (int i = 0; i < config.tlb_entries; i++) {
        const TlbEntry& e = s.tlb(cpu, i);
        if (e.valid && e.vpn == vpn && (e.mm == index(mm) || e.global)) return i;
    }
    return -1;
}

void tlb_fill(Cx& cx, MmId mm, u64 va, u64 pte, bool global) {
    if (cx.config.tlb_entries == 0) return;
    int slot = tlb_find(cx.config, cx.s, cx.cpu, mm, va);
    for (int i = 0; slot < 0 && i < cx.config.tlb_entries; i++)
        if (!cx.s.tlb(cx.cpu, i).valid) slot = i;
    if (slot < 0) {
        u16& victim = cx.this_cpu().tlb_next;
        slot = victim;
        victim = static_cast<u16>((victim + 1) % cx.config.tlb_entries);
        report(cx, Ev::tlb_evict, cx.s.tlb(cx.cpu, slot), slot);
    }
    TlbEntry& e = cx.s.tlb(cx.cpu, slot);
    e = TlbEntry{};
    e.vpn = va >> cx.arch.geometry.page_shift;
    e.pte = pte;
    e.valid = 1;
    e.mm = static_cast<u8>(index(mm));
    e.global = global;
    report(cx, Ev::tlb_fill, e, slot);
}

int tlb_drop_page(Cx& cx, CpuId cpu, MmId mm, u64 va) {
    const u64 vpn = va >> cx.arch.geometry.page_shift;
    return drop_if(cx, cpu, [&](const TlbEntry& e) {
        return e.vpn == vpn && (e.mm == index(mm) || e.global);
    });
}

int tlb_drop_mm(Cx& cx, CpuId cpu, MmId mm) {
    return drop_if(cx, cpu, [&](const TlbEntry& e) { return e.mm == index(mm) && !e.global; });
}

int tlb_drop_all(Cx& cx, CpuId cpu) {
    return drop_if(cx, cpu, [](const TlbEntry&) { return true; });
}

bool tlb_is_stale(const Config& config, StateView s, CpuId cpu, int slot) {
    const TlbEntry& e = s.tlb(cpu, slot);
    return translation_is_stale(config, s, static_cast<MmId>(e.mm),
                                e.vpn << config.arch->geometry.page_shift, e.pte);
}

bool translation_is_stale(const Config& config, StateView s, MmId mm, u64 va, u64 pte) {
    const Ptep where = pt_find(config, s, mm, va);
    const PteFields now = config.arch->pte_decode(config, where == no_ptep ? 0 : pt_load(s, where));
    const PteFields then = config.arch->pte_decode(config, pte);
    constexpr Prot rights = prot_w | prot_x | prot_u;
    return !(now.prot & prot_p) || now.pfn != then.pfn || (then.prot & ~now.prot & rights);
}

int tlb_drop_page_everywhere(Cx& cx, MmId mm, u64 va) {
    int n = 0;
    for (int c = 0; c < cx.config.cpus; c++) n += tlb_drop_page(cx, static_cast<CpuId>(c), mm, va);
    return n;
}

} // namespace lazymmu
