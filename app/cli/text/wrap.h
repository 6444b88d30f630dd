// Finding rows that only repeat what was just shown.
#pragma once

#include "app/cli/text/record.h"

#include <span>
#include <string>
#include <vector>

namespace lazymmu::cli {

// What stays the same when a line is repeated: where it stands and the kinds of things it did.
std::string shape_of(const Record& r);

using Shapes = std::vector<std::string>;

// How often the rows from `at` on repeat themselves, and after how many rows; 1 if they do not.
size_t repetitions(const Shapes& shapes, size_t at, size_t& period);

// What the statement of a row returned, as far as its group tells; "" if it returns nothing.
std::string returned_in(const Setup& setup, std::span<const Record> group, size_t row);
// Is the statement that gets this answer a row of the group?
bool stands_in(std::span<const Record> group, const Event& answer);

} // namespace lazymmu::cli
