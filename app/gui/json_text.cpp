#include "app/gui/json_text.h"

#include "app/gui/app.h"

#include "imgui.h"

#include <cstdio>

namespace lazymmu::gui {

std::string json_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const unsigned char u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (u < 32) {
            char b[8];
            std::snprintf(b, sizeof b, "\\u%04x", u);
            out += b;
        } else {
            out += c;
        }
    }
    return out + '"';
}

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
