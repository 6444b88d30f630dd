// What the platform adds to the state of the program.
#pragma once

#include <string>

namespace lazymmu::gui {

class App;
// App::state_json() with the platform's own facts in front: "frames" (drawn so far), "width",
// "height" (ImGui units), "scale" (pixels for each), "wants_text" (a text field has the focus).
std::string platform_state_json(const App& app);

} // namespace lazymmu::gui
