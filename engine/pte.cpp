#include "engine/pte.h"

namespace lazymmu {

namespace {
constexpr char letters[] = "pwxuda";
}

const char* prot_text(Prot prot, char out[7]) {
    int n = 0;
    for (int i = 0; i < 6; i++)
        if (prot & 1 << i) out[n++] = letters[i];
    out[n] = 0;
    return out;
}

bool prot_parse(const char* text, u32 len, Prot& out) {
    Prot prot = 0;
    for (u32 k = 0; k < len; k++) {
        int bit = 0;
        while (letters[bit] && letters[bit] != text[k]) bit++;
        if (!letters[bit] || prot & 1 << bit) return false;
        prot = static_cast<Prot>(prot | 1 << bit);
    }
    out = prot;
    return true;
}

} // namespace lazymmu
