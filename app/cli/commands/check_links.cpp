#include "app/cli/commands/check_links.h"

#include "app/cli/text/files.h"
#include "engine/text/nearest_name.h"
#include "lessons/format/image.h"
#include "lessons/format/limits.h"

#include <filesystem>
#include <set>

namespace lazymmu::cli {

namespace {

namespace fs = std::filesystem;

// "": the link leads somewhere. Files, and lessons that are not checked too, lie beside the lesson.
std::string link_problem(const std::string& target, const fs::path& folder,
                         const std::set<std::string>& ids) {
    if (target.starts_with("http://") || target.starts_with("https://"))
        return web_link_problem(target);
    if (target.starts_with("ref:"))
        return is_reference_name(target.substr(4))
                   ? std::string()
                   : "\"" + target.substr(4) +
                         "\" is no part that a reference can light up; expected a name that "
                         "\"focus\" knows, or \"task.A.enable_count\" or \"task.A.pause_count\"";
    std::error_code ec;
    if (target.starts_with("lesson:")) {
        const std::string id = target.substr(7);
        if (ids.count(id) || (!id.empty() && fs::is_regular_file(folder / (id + ".json"), ec)))
            return {};
        return "there is no lesson \"" + id + "\"" + name_hint(id, {ids.begin(), ids.end()});
    }
    if (target.empty() || target[0] == '/' || target.find("..") != target.npos)
        return "a link is a web address, \"lesson:ID\", or a file below the lesson's folder; "
               "found \"" +
               target + "\"";
    const fs::path file = folder / target.substr(0, target.find('#'));
    return fs::is_regular_file(file, ec) ? "" : "there is no file \"" + target + "\"";
}

// An image that is written as it should be: is there such a file?
std::string image_problem(const std::string& path, const fs::path& folder) {
    const fs::path file = folder / path;
    const std::string name = "\"" + path + "\"";
    std::error_code ec;
    if (!fs::is_regular_file(file, ec)) return "there is no file " + name;
    const fs::path real = fs::canonical(file, ec), home = fs::canonical(folder, ec);
    if (!(real.string() + "/").starts_with((home / "").string()))
        return name + " is a link to a file outside of the lesson's folder";
    std::string bytes, error;
    if (!read_input(file.string(), limits::image_bytes, bytes, error)) return error;
    const PngInfo info = png_info(bytes);
    return info.problem.empty() ? std::string() : name + " " + info.problem;
}

} // namespace

void dead_links(Report& report) {
    std::set<std::string> ids;
    for (const CheckedFile& f : report.files) ids.insert(f.id);
    ids.erase("");
    for (CheckedFile& f : report.files)
        for (const LessonLink& link : f.links) {
            std::string problem = link_problem(link.target, fs::path(f.file).parent_path(), ids);
            if (!problem.empty())
                f.errors.push_back({f.file, link.at.line, link.at.column, std::move(problem)});
        }
}

void bad_images(Report& report) {
    for (CheckedFile& f : report.files) {
        fs::path folder = fs::path(f.file).parent_path();
        if (folder.empty()) folder = ".";
        for (const LessonImage& image : f.images) {
            std::string problem =
                image.problem.empty() ? image_problem(image.path, folder) : image.problem;
            if (!problem.empty())
                f.errors.push_back({f.file, image.at.line, image.at.column, std::move(problem)});
        }
    }
}

} // namespace lazymmu::cli
