// Conformance programs: what the kernel's own functions did, operation by operation, as data
// (tests/conformance/README.md has the format). A program becomes a script, the script runs on the
// engine, and after every operation the state and the hardware events are compared.
#pragma once

#include "engine/kernel/machine.h"
#include "lessons/format/issue.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct VectorMismatch {
    size_t op = 0;        // index of the operation
    std::string what;     // "state.pending", "hw", "value", "warn", "bug"
    std::string expected; // JSON
    std::string actual;   // JSON
};

// One program of a file. `json` stays for the comparison.
struct VectorProgram {
    std::string id, arch, kernel;
    std::string script; // the operations as statements, one a line, operation i on line i + 1
    size_t ops = 0;
    std::vector<u32> columns; // of the operations in the line
    Config config;            // arch, kernel and options set
    std::string json;
};

// Reads one line of a vector file; archs: the backends to choose from. False: error says what is
// wrong, and at which column; the caller knows the file and the line.
bool read_vector(std::string_view line, std::span<const Arch* const> archs, VectorProgram& out,
                 Issue& error);

// A machine at the program's start; null setup on error.
Machine vector_machine(const VectorProgram& vector, Issue& error);

// Runs the program and compares after every operation. Stops at the first difference; ops_done
// counts the operations that agreed.
bool check_vector(const VectorProgram& vector, size_t& ops_done, VectorMismatch& mismatch);

} // namespace lazymmu
