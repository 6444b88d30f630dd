// The desktop window: GLFW and OpenGL 3.2. It draws when something happened, not all the time.
#pragma once

#include "app/gui/backends/native/channel.h"
#include "app/gui/backends/native/keeper.h"
#include "app/gui/backends/native/native_files.h"
#include "app/gui/backends/native/native_images.h"
#include "app/gui/backends/native/reloader.h"
#include "app/gui/backends/native/start.h"

#include <string>
#include <vector>

struct GLFWwindow;

namespace lazymmu::gui {

class Window : public ChannelHost {
  public:
    Window() = default;
    ~Window() override;
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    bool create(const Start& start, std::string& error);
    void run(Channel* channel);      // until the user closes it
    std::string description() const; // OpenGL's renderer and version, as a JSON object

    // Loads what the last start left, and keeps what is open from now on.
    void keep(const Start& start);

    App& app() override { return app_; }
    void draw(int frames) override;
    bool shot(const std::string& file, std::string& error) override;
    bool click(const std::string&) override { return false; } // the X server has a real mouse

    static void wake(); // from any thread: ends the wait for events

  private:
    void install_callbacks();
    void apply_scale();
    void draw_one();
    void wait_for_something(double keeper_due);
    void take_asked_picture();

    GLFWwindow* window_ = nullptr;
    App app_;
    Keeper keeper_{app_};
    NativeFiles files_{app_, keeper_};
    NativeImages images_{app_};
    Reloader reloader_{app_};
    float forced_scale_ = 0;
    int frames_due_ = 0; // still to be drawn after the last event
    bool close_ = false;
    std::vector<unsigned char>* picture_ = nullptr; // filled by each frame while it is set
};

} // namespace lazymmu::gui
