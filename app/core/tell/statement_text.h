// Statements of a program as text again.
#pragma once

#include "engine/program.h"

#include <string>

namespace lazymmu {

struct Arch;

// "USER + 2 * PAGE" where that is what the address is, else hexadecimal.
std::string address_text(u64 va, const Arch& arch);

// A statement as a call with its values: `set_pte_at(0x400000, 7, "pwu");`. named: addresses as
// above.
std::string op_text(const Program& program, const Body& body, const Op& op, const Arch& arch,
                    bool named = false);

} // namespace lazymmu
