#include "app/gui/backends/native/reloader.h"

#include "app/core/course/library.h"
#include "app/gui/backends/native/course.h"
#include "app/gui/backends/native/files.h"

#include <algorithm>

#include <sys/stat.h>

namespace lazymmu::gui {
namespace {

constexpr double look_seconds = 0.25;
constexpr double nothing_to_look_at = 3600;
constexpr size_t most_bytes = size_t{4} << 20; // more than a lesson or a script may have

// Differs when a file does; "" if there is none.
std::string stamp_of(const std::string& path) {
    struct stat s;
    if (::stat(path.c_str(), &s) != 0) return {};
#ifdef __APPLE__
    const timespec time = s.st_mtimespec;
#else
    const timespec time = s.st_mtim;
#endif
    return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec) + "/" +
           std::to_string(s.st_size) + "/" + std::to_string(s.st_ino) + ";";
}

bool read_small(const std::string& path, std::string& text) {
    ReadFile read = read_whole(path, most_bytes);
    if (read.problem) return false;
    text = std::move(read.bytes);
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    return true;
}

} // namespace

std::string Reloader::stamp() const {
    std::string out = file_.empty() ? std::string() : stamp_of(file_);
    if (!course_.empty())
        for (const std::string& path : course_paths(course_)) out += path + stamp_of(path);
    return out;
}

double Reloader::due(double now) const {
    if (file_.empty() && course_.empty()) return nothing_to_look_at;
    return std::max(0.0, last_ + look_seconds - now);
}

bool Reloader::tick(double now) {
    const std::string file = app_.file_name(), course = app_.course_name();
    const bool opened = app_.has_opened(file);
    if (file != open_ || opened != opened_ || course != course_) {
        // something else is open. A session, which may come from anybody, can name any file: only
        // one that the reader has opened is looked at, and only if it has this text
        open_ = file;
        opened_ = opened;
        course_ = course;
        file_ = opened && read_small(file, was_) && was_ == app_.file_text() ? file : "";
        known_ = seen_ = stamp();
        last_ = now;
        return false;
    }
    if (due(now) > 0) return false;
    last_ = now;
    const std::string now_seen = stamp();
    const bool settled = now_seen == seen_; // an editor may write in more than one go
    seen_ = now_seen;
    const bool images = look_at_images();
    return (settled && now_seen != known_ && !now_seen.empty() && take(now_seen)) || images;
}

// One that is there only in part is damaged, until it changes again.
bool Reloader::look_at_images() {
    std::vector<std::string> images = app_.image_files();
    std::string now_seen;
    for (const std::string& path : images) now_seen += path + stamp_of(path);
    const bool changed = images == images_ && now_seen != images_seen_;
    images_ = std::move(images);
    images_seen_ = std::move(now_seen);
    if (changed) app_.forget_images();
    return changed;
}

bool Reloader::take(const std::string& stamp) {
    known_ = stamp;
    std::string text;
    if (!file_.empty() && read_small(file_, text)) {
        app_.reload_file(was_, text);
        if (app_.file_text() == text) was_ = text;
    }
    if (!course_.empty()) {
        std::vector<LessonFile> files;
        const std::string error = read_course(course_, files);
        if (error.empty())
            app_.reload_course(std::move(files));
        else
            app_.open_failed(course_, error);
    }
    return true;
}

} // namespace lazymmu::gui
