// Call-site routines: what generic kernel code does between enable and disable.
//
// Upstream: mm/ and include/linux/pgtable.h. Tests: tests/engine/mm_ops_test.cpp.
#include "engine/engine_routines.h"
#include "engine/invariants.h"
#include "engine/step.h"

namespace lazymmu {

namespace {

// modify_prot: slots 0 mm, 1 va, 2 ptep, 3 prot; 4 old pte
Flow modify_start(Cx& cx) {
    return call(fn_ptep_modify_prot_start, cx.arg(0), cx.arg(1), cx.arg(2)).into(4);
}
Flow modify_commit(Cx& cx) {
    const u64 pfn = cx.arch.pte_decode(cx.config, cx.arg(4)).pfn;
    const u64 fresh = cx.arch.pte_encode(cx.config, pfn, static_cast<Prot>(cx.arg(3)));
    return call(fn_ptep_modify_prot_commit, cx.arg(0), cx.arg(1), cx.arg(2), cx.arg(4), fresh);
}
constexpr Line modify_prot_lines[] = {
    {"old = ptep_modify_prot_start(mm, va, ptep)", modify_start},
    {"ptep_modify_prot_commit(mm, va, ptep, old, new)", modify_commit},
    {"return old", [](Cx& cx) { return ret(cx.arg(4)); }},
};
constexpr Routine modify_prot_routine = {fn_modify_prot, "modify_prot", always(), "mm/mprotect.c",
                                         modify_prot_lines, 5};

constexpr Line might_sleep_lines[] = {{"sleeping is not allowed in a section",
                                       [](Cx& cx) {
                                           check_sleep(cx);
                                           return next();
                                       }}};
constexpr Routine might_sleep_routine = {fn_might_sleep, "might_sleep", always(),
                                         "include/linux/kernel.h", might_sleep_lines};

constexpr const Routine* routines[] = {&modify_prot_routine, &might_sleep_routine};

} // namespace

std::span<const Routine* const> mm_ops_routines() { return routines; }

} // namespace lazymmu
