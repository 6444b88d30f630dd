// JSON text for the few places that write some without the JSON library.
#pragma once

#include "app/core/json_text.h"

#include <string>
#include <string_view>

namespace lazymmu::gui {

using lazymmu::json_quoted;

class App;
// App::state_json() with the platform's own facts in front: "frames" (drawn so far), "width",
// "height" (ImGui units), "scale" (pixels for each), "wants_text" (a text field has the focus).
std::string platform_state_json(const App& app);

} // namespace lazymmu::gui
