// What happened is data. A step emits events into a sink that may be absent (the explorer).
// Panels, traces, exports, lesson checks and the text mirror are all made from events and state.
#pragma once

#include "engine/ids.h"

namespace lazymmu {

enum class Ev : u8 {
    statement,    // a script statement begins      code=api call, a=body b=op c=source line
    line,         // a line ran                     code=routine, a=line
    call,         // a routine was called           code=routine, a..d=first arguments
    ret,          // a routine returned             code=routine, a=value, b=1: to a statement
    pte_store,    // memory of a PTE changed        a=mm b=va c=old d=new
    batch_append, // one unit of work was delayed   a=mm b=va c=slot d=value
    hw,           // a hardware operation           code=Arch::hw_events, a..d by its spec
    hw_item,      // one element of the hw before   code=hw_items of the arch, a..d by its spec
    tlb_fill,     //                                a=mm b=va c=pte d=slot
    tlb_hit,      //                                a=mm b=va c=pte d=slot
    tlb_evict,    //                                a=mm b=va c=pte d=slot
    tlb_drop,     // invalidated                    a=mm b=va c=pte d=slot
    walk,         // one level of a table walk      a=level b=va c=entry d=index
    lookup,       // hash table, TSB                a=found b=va c=entry d=slot; code=Arch lookup
    fault,        // an access failed               a=mm b=va c=mode d=FaultKind
    access,       // an access succeeded            a=mm b=va c=pfn d=mode
    count,        // a counter changed              code=Counter a=task b=old c=new
    switch_to,    // current changed                a=prev b=next
    irq_enter,    //                                a=depth after
    irq_exit,     //                                a=depth after
    task_exit,    //                                a=task
    migrate,      //                                a=task b=from c=to
    warn,         //                                code=Msg
    bug,          //                                code=Msg
    hazard,       //                                code=Invariant a=mm b=va c=detail d=severity
};
inline constexpr int ev_count = static_cast<int>(Ev::hazard) + 1;

enum class Counter : u8 { enable_count, pause_count, preempt_count, thread_flags };

enum class FaultKind : u8 { none, not_mapped, permission, spurious };

struct Event {
    u32 step = 0; // filled by the timeline
    Ev kind = Ev::line;
    u8 cpu = 0;
    u8 task = 0;
    u8 irq = 0; // interrupt depth
    u16 code = 0;
    u16 reserved = 0;
    u64 a = 0, b = 0, c = 0, d = 0;
};

// Warnings and BUGs. Texts are ours, but keep the words that a log search would use.
enum class Msg : u16 {
    none,
    enable_count_overflow,
    enable_count_underflow,
    pause_count_overflow,
    pause_count_underflow,
    enter_lazy_already_set,
    leave_lazy_not_set,
    scheduling_while_atomic,
    mmu_update_failed,
};
const char* msg_text(Msg m);

class EventSink {
  public:
    virtual ~EventSink() = default;
    virtual void on_event(const Event& e) = 0;
};

} // namespace lazymmu
