// Seeded variants: the same lesson with other numbers. "vary" is an array of rows; every row has
// the same names, each with a whole number or a short text. A seed, which a course may give to each
// student, picks a row: number `seed` modulo their count. "${name}" stands for the row's value in
// the texts of the steps and in the program, in the paths and values of what is expected, and alone
// in place of a "count" or an "answer".
#pragma once

#include "lessons/format/fields.h"

namespace lazymmu::json {

// Is it one placeholder and nothing else? Where a number is expected it may become one.
bool is_placeholder(std::string_view text);

// The form of "vary".
void read_vary(Reading& r, const Node& node);

// Puts the values that a seed picks into the lesson's tree. Errors: rows with different names,
// placeholders without a value, values without a placeholder. `out` is told of the variant.
// Returns true if anything was replaced.
bool fill_in(Reading& r, Node& root, u32 seed, Lesson& out);

} // namespace lazymmu::json
