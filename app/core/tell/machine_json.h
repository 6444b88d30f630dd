// Writes what a machine is as JSON; lessons/format/machine_json.h reads it.
#pragma once

#include "engine/machine_spec.h"

#include <string>
#include <utility>
#include <vector>

namespace lazymmu {

// Names and values of all that a spec says; its options are one of them. spaced: as in files that
// people read.
std::vector<std::pair<const char*, std::string>>
machine_members(const MachineSpec& spec, const char* options = "config", bool spaced = false);

std::string patches_json(u8 patches, bool spaced = false);

} // namespace lazymmu
