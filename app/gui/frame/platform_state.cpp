#include "app/gui/frame/platform_state.h"

#include "app/gui/frame/app.h"

#include "imgui.h"

#include <cstdio>

namespace lazymmu::gui {

std::string platform_state_json(const App& app) {
    const ImGuiIO& io = ImGui::GetIO();
    char b[200];
    std::snprintf(b, sizeof b,
                  "{\"frames\":%d,\"width\":%.0f,\"height\":%.0f,\"scale\":%.4g,\"wants_text\":%s",
                  ImGui::GetFrameCount(), static_cast<double>(io.DisplaySize.x),
                  static_cast<double>(io.DisplaySize.y),
                  static_cast<double>(io.DisplayFramebufferScale.x),
                  io.WantTextInput ? "true" : "false");
    const std::string rest = app.state_json();
    if (rest.size() <= 2) return std::string(b) + '}';
    return std::string(b) + ',' + rest.substr(1);
}

} // namespace lazymmu::gui
