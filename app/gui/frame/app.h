// The whole user interface, as the platforms see it: the desktop window, the web page, and the
// drivers that tests and pictures use. A platform owns the window, the clock and the files; App
// owns everything else, and never reads a file; it looks at a clock only to keep the slices of a
// search short.
//
// A platform creates the ImGui context, calls init() once, then for each frame
// begin_frame() of ui_hooks.h, ImGui::NewFrame(), frame(), ImGui::Render().
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {
struct LessonFile; // app/core/course/library.h
class ExploreHost; // app/core/explore/explore_job.h
} // namespace lazymmu

namespace lazymmu::gui {

class FileHost;  // file_host.h
class ImageHost; // image_host.h

struct Options {
    std::string lesson;         // id of a built-in lesson; empty: the first one
    std::string arch;           // "arm64", "powerpc", "sparc", "x86"; empty: the lesson's own
    std::string kernel;         // "v7.0" ...; empty: the lesson's own
    unsigned seed = 0;          // of lessons with variants
    unsigned reader = 0;        // orders the choices of questions; kept with what is answered
    std::string theme;          // "dark", "light"; empty: what the platform prefers
    bool prefers_dark = true;   // the platform's preference
    bool touch = false;         // fingers press things: they are larger
    bool has_text_view = false; // the platform shows mirror_json() beside the drawing
    bool embedded = false;      // in somebody's page: little around the lesson
};

class App {
  public:
    App();
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    void init(const Options& options);
    void frame();

    // How many ImGui units an inch-sized thing needs, as a factor of 96: 1 or 2, say. Where the
    // platform has a framebuffer scale of its own (web, Wayland, macOS), this stays 1.
    // May change at any time between frames.
    void set_scale(float scale);

    // A file that was dropped, chosen or fetched. Whatever it holds, the worst that happens is
    // an error message; the lesson that is open stays open.
    void open_bytes(std::string_view name, std::span<const unsigned char> bytes);
    // The same of a file that the reader has named: it may be looked at again when it changes. What
    // a session only says of itself may not.
    void open_file(std::string_view path, std::span<const unsigned char> bytes);
    bool has_opened(std::string_view path) const;
    // A folder of lessons, in place of the built-in course until close_course(). If none of the
    // files is one, nothing changes but the message, which is returned, too.
    std::string open_course(std::string_view name, std::vector<LessonFile> files);
    std::string close_course();
    std::string course_name() const; // as it was opened; "": the built-in one
    // What is open, if it came from a file; file_name() is "" if not. A text that has changed takes
    // its place, at the same place in the run; one with mistakes is only told about.
    std::string file_name() const;
    std::string file_text() const;
    void reload_file(std::string_view was, std::string_view text);
    void reload_course(std::vector<LessonFile> files);
    // The platform could not even read it.
    void open_failed(std::string_view name, std::string_view why);

    // Everything that is open, as one text: what autosave keeps. "" if nothing is. shared_json():
    // for others, in files and links; what was put aside is not in it. open_saved() returns an
    // empty string, or what is wrong with the text; then nothing has changed but the message.
    std::string saved_json() const;
    std::string shared_json() const;
    std::string open_saved(std::string_view name, std::string_view text);

    // What was answered in quizzes, as a JSON text. What is loaded is added to what is there.
    // Returns an empty string, or what is wrong with the text; then nothing has changed.
    std::string progress() const;
    std::string load_progress(std::string_view name, std::string_view json);

    void notice(std::string_view text); // something that the platform has to say
    void set_file_host(FileHost* host); // null: this platform has no files
    // Makes the link that "copy link" copies, where that takes its time: the page.
    void set_link_copier(void (*copier)());

    // The id of a lesson whose text the platform is to fetch; "": none. It opens when it comes;
    // a text may come unasked, too.
    std::string wanted_lesson() const;
    void supply_lesson(std::string_view id, std::string text);
    void lesson_failed(std::string_view id, std::string_view why);

    // Where images of lessons come from; null: their texts stand for them. Answers to
    // ImageHost::ask(); see images.h.
    void set_image_host(ImageHost* host);
    void supply_image(unsigned id, unsigned width, unsigned height, const unsigned char* rgba);
    void image_failed(unsigned id, std::string_view why);
    std::vector<std::string> image_files() const; // that are shown, or would be
    void forget_images();                         // one has changed: they are asked for again

    // Where searches run from now on, if not here between the frames; and what it has to say.
    void set_explore_host(ExploreHost* host);
    bool explore_news(unsigned id, std::string_view json); // true: draw it
    void explore_lost(unsigned id, std::string_view why);

    // True while something moves by itself. Otherwise frames are only drawn after input.
    bool needs_frames() const;

    // One automation command, as tests and the page's script send it: "step", "back", "home",
    // "end", "seek 12", "open nested", "arch powerpc", "kernel v6.18", "theme light", ...
    // Returns an empty string, or what is wrong with the command.
    std::string command(std::string_view line);

    // What the user has chosen for all times (theme, text size, sizes of panes), as a JSON text
    // that the platform keeps between two starts.
    // Both return an empty string, or what is wrong with the text; checking changes nothing.
    std::string settings() const;
    std::string load_settings(std::string_view name, std::string_view json);
    static std::string check_settings(std::string_view name, std::string_view json);

    // A JSON object for tests and for the page: at least "lesson", "arch", "kernel", "step",
    // "steps", "digest", "error", "theme".
    std::string state_json() const;

    // What is shown, as text and tables: app/core/publish/text_view.h, and "theme",
    // "text_size", "screen", "explore", "actions".
    std::string mirror_json() const;
    // Was it asked for, or away with, since the last time?
    bool take_text_view();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lazymmu::gui
