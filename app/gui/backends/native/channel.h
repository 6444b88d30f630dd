// The test channel: one command a line on stdin, one JSON answer a line on stdout.
//   ui             the widgets of the last frame
//   state          the platform's and the interface's state
//   frames N       draws N frames, then answers with the state
//   click LABEL    presses the widget (where there is no real mouse)
//   cmd COMMAND    an automation command (App::command); answers with the state after it
//   do COMMAND     the same without drawing anything: for thousands of them
//   shot FILE.png  a picture
//   quit           ends the program
#pragma once

#include "app/gui/frame/app.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace lazymmu::gui {

// What a platform does for the channel.
class ChannelHost {
  public:
    virtual ~ChannelHost() = default;
    virtual App& app() = 0;
    virtual void draw(int frames) = 0;
    virtual bool shot(const std::string& file, std::string& error) = 0;
    virtual bool click(const std::string& label) = 0; // false: no such widget
};

class Channel {
  public:
    // Starts reading stdin. `on_line` is called from the reading thread, e.g. to wake a window.
    explicit Channel(std::function<void()> on_line = {});

    bool poll(std::string& line); // a line that is there already
    bool wait(std::string& line); // false: the input has ended
    bool ended();

    void answer(const std::string& line, ChannelHost& host);

  private:
    // Shared with the reading thread, which may outlive the channel: nothing can interrupt it.
    struct Queue {
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<std::string> lines;
        bool ended = false;
    };
    std::shared_ptr<Queue> queue_;
};

} // namespace lazymmu::gui
