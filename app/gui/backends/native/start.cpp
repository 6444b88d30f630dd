#include "app/gui/backends/native/start.h"

#include "app/gui/backends/native/course.h"
#include "app/gui/backends/native/files.h"
#include "app/link/link.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace lazymmu::gui {
namespace {

bool is_path(const std::string& text) {
    if (looks_like_link(text)) return true;
    if (text.find('/') != std::string::npos || text.find('.') != std::string::npos) return true;
    return is_there(text);
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
    "  --kernel K        v6.12, v6.18, v7.0, v7.1 or v7.2\n"
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
    const ReadFile read = read_whole(path);
    if (read.problem) return app.open_failed(path, read.error);
    app.open_file(path,
                  {reinterpret_cast<const unsigned char*>(read.bytes.data()), read.bytes.size()});
}

} // namespace lazymmu::gui
