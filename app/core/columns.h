// The machines that Compare shows side by side: pairs of an architecture and a kernel.
#pragma once

#include "engine/config.h"

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

struct Column {
    const Arch* arch = nullptr;
    Kernel kernel = kernel_default;

    bool operator==(const Column&) const = default;
};
inline constexpr size_t most_columns = 4;

std::string column_text(const Column& column);                // "arm64 v7.0"
std::string columns_text(const std::vector<Column>& columns); // "arm64 v7.0, x86 v6.18"
std::vector<Column>
all_architectures(Kernel kernel); // the first four: what Compare shows by itself
std::vector<Column> before_and_after_series(const Arch& arch); // v6.18, v7.0

// "arm64 v7.0, x86 v6.18"; without a kernel: `kernel`. Returns an empty string, or what is wrong.
std::string parse_columns(std::string_view text, Kernel kernel, std::vector<Column>& out);

// What the command "compare ..." says, done to `columns`:
//   MACHINES           these, in this order
//   archs              the architectures (at most four) at the present kernel
//   series             the present architecture before and after the series
//   add MACHINE        one more
//   remove MACHINE     or its number, from 1
//   set N MACHINE      another machine in the place of number N
// `present` is the machine that is open. Returns an empty string, or what is wrong: then nothing
// has changed.
std::string change_columns(std::string_view what, const Column& present,
                           std::vector<Column>& columns);

} // namespace lazymmu
