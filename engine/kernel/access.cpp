// access(va, mode): what the CPU does with a load, a store or an instruction fetch.
//
// First the TLB. On a miss the architecture's own machinery looks the translation up (its tlb_miss
// listing: a hardware walk, a hash table, a TSB) and fills the TLB, or says that there is none.
// Then the permissions that were found are checked. A permission fault on a cached entry is final
// here; real kernels look at the page table and retry, which the fault event says.
//
// Upstream: hardware. Simplified: kernel pages are accessed by the kernel, user pages by the user,
// and neither a read nor a write sets Accessed or Dirty, in the entry or in the TLB.
// Tests: tests/arch/access_test.cpp.
#include "engine/kernel/engine_routines.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/tlb.h"

namespace lazymmu {

namespace {

// Slots: 0 mm, 1 va, 2 mode; 3 found
constexpr int mm_at = 0, va_at = 1, mode_at = 2, found_at = 3;

void fault(Cx& cx, FaultKind kind) {
    cx.emit(Ev::fault, 0, cx.arg(mm_at), cx.arg(va_at), cx.arg(mode_at), static_cast<u64>(kind));
}

Flow look_in_tlb(Cx& cx) {
    const int slot = tlb_find(cx.config, cx.s, cx.cpu, cx.mm_arg(mm_at), cx.arg(va_at));
    if (slot < 0) return next();
    cx.emit(Ev::tlb_hit, 0, cx.arg(mm_at), cx.arg(va_at), cx.s.tlb(cx.cpu, slot).pte,
            static_cast<u64>(slot));
    check_tlb_hit(cx, cx.mm_arg(mm_at), cx.arg(va_at), slot);
    return jump(3);
}

Flow miss(Cx& cx) {
    return call(fn_tlb_miss, cx.arg(mm_at), cx.arg(va_at), cx.arg(mode_at)).into(found_at);
}

Flow not_found(Cx& cx) {
    const TlbMiss found = static_cast<TlbMiss>(cx.arg(found_at));
    if (found == TlbMiss::filled) return next();
    fault(cx, found == TlbMiss::spurious ? FaultKind::spurious : FaultKind::not_mapped);
    return ret(0);
}

Flow check(Cx& cx) {
    const int slot = tlb_find(cx.config, cx.s, cx.cpu, cx.mm_arg(mm_at), cx.arg(va_at));
    if (slot < 0 && cx.config.tlb_entries) return jump(0); // dropped again before it was used
    if (slot < 0) return ret(1); // a machine without a TLB: nothing was cached
    const PteFields pte = cx.arch.pte_decode(cx.config, cx.s.tlb(cx.cpu, slot).pte);
    const u64 mode = cx.arg(mode_at);
    const bool kernel = cx.arch.geometry.is_kernel(cx.arg(va_at));
    const bool allowed = (mode != 'w' || pte.prot & prot_w) && (mode != 'x' || pte.prot & prot_x) &&
                         (kernel || pte.prot & prot_u);
    if (!allowed) {
        fault(cx, FaultKind::permission);
        return ret(0);
    }
    cx.emit(Ev::access, 0, cx.arg(mm_at), cx.arg(va_at), pte.pfn, mode);
    return ret(1);
}

constexpr Line lines[] = {
    {"look in this CPU's TLB: on a hit, check the entry", look_in_tlb},
    {"miss: let the hardware find the translation", miss},
    {"if (there is none) page fault", not_found},
    {"check the permissions, then access the page", check},
};
constexpr Routine access_routine = {fn_access, "access", always(), "", lines, 4};
constexpr const Routine* routines[] = {&access_routine};

} // namespace

std::span<const Routine* const> access_routines() { return routines; }

} // namespace lazymmu
