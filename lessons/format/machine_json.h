// Reads what a machine is from JSON: the one form in lessons, saved sessions and plans. A name or a
// number that is wrong is told as on the command line (engine/machine_spec.h), with its place.
#pragma once

#include "engine/machine_spec.h"
#include "lessons/format/fields.h"

#include <optional>
#include <span>
#include <vector>

namespace lazymmu::json {

void read_patches(Reading& r, const Node& node, u8& out);
void read_kernel(Reading& r, const Node& node, std::optional<Kernel>& out); // one, by its name

// "cpus", "task_init_pause", "irqs", "migrations", "patches", and the options, which are called
// "config" or as `options` says: what of these `o` may have and has.
void read_changes(Reading& r, const Object& o, MachineSpec& out, std::vector<At>& option_at,
                  const char* options = "config", u8 most_events = 255);
// ... and "arch" and "kernel", for a machine on which all the options must exist.
void read_machine(Reading& r, const Object& o, std::span<const Arch* const> archs, MachineSpec& out,
                  const char* options = "config", u8 most_events = 255);

} // namespace lazymmu::json
