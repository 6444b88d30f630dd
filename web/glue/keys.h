// Browser key names to Dear ImGui's.
#pragma once

#include "imgui.h"

namespace lazymmu::web {

// `code` is where the key is (KeyboardEvent.code), `key` what it types (KeyboardEvent.key).
ImGuiKey key_of(const char* code, const char* key);

} // namespace lazymmu::web
