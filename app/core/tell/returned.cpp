#include "app/core/tell/returned.h"

#include "app/core/tell/event_text.h"

namespace lazymmu {

std::string returned_text(const Setup& setup, const Event& e) {
    if (e.kind != Ev::ret || !e.b) return {};
    switch (e.code) {
    case fn_is_lazy_mmu_mode_active:
    case fn_access: return e.a ? "true" : "false";
    case fn_ptep_get:
    case fn_ptep_get_and_clear:
    case fn_modify_prot: return pte_text(setup.config, e.a);
    default: return {};
    }
}

bool AnswerSearch::take(const Setup& setup, const Event& e) {
    if (e.task != statement_.task || e.irq != statement_.irq) return false;
    if (e.kind == Ev::statement) return true;
    if (e.kind != Ev::ret || !e.b) return false;
    text_ = returned_text(setup, e);
    return true;
}

} // namespace lazymmu
