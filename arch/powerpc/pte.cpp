// powerpc book3s64 Linux PTE, 64 KB pages. It is the kernel's own: with the hash MMU the hardware
// never reads it, it reads HPTEs. H_PAGE_HASHPTE says that one may exist.
//
// Upstream: arch/powerpc/include/asm/book3s/64/{pgtable,hash}.h. Simplified: no 4 KB sub-pages, no
// hidx, no cache attributes. Tests: tests/arch/pte_test.cpp; conformance.
#include "arch/powerpc/powerpc.h"

namespace lazymmu::powerpc {

namespace {
constexpr u64 bit(int i) { return u64{1} << i; }
constexpr u64 page_pte = bit(62), page_accessed = 0x100, page_dirty = 0x80, page_privileged = 0x8,
              page_read = 0x4, page_exec = 0x1;
constexpr u64 rpn_mask = 0x001fffffffff0000; // bits 52:16

constexpr PteBit bits[] = {
    {63, 63, "_PAGE_PRESENT", "valid"},
    {62, 62, "_PAGE_PTE", "a leaf entry, not a pointer to a table"},
    {61, 61, "_PAGE_INVALID", "being changed; software keeps it away from the hardware"},
    {55, 55, "H_PAGE_HASHPTE", "a hash-table entry may exist for this page"},
    {52, 16, "RPN", "real page number"},
    {8, 8, "_PAGE_ACCESSED", "young"},
    {7, 7, "_PAGE_DIRTY", "dirty"},
    {3, 3, "_PAGE_PRIVILEGED", "kernel only"},
    {2, 2, "_PAGE_READ", "readable"},
    {1, 1, "_PAGE_WRITE", "writable"},
    {0, 0, "_PAGE_EXEC", "executable"},
};
} // namespace

u64 pte_encode(const Config&, u64 pfn, Prot prot) {
    u64 pte = page_pte | (pfn << 16 & rpn_mask);
    if (prot & prot_p) pte |= page_present | page_read;
    if (prot & prot_w) pte |= page_write;
    if (prot & prot_x) pte |= page_exec;
    if (!(prot & prot_u)) pte |= page_privileged;
    if (prot & prot_d) pte |= page_dirty;
    if (prot & prot_a) pte |= page_accessed;
    return pte;
}

PteFields pte_decode(const Config&, u64 pte) {
    PteFields f;
    if (!(pte & page_pte)) return f;
    f.pfn = (pte & rpn_mask) >> 16;
    const auto has = [pte](u64 mask, Prot p) { return pte & mask ? p : Prot{0}; };
    f.prot = static_cast<Prot>(has(page_present, prot_p) | has(page_write, prot_w) |
                               has(page_exec, prot_x) | (pte & page_privileged ? 0 : prot_u) |
                               has(page_dirty, prot_d) | has(page_accessed, prot_a));
    f.hashed = pte & page_hashpte;
    return f;
}

u64 pte_wrprotect(u64 pte) { return pte & ~page_write; }
std::span<const PteBit> pte_bits() { return bits; }

} // namespace lazymmu::powerpc
