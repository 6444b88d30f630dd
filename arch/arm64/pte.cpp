// arm64 page descriptor, level 3, 4 KB pages, hardware management of the dirty state (DBM).
//
// An entry that is present for the kernel but not valid for the hardware has VALID clear and
// PRESENT_INVALID set. Writable and clean is DBM with AP[2] (read-only) set: the first write makes
// the hardware clear AP[2]. A mapping without AP[1] is a kernel one: UXN is set.
//
// Upstream: arch/arm64/include/asm/{pgtable-hwdef,pgtable-prot,pgtable}.h. Simplified: no memory
// attributes, no shareability. Tests: tests/arch/pte_test.cpp; conformance.
#include "arch/arm64/arm64.h"

namespace lazymmu::arm64 {

namespace {
constexpr u64 bit(int i) { return u64{1} << i; }
constexpr u64 valid = bit(0), page = bit(1), user = bit(6), rdonly = bit(7), af = bit(10),
              ng = bit(11), dbm = bit(51), pxn = bit(53), uxn = bit(54), dirty = bit(55),
              present_invalid = bit(59);
constexpr u64 addr_mask = 0x0000fffffffff000; // bits 47:12

constexpr PteBit bits[] = {
    {59, 59, "PRESENT_INVALID", "present for the kernel, not valid for the hardware"},
    {55, 55, "DIRTY", "dirty; kept by software"},
    {54, 54, "UXN", "user mode may not execute"},
    {53, 53, "PXN", "the kernel may not execute"},
    {51, 51, "DBM", "writable: the hardware may clear AP[2] on a write"},
    {47, 12, "ADDR", "output address"},
    {11, 11, "nG", "not global: tagged with the ASID"},
    {10, 10, "AF", "accessed"},
    {7, 7, "AP[2]", "read-only"},
    {6, 6, "AP[1]", "user mode may access"},
    {1, 1, "TYPE", "a page"},
    {0, 0, "VALID", "the hardware may use the entry"},
};
} // namespace

u64 pte_encode(const Config&, u64 pfn, Prot prot) {
    u64 pte = (pfn << 12 & addr_mask) | page;
    pte |= prot & prot_p ? valid : present_invalid;
    if (prot & prot_u) {
        pte |= user | ng | pxn;
        if (!(prot & prot_x)) pte |= uxn;
    } else {
        pte |= uxn;
        if (!(prot & prot_x)) pte |= pxn;
    }
    if (prot & prot_w) pte |= dbm;
    if (prot & prot_d) pte |= dirty;
    if (prot & prot_a) pte |= af;
    if (!(prot & prot_w) || !(prot & prot_d)) pte |= rdonly;
    return pte;
}

PteFields pte_decode(const Config&, u64 pte) {
    PteFields f;
    if (!(pte & (valid | present_invalid))) return f;
    f.pfn = (pte & addr_mask) >> 12;
    const auto has = [pte](u64 mask, Prot p) { return pte & mask ? p : Prot{0}; };
    const bool hw_dirty = (pte & dbm) && !(pte & rdonly);
    const bool exec = !(pte & (pte & user ? uxn : pxn));
    f.prot = static_cast<Prot>(has(valid, prot_p) | has(dbm, prot_w) | (exec ? prot_x : 0) |
                               has(user, prot_u) | (hw_dirty ? prot_d : has(dirty, prot_d)) |
                               has(af, prot_a));
    return f;
}

// Moves the hardware's dirty state to the software bit, then takes the permission away.
u64 pte_wrprotect(u64 pte) {
    if ((pte & dbm) && !(pte & rdonly)) pte |= dirty;
    return (pte & ~dbm) | rdonly;
}

bool pte_valid(u64 pte) { return pte & valid; }
bool pte_valid_not_user(u64 pte) { return (pte & (valid | user | uxn)) == (valid | uxn); }
std::span<const PteBit> pte_bits() { return bits; }

} // namespace lazymmu::arm64
