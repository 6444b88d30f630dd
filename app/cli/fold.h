// Finding rows that only repeat what was just shown.
#pragma once

#include "app/cli/record.h"

#include <string>
#include <vector>

namespace lazymmu::cli {

// What stays the same when a line is repeated: where it stands and the kinds of things it did.
std::string shape_of(const Record& r);

using Shapes = std::vector<std::string>;

// How often the rows from `at` on repeat themselves, and after how many rows; 1 if they do not.
size_t repetitions(const Shapes& shapes, size_t at, size_t& period);

} // namespace lazymmu::cli
