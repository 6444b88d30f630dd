// lazymmu-lab: the desktop program.
#include "app/gui/backends/glfw/window.h"

#include "app/core/tell/visible.h"
#include "app/gui/ui/ui_hooks.h"

#include <cstdio>
#include <memory>

using namespace lazymmu::gui;

// Its own code, so that a caller can show the lesson in the terminal instead.
constexpr int exit_no_window = 3;

int main(int argc, char** argv) {
    Start start;
    std::string error;
    if (!parse_start(argc, argv, start, error)) {
        std::fprintf(stderr, "lazymmu-lab: %s\n%s", lazymmu::visible_line(error).c_str(),
                     start_usage);
        return 2;
    }
    if (start.help) {
        std::printf("usage: lazymmu-lab [options] [LESSON]\n%s", start_usage);
        return 0;
    }
    Window window;
    if (!window.create(start, error)) {
        std::fprintf(stderr, "lazymmu-lab: %s\n", lazymmu::visible_line(error).c_str());
        return exit_no_window;
    }
    window.keep(start);
    open_start(window.app(), start);
    for (const std::string& command : start.commands) {
        error = window.app().command(command);
        if (!error.empty())
            std::fprintf(stderr, "lazymmu-lab: %s\n", lazymmu::visible_line(error).c_str());
    }
    std::unique_ptr<Channel> channel;
    if (start.channel) {
        enable_ui_hooks(true);
        std::puts(window.description().c_str());
        std::fflush(stdout);
        channel = std::make_unique<Channel>(&Window::wake);
    }
    window.run(channel.get());
    return 0;
}
