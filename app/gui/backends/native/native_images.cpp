#include "app/gui/backends/native/native_images.h"

#include "app/gui/backends/native/files.h"
#include "app/gui/backends/native/png_decode.h"
#include "lessons/format/image.h"
#include "lessons/format/limits.h"

#include <cstdlib>

namespace lazymmu::gui {
namespace {

std::string real_path(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    const std::string out = real ? real : "";
    std::free(real);
    return out;
}

// A saved session may say that it comes from any file: only that file's own text has a folder.
bool is_its_file(const std::string& path, const std::string& text) {
    const ReadFile there = read_whole(path, limits::lesson_bytes + 3);
    return !there.problem && (there.bytes == text || there.bytes == "\xef\xbb\xbf" + text);
}

} // namespace

std::string read_image(const std::string& home, const std::string& path, std::string& bytes) {
    const std::string name = "\"" + path + "\"";
    if (const std::string wrong = image_path_problem(path); !wrong.empty()) return wrong;
    const std::string folder = real_path(home), file = real_path(home + "/" + path);
    if (file.empty()) return "there is no file " + name + " beside the lesson";
    if (!file.starts_with(folder == "/" ? folder : folder + "/"))
        return name + " is a link to a file outside of the lesson's folder";
    ReadFile read = read_whole(file, limits::image_bytes);
    bytes = std::move(read.bytes);
    return read.problem ? name + " " + read.error : std::string();
}

void NativeImages::ask(const ImageWish& wish) {
    const std::string lesson = wish.home.lesson();
    if (!is_its_file(lesson, app_.file_text()))
        return app_.image_failed(wish.id, "this lesson's folder is not known here");
    const size_t end = lesson.rfind('/');
    const std::string home = end == lesson.npos ? "." : lesson.substr(0, end + 1);
    std::string bytes;
    if (const std::string why = read_image(home, wish.path, bytes); !why.empty())
        return app_.image_failed(wish.id, why);
    const DecodedPng png = decode_png(bytes);
    if (!png.problem.empty())
        return app_.image_failed(wish.id, "\"" + wish.path + "\" " + png.problem);
    app_.supply_image(wish.id, png.width, png.height, png.rgba.data());
}

} // namespace lazymmu::gui
