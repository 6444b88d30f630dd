// Small words that every text shares.
#pragma once

#include "engine/limits.h"

#include <string>

namespace lazymmu {

std::string grouped(u64 n);                   // "1,234,567"
std::string counted(u64 n, const char* what); // "1 task", "2,546 states"
std::string code(const std::string& text);    // in Markdown

} // namespace lazymmu
