// The calls that a script may make: the kernel's names, their parameters, one line of
// documentation each. The parser, completion and the reference panel share this table.
#pragma once

#include "engine/routine.h"

#include <span>
#include <string_view>

namespace lazymmu {

enum class Param : u8 {
    mm,    // may be left out: init_mm for kernel addresses, else the task's own
    va,    // a virtual address
    ptep,  // a virtual address; the routine gets (va, ptep)
    pmdp,  // a virtual address; the routine gets (va, pmdp)
    pte,   // two arguments in the script: frame number and properties; one PTE for the routine
    prot,  // "pwxuda"
    count, // 1 to 65535
    task,  // a letter
    mode,  // "r", "w" or "x"
    value, // any number
    to_mm, // another mm than the first one; the routine gets (to_mm, ptep of va there)
    pfn,   // a frame number alone
};

struct ApiCall {
    const char* name;
    Fn fn;
    std::span<const Param> params;
    const char* signature;         // "set_pte_at([mm,] va, pfn, \"pwxuda\")"
    const char* doc;               // one line
    const char* example;           // a statement that can be inserted
    const char* only_on = nullptr; // names of the architectures that have it; null: all
    bool user_only = false;        // kernel addresses are an error
};

// Does an architecture have this call?
bool exists_on(const ApiCall& call, std::string_view arch);

std::span<const ApiCall> api_calls();
const ApiCall* find_api_call(std::string_view name);

} // namespace lazymmu
