// Session: lessons whose text is not here yet: the platform is asked for it, and what was wanted is
// done when it comes. And lessons with variants.
#include "app/core/session/open_run.h"
#include "app/core/session/place_after_edit.h"
#include "app/core/session/session.h"
#include "arch/arch.h"
#include "lessons/format/loader.h"

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

// The same step of the same lesson, from its beginning, so that its question can be asked again.
std::string Session::set_seed(u32 seed) {
    if (!lesson() || lesson()->variants < 2 || seed % lesson()->variants == lesson()->variant()) {
        seed_ = seed;
        return {};
    }
    const std::string title = "Other numbers cannot be had";
    LoadResult loaded = load_lesson(document_->text, document_->name, all_archs(), seed);
    if (!loaded.lesson) return refuse(title, std::move(loaded.errors));
    DocumentResult made = make_lesson_document(loaded.lesson, document_->name, document_->text,
                                               *document_->arch, document_->kernel);
    if (!made.document) return refuse(title, std::move(made.errors));
    const size_t step = lesson_step_;
    made.document->breakpoints = breakpoints_after(*document_, *made.document);
    made.document->timeline.seek(made.document->step_begin(step));
    show_at(std::move(made.document), step);
    return {};
}

} // namespace lazymmu
