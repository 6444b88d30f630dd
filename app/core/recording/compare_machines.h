// The machines that Compare shows side by side: of each the architecture and the kernel are said,
// and nothing else.
#pragma once

#include "engine/machine_spec.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

inline constexpr size_t most_columns = 4;

std::string columns_text(const std::vector<MachineSpec>& columns); // "arm64 v7.0, x86 v6.18"
std::vector<MachineSpec>
all_architectures(Kernel kernel); // the first four: what Compare shows by itself
std::vector<MachineSpec> before_and_after_series(const Arch& arch); // v6.18, v7.0

// "arm64 v7.0, x86 v6.18"; without a kernel: `kernel`. Returns an empty string, or what is wrong.
std::string parse_columns(std::string_view text, Kernel kernel, std::vector<MachineSpec>& out);

// What the command "compare ..." says, done to `columns`:
//   MACHINES           these, in this order
//   archs              the architectures (at most four) at the present kernel
//   series             the present architecture before and after the series
//   add MACHINE        one more
//   remove MACHINE     or its number, from 1
//   set N MACHINE      another machine in the place of number N
// `present` is the machine that is open. Returns an empty string, or what is wrong: then nothing
// has changed.
std::string change_columns(std::string_view what, const MachineSpec& present,
                           std::vector<MachineSpec>& columns);

} // namespace lazymmu
