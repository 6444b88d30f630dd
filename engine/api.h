// The calls that a script may make: the kernel's names, their parameters, one line of
// documentation each. The parser, completion, the reference panel and the C API share this table.
#pragma once

#include "engine/page_geometry.h"
#include "engine/routine.h"

#include <span>
#include <string>
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
    const char* signature;                     // "set_pte_at([mm,] va, pfn, \"pwxuda\")"
    const char* doc;                           // one line
    const char* example;                       // a statement that can be inserted
    std::span<const char* const> only_on = {}; // names of architectures; empty: all have it
    bool user_only = false;                    // kernel addresses are an error
};

// Does an architecture have this call?
bool exists_on(const ApiCall& call, std::string_view arch);
std::string only_on_text(const ApiCall& call); // "arm64 and x86"; "" if all have it

// What is wrong with an address of that mm, "" if nothing: kernel addresses belong to init_mm, all
// others to user mms, and an entry elsewhere is one that no CPU looks at.
std::string wrong_address_space(const PageGeometry& geometry, MmId mm, u64 va);

std::span<const ApiCall> api_calls();
const ApiCall* find_api_call(std::string_view name);

} // namespace lazymmu
