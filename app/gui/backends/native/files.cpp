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

} // namespace

bool is_folder(const std::string& path) {
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 && S_ISDIR(s.st_mode);
}

std::string write_whole(const std::string& path, std::string_view bytes) {
    const std::string beside = path + ".part" + std::to_string(::getpid());
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) return failed(path, errno);
    bool ok = write_all(file, bytes) && ::fsync(file) == 0;
    int error = errno;
    if (::close(file) != 0 && ok) {
        ok = false;
        error = errno;
    }
    if (ok && std::rename(beside.c_str(), path.c_str()) != 0) {
        ok = false;
        error = errno;
    }
    if (!ok) {
        ::unlink(beside.c_str());
        return failed(path, error);
    }
    // the new name, too, is to outlive a power cut
    const int folder = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

bool read_whole(const std::string& path, std::string& bytes) {
    std::FILE* f = std::fopen(path.c_str(), "rb");
    if (!f) return false;
    bytes.clear();
    char block[65536];
    size_t n = 0;
    while ((n = std::fread(block, 1, sizeof block, f)) > 0) bytes.append(block, n);
    const bool ok = !std::ferror(f);
    std::fclose(f);
    return ok;
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
