// What App owns. Only its own files include this.
#pragma once

#include "app/gui/frame/app.h"
#include "app/gui/ui/assets.h"
#include "app/gui/ui/theme.h"
#include "app/gui/ui/ui.h"
#include "app/gui/views/explore_view.h"

#include <set>

namespace lazymmu::gui {

struct App::Impl {
    Session session{built_in_lessons(), lesson_cards()};
    CommandQueue commands;
    View view;
    ExploreView explore;
    Fonts fonts;
    float screen_scale = 1;
    float styled_scale = 0;
    bool styled_light = false;
    std::set<std::string, std::less<>> opened; // files that the reader has opened, by path

    bool settling = false; // the next frame will look different

    float scale() const;
    void restyle();
    void note_moves();
    void follow_exploring();
    void explore_slice();
    void answer_asked(App& app);
    std::string with_course(std::string error);
};

} // namespace lazymmu::gui
