// Commands that concern only how things are shown, and what of that is kept between two starts.
#pragma once

#include "app/core/course/run_history.h"
#include "app/gui/ui/ui.h"
#include "lessons/format/issue.h"

#include <span>
#include <string>
#include <string_view>

namespace lazymmu::gui {

// The segments of the toolbar, and what "mode ..." takes.
struct ScreenMode {
    const char* name;
    const char* label;
    Screen screen;
    Mode mode; // of the session, for the screens that show what is open; else empty
    const char* tip;
};
std::span<const ScreenMode> screens();
const char* screen_name(Screen screen, Mode mode);

// Returns an empty string, why it cannot be done, or "?" if it is no such command.
std::string view_command(View& view, ExploreView& explore, std::string_view line);

// Theme, text size and the sizes of panes:
// {"format_version": 1, "theme": "dark", "text_size": 100, "panes": {"left": 260, ...}}; sizes in
// hundredths, panes in thousandths of what there is to split.
std::string settings_json(const View& view);
std::string kept_settings_json(const View& view); // ... with the last runs
// Nothing changes if the text is wrong.
Issues load_settings(View& view, std::string_view json, std::string file);
struct KeptSettings {
    std::string theme;
    i64 text_size = 100; // percent
    PaneSizes panes;
    RunHistory runs;
};
Issues read_settings(std::string_view json, std::string file, KeptSettings& out);

} // namespace lazymmu::gui
