// The registry: name -> backend. To add an architecture: one folder, one line in arch.cpp.
#pragma once

#include "engine/arch_ops.h"

#include <span>
#include <string>
#include <string_view>

namespace lazymmu {

std::span<const Arch* const> all_archs();        // arm64, powerpc, sparc, x86, then references
std::span<const Arch* const> real_archs();       // without the references: what front ends offer
std::string unknown_arch(std::string_view name); // a message
const Arch* find_arch(std::string_view name);    // also by an alias; null if unknown

} // namespace lazymmu
