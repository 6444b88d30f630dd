#include "app/gui/backends/native/start.h"

#include "app/gui/backends/native/course.h"
#include "app/gui/backends/native/files.h"
#include "app/link/link.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace lazymmu::gui {
namespace {

// More than any lesson or session needs; a file that is larger is refused without reading it all.
constexpr size_t max_file_bytes = size_t{256} << 20;

bool is_path(const std::string& text) {
    if (looks_like_link(text)) return true;
    if (text.find('/') != std::string::npos || text.find('.') != std::string::npos) return true;
    std::FILE* f = std::fopen(text.c_str(), "rb");
    if (!f) return false;
    std::fclose(f);
    return true;
}

bool parse_size(const char* text, Start& start) {
    int used = 0;
    return std::sscanf(text, "%dx%d%n", &start.width, &start.height, &used) == 2 && !text[used] &&
           start.width >= 200 && start.height >= 150 && start.width <= 16384 &&
           start.height <= 16384;
}

bool parse_scale(const char* text, Start& start) {
    char* end = nullptr;
    start.scale = std::strtof(text, &end);
    return end != text && !*end && start.scale >= 0.5f && start.scale <= 8;
}

bool parse_seed(std::string_view text, unsigned& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

bool take_value(const std::string& name, const char* value, Start& start) {
    if (name == "--arch")
        start.options.arch = value;
    else if (name == "--kernel")
        start.options.kernel = value;
    else if (name == "--theme")
        start.options.theme = value;
    else if (name == "--state")
        start.state = value;
    else if (name == "--out")
        start.out = value;
    else if (name == "--course")
        start.course = value;
    else if (name == "--seed")
        return parse_seed(value, start.options.seed);
    else if (name == "--cmd")
        start.commands.push_back(value);
    else
        return name == "--size" ? parse_size(value, start) : parse_scale(value, start);
    return true;
}

} // namespace

const char* const start_usage =
    "options:\n"
    "  LESSON            a built-in lesson's id, or a lesson, script or .lazymmu.json file, or a "
    "link\n"
    "  --course DIR      the lessons of a folder instead of the built-in ones\n"
    "  --arch A          arm64, powerpc, sparc or x86\n"
    "  --kernel K        v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3\n"
    "  --seed N          of lessons that come with several sets of numbers\n"
    "  --theme T         dark or light\n"
    "  --size WxH        size of the window\n"
    "  --scale X         size of everything in it; the monitor's own by default\n"
    "  --state DIR       where it keeps what is open; $XDG_STATE_HOME/lazymmu-lab by default\n"
    "  --stdin           answer commands on stdin, for tests\n"
    "  --cmd COMMAND     do this first (may be repeated)\n"
    "  --out FILE.png    where the picture goes (lazymmu-lab-shot)\n"
    "  --help\n";

bool parse_start(int argc, char** argv, Start& start, std::string& error) {
    for (int i = 1; i < argc; i++) {
        const std::string arg = argv[i];
        if (arg == "--stdin") {
            start.channel = true;
            start.keeps = !start.state.empty();
        } else if (arg == "--help" || arg == "-h") {
            start.help = true;
        } else if (arg == "--arch" || arg == "--kernel" || arg == "--theme" || arg == "--size" ||
                   arg == "--scale" || arg == "--out" || arg == "--cmd" || arg == "--state" ||
                   arg == "--course" || arg == "--seed") {
            if (i + 1 == argc) {
                error = arg + " needs a value";
                return false;
            }
            if (!take_value(arg, argv[++i], start)) {
                error = arg + ": bad value \"" + argv[i] + "\"";
                return false;
            }
        } else if (arg.size() > 1 && arg[0] == '-') {
            error = "unknown option " + arg;
            return false;
        } else if (is_path(arg)) {
            start.files.push_back(arg);
        } else {
            start.options.lesson = arg;
        }
    }
    if (!start.course.empty()) start.course_lesson.swap(start.options.lesson);
    return true;
}

void open_start(App& app, const Start& start) {
    if (!start.course.empty()) {
        open_course(app, start.course);
        if (!start.course_lesson.empty()) app.command("open " + start.course_lesson);
    }
    for (const std::string& file : start.files) open_file(app, file);
}

void open_file(App& app, const std::string& path) {
    if (looks_like_link(path)) {
        const OpenedLink link = open_link(path);
        if (link.error.empty())
            app.open_saved("link", link.json);
        else
            app.open_failed("link", link.error);
        return;
    }
    if (is_folder(path)) return open_course(app, path);
    std::FILE* f = std::fopen(path.c_str(), "rb");
    if (!f) {
        app.open_failed(path, std::strerror(errno));
        return;
    }
    std::string bytes;
    char block[65536];
    size_t n = 0;
    while (bytes.size() <= max_file_bytes && (n = std::fread(block, 1, sizeof block, f)) > 0)
        bytes.append(block, n);
    const bool bad = std::ferror(f);
    std::fclose(f);
    if (bad)
        app.open_failed(path, "cannot be read");
    else if (bytes.size() > max_file_bytes)
        app.open_failed(path, "is larger than 256 MiB");
    else
        app.open_bytes(path, {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

} // namespace lazymmu::gui
