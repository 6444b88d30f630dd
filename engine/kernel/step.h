// The one mutator. step(machine, choice) runs one line of one context, or lets one outside thing
// happen. A run is a list of choices; the same list gives the same digest everywhere.
#pragma once

#include "engine/kernel/machine.h"

#include <vector>

namespace lazymmu {

// What happens next. Small enough to write a run as a list of integers.
struct Choice {
    enum Kind : u8 {
        run,     // the current task of `cpu` runs its next line
        preempt, // `cpu` is preempted in favour of task `arg`, or picks it when idle
        irq,     // interrupt: handler `arg` starts on `cpu`
        migrate, // task `arg`, not running, moves to `cpu`
    };
    Kind kind = run;
    u8 cpu = 0;
    u8 arg = 0;

    static_assert(limits::cpus <= 256 && limits::tasks <= 256 && limits::handlers <= 256);
    bool operator==(const Choice&) const = default;
    constexpr u32 pack() const {
        return static_cast<u32>(kind) | static_cast<u32>(cpu) << 8 | static_cast<u32>(arg) << 16;
    }
    static constexpr Choice unpack(u32 v) {
        return {static_cast<Kind>(v & 0xff), static_cast<u8>(v >> 8), static_cast<u8>(v >> 16)};
    }
};

enum class StepStatus : u8 {
    ok,
    not_enabled, // the choice is not possible here; nothing changed
    halted,      // a BUG was hit earlier; nothing changed
    limit,       // a capacity of the config was too small; the state is not to be used
};

struct StepResult {
    StepStatus status = StepStatus::ok;
    const char* limit = ""; // which capacity
    u32 violations = 0;     // bits by Invariant (invariants.h)
};

StepResult step(const Setup& setup, StateRef state, Choice choice, EventSink* sink = nullptr);
inline StepResult step(Machine& m, Choice choice, EventSink* sink = nullptr) {
    return step(*m.setup, m.state.ref(), choice, sink);
}
// The same for a choice that enabled_choices() has just named: it is not looked at again.
StepResult step_enabled(const Setup& setup, StateRef state, Choice choice,
                        EventSink* sink = nullptr);

// All choices that are possible now, in a fixed order: CPUs ascending, and on each run before
// preempt before irq; then migrate. Tasks and handlers ascending. Returns how many; out has room
// for max_choices.
inline constexpr int max_choices =
    limits::cpus * (1 + limits::tasks + limits::handlers) + limits::tasks * limits::cpus;
int enabled_choices(const Setup& setup, StateView state, Choice out[max_choices]);

// What happens next when nobody interferes: the lowest CPU that can go on runs; a CPU whose task
// has ended picks the next runnable one. Returns false when all is done, or after a BUG.
bool default_choice(const Setup& setup, StateView state, Choice& out);

// What a line may do. Also used by the engine's own files for their shared helpers.
class Cx {
  public:
    Cx(const Setup& the_setup, StateRef state, CpuId on_cpu, EventSink* to)
        : setup(the_setup), config(the_setup.config), arch(*the_setup.config.arch), s(state),
          cpu(on_cpu), task(state.current(on_cpu)), sink(to) {}

    const Setup& setup;
    const Config& config;
    const Arch& arch;
    StateRef s;
    CpuId cpu;
    TaskId task; // whose frame runs this line (current, until the line switches)
    u64* slots = nullptr;
    StepResult result;

    u64 arg(int i) const { return slots[i]; }
    void set(int i, u64 value) { slots[i] = value; }
    MmId mm_arg(int i) const { return static_cast<MmId>(slots[i]); }
    Ptep ptep_arg(int i) const { return static_cast<Ptep>(slots[i]); }

    TaskState& current() const { return s.task(task); }
    CpuState& this_cpu() const { return s.cpu(cpu); }
    template <class T> T& cpu_data() const { return *reinterpret_cast<T*>(s.arch_cpu(cpu)); }
    template <class T> T& global_data() const { return *reinterpret_cast<T*>(s.arch_global()); }

    bool traced() const { return sink != nullptr; }
    void emit(Ev kind, u16 code = 0, u64 a = 0, u64 b = 0, u64 c = 0, u64 d = 0);
    void warn(Msg m); // the kernel goes on
    void bug(Msg m);  // stops the machine
    void out_of(const char* capacity) {
        result.status = StepStatus::limit;
        result.limit = capacity;
    }
    // A page further in a loop over pages: slot += page size.
    u64 page_size() const { return arch.geometry.page_size(); }

  private:
    EventSink* sink;
};

// Pushes a frame for `fn` on a task's stack. Empty hooks are not pushed: returns false.
bool push_frame(Cx& cx, TaskId task, u16 fn, const u64* args, int nargs, u8 result_slot);

} // namespace lazymmu
