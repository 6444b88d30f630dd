// `lazymmu run --vector FILE:ID`: a conformance program, to be stepped like a script.
#pragma once

#include "app/cli/args.h"
#include "app/cli/text/record.h"

#include <string>

namespace lazymmu::cli {

// place: "FILE:ID"; FILE is .jsonl or .jsonl.xz. False after complaining.
bool open_vector(const Args& args, const std::string& place, Job& job);

} // namespace lazymmu::cli
