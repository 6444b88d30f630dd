#include "app/gui/backends/native/keeper.h"

#include "app/gui/backends/native/files.h"

#include <cstdio>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lazymmu::gui {
namespace {

constexpr int slots = 32;     // programs of one user that run at the same time
constexpr double pause = 0.7; // seconds between two writes
constexpr const char* last_name = "last.lazymmu.json";

} // namespace

Keeper::~Keeper() {
    if (lock_ >= 0) ::close(lock_);
}

void Keeper::start(const std::string& folder, bool restore) {
    if (folder.empty() || !make_folders(folder)) return;
    folder_ = folder;
    if (read_whole(file("settings.json"), settings_))
        app_.load_settings(file("settings.json"), settings_);
    if (read_whole(file("progress.json"), progress_))
        app_.load_progress(file("progress.json"), progress_);
    if (!take_slot()) {
        folder_.clear();
        return;
    }
    restore_crashed(restore);
}

bool Keeper::take_slot() {
    for (int n = 0; n < slots; n++) {
        const std::string name = folder_ + "/session-" + std::to_string(n);
        const int lock = ::open((name + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock < 0) return false;
        if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
            ::close(lock);
            continue;
        }
        lock_ = lock;
        session_path_ = name + ".lazymmu.json";
        return true;
    }
    return false;
}

// The file stays until this program has written its own.
void Keeper::restore_crashed(bool open) {
    std::string text;
    if (!read_whole(session_path_, text)) return;
    if (open && app_.open_saved(session_path_, text).empty()) {
        app_.notice("The program did not end properly the last time. This is what was open; Ctrl+Z "
                    "goes to the first lesson instead");
        return;
    }
    const std::string kept = file("crashed.lazymmu.json"); // this slot will hold something else
    std::rename(session_path_.c_str(), kept.c_str());
    if (!open)
        app_.notice("The program did not end properly the last time. What was open is in " + kept);
}

void Keeper::write(const std::string& path, const std::string& text, std::string& written) {
    if (text == written || text.empty()) return;
    const std::string error = write_whole(path, text);
    written = text; // not tried again until something changes
    if (error.empty() || told_) return;
    told_ = true;
    app_.notice("What is open cannot be kept for the next start: " + error);
}

double Keeper::tick(double now) {
    if (folder_.empty()) return 1e9;
    if (now < next_) return next_ - now;
    write(session_path_, app_.saved_json(), session_);
    write(file("progress.json"), app_.progress(), progress_);
    write(file("settings.json"), app_.settings(), settings_);
    next_ = now + pause;
    return 1e9; // what changes from now on comes with an event
}

void Keeper::finish() {
    if (folder_.empty()) return;
    next_ = 0;
    tick(0);
    std::rename(session_path_.c_str(), file(last_name).c_str());
    folder_.clear();
}

std::string Keeper::last_session() const {
    const std::string path = file(last_name);
    return !folder_.empty() && ::access(path.c_str(), R_OK) == 0 ? path : std::string();
}

} // namespace lazymmu::gui
