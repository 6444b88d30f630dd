// State by path, for lessons, the CLI and the UI: "task.A.enable_count", "cpu.0.batch.used".
//
//   task.X.enable_count, .pause_count, .active, .preempt_count, .in_irq, .status, .mm, .cpu
//   cpu.N.current, .irqs_off, .batch.used, .batch.capacity, .batch.FIELD (the arch's own names)
//   batch.used ...            short for cpu.0.batch (arm64: of the current task)
//   pte(ADDR), pte(MM, ADDR)  .pfn .flags .p .w .x .u .d .a .hashed .raw : what memory holds now
//   tlb(ADDR), tlb(MM, ADDR)  .cached .pfn .flags .stale : CPU 0's entry; cpu.N.tlb(...) for others
//   hpt(ADDR), tsb(ADDR), stores(ADDR), p2m(ADDR)   the hardware's own table, where there is one
//       .cached .stale .wrong .group .slot .note, and .pfn .flags ... of what it holds; HwTableView
//       says what its rows are. hpt.used, hpt.capacity ...
//   machine.bug, machine.kernel, machine.arch, machine.digest
//
// ADDR is an expression of the script language without loop variables: USER + 3 * PAGE.
// FIELD: arm64 TIF_LAZY_MMU_PENDING; powerpc index, active; sparc tlb_nr, active; x86 mcidx,
// argidx, xen_lazy_mode, ... as the batch panel shows them.
#pragma once

#include "engine/kernel/machine.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct QueryValue {
    bool is_text = false;
    i64 number = 0;
    std::string text; // always set: "3", "true", "mmu", "pwuda"
};

// False: no such path; error says which part is unknown and what was expected there.
bool query(const Setup& setup, StateView state, std::string_view path, QueryValue& out,
           std::string& error);

// All simple paths (without pte/tlb) of a machine, for completion and dumps.
std::vector<std::string> query_paths(const Setup& setup, StateView state);

} // namespace lazymmu
