// The interface without a window: a test builds frames, finds widgets by label, clicks, types,
// and reads state. Nothing is drawn, so a thousand frames take a tenth of a second.
#pragma once

#include "app/gui/frame/app.h"
#include "app/gui/ui/ui_hooks.h"

#include "imgui.h"

#include <string>

namespace lazymmu::gui {

class NullDriver {
  public:
    explicit NullDriver(const Options& options = {}, float width = 1280, float height = 800);
    ~NullDriver();
    NullDriver(const NullDriver&) = delete;
    NullDriver& operator=(const NullDriver&) = delete;

    App& app() { return app_; }
    void frames(int n = 1);
    void resize(float width, float height);
    float width() const { return ImGui::GetIO().DisplaySize.x; }
    float height() const { return ImGui::GetIO().DisplaySize.y; }

    // Each waits a few frames for the widget. False: there is none of that label.
    bool click(std::string_view label, std::string_view window = {}, int button = 0);
    bool hover(std::string_view label, std::string_view window = {});
    bool has(std::string_view label, std::string_view window = {});

    void click_at(float x, float y, int button = 0);
    void move_to(float x, float y);
    void drag(float x0, float y0, float x1, float y1);
    void wheel(float dx, float dy);
    void key(ImGuiKeyChord chord); // e.g. ImGuiKey_RightArrow, ImGuiMod_Ctrl | ImGuiKey_K
    void type(std::string_view utf8);

    std::string state() const; // platform_state_json()

  private:
    const Widget* wait_for(std::string_view label, std::string_view window);

    ImGuiContext* context_;
    App app_;
};

} // namespace lazymmu::gui
