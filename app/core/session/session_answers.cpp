// Session: under which key an answer is kept, files of answers, and forgetting them.
#include "app/core/session/session.h"

#include <algorithm>

namespace lazymmu {
namespace {

std::string last_part(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path.substr(path.rfind('/') + 1));
}

} // namespace

// Of another course: its title, which is the same wherever it was copied to.
std::string Session::course_key() const {
    if (!course_) return {};
    return "course:" + (course_->title.empty() ? last_part(course_name_) : course_->title);
}

// A lesson of the same id in another course, or in a file, is another lesson.
std::string Session::course_of(const Document& d) const {
    const auto holds = [&d](const Library& library) {
        const LibraryEntry* entry = library.find(d.lesson->id);
        return entry && entry->text == d.text;
    };
    if (!d.lesson || holds(library_)) return {};
    if (course_ && holds(*course_)) return course_key();
    // its text has changed, or its course was closed
    if (lesson() && lesson()->id == d.lesson->id && document_->name == d.name)
        return document_->course.value_or("");
    return "file:" + last_part(d.name);
}

QuizKey Session::quiz_key(size_t step) const {
    return {document_->course.value_or(""), lesson()->id, static_cast<u32>(step),
            machine_text(MachineSpec{document_->arch, document_->kernel}), lesson()->variant()};
}

// Versions that did not tell machines and courses apart: what they kept counts where a lesson
// opens by itself. False: it counts for nothing here.
bool Session::old_quiz_key(QuizKey& key) const {
    const LessonMachine& usual = lesson()->machine;
    if (usual.archs.empty() || usual.archs.front() != arch().name ||
        usual.kernels.front() != kernel() || (!key.course.empty() && library_.find(key.lesson)))
        return false;
    key.course = key.machine = {};
    return true;
}

QuizRecord Session::record_of(size_t step) const {
    QuizKey key = quiz_key(step);
    if (!progress_.has(key)) old_quiz_key(key);
    return progress_.get(key);
}

QuizRecord Session::quiz_record() const {
    return lesson() ? record_of(lesson_step_) : QuizRecord{};
}

// The record of a question, to be changed. Null: there is no room for one more.
QuizRecord* Session::note_answer(size_t step) {
    const QuizKey key = quiz_key(step);
    const bool fresh = !progress_.has(key);
    const QuizRecord before = record_of(step);
    QuizRecord* record = progress_.at(key);
    if (record && fresh) *record = before;
    return record;
}

u32 Session::solved(const Lesson& of) const {
    const u32 n = progress_.solved(course_key(), of.id);
    return n || !course_ || library_.find(of.id) ? n : progress_.solved({}, of.id);
}

std::string Session::open_progress(const Command& command) {
    Issues errors = progress_.merge(command.text, command.name);
    if (!errors.empty()) return refuse("What was answered cannot be read", std::move(errors));
    message_ = {Message::notice,
                "These answers were added to those that are here: " +
                    std::to_string(progress_.score().solved) + " solved",
                {}};
    return {};
}

// "all", or "lesson": the one that is open.
std::string Session::clear_answers(const std::string& what) {
    if (what != "all" && what != "lesson")
        return "expected \"lesson\" or \"all\", found \"" + what + "\"";
    if (what == "lesson" && !lesson()) return "no lesson is open";
    if (what == "all") {
        progress_.clear();
    } else {
        const QuizKey key = quiz_key(0);
        progress_.clear(key.course, key.lesson);
        if (!library_.find(key.lesson)) progress_.clear({}, key.lesson);
    }
    said_ = {};
    message_ = {Message::notice,
                what == "all" ? "The answers of all lessons are forgotten"
                              : "The answers of this lesson are forgotten",
                {}};
    return {};
}

} // namespace lazymmu
