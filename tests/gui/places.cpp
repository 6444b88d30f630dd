#include "tests/gui/places.h"

#include "app/gui/ui/widgets.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu::gui::test {

void expect_tidy(Lab& lab, const std::string& what) {
    const std::vector<std::string> faults = layout_faults(draw(lab));
    std::string all;
    for (size_t i = 0; i < faults.size() && i < 12; i++) all += "\n  " + faults[i];
    EXPECT_TRUE(faults.empty()) << what << ": " << faults.size() << all;
}

bool is_shown(const char* window) {
    const ImGuiWindow* w = ImGui::FindWindowByName(window);
    return w && w->Active && !w->Hidden;
}

std::vector<std::string> panel_edges() {
    std::vector<std::string> out;
    for (const ImGuiWindow* w : ImGui::GetCurrentContext()->Windows) {
        const std::string_view name = w->Name;
        const bool panel = std::count(name.begin(), name.end(), '/') == 1;
        if (!w->Active || w->Hidden || !panel) continue;
        if (name.find("/Alarm") != name.npos) continue;
        char b[200];
        std::snprintf(b, sizeof b, "%s %.0f,%.0f %.0fx%.0f", w->Name, static_cast<double>(w->Pos.x),
                      static_cast<double>(w->Pos.y), static_cast<double>(w->Size.x),
                      static_cast<double>(w->Size.y));
        out.push_back(b);
    }
    std::sort(out.begin(), out.end());
    return out;
}

// Rows of code and of the log are items; those that are current are marked.
std::string out_of_sight(Lab& lab, std::string_view panel) {
    for (const Widget& w : draw(lab).items) {
        if (!w.current || w.window.find(panel) == std::string::npos) continue;
        if (w.visible() && w.h >= w.whole_h - 1.5f) return {};
        return "only " + std::to_string(w.h) + " of " + w.label;
    }
    return "no row is current";
}

} // namespace lazymmu::gui::test
