#include "engine/event.h"

#include "engine/check.h"

namespace lazymmu {

const char* msg_text(Msg m) {
    switch (m) {
    case Msg::none: return "";
    case Msg::enable_count_overflow: return "enable_count==255 overflow";
    case Msg::enable_count_underflow: return "enable_count==0 underflow";
    case Msg::pause_count_overflow: return "pause_count==255 overflow";
    case Msg::pause_count_underflow: return "pause_count==0 underflow";
    case Msg::enter_lazy_already_set: return "enter_lazy: a lazy mode is already set";
    case Msg::leave_lazy_not_set: return "leave_lazy: current lazy mode is not the one being left";
    case Msg::scheduling_while_atomic: return "scheduling while atomic";
    case Msg::mmu_update_failed: return "mmu_update failed";
    }
    LAZYMMU_ASSERT(false && "a message without a text");
    return "";
}

} // namespace lazymmu
