#include "arch/arch.h"

#include "arch/arm64/arm64.h"
#include "arch/eager/eager.h"
#include "arch/powerpc/powerpc.h"
#include "arch/sparc/sparc.h"
#include "arch/x86/x86.h"
#include "engine/machine_spec.h"

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

const Arch* find_arch(std::string_view name) { return find_arch(name, all_archs()); }

std::string unknown_arch(std::string_view name) { return unknown_arch(name, all_archs()); }

} // namespace lazymmu
