#include "app/cli/text/watch.h"

#include <csignal>
#include <filesystem>
#include <unistd.h>

#if defined(__linux__) && !defined(__EMSCRIPTEN__)
#include <poll.h>
#include <sys/inotify.h>
#define LAZYMMU_HAS_INOTIFY 1
#endif

namespace lazymmu::cli {

namespace fs = std::filesystem;

namespace {

constexpr int look_again_ms = 500; // also what a signal between two looks costs at most
constexpr int settle_ms = 30;      // an editor writes a file in more than one go

volatile std::sig_atomic_t interrupted = 0;
void interrupt(int) { interrupted = 1; }

} // namespace

FileWatch::FileWatch(std::vector<std::string> paths) : paths_(std::move(paths)) {
    interrupted = 0;
    std::signal(SIGINT, interrupt);
    std::signal(SIGTERM, interrupt);
#ifdef LAZYMMU_HAS_INOTIFY
    notify_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
#endif
    seen_ = look();
}

FileWatch::~FileWatch() {
    if (notify_ >= 0) close(notify_);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

// What is there now. A folder is given to inotify and not its files: editors replace those.
FileWatch::Seen FileWatch::look() {
    Seen out;
    const auto folder = [this](const fs::path& path) {
#ifdef LAZYMMU_HAS_INOTIFY
        if (notify_ >= 0) // a folder that is known keeps its watch
            inotify_add_watch(notify_, path.empty() ? "." : path.c_str(),
                              IN_CLOSE_WRITE | IN_MOVE | IN_CREATE | IN_DELETE);
#else
        (void)path;
#endif
    };
    const auto file = [&out](const fs::path& path) {
        std::error_code ec;
        const auto time = fs::last_write_time(path, ec).time_since_epoch().count();
        if (!ec) out[path.string()] = {static_cast<long long>(time), fs::file_size(path, ec)};
    };
    for (const std::string& path : paths_) {
        std::error_code ec;
        if (!fs::is_directory(path, ec)) {
            folder(fs::path(path).parent_path());
            file(path);
            continue;
        }
        folder(path);
        fs::recursive_directory_iterator it(path, ec), end;
        for (; !ec && it != end; it.increment(ec)) {
            std::error_code kind;
            if (it->is_directory(kind))
                folder(it->path());
            else
                file(it->path());
        }
    }
    return out;
}

void FileWatch::sleep() {
#ifdef LAZYMMU_HAS_INOTIFY
    if (notify_ >= 0) {
        pollfd wanted = {notify_, POLLIN, 0};
        if (poll(&wanted, 1, look_again_ms) <= 0) return;
        char events[4096];
        while (read(notify_, events, sizeof events) > 0) {
        }
        usleep(settle_ms * 1000);
        return;
    }
#endif
    usleep(look_again_ms * 1000);
}

bool FileWatch::wait() {
    for (;;) {
        if (interrupted) return false;
        Seen now = look();
        if (now != seen_) {
            seen_ = std::move(now);
            return true;
        }
        sleep();
    }
}

} // namespace lazymmu::cli
