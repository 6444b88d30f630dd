// Session: lessons whose text is not here yet. The platform is asked for it, and what was wanted is
// done when it comes.
#include "app/core/session.h"

namespace lazymmu {

std::string Session::want(const std::string& lesson, const Command& then) {
    wanted_lesson_ = lesson;
    when_here_ = then;
    waited_ = 0;
    return {};
}

std::string Session::supply_lesson(std::string_view id, std::string text) {
    Issues errors = library_.fill(id, std::move(text));
    if (id != wanted_lesson_) return {};
    wanted_lesson_ = {};
    if (!errors.empty()) return refuse("Cannot open " + std::string(id), std::move(errors));
    return execute(when_here_);
}

void Session::lesson_failed(std::string_view id, std::string_view why) {
    if (id != wanted_lesson_) return;
    wanted_lesson_ = {};
    refuse("Cannot fetch the lesson \"" + std::string(id) + "\": " + std::string(why), {});
}

} // namespace lazymmu
