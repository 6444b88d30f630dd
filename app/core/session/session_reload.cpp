// Session: a file has changed where it came from. The new text takes the place of the old one, at
// the same place in the run; a text with mistakes does not.
#include "app/core/session/open_run.h"
#include "app/core/session/session.h"
#include "arch/arch.h"
#include "lessons/format/loader.h"

namespace lazymmu {

std::string Session::file_name() const {
    if (!document_ || !document_->about.empty()) return {};
    const LibraryEntry* entry = lesson() ? library().find(lesson()->id) : nullptr;
    return entry && entry->text == document_->text ? std::string() : document_->name;
}

std::string Session::reload(std::string_view was, std::string_view text) {
    if (!document_) return {};
    if (text == document_->text) { // as it was: what was wrong with it is not any more
        if (message_.kind == Message::error) message_ = {};
        return {};
    }
    const Document& d = *document_;
    const std::string stays = d.name + " has changed; what was read before stays open";
    if (!d.lesson && script_text() != was) {
        message_ = {Message::notice,
                    d.name + " has changed where it came from; it was edited here, and stays so",
                    {}};
        return {};
    }
    DocumentResult made;
    if (d.lesson) {
        if (text.size() > limits::lesson_bytes)
            return refuse(stays, {too_large(d.name, text.size())});
        LoadResult loaded = load_lesson(text, d.name, all_archs(), seed_);
        if (!loaded.lesson) return refuse(stays, std::move(loaded.errors));
        made = make_lesson_document(loaded.lesson, d.name, std::string(text), *d.arch, d.kernel);
    } else {
        if (const std::string why = why_no_script(text); !why.empty())
            return refuse(stays, {{d.name, 1, 1, why}});
        made = make_script_document(d.name, std::string(text), config_on(d, *d.arch, d.kernel));
    }
    if (!made.document) return refuse(stays, std::move(made.errors));
    UndoPlace before = undo_place();
    const size_t step = lesson_step_;
    const Place place = d.place_of(position(), step);
    show(std::move(made.document), place);
    if (step < lesson_steps() && document_->step_begin(step) <= position() &&
        position() <= document_->step_end[step])
        lesson_step_ = step;
    note_change(std::move(before), 0);
    look_for_quiz();
    return {};
}

std::string Session::reload_course(std::vector<LessonFile> files) {
    if (!course_) return {};
    auto course = std::make_unique<Library>(make_library(std::move(files)));
    const std::string stays = "The course has changed; what was read before stays open";
    if (course->entries.empty()) return refuse(stays, std::move(course->errors));
    // Is a lesson of it open? One that had mistakes in between is not in the list.
    const LibraryEntry* listed = lesson() ? course_->find(lesson()->id) : nullptr;
    const LibraryEntry* built_in = lesson() ? library_.find(lesson()->id) : nullptr;
    const bool ours = listed ? listed->text == document_->text
                             : lesson() && !(built_in && built_in->text == document_->text);
    std::string now;
    for (const LibraryEntry& e : course->entries)
        if (ours && e.name == document_->name) now = e.text;
    course_ = std::move(course);
    std::string error = now.empty() ? std::string() : reload({}, now);
    if (error.empty() && !course_->errors.empty())
        error = refuse(stays, course_->errors);
    else if (error.empty() && message_.kind == Message::error)
        message_ = {};
    return error;
}

} // namespace lazymmu
