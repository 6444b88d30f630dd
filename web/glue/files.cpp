#include "web/glue/files.h"

#include "app/core/course/library.h"
#include "web/glue/program.h"

#include <emscripten.h>

#include <utility>
#include <vector>

// clang-format off
EM_JS(void, js_save_file, (const char* name, const char* bytes, int size), {
    Module["platform"]["saveFile"](UTF8ToString(name), HEAPU8.slice(bytes, bytes + size));
});
EM_JS(void, js_pick_file, (), { Module["platform"]["pickFile"](); });
EM_JS(int, js_has_other, (), { return Module["platform"]["hasOther"]() ? 1 : 0; });
EM_JS(void, js_open_other, (), { Module["platform"]["openOther"](); });
EM_JS(void, js_save_picture, (const char* name), {
    Module["platform"]["savePicture"](UTF8ToString(name));
});
// clang-format on

namespace lazymmu::web {
namespace {

constexpr const char* other_session = "the other session";

class PageFiles final : public gui::FileHost {
  public:
    bool asks() const override { return true; }
    std::string save(const std::string& path, std::string_view bytes) override {
        js_save_file(path.c_str(), bytes.data(), static_cast<int>(bytes.size()));
        return {};
    }
    void open(const std::string& path) override {
        if (path == other_session)
            js_open_other();
        else
            js_pick_file();
    }
    void open_course(const std::string& folder) override {
        app().open_failed(folder, "a page opens a course by its address: ?course=URL");
    }
    std::vector<gui::FolderEntry> list(const std::string&) override { return {}; }
    std::string home() override { return {}; }
    void picture(const std::string& path) override { js_save_picture(path.c_str()); }
    std::string link(const std::string&) override { return {}; } // the page makes them
    // the page's own is open already: what another tab has left, or one that a link opened
    std::string last_session() override { return js_has_other() ? other_session : ""; }
};

std::vector<LessonFile> course;

} // namespace

gui::FileHost& page_files() {
    static PageFiles files;
    return files;
}

} // namespace lazymmu::web

using namespace lazymmu::web;

extern "C" {

EMSCRIPTEN_KEEPALIVE void web_open(const char* name, const unsigned char* bytes, int size) {
    app().open_bytes(name, {bytes, static_cast<size_t>(size)});
}

EMSCRIPTEN_KEEPALIVE void web_open_failed(const char* name, const char* why) {
    app().open_failed(name, why);
}

// A course: each of its files, then its name. Returns an empty text, or what is wrong.
EMSCRIPTEN_KEEPALIVE void web_course_file(const char* name, const char* text) {
    course.push_back({name, text});
}
EMSCRIPTEN_KEEPALIVE const char* web_open_course(const char* name) {
    return keep(app().open_course(name, std::exchange(course, {})));
}

// How the reader has set things, to be kept by the page.
EMSCRIPTEN_KEEPALIVE const char* web_settings() { return keep(app().settings()); }

// Returns an empty text, or what is wrong.
EMSCRIPTEN_KEEPALIVE const char* web_load_settings(const char* text) {
    return keep(app().load_settings("the settings of this page", text));
}

// What was answered, the same way.
EMSCRIPTEN_KEEPALIVE const char* web_progress() { return keep(app().progress()); }

EMSCRIPTEN_KEEPALIVE const char* web_load_progress(const char* text) {
    return keep(app().load_progress("the answers kept by this page", text));
}

// Everything that is open, as one text: for autosave, and, without what was put aside, for links.
EMSCRIPTEN_KEEPALIVE const char* web_saved() { return keep(app().saved_json()); }
EMSCRIPTEN_KEEPALIVE const char* web_shared() { return keep(app().shared_json()); }

// Returns an empty text, or what is wrong.
EMSCRIPTEN_KEEPALIVE const char* web_open_saved(const char* name, const char* text) {
    return keep(app().open_saved(name, text));
}

} // extern "C"
