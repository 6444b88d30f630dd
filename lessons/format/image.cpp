#include "lessons/format/image.h"

#include "lessons/format/limits.h"

#include <algorithm>

namespace lazymmu {

bool read_image_line(std::string_view line, ImageLine& out) {
    const size_t begin = line.find_first_not_of(" \t"), end = line.find_last_not_of(" \t\r");
    if (begin == line.npos) return false;
    const std::string_view s = line.substr(begin, end + 1 - begin);
    if (!s.starts_with("![") || !s.ends_with(')')) return false;
    const size_t middle = s.find("](");
    if (middle == s.npos) return false;
    const std::string_view path = s.substr(middle + 2, s.size() - middle - 3);
    if (path.find_first_of("()") != path.npos) return false;
    out = {s.substr(2, middle - 2), path, begin};
    return true;
}

std::vector<ImageLine> image_lines(std::string_view text) {
    std::vector<ImageLine> out;
    bool code = false;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        const size_t first = line.find_first_not_of(" \t");
        ImageLine image;
        if (first != line.npos && line.substr(first).starts_with("```")) code = !code;
        if (!code && read_image_line(line, image)) {
            image.at += at;
            out.push_back(image);
        }
        at = end + 1;
    }
    return out;
}

std::string image_path_problem(std::string_view path) {
    const std::string found = "; found \"" + std::string(path) + "\"";
    for (const char c : path)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '.' || c == '_' || c == '-' || c == '/'))
            return "an image's path has letters, digits and . _ - / only" + found;
    if (path.starts_with('/') || path.find("..") != path.npos || path.find("//") != path.npos ||
        path.starts_with("./") || path.find("/.") != path.npos)
        return "an image is a file at or below the lesson's own folder" + found;
    if (path.size() < 5 || !path.ends_with(".png") || path.ends_with("/.png"))
        return "an image is a .png file" + found;
    if (path.size() > limits::path_chars)
        return "an image's path has at most " + std::to_string(limits::path_chars) + " characters";
    return {};
}

} // namespace lazymmu
