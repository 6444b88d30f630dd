// What all architectures' PTEs have in common: a frame number and six properties. The true bit
// layouts are in arch/*/pte.cpp.
#pragma once

#include "engine/limits.h"

namespace lazymmu {

// Properties, always printed in the order "pwxuda".
using Prot = u8;
inline constexpr Prot prot_p = 1, prot_w = 2, prot_x = 4, prot_u = 8, prot_d = 16, prot_a = 32;

struct PteFields {
    u64 pfn = 0;
    Prot prot = 0;
    bool hashed = false; // powerpc: an HPTE may exist for it
};

// A named bit field of an architecture's PTE: bits lo..hi, inclusive.
struct PteBit {
    u8 hi, lo;
    const char* name;
    const char* doc;
};

// "pwu" <-> bits. out needs 7 bytes. parse returns false on an unknown or repeated letter.
const char* prot_text(Prot prot, char out[7]);
bool prot_parse(const char* text, u32 len, Prot& out);

} // namespace lazymmu
