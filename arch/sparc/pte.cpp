// sparc64 PTE, sun4v format, 8 KB pages. The hardware looks at VALID, PADDR, P, EXEC and W; the
// kernel keeps READ, WRITE, MODIFIED and ACCESSED beside them. W is only set for a dirty entry, so
// that the first write traps.
//
// Upstream: arch/sparc/include/asm/pgtable_64.h (_PAGE_*_4V). Simplified: all pages are cacheable.
// Tests: tests/arch/pte_test.cpp; conformance.
#include "arch/sparc/sparc.h"

namespace lazymmu::sparc {

namespace {
constexpr u64 bit(int i) { return u64{1} << i; }
constexpr u64 valid = bit(63), modified = bit(61), accessed = bit(60), read_sw = bit(59),
              write_sw = bit(58), privileged = bit(8), exec = bit(7), write_hw = bit(6),
              present = bit(4), cache = bit(10) | bit(9);
constexpr u64 paddr_mask = 0x00ffffffffffe000; // bits 55:13

constexpr PteBit bits[] = {
    {63, 63, "VALID", "the hardware may use the entry"},
    {61, 61, "MODIFIED", "dirty; kept by software"},
    {60, 60, "ACCESSED", "young; kept by software"},
    {59, 59, "READ", "readable; kept by software"},
    {58, 58, "WRITE", "writable; kept by software"},
    {55, 13, "PADDR", "physical page number"},
    {10, 9, "CP, CV", "cacheable; set in every entry, so that none of them looks empty"},
    {8, 8, "P", "privileged: kernel only"},
    {7, 7, "EXEC", "executable"},
    {6, 6, "W", "the hardware allows writes"},
    {4, 4, "PRESENT", "in memory; kept by software"},
};
} // namespace

u64 pte_encode(const Config&, u64 pfn, Prot prot) {
    u64 pte = cache | (pfn << 13 & paddr_mask);
    if (prot & prot_p) pte |= valid | present | read_sw;
    if (prot & prot_w) pte |= write_sw;
    if (prot & prot_x) pte |= exec;
    if (!(prot & prot_u)) pte |= privileged;
    if (prot & prot_d) pte |= modified;
    if (prot & prot_a) pte |= accessed;
    if ((prot & prot_w) && (prot & prot_d)) pte |= write_hw;
    return pte;
}

PteFields pte_decode(const Config&, u64 pte) {
    PteFields f;
    if (!pte) return f;
    f.pfn = (pte & paddr_mask) >> 13;
    const auto has = [pte](u64 mask, Prot p) { return pte & mask ? p : Prot{0}; };
    f.prot = static_cast<Prot>(has(valid, prot_p) | has(write_sw, prot_w) | has(exec, prot_x) |
                               (pte & privileged ? 0 : prot_u) | has(modified, prot_d) |
                               has(accessed, prot_a));
    return f;
}

u64 pte_wrprotect(u64 pte) { return pte & ~(write_sw | write_hw); }
bool pte_accessible(u64 pte) { return pte & valid; }
bool pte_exec(u64 pte) { return pte & exec; }
std::span<const PteBit> pte_bits() { return bits; }

} // namespace lazymmu::sparc
