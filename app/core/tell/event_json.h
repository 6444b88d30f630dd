// An event as a JSON object, with the names of its kind and fields: for `run --json`, and for
// programs that use the engine without a screen.
#pragma once

#include "engine/kernel/machine.h"

#include <string>

namespace lazymmu {

std::string event_json(const Setup& setup, const Event& e);

} // namespace lazymmu
