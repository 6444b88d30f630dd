// The reference's page-table entry: a frame number, and one bit for each property in the order
// "pwxuda". SET is in every entry that is not empty, so that frame 0 without properties is one too.
//
//   51        12 11   7   6   5 4 3 2 1 0
//  [   frame    ][ - ][SET][A D U X W P]
//
// Upstream: none. Tests: tests/arch/eager_test.cpp.
#include "arch/eager/eager.h"

namespace lazymmu::eager {

namespace {
constexpr u64 prot_mask = 0x3f, set_bit = 0x40, frame_mask = 0x000ffffffffff000; // bits 51:12

constexpr PteBit bits[] = {
    {51, 12, "FRAME", "page frame number"},
    {6, 6, "SET", "the entry is not empty"},
    {5, 5, "A", "accessed"},
    {4, 4, "D", "dirty"},
    {3, 3, "U", "user mode may access"},
    {2, 2, "X", "executable"},
    {1, 1, "W", "writable"},
    {0, 0, "P", "present"},
};
} // namespace

static_assert(prot_p == 1 && prot_w == 2 && prot_x == 4 && prot_u == 8 && prot_d == 16 &&
              prot_a == 32);

u64 pte_encode(const Config&, u64 pfn, Prot prot) {
    return (pfn << 12 & frame_mask) | set_bit | (prot & prot_mask);
}

PteFields pte_decode(const Config&, u64 pte) {
    PteFields f;
    f.pfn = (pte & frame_mask) >> 12;
    f.prot = static_cast<Prot>(pte & prot_mask);
    return f;
}

u64 pte_wrprotect(u64 pte) { return pte & ~u64{prot_w}; }
bool pte_present(u64 pte) { return pte & prot_p; }
std::span<const PteBit> pte_bits() { return bits; }

u64 table_entry(u64 frame) { return frame << 12 | set_bit | prot_p; }
u64 table_frame_of(u64 entry) { return (entry & frame_mask) >> 12; }

} // namespace lazymmu::eager
