// What a command line says about the machine: --arch, --kernel, --patch, --option, --cpus. Each
// function complains on stderr before it returns false.
#pragma once

#include "app/cli/args.h"
#include "engine/machine.h"
#include "lessons/issue.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lazymmu::cli {

struct MachineArgs {
    const Arch* arch = nullptr; // null: not said
    bool has_kernel = false;
    Kernel kernel = kernel_default;
    u8 patches = 0;
    u64 cpus = 0;
    std::vector<std::pair<std::string, u16>> options;

    bool changes_config() const { return cpus || patches || !options.empty(); }
};
bool read_machine_args(const Args& args, MachineArgs& out);
// Makes the machine anew, as its layout depends on its config.
bool adjust_machine(const MachineArgs& args, Machine& machine);

// A number option that may be left out.
bool read_count(const Args& args, const char* name, u64 min, u64 max, u64& out);

// Prints what is wrong with a file's text; true if nothing is.
bool show_issues(const Issues& issues, std::string_view text, const Args& args);
std::shared_ptr<const Program> compile_or_complain(const std::string& text, const std::string& file,
                                                   const Arch& arch, const Args& args);

} // namespace lazymmu::cli
