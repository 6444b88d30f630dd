#include "app/gui/frame/file_commands.h"

#include "app/core/publish/export.h"
#include "app/core/session/saved_session.h"
#include "app/gui/ui/file_host.h"

#include <algorithm>
#include <cstring>

namespace lazymmu::gui {
namespace {

constexpr const char* no_files = "there are no files here";

void show_dialog(FileView& files, FileView::Dialog dialog, const std::string& path) {
    files.dialog = dialog;
    files.fresh = true;
    files.chosen = -1;
    files.listed = "\n"; // no folder's name
    files.path = {};
    const std::string text = path.substr(0, files.path.size() - 1);
    std::copy(text.begin(), text.end(), files.path.begin());
}

std::string saved(Session& session, FileView& files, const std::string& path) {
    const std::string error = files.host->save(path, exported(session, ExportFormat::session, ""));
    if (!error.empty()) return error;
    files.saved_as = path;
    session.tell({Message::notice, "Saved as " + path, {}});
    return {};
}

std::string save(Session& session, FileView& files, const std::string& path) {
    if (!path.empty()) return saved(session, files, path);
    const std::string name = suggested_name(session, ".lazymmu.json");
    if (files.host->asks()) return saved(session, files, name);
    show_dialog(files, FileView::save_dialog, files.host->home() + name);
    return {};
}

std::string write_export(Session& session, FileView& files, std::string_view rest) {
    const size_t space = std::min(rest.find(' '), rest.size());
    const std::string_view name = rest.substr(0, space);
    std::string path(rest.substr(std::min(space + 1, rest.size())));
    ExportFormat format = ExportFormat::chrome;
    const bool picture = name == "png", progress = name == "progress";
    if (!picture && !progress && !export_format(name, format))
        return "expected chrome, csv, text, itf, session, progress or png, found \"" +
               std::string(name) + "\"";
    if (path.empty()) {
        path = progress ? "answers.progress.json"
                        : suggested_name(session, picture ? ".png" : export_info(format).end);
        if (!files.host->asks()) {
            files.format = name;
            show_dialog(files, FileView::export_dialog, files.host->home() + path);
            return {};
        }
    }
    if (picture) {
        files.host->picture(path);
        return {};
    }
    const std::string error = files.host->save(
        path, progress
                  ? session.progress().json()
                  : exported(session, format, files.host->link(saved_json(save_session(session)))));
    if (error.empty()) session.tell({Message::notice, "Written: " + path, {}});
    return error;
}

std::string copy(Session& session, FileView& files, std::string_view name) {
    const std::string link =
        files.host ? files.host->link(saved_json(save_session(session))) : std::string();
    ExportFormat format = ExportFormat::chrome;
    if (name == "link") {
        if (link.empty()) return "there are no links here";
        ImGui::SetClipboardText(link.c_str());
    } else if (export_format(name, format)) {
        ImGui::SetClipboardText(exported(session, format, link).c_str());
    } else {
        return "expected chrome, csv, text, itf, session or link, found \"" + std::string(name) +
               "\"";
    }
    // the page's clipboard may refuse, and answers later: it tells by itself
    if (!files.copy_link) session.tell({Message::notice, "Copied to the clipboard", {}});
    return {};
}

} // namespace

std::string suggested_name(const Session& session, std::string_view end) {
    const Document& d = session.document();
    std::string name = d.lesson ? d.lesson->id : d.name;
    name = name.substr(name.rfind('/') + 1);
    name = name.substr(0, name.find('.'));
    for (char& c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '-';
    if (name.empty()) name = "session";
    return name.substr(0, 60) + "-" + d.arch->name + std::string(end);
}

std::string file_command(Session& session, FileView& files, std::string_view line) {
    const auto is = [line](std::string_view word) {
        return line == word || (line.starts_with(word) && line[word.size()] == ' ');
    };
    const auto rest = [line](size_t words) {
        return std::string(line.substr(std::min(words + 1, line.size())));
    };
    const bool course = line == "open folder" || is("course");
    const bool opens = course || is("open file") || line == "reopen";
    if (!opens && !is("save") && !is("save as") && !is("export") && !is("copy")) return "?";
    if (!opens && !session.is_open()) return "nothing is open";
    if (line == "copy link" && files.copy_link) {
        files.copy_link();
        return {};
    }
    if (is("copy")) return copy(session, files, line.size() > 5 ? line.substr(5) : "");
    if (!files.host) return no_files;
    if (line == "open folder") {
        show_dialog(files, FileView::folder_dialog, files.host->home());
        return {};
    }
    if (course) {
        files.host->open_course(rest(6));
        return {};
    }
    if (is("save as")) return save(session, files, rest(7));
    if (line == "save") return save(session, files, files.saved_as);
    if (is("save")) return "expected save, or save as and a path";
    if (is("export")) return write_export(session, files, rest(6));
    if (line == "reopen") {
        const std::string last = files.host->last_session();
        if (last.empty()) return "nothing was open before";
        files.host->open(last);
    } else if (const std::string path = rest(9); !path.empty() || files.host->asks()) {
        files.host->open(path);
    } else {
        show_dialog(files, FileView::open_dialog, files.host->home());
    }
    return {};
}

} // namespace lazymmu::gui
