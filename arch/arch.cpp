#include "arch/arch.h"

#include "arch/arm64/arm64.h"
#include "arch/eager/eager.h"
#include "arch/powerpc/powerpc.h"
#include "arch/sparc/sparc.h"
#include "arch/x86/x86.h"
#include "engine/script.h"

namespace lazymmu {

std::span<const Arch* const> all_archs() {
    static const Arch* const archs[] = {
        &arm64::arch(), &powerpc::arch(), &sparc::arch(), &x86::arch(), &eager::arch(),
    };
    return archs;
}

std::span<const Arch* const> real_archs() {
    size_t n = 0;
    while (n < all_archs().size() && !all_archs()[n]->reference) n++;
    return all_archs().first(n);
}

const Arch* find_arch(std::string_view name) {
    for (const Arch* a : all_archs()) {
        if (name == a->name) return a;
        for (std::string_view alias : a->aliases)
            if (name == alias) return a;
    }
    return nullptr;
}

std::string unknown_arch(std::string_view name) {
    std::vector<std::string_view> known;
    for (const Arch* a : all_archs()) {
        known.push_back(a->name);
        known.insert(known.end(), a->aliases.begin(), a->aliases.end());
    }
    std::string hint = nearest_name(name, known);
    if (const Arch* near = find_arch(hint)) hint = near->name;
    std::string all;
    for (const Arch* a : real_archs()) all += (all.empty() ? "" : ", ") + std::string(a->name);
    return "unknown architecture \"" + std::string(name) + "\"" +
           (hint.empty() ? "; there are " + all : "; did you mean \"" + hint + "\"?");
}

} // namespace lazymmu
