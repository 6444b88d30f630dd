// What App says of itself: state_json() for tests and the page, mirror_json() for the text view.
#include "app/gui/frame/app_impl.h"

#include "app/core/publish/text_view.h"
#include "app/core/tell/json_text.h"
#include "app/gui/frame/view_command.h"
#include "app/gui/frame/view_tabs.h"
#include "app/gui/panels/actions.h"
#include "app/gui/panels/run/origin.h"
#include "app/gui/ui/images.h"
#include "app/gui/views/editor_view.h"

namespace lazymmu::gui {

std::string App::state_json() const {
    const Impl& s = *impl_;
    const std::string inner = s.session.state_json();
    const std::string own =
        JsonObject()
            .text("theme", s.view.light ? "light" : "dark")
            .text("course", s.session.course_name())
            .number("lessons", static_cast<i64>(s.session.library().entries.size()))
            .raw("text_size", std::to_string(s.view.text_size))
            .truth("keys_shown", s.view.show_keys)
            .truth("palette_shown", s.view.palette.open)
            .text("query", s.view.palette.query.data())
            .text("lit", s.view.lit)
            .raw("timeline_shown", std::to_string(s.view.timeline_view.shown))
            .raw("origin", origin_json(s.view))
            .truth("file_dialog_shown", s.view.files.dialog != FileView::closed)
            .text("confirm", s.view.confirm)
            .text("file_path", s.view.files.path.data())
            .raw("settings", settings_json(s.view))
            .text("screen", screen_name(s.view.screen, s.session.mode()))
            .raw("compare", s.view.screen == Screen::compare ? s.view.compare.seen.json() : "null")
            .raw("explore", s.explore.state_json())
            .raw("images", s.view.images->json())
            .raw("editor", s.view.editor->state_json(s.session))
            .str();
    return own.substr(0, own.size() - 1) + "," + tabs_json(s.session, s.view) + "," +
           inner.substr(1);
}

std::string App::mirror_json() const {
    Impl& s = *impl_;
    const Ui ui{s.session, s.commands, theme_of(!s.view.light), s.fonts, s.view,
                s.explore, s.scale()};
    const std::string inner = lazymmu::mirror_json(s.session);
    const std::string own = JsonObject()
                                .text("theme", s.view.light ? "light" : "dark")
                                .raw("text_size", std::to_string(s.view.text_size))
                                .text("screen", screen_name(s.view.screen, s.session.mode()))
                                .raw("explore", s.explore.state_json())
                                .raw("actions", actions_json(ui))
                                .str();
    return own.substr(0, own.size() - 1) + "," + inner.substr(1);
}

} // namespace lazymmu::gui
