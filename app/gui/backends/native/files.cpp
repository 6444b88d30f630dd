#include "app/gui/backends/native/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lazymmu::gui {
namespace {

constexpr const char* irregular_file = "is no regular file";

std::string folder_of(const std::string& path) {
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string failed(const std::string& path, int error) {
    return path + ": " + std::strerror(error);
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

// Where a path leads to, if its last part is a link, perhaps to nothing yet. "": round in a circle.
std::string target_of(std::string path) {
    constexpr int most_links = 40;
    char to[4096];
    for (int i = 0; i < most_links; i++) {
        const ssize_t n = ::readlink(path.c_str(), to, sizeof to);
        if (n < 0) return path;
        const std::string next(to, static_cast<size_t>(n));
        path = next.starts_with("/") ? next : folder_of(path) + "/" + next;
    }
    return {};
}

// A new file, never one that somebody has put there, nor through a link of theirs.
int create(const std::string& path, mode_t mode) {
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const int file = ::open(path.c_str(), flags, mode);
    if (file >= 0 || errno != EEXIST) return file;
    ::unlink(path.c_str()); // of a program that was killed and had the same number
    return ::open(path.c_str(), flags, mode);
}

// What was there before, if anything: a regular file that may be written.
struct Target {
    std::string path;
    bool exists = false;
    struct stat was = {};
    std::string error;
};

Target find_target(const std::string& path) {
    Target t;
    t.path = target_of(path);
    t.exists = !t.path.empty() && ::stat(t.path.c_str(), &t.was) == 0;
    if (t.path.empty())
        t.error = failed(path, ELOOP);
    else if (t.exists && S_ISDIR(t.was.st_mode))
        t.error = failed(path, EISDIR);
    else if (t.exists && !S_ISREG(t.was.st_mode))
        t.error = path + ": " + irregular_file;
    else if (t.exists && ::access(t.path.c_str(), W_OK) != 0)
        t.error = failed(path, errno);
    return t;
}

void keep_owner_and_mode(int file, const Target& t) {
    if (!t.exists) return;
    // only root may give it to somebody else; a group of one's own is possible
    if (::fchown(file, t.was.st_uid, t.was.st_gid) != 0 &&
        ::fchown(file, static_cast<uid_t>(-1), t.was.st_gid) != 0)
        errno = 0;
    ::fchmod(file, t.was.st_mode & 07777);
}

ReadFile not_read(int error) {
    return {error == ENOENT ? ReadFile::missing : ReadFile::failed, std::strerror(error), {}};
}

std::string size_text(size_t bytes) {
    return bytes >= size_t{1} << 20 ? std::to_string(bytes >> 20) + " MiB"
                                    : std::to_string(bytes >> 10) + " KiB";
}

ReadFile read_all(int file, size_t most) {
    ReadFile out;
    char block[65536];
    for (;;) {
        const ssize_t n = ::read(file, block, sizeof block);
        if (n == 0) return out;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return not_read(errno);
        if (out.bytes.size() + static_cast<size_t>(n) > most)
            return {ReadFile::too_large, "is larger than " + size_text(most), {}};
        out.bytes.append(block, static_cast<size_t>(n));
    }
}

} // namespace

bool is_folder(const std::string& path) {
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode);
}

bool is_there(const std::string& path) {
    struct stat s;
    return ::stat(path.c_str(), &s) == 0;
}

std::string write_whole(const std::string& path, std::string_view bytes) {
    const Target target = find_target(path);
    if (!target.error.empty()) return target.error;
    const std::string beside = target.path + ".part" + std::to_string(::getpid());
    const int file = create(beside, target.exists ? target.was.st_mode & 0700 : 0666);
    if (file < 0) return failed(path, errno);
    keep_owner_and_mode(file, target);
    bool ok = write_all(file, bytes) && ::fsync(file) == 0;
    int error = errno;
    if (::close(file) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (ok && std::rename(beside.c_str(), target.path.c_str()) != 0) {
        ok = false;
        error = errno;
    }
    if (!ok) {
        ::unlink(beside.c_str());
        return failed(path, error);
    }
    // the new name, too, is to outlive a power cut
    const int folder = ::open(folder_of(target.path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

void remove_parts(const std::string& path) {
    const std::string folder = folder_of(path), begin = path.substr(path.rfind('/') + 1) + ".part";
    for (const FolderEntry& e : list_folder(folder)) {
        const std::string rest = e.name.starts_with(begin) ? e.name.substr(begin.size()) : "";
        if (!rest.empty() && rest.find_first_not_of("0123456789") == rest.npos)
            ::unlink((folder + "/" + e.name).c_str());
    }
}

ReadFile read_whole(const std::string& path, size_t most) {
    struct stat s;
    // looked at before it is opened, since that alone can do something; and again, since it may be
    // another one then
    if (::stat(path.c_str(), &s) != 0) return not_read(errno);
    if (!S_ISREG(s.st_mode)) return {ReadFile::irregular, irregular_file, {}};
    const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0) return not_read(errno);
    ReadFile out = ::fstat(file, &s) != 0 ? not_read(errno)
                   : S_ISREG(s.st_mode)   ? read_all(file, most)
                                          : ReadFile{ReadFile::irregular, irregular_file, {}};
    ::close(file);
    return out;
}

std::vector<FolderEntry> list_folder(const std::string& folder) {
    std::vector<FolderEntry> out;
    DIR* dir = ::opendir(folder.empty() ? "." : folder.c_str());
    if (!dir) return out;
    while (const dirent* e = ::readdir(dir)) {
        const std::string name = e->d_name;
        if (name == "." || name == "..") continue;
        out.push_back({name, is_folder(folder + "/" + name)});
    }
    ::closedir(dir);
    std::sort(out.begin(), out.end(), [](const FolderEntry& a, const FolderEntry& b) {
        return a.folder != b.folder ? a.folder : a.name < b.name;
    });
    return out;
}

std::string current_folder() {
    char buffer[4096];
    return std::string(::getcwd(buffer, sizeof buffer) ? buffer : ".") + "/";
}

std::string expand_home(const std::string& path) {
    const char* home = std::getenv("HOME");
    return home && (path == "~" || path.starts_with("~/")) ? home + path.substr(1) : path;
}

std::string state_folder() {
    const char* state = std::getenv("XDG_STATE_HOME");
    if (state && state[0] == '/') return std::string(state) + "/lazymmu-lab";
    const char* home = std::getenv("HOME");
    return home && home[0] ? std::string(home) + "/.local/state/lazymmu-lab" : std::string();
}

bool make_folders(const std::string& path) {
    for (size_t slash = path.find('/', 1); slash != path.npos; slash = path.find('/', slash + 1))
        ::mkdir(path.substr(0, slash).c_str(), 0700);
    return ::mkdir(path.c_str(), 0700) == 0 || is_folder(path);
}

} // namespace lazymmu::gui
