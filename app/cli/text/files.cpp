#include "app/cli/text/files.h"

#include "app/cli/text/out.h"
#include "app/core/tell/visible.h"
#include "engine/script/script_lexer.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lazymmu::cli {

namespace {

// A file that is read to its end: a pipe would be waited for, a device may have none.
std::FILE* open_regular(const std::string& path, std::string& error) {
    const int fd = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    struct stat about = {};
    if (fd < 0 || fstat(fd, &about) != 0)
        error = path + ": " + std::strerror(errno);
    else if (S_ISDIR(about.st_mode))
        error = path + ": is a folder; expected a file";
    else if (!S_ISREG(about.st_mode))
        error = path + ": is a pipe or a device; expected a file, or - for standard input";
    std::FILE* f = error.empty() ? fdopen(fd, "rb") : nullptr;
    if (!f && fd >= 0) close(fd);
    return f;
}

} // namespace

bool read_input(const std::string& path, size_t max, std::string& out, std::string& error) {
    error.clear();
    std::FILE* f = path == "-" ? stdin : open_regular(path, error);
    if (!f) return false;
    out.clear();
    char block[65536];
    size_t n = 0;
    while (out.size() <= max && (n = std::fread(block, 1, sizeof block, f)) > 0)
        out.append(block, n);
    const bool failed = std::ferror(f);
    if (failed) error = path + ": cannot be read";
    if (f != stdin) std::fclose(f);
    return !failed;
}

bool looks_like_lesson(const std::string& path, std::string_view text) {
    if (path.size() > 5 && path.ends_with(".json")) return true;
    if (path != "-") return false;
    const size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    return first != text.npos && text[first] == '{';
}

namespace {

std::string_view line_of(std::string_view text, u32 line) {
    for (; line > 1; line--) {
        const size_t end = text.find('\n');
        if (end == text.npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

// Drops characters from the front, whole ones.
void skip(std::string_view& text, u32 chars) {
    while (chars-- > 0 && !text.empty()) {
        size_t n = 1;
        while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) n++;
        text.remove_prefix(n);
    }
}

} // namespace

std::string issue_report(const Issue& issue, std::string_view text, bool color) {
    const auto in = [color](const char* code) { return color ? style(code) : std::string(); };
    const std::string bold = in("1"), red = in("1;31"), dim = in("2"), off = in("0");
    std::string out = bold + visible_line(issue.where()) + ": " + off + red + "error: " + off +
                      bold + visible_line(issue.message) + off + "\n";
    std::string_view line = line_of(text, issue.line);
    if (line.find_first_not_of(" \t\r") == line.npos || find_bad_text(line) != line.npos)
        return out;
    // Long lines are cut around the place.
    constexpr u32 before = 50, most = 100;
    u32 column = issue.column;
    bool cut = false;
    if (column > most - 20) {
        skip(line, column - before);
        column = before;
        cut = true;
    }
    const std::string number = std::to_string(issue.line);
    const std::string gutter(number.size() < 5 ? 5 - number.size() : 0, ' ');
    std::string shown(line);
    for (char& c : shown)
        if (c == '\t' || c == '\r') c = ' ';
    out += dim + gutter + number + " | " + off + (cut ? "..." : "") + printable(shown, most) + "\n";
    out += dim + std::string(std::max<size_t>(5, number.size()), ' ') + " | " + off +
           std::string((cut ? 3 : 0) + column - 1, ' ') + red + "^" + off + "\n";
    return out;
}

} // namespace lazymmu::cli
