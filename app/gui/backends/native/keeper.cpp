#include "app/gui/backends/native/keeper.h"

#include "app/gui/backends/native/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lazymmu::gui {
namespace {

constexpr int slots = 32;         // programs of one user that run at the same time
constexpr double pause = 0.7;     // seconds between two writes
constexpr double lock_wait = 0.1; // ... until another program has written
constexpr double patience = 5;    // ... until it tries again what failed
constexpr double never = 1e9;
constexpr int most_aside = 100; // files of one name that could not be read
constexpr const char* last_name = "last.lazymmu.json";
constexpr const char* session_end = ".lazymmu.json";
constexpr const char* not_kept = "What is open cannot be kept for the next start: ";

// The file that says so while its holder lives; -1: somebody else holds it, or there can be none.
int take_lock(const std::string& path) {
    const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock >= 0 && ::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
    if (lock >= 0) ::close(lock);
    return -1;
}

class Lock {
  public:
    explicit Lock(const std::string& path) : file_(take_lock(path)) {}
    ~Lock() {
        if (file_ >= 0) ::close(file_);
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    bool held() const { return file_ >= 0; }

  private:
    int file_;
};

// "PATH.END", or "PATH-2.END" ..., which is not there yet; "": there are too many.
std::string free_name(const std::string& path, const std::string& end) {
    struct stat s;
    for (int n = 1; n <= most_aside; n++) {
        std::string name = path + (n > 1 ? "-" + std::to_string(n) : "") + end;
        if (::lstat(name.c_str(), &s) != 0) return name;
    }
    return {};
}

std::string without_end(const std::string& path, std::string_view end) {
    return path.ends_with(end) ? path.substr(0, path.size() - end.size()) : path;
}

// One that nobody held, and holds now.
struct Slot {
    std::string name; // FOLDER/session-N
    int lock = -1;
    i64 written = -1; // when the session that a crash has left in it was; -1: there is none
};

i64 written_at(const std::string& path) {
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 ? i64{s.st_mtime} : -1;
}

// Those with sessions, and one without.
std::vector<Slot> free_slots(const std::string& folder) {
    std::vector<Slot> out;
    bool empty = false;
    for (int n = 0; n < slots; n++) {
        Slot slot{folder + "/session-" + std::to_string(n)};
        slot.written = written_at(slot.name + session_end);
        if (slot.written < 0 && empty) continue;
        slot.lock = take_lock(slot.name + ".lock");
        if (slot.lock < 0) continue;
        slot.written = written_at(slot.name + session_end); // nobody else can change it now
        empty |= slot.written < 0;
        out.push_back(std::move(slot));
    }
    return out;
}

} // namespace

Keeper::~Keeper() {
    if (lock_ >= 0) ::close(lock_);
}

void Keeper::start(const std::string& folder, bool restore) {
    if (folder.empty()) {
        say(std::string(not_kept) + "HOME is not set; --state DIR names a folder");
    } else if (!make_folders(folder)) {
        say(not_kept + folder + ": " + std::strerror(errno));
    } else {
        folder_ = folder;
        load_shared();
        if (take_slot(restore)) {
            restore_crashed(restore);
        } else {
            say(not_kept + folder + " has no place for one more program");
            folder_.clear();
        }
    }
    if (!news_.empty()) app_.notice(news_);
    news_.clear();
}

void Keeper::load_shared() {
    const auto load = [this](const char* name, auto take) {
        const std::string path = file(name);
        const ReadFile read = read_whole(path);
        if (read.problem == ReadFile::missing) return;
        const std::string why = read.problem ? path + ": " + read.error : take(path, read.bytes);
        if (!why.empty()) keep_aside(path, why);
    };
    load("settings.json", [this](const std::string& path, const std::string& text) {
        return app_.load_settings(path, text);
    });
    load("progress.json", [this](const std::string& path, const std::string& text) {
        return app_.load_progress(path, text);
    });
    progress_ = app_.progress();
    settings_ = app_.settings();
}

// What is not understood may be of a newer version, or be mended by hand. False: it stays where it
// is, and must not be written over.
bool Keeper::keep_aside(const std::string& path, const std::string& why) {
    const std::string name = free_name(without_end(path, ".json") + ".bad", ".json");
    const bool moved = !name.empty() && std::rename(path.c_str(), name.c_str()) == 0;
    say(why + (moved ? "; it is kept as " + name : "; nothing is written over it"));
    return moved;
}

// What a crash has left last is opened. A start that is asked for something else takes none of
// these, as long as there are others.
bool Keeper::take_slot(bool restore) {
    std::vector<Slot> found = free_slots(folder_);
    const auto worth = [restore](const Slot& s) { return restore ? s.written : -s.written; };
    const auto best =
        std::max_element(found.begin(), found.end(),
                         [&worth](const Slot& a, const Slot& b) { return worth(a) < worth(b); });
    waiting_ = 0;
    for (auto it = found.begin(); it != found.end(); ++it) {
        remove_parts(it->name + session_end);
        if (it == best) continue;
        waiting_ += it->written >= 0;
        ::close(it->lock);
    }
    if (best == found.end()) return false;
    lock_ = best->lock;
    session_path_ = best->name + session_end;
    return true;
}

// The file stays until this program has written its own.
void Keeper::restore_crashed(bool open) {
    const ReadFile read = read_whole(session_path_);
    const bool there = read.problem != ReadFile::missing;
    const std::string others =
        std::to_string(waiting_) + (waiting_ == 1 ? " session" : " sessions");
    if (there && open && !read.problem && app_.open_saved(session_path_, read.bytes).empty()) {
        say("The program did not end properly the last time. This is what was open; Ctrl+Z goes to "
            "the first lesson instead");
        if (waiting_) say(others + " more will come back with the next starts");
        return;
    }
    if (there) { // this slot will hold something else
        const std::string kept = free_name(file("crashed"), session_end);
        if (!kept.empty()) std::rename(session_path_.c_str(), kept.c_str());
        say("The program did not end properly the last time. What was open is in " + kept);
    }
    if (waiting_)
        say("The program did not end properly. " + others +
            " that were open will come back with the next starts without a file");
}

std::string Keeper::write_session() {
    const std::string text = app_.saved_json();
    if (text == session_ || text.empty()) return {};
    std::string error = write_whole(session_path_, text);
    if (error.empty()) session_ = text;
    return error;
}

// What another program has written in the meantime is taken over first, so that nothing of either
// is lost.
std::string Keeper::write_shared(const std::string& path, const Take& take, const Text& text,
                                 std::string& written) {
    if (text() == written) return {};
    const Lock lock(file("shared.lock"));
    if (!lock.held()) {
        again_ = lock_wait;
        return {};
    }
    remove_parts(path);
    const ReadFile now = read_whole(path);
    if (now.problem != ReadFile::missing) {
        const std::string why = now.problem ? path + ": " + now.error : take(now.bytes);
        if (!why.empty() && !keep_aside(path, why)) return why;
    }
    const std::string fresh = text();
    std::string error = write_whole(path, fresh);
    if (error.empty()) written = fresh;
    return error;
}

// Once, until it works again.
void Keeper::tell(const std::string& error) {
    if (!error.empty() && !told_) say(not_kept + error);
    if (error.empty() && told_) say("What is open is kept again");
    told_ = !error.empty();
    if (!news_.empty()) app_.notice(news_);
    news_.clear();
}

double Keeper::tick(double now) {
    if (folder_.empty()) return never;
    if (now < next_) return next_ - now;
    again_ = 0;
    const std::string progress = file("progress.json"), settings = file("settings.json");
    const std::string errors[] = {
        write_session(),
        write_shared(
            progress, [&](const std::string& text) { return app_.load_progress(progress, text); },
            [this] { return app_.progress(); }, progress_),
        write_shared(
            settings, [&](const std::string& text) { return App::check_settings(settings, text); },
            [this] { return app_.settings(); }, settings_)};
    std::string error;
    for (const std::string& e : errors)
        if (error.empty()) error = e;
    if (!error.empty()) again_ = patience;
    tell(error);
    next_ = now + pause;
    return again_ > 0 ? again_ : never; // what changes from now on comes with an event
}

void Keeper::finish() {
    if (folder_.empty()) return;
    constexpr int most_tries = 100; // a second, if another program does not come to an end
    for (int i = 0; i < most_tries; i++) {
        next_ = 0;
        if (tick(0) != lock_wait) break;
        ::usleep(10000);
    }
    std::rename(session_path_.c_str(), file(last_name).c_str());
    folder_.clear();
}

std::string Keeper::last_session() const {
    const std::string path = file(last_name);
    return !folder_.empty() && ::access(path.c_str(), R_OK) == 0 ? path : std::string();
}

} // namespace lazymmu::gui
