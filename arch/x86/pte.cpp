// x86-64 page-table entry, 4 KB page. In a Xen PV guest the frame number of a present entry is a
// machine frame: the kernel translates when it makes and when it reads one.
//
// An entry that is present for the kernel but not for the hardware (PROT_NONE) has P clear,
// PROTNONE set and its frame number inverted, so that no CPU can be tricked into using it. Dirty is
// the hardware's bit while the entry is writable, and SAVED_DIRTY otherwise.
//
// Upstream: arch/x86/include/asm/{pgtable,pgtable_types,pgtable-invert}.h; arch/x86/xen/mmu_pv.c.
// Simplified: no cache attributes, no protection keys. Tests: tests/arch/pte_test.cpp; conformance.
#include "arch/x86/x86.h"

namespace lazymmu::x86 {

namespace {
constexpr u64 bit(int i) { return u64{1} << i; }
constexpr u64 present = bit(0), rw = bit(1), user = bit(2), accessed = bit(5), dirty = bit(6),
              protnone = bit(8), saved_dirty = bit(58), nx = bit(63);
constexpr u64 frame_mask = 0x000ffffffffff000; // bits 51:12

constexpr PteBit bits[] = {
    {63, 63, "NX", "not executable"},
    {58, 58, "SAVED_DIRTY", "dirty while not writable; kept by software"},
    {51, 12, "PFN", "frame number; a machine frame under Xen; inverted if not present"},
    {8, 8, "G/PROTNONE", "P set: global; P clear: present for the kernel only"},
    {6, 6, "D", "dirty"},
    {5, 5, "A", "accessed"},
    {2, 2, "U/S", "user mode may access"},
    {1, 1, "R/W", "writable"},
    {0, 0, "P", "the hardware may use the entry"},
};
} // namespace

u64 pte_encode(const Config& config, u64 pfn, Prot prot) {
    u64 pte = 0;
    if (prot & prot_p) {
        pte = present | ((pfn + (is_xen(config) ? machine_frame_base : 0)) << 12 & frame_mask);
    } else {
        pte = protnone | (~(pfn << 12) & frame_mask);
    }
    if (prot & prot_w) pte |= rw;
    if (!(prot & prot_x)) pte |= nx;
    if (prot & prot_u) pte |= user;
    if (prot & prot_d) pte |= prot & prot_w ? dirty : saved_dirty;
    if (prot & prot_a) pte |= accessed;
    return pte;
}

PteFields pte_decode(const Config& config, u64 pte) {
    PteFields f;
    if (!(pte & (present | protnone))) return f;
    if (pte & present) {
        f.pfn = ((pte & frame_mask) >> 12) - (is_xen(config) ? machine_frame_base : 0);
    } else {
        f.pfn = (~pte & frame_mask) >> 12;
    }
    const auto has = [pte](u64 mask, Prot p) { return pte & mask ? p : Prot{0}; };
    f.prot = static_cast<Prot>(has(present, prot_p) | has(rw, prot_w) | (pte & nx ? 0 : prot_x) |
                               has(user, prot_u) | has(dirty | saved_dirty, prot_d) |
                               has(accessed, prot_a));
    return f;
}

u64 pte_wrprotect(u64 pte) {
    if (pte & dirty) pte = (pte & ~dirty) | saved_dirty;
    return pte & ~rw;
}

bool pte_present(u64 pte) { return pte & present; }
u64 keep_ad(u64 fresh, u64 old) { return fresh | (old & (accessed | dirty)); }
std::span<const PteBit> pte_bits() { return bits; }

} // namespace lazymmu::x86
