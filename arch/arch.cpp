#include "arch/arch.h"

#include "arch/arm64/arm64.h"
#include "arch/powerpc/powerpc.h"
#include "arch/sparc/sparc.h"
#include "arch/x86/x86.h"

namespace lazymmu {

std::span<const Arch* const> all_archs() {
    static const Arch* const archs[] = {&arm64::arch(), &powerpc::arch(), &sparc::arch(),
                                        &x86::arch()};
    return archs;
}

const Arch* find_arch(std::string_view name) {
    for (const Arch* a : all_archs())
        if (name == a->name) return a;
    return nullptr;
}

} // namespace lazymmu
