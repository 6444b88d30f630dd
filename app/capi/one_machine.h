// The one current machine behind the C API: runs one kernel function at a time to its end.
#pragma once

#include "engine/kernel/step.h"

#include <string>

namespace lazymmu::capi {

class OneMachine : public EventSink {
  public:
    bool open(const char* arch, const char* kernel, const char* option, unsigned value);
    void close();
    bool is_open() const { return open_; }
    const Machine& machine() const { return machine_; }
    StateRef state() { return machine_.state.ref(); }
    TaskId current() const { return machine_.view().current(CpuId{0}); }

    // Calls a function in the current task and runs it, and whatever a switch brings to the CPU,
    // until the current task waits for its next call. Returns the function's value.
    u64 call(u16 fn, const u64* args, int nargs);
    // Where the entry of an address is; its page-table pages are made. False: no such place.
    bool find_entry(unsigned mm, u64 va, Ptep& where);
    bool has_mm(unsigned mm);
    bool has_address(unsigned mm, u64 va); // ... of an mm that has such ones

    std::string take_events();
    void set_callback(void (*fn)(const char*, void*), void* data);
    void fail(std::string why) { error_ = std::move(why); }
    const std::string& error() const { return error_; }

    void on_event(const Event& e) override;

  private:
    bool ready();
    bool may_change();

    bool open_ = false, in_callback_ = false;
    Machine machine_;
    u64 returned_ = 0;
    std::string events_, error_;
    void (*callback_)(const char*, void*) = nullptr;
    void* data_ = nullptr;
};

OneMachine& one_machine();

} // namespace lazymmu::capi
