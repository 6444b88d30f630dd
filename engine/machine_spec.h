// What a machine is, as people write it: architecture, kernel, patches, CPUs, options. Lessons,
// plans of the explorer, saved sessions, Compare's columns, command lines, conformance programs and
// the C API all hold one of these. What is left out is as something else says: a lesson, or the
// defaults.
//
// Text:    "x86 v7.0 +tolerate, cpus 2, xen 0"; machine_text(), parse_machine()
// JSON:    lessons/format/machine_json.h reads it, app/core/tell/machine_json.h writes it
// Config:  apply() is the only way from one to the other, difference() the way back
#pragma once

#include "engine/arch_ops.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct MachineSpec {
    struct Option {
        std::string name; // of Arch::options; an architecture that lacks it is not affected
        u16 value = 0;
        bool operator==(const Option&) const = default;
    };
    const Arch* arch = nullptr; // null: left out
    std::optional<Kernel> kernel = {};
    std::optional<u8> patches = {}; // Patch bits
    std::optional<u8> cpus = {}, task_init_pause = {}, irqs = {}, migrations = {};
    std::vector<Option> options = {}; // each once

    bool operator==(const MachineSpec&) const = default;
    void set(std::string_view name, u16 value); // an option
};

// The numbers of a spec, in the order in which they are written.
struct SpecCount {
    const char* name;
    std::optional<u8> MachineSpec::*said;
    u8 Config::*meant;
    u8 min = 0, max = 255;
};
std::span<const SpecCount> spec_counts();

// `base`, and over it what `over` says.
MachineSpec merged(MachineSpec base, const MachineSpec& over);

// The architecture of a config stays what it is.
void apply(const MachineSpec& spec, Config& config);
Config config_of(const MachineSpec& spec); // needs `arch`; the rest has defaults

MachineSpec spec_of(const Config& config); // all of it
// What apply() must change to make `config` of `from`, on the same architecture.
MachineSpec difference(const Config& config, const Config& from);
u16 option_value(const MachineSpec& spec, const OptionSpec& option); // said, or the default

// The patches that this kernel can have here, as bits.
u8 usable_patches(const MachineSpec& spec);

// Empty, or what is wrong: `sparc has no option "radix"; it has ...`, `... goes from 0 to 1`.
std::string wrong_option(const Arch& arch, std::string_view name, u64 value);
std::string wrong_spec(const MachineSpec& spec);

const Arch* find_arch(std::string_view name, std::span<const Arch* const> archs); // or its alias
std::string unknown_arch(std::string_view name, std::span<const Arch* const> archs);
bool patch_from_name(std::string_view name, u8& bit);
std::vector<std::string_view> patch_names(u8 bits = 0xff);

std::string machine_text(const MachineSpec& spec); // all that it says
// What sets a machine apart. Bounds of its schedules and capacities of its batches do not.
std::string machine_text(const Config& config);
// The way back. Returns an empty string, or what is wrong; then `out` is as it was.
std::string parse_machine(std::string_view text, std::span<const Arch* const> archs,
                          MachineSpec& out);

} // namespace lazymmu
