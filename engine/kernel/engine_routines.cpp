#include "engine/kernel/engine_routines.h"

#include <vector>

namespace lazymmu {

std::span<const Routine* const> engine_routines() {
    static const std::vector<const Routine*> all = [] {
        std::vector<const Routine*> v;
        for (auto list : {lazy_mmu_routines(), sched_routines(), irq_routines(), access_routines(),
                          mm_ops_routines(), mm_ops_user_routines(), mm_ops_kernel_routines(),
                          pgtable_routines()})
            v.insert(v.end(), list.begin(), list.end());
        return v;
    }();
    return all;
}

} // namespace lazymmu
