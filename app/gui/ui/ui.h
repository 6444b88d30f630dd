// What every panel gets: the session to look at, a queue for what the user asks for, and how
// things look. `View` is what the interface itself remembers (scroll, zoom, open tabs): losing it
// would lose no work.
#pragma once

#include "app/core/ask/compare.h"
#include "app/core/ask/diff.h"
#include "app/core/ask/provenance.h"
#include "app/core/session/session.h"
#include "app/gui/ui/file_host.h"
#include "app/gui/ui/theme.h"

#include "imgui.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::gui {

struct TimelineView {
    double first = 0; // position at the left edge
    double shown = 0; // positions across; 0: all
    double of = 0;    // the run's length then
    bool scrubbing = false;
};

// The list of commands that Ctrl+K opens (panels/palette.cpp).
struct PaletteView {
    bool open = false;
    bool fresh = true; // the field has not been given the keyboard yet
    int chosen = 0;
    std::array<char, 128> query = {};
};

// What a press on an entry has asked for (panels/origin.cpp).
struct OriginView {
    bool open = false;
    bool fresh = false; // since the frame before: it comes to the front
    Provenance found;
    u32 at = 0; // the position that it was asked at
    const Document* document = nullptr;
};

// Saving, opening, exporting (file_commands.h, panels/file_dialog.cpp).
struct FileView {
    FileHost* host = nullptr;      // null: the platform has no files
    void (*copy_link)() = nullptr; // null: FileHost::link() makes links
    std::string saved_as;          // where "save" goes
    enum Dialog : u8 { closed, open_dialog, folder_dialog, save_dialog, export_dialog };
    Dialog dialog = closed;
    std::string format; // that is exported
    std::array<char, 2048> path = {};
    bool fresh = false, moved_caret = false;
    int chosen = -1;
    std::string listed; // the folder that `entries` are of
    std::vector<FolderEntry> entries;
};

// Compare mode (panels/compare.cpp).
struct CompareView {
    Comparison seen;
    bool only_differences = false;
    size_t tab = 0; // the column that is shown where there is room for one
};

// A line for App::command().
struct Asked {
    std::string line;
    bool tell = false; // why, if it cannot be done
};

// What fills the window. Lesson and Playground are one screen: Session::mode() tells which.
enum class Screen : u8 { run, compare, explore };

// The menu of a line of code (panels/line_menu.cpp).
struct LineMenu {
    CodeLine line;
    bool asked = false; // in the frame before
};

// What panels/schedule.cpp says of the run, until the run is another one.
struct RunSeen {
    const Document* document = nullptr;
    const Setup* setup = nullptr;
    u64 version = 0;
    u32 renamed = 0, told = 0;
    bool operator==(const RunSeen&) const = default;
};
struct ScheduleView {
    RunSeen of_text, of_futures;
    ScheduleFacts facts; // of the schedule that is played
    std::string text;    // what has been typed over it
    struct Future {
        u32 at = 0;
        std::string name, words;
    };
    std::vector<Future> futures; // as the timeline has them
    int naming = -1;             // the one that is given a name
    std::string name;
    bool fresh_naming = false;
};

enum LogTab : int { log_events, log_costs, log_schedule, log_diff };

enum MemoryTab : int { memory_table, memory_tlb, memory_hw };

// Sizes of the splitters, as a part of what there is to split.
struct PaneSizes {
    float left = 0.26f, right = 0.355f, source = 0.62f, timeline = 0.21f, batch = 0.44f;
};

struct EditorView; // editor_view.h
class Images;      // images.h

struct View {
    std::shared_ptr<EditorView> editor; // of the playground
    std::shared_ptr<Images> images;     // of lessons
    Screen screen = Screen::run;
    float text_size = 1; // the reader's choice, times the screen's scale
    bool light = false;
    bool has_text_view = false, text_view = false; // that there is one; that it was asked for
    bool show_keys = false;                        // the list of keys
    std::string confirm; // which answers are to be forgotten, if the reader says so; "": nothing
    PaletteView palette;
    OriginView origin;
    LineMenu line_menu;
    ScheduleView schedule;
    FileView files;
    CompareView compare;
    PinDiff diff;
    std::vector<Asked> asked; // after this frame
    std::string lit, pointed; // references (reference.h): of the frame before, and of this one
    bool embedded = false;    // in somebody's page: no toolbar, no list of lessons
    bool log_details = false;
    bool was_busy = false;    // a list or a dialog had the keyboard when the frame began
    bool brief_alarm = false; // there is room for one row of it
    int narrow_tab = 0;
    float text_needs = 0;      // the height that shows all of a question, as of the last frame
    float verdict_at = 0;      // in that text
    unsigned pressed_item = 0; // until the mouse has been elsewhere: it shows no tip
    int memory_tab = 0;        // MemoryTab
    int log_tab = 0;           // LogTab
    std::string guess;         // the number that is being answered
    std::string guess_of;      // the question that it belongs to
    std::string no_guess;      // why it cannot be an answer
    PaneSizes panes;
    TimelineView timeline_view;
    u32 drags = 0;     // through the run, so far
    bool moved = true; // the position changed in the last frame: follow it
    u32 seen_position = 0xffffffff;
    const Document* seen_document = nullptr;
    size_t seen_step = 0;
    const Document* listed = nullptr; // that the list of lessons was scrolled to
};

struct ExploreView;

struct Ui {
    const Session& session;
    CommandQueue& commands;
    const Theme& theme;
    const Fonts& fonts;
    View& view;
    ExploreView& explore;
    float scale = 1; // units for one pixel of a 96 dpi screen

    float px(float x) const { return x * scale; }
    ImVec2 px(float x, float y) const { return ImVec2(x * scale, y * scale); }
};

// Chooses a font until the end of the block. Sizes are unscaled.
class WithFont {
  public:
    WithFont(ImFont* font, float size) { ImGui::PushFont(font, size); }
    ~WithFont() { ImGui::PopFont(); }
    WithFont(const WithFont&) = delete;
    WithFont& operator=(const WithFont&) = delete;
};

} // namespace lazymmu::gui
