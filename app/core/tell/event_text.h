// Events and page-table entries in words: what the event log shows and a screen reader speaks.
#pragma once

#include "engine/kernel/machine.h"

#include <string>

namespace lazymmu {

std::string hex_text(u64 value); // "0x400000"

// "empty", or "frame 7, pwu".
std::string pte_text(const Config& config, u64 pte);

// One sentence without a full stop: "A: enable_count 0 → 1".
std::string event_text(const Setup& setup, const Event& e);

// A hardware operation with its fields: "flush_hash_range(n=192, local=1)".
std::string hw_text(const Setup& setup, const Event& e);

// Events that a reader of the log wants. The others (line, call, return, parts of an operation)
// are details that the source panel shows better; what a statement's call returned is in the log
// all the same (returned.h).
bool is_detail(Ev kind);

// A line of the program's source, without the blanks around it.
std::string source_text(const Program& program, u32 line);

} // namespace lazymmu
