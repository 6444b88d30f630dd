// A step's quiz in a printed run: the question before its lines, the answer behind them.
#pragma once

#include "app/cli/text/record.h"

#include <string>

namespace lazymmu::cli {

// Markdown; "" if the step asks nothing, or cannot ask it on this machine.
std::string question_text(const Job& job, size_t step);
std::string answer_text(const Job& job, size_t step);

} // namespace lazymmu::cli
