#include "app/gui/backends/native/channel.h"

#include "app/core/tell/json_text.h"
#include "app/gui/frame/platform_state.h"
#include "app/gui/ui/ui_hooks.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace lazymmu::gui {
namespace {

bool read_line(std::string& line) {
    line.clear();
    for (int c; (c = std::getchar()) != EOF;) {
        if (c == '\n') return true;
        line += static_cast<char>(c);
    }
    return !line.empty();
}

std::string failure(const std::string& what) { return "{\"error\":" + json_quoted(what) + "}"; }

} // namespace

Channel::Channel(std::function<void()> on_line) : queue_(std::make_shared<Queue>()) {
    std::thread([queue = queue_, on_line] {
        for (std::string line; read_line(line);) {
            {
                const std::lock_guard<std::mutex> lock(queue->mutex);
                queue->lines.push_back(line);
            }
            queue->changed.notify_one();
            if (on_line) on_line();
        }
        {
            const std::lock_guard<std::mutex> lock(queue->mutex);
            queue->ended = true;
        }
        queue->changed.notify_one();
        if (on_line) on_line();
    }).detach();
}

bool Channel::poll(std::string& line) {
    const std::lock_guard<std::mutex> lock(queue_->mutex);
    if (queue_->lines.empty()) return false;
    line = queue_->lines.front();
    queue_->lines.pop_front();
    return true;
}

bool Channel::wait(std::string& line) {
    std::unique_lock<std::mutex> lock(queue_->mutex);
    queue_->changed.wait(lock, [this] { return !queue_->lines.empty() || queue_->ended; });
    if (queue_->lines.empty()) return false;
    line = queue_->lines.front();
    queue_->lines.pop_front();
    return true;
}

bool Channel::ended() {
    const std::lock_guard<std::mutex> lock(queue_->mutex);
    return queue_->ended && queue_->lines.empty();
}

void Channel::answer(const std::string& line, ChannelHost& host) {
    const size_t space = line.find(' ');
    const std::string verb = line.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
    std::string reply, error;
    if (verb == "ui") {
        reply = widgets_json();
    } else if (verb == "state") {
        reply = platform_state_json(host.app());
    } else if (verb == "frames") {
        host.draw(std::clamp(std::atoi(rest.c_str()), 1, 10000));
        reply = platform_state_json(host.app());
    } else if (verb == "click") {
        reply = host.click(rest) ? platform_state_json(host.app())
                                 : failure("no widget is called \"" + rest + "\"");
    } else if (verb == "cmd" || verb == "do") {
        error = host.app().command(rest);
        if (verb == "cmd") host.draw(3);
        reply = error.empty() ? platform_state_json(host.app()) : failure(error);
    } else if (verb == "shot") {
        reply = host.shot(rest, error) ? "{}" : failure(error);
    } else {
        reply = failure("unknown channel command \"" + verb + "\"");
    }
    std::puts(reply.c_str());
    std::fflush(stdout);
}

} // namespace lazymmu::gui
