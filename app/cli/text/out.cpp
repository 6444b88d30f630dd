#include "app/cli/text/out.h"

#include "app/core/tell/visible.h"

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <random>

#include <fcntl.h>
#include <unistd.h>

namespace lazymmu::cli {

namespace {

// "\x1b[" and the number: what begins a style of ours until it is printed.
const std::string& style_start() {
    static const std::string start = [] {
        std::random_device random;
        return "\x1b[" + std::to_string(random()) + std::to_string(random()) + ":";
    }();
    return start;
}

int lost = 0; // errno of the first write that failed

std::string for_terminal(std::string_view text) {
    std::string out;
    const std::string& start = style_start();
    while (!text.empty()) {
        const size_t at = std::min(text.find(start), text.size());
        out += visible(text.substr(0, at));
        text.remove_prefix(at);
        if (text.empty()) break;
        const size_t end = text.find('m');
        if (end == text.npos) break;
        out += "\x1b[" + std::string(text.substr(start.size(), end + 1 - start.size()));
        text.remove_prefix(end + 1);
    }
    return out;
}

std::string formatted(const char* format, va_list args) {
    va_list again;
    va_copy(again, args);
    const int length = std::vsnprintf(nullptr, 0, format, args);
    std::string out(length > 0 ? static_cast<size_t>(length) : 0, '\0');
    std::vsnprintf(out.data(), out.size() + 1, format, again);
    va_end(again);
    return out;
}

// As many columns as a text takes when it is shown.
size_t characters(std::string_view text) {
    size_t n = 0;
    for (const char c : text) n += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return n;
}

void note_lost() {
    if (!lost) lost = errno ? errno : EIO;
}

} // namespace

void put(std::string_view text) {
    const std::string out = for_terminal(text);
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) note_lost();
}

void print(const char* format, ...) {
    va_list args;
    va_start(args, format);
    put(formatted(format, args));
    va_end(args);
}

void put_error(std::string_view text) {
    if (std::fflush(stdout) != 0) note_lost();
    const std::string out = for_terminal(text);
    std::fwrite(out.data(), 1, out.size(), stderr);
}

void print_error(const char* format, ...) {
    va_list args;
    va_start(args, format);
    put_error(formatted(format, args));
    va_end(args);
}

int display_width(std::string_view text) {
    const std::string& start = style_start();
    size_t n = 0;
    for (size_t at; (at = text.find(start)) != text.npos;) {
        n += characters(visible(text.substr(0, at)));
        const size_t end = text.find('m', at);
        if (end == text.npos) return static_cast<int>(n);
        text.remove_prefix(end + 1);
    }
    return static_cast<int>(n + characters(visible(text)));
}

std::string style(const char* code) { return style_start() + code + "m"; }

std::string styled(const char* code, std::string_view text) {
    return style(code) + std::string(text) + style("0");
}

void complain(const std::string& message) { put_error("lazymmu: " + visible_line(message) + "\n"); }

bool bad(const std::string& message) {
    complain(message);
    return false;
}

void put_progress(const std::string& text) { std::fputs(text.c_str(), stderr); }

void open_streams() {
    // opened the wrong way round, so that using what was closed still fails
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        const int way = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", way) != fd) _exit(exit_usage);
    }
}

bool output_lost() {
    if (std::fflush(stdout) != 0) note_lost();
    return lost != 0;
}

int finish_output(int code) {
    if (output_lost() || std::fclose(stdout) != 0) {
        note_lost();
        put_error(std::string("lazymmu: standard output: ") + std::strerror(lost) +
                  "; what was printed is not complete\n");
        return exit_usage;
    }
    return code;
}

bool write_file(const std::string& path, std::string_view text) {
    std::FILE* f = std::fopen(path.c_str(), "wb");
    bool good = f && std::fwrite(text.data(), 1, text.size(), f) == text.size();
    if (f && std::fclose(f) != 0) good = false;
    if (!good) complain(path + ": " + std::strerror(errno));
    return good;
}

} // namespace lazymmu::cli
