// What must always hold, checked after every step in every build: the promises of the API, and the
// misuse that breaks them. A hazard is an event, and a bit of StepResult::violations unless it is
// only legal or slow.
//
// What is not judged. Where callers flush (arm64, x86, powerpc's radix MMU; kernel pages on sparc),
// every stale translation counts as legal: whoever changed the entry may still flush it, and
// nothing here knows whether that will happen. So "holds" does not mean there that none is used for
// ever. not_judged() says so for each machine, and front ends say it beside "holds".
//
// Legally stale (inside the window that the API allows) and wrong are different things: a
// translation that a delayed removal still covers is legal, one that nothing will ever remove is
// an error.
#pragma once

#include "engine/kernel/step.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

enum class Invariant : u8 {
    stale_use,         // a translation was used after the API promised that it is gone
    not_in_effect,     // changes still delayed after disable, nested disable, pause, or outside
    read_pending,      // a PTE was read, or overtaken, while an update of it is queued
    batch_left_behind, // a per-CPU batch is not empty when another task takes the CPU
    sleep_in_section,  // generic code slept while the mode was on
    unbalanced_exit,   // a task ended inside a section or a pause
    counter_wrap,      // enable_count or pause_count went over or under
    kernel_bug,        // a BUG
    hypercall_failed,  // the hypervisor refused an update
    batching_lost,     // inside a section, but the next change is not delayed (slow, not wrong)
    pause_ignored,     // inside a pause, but the next change is delayed
};
inline constexpr int invariant_count = static_cast<int>(Invariant::pause_ignored) + 1;

static_assert(invariant_count <= 32, "invariant_bit() makes bits of a u32");

enum class Severity : u8 {
    legal, // inside the window that the API allows
    slow,  // correct, but the mode does not do its work
    risky, // allowed only for code that knows what it does
    wrong, // the kernel, or its caller, is broken
};

struct InvariantInfo {
    const char* name;  // "not_in_effect", for the command line and lessons
    const char* title; // for people
    const char* doc;   // one sentence: the promise
    Severity severity;
};
const InvariantInfo& invariant_info(Invariant i);
std::vector<std::string_view> invariant_names(u32 bits = ~u32{0});
bool invariant_from_name(const char* name, Invariant& out);

constexpr u32 invariant_bit(Invariant i) { return 1u << static_cast<int>(i); }
u32 wrong_invariants(); // bits of those that are wrong: the default of the explorer

// What a search for these invariants leaves out on this machine: nothing where it is empty.
struct NotJudged {
    Invariant invariant = Invariant::stale_use;
    std::string text; // "use of stale translations of kernel pages: ..."
};
std::vector<NotJudged> not_judged(const Config& config, u32 invariants);

// Reports one. Legal ones are only an event.
void report_hazard(Cx& cx, Invariant i, Severity severity, MmId mm, u64 va, u64 detail = 0);
void violate(Cx& cx, Invariant i, MmId mm = MmId::none, u64 va = 0, u64 detail = 0);

// Where the engine looks. fn: the routine that has just returned in the task t.
void check_return(Cx& cx, TaskId t, u16 fn);
void check_switched(Cx& cx, TaskId prev);
void check_exit(Cx& cx, TaskId t);
void check_sleep(Cx& cx);
void check_tlb_hit(Cx& cx, MmId mm, u64 va, int slot);
void check_read(Cx& cx, Ptep where);

// The same questions about a moment, for views. A copy of a page's translation (TLB, hash table,
// TSB): does memory agree, and if not, may the copy still be there?
Standing translation_standing(const Config& config, StateView s, MmId mm, u64 va, u64 pte);
// Work that is delayed on a CPU: may it still wait? Never says current.
Standing delay_standing(const Config& config, StateView s, CpuId cpu);

} // namespace lazymmu
