// Waits for files to change: `lazymmu check --watch`.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lazymmu::cli {

// inotify wakes it on Linux; elsewhere, and where that fails, it looks twice a second. While one
// lives, Ctrl+C ends wait() and not the program.
class FileWatch {
  public:
    explicit FileWatch(std::vector<std::string> paths);
    ~FileWatch();
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

    // Blocks until a file below the paths is written, comes or goes, after this was made or wait()
    // has returned. False: Ctrl+C.
    bool wait();

  private:
    using Seen = std::map<std::string, std::pair<long long, unsigned long long>>; // time, bytes
    Seen look();
    void sleep();

    std::vector<std::string> paths_;
    int notify_ = -1;
    Seen seen_;
};

} // namespace lazymmu::cli
