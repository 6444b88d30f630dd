// What a command line says about the machine: --arch, --kernel, --patch, --option, --cpus. Each
// function complains on stderr before it returns false.
#pragma once

#include "app/cli/args.h"
#include "engine/kernel/machine.h"
#include "engine/machine_spec.h"
#include "lessons/format/issue.h"

#include <memory>
#include <string>

namespace lazymmu::cli {

// Also --irqs, --migrations and --task-init-pause, where a command has them.
bool read_machine_args(const Args& args, MachineSpec& out);
// `base`, and over it what was typed; patches come on top of its own. The options must exist there.
bool add_machine_args(const MachineSpec& typed, MachineSpec& base);
// Is there more than an architecture and a kernel?
bool changes_config(const MachineSpec& typed);
// Makes the machine anew, as its layout depends on its config.
bool adjust_machine(const MachineSpec& typed, Machine& machine);

// A number option that may be left out.
bool read_count(const Args& args, const char* name, u64 min, u64 max, u64& out);

// Prints what is wrong with a file's text; true if nothing is.
bool show_issues(const Issues& issues, std::string_view text, const Args& args);
std::shared_ptr<const Program> compile_or_complain(const std::string& text, const std::string& file,
                                                   const Arch& arch, const Args& args);

} // namespace lazymmu::cli
