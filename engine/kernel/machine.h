// A Machine = an immutable Setup (config, program, chosen listings, layout) + a State. Machines are
// values: copying one copies the State and shares the Setup.
#pragma once

#include "engine/arch_ops.h"
#include "engine/program.h"
#include "engine/state.h"

#include <memory>

namespace lazymmu {

struct Setup {
    Config config;
    std::shared_ptr<const Program> program;
    Layout layout;
    const Routine* routines[limits::routines] = {}; // by id; null: an empty hook
};

struct Machine {
    std::shared_ptr<const Setup> setup;
    State state;

    const Config& config() const { return setup->config; }
    const Arch& arch() const { return *setup->config.arch; }
    const Program& program() const { return *setup->program; }
    StateView view() const { return state.view(); }
    Digest digest() const { return state.digest(); }
};

// A machine at its first moment: every task at the first statement of its body, the first task of
// each CPU running, page-table pages for all addresses that the program names in place.
// config.tasks, task_cpu and task_mm are taken from the program.
Machine make_machine(Config config, std::shared_ptr<const Program> program);

// The same moment of a machine that may go on otherwise: its config differs in what is no part of
// the layout (how many interrupts and migrations may happen by choice).
Machine with_config(const Machine& m, const Config& config);

// The listing that a machine uses for a routine id; null if the hook is empty there.
const Routine* find_routine(const Setup& setup, u16 id);

// The text of one line of a listing, or of the statement of a body, as the source panel shows it.
struct SourceLine {
    const Routine* routine = nullptr; // null: a script body
    const Body* body = nullptr;
    int line = 0;
};
SourceLine source_line(const Setup& setup, const FrameHeader& header, const u64* slots);

} // namespace lazymmu
