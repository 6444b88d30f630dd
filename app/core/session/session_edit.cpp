// Session: lesson and playground side by side, and the script as it is being edited.
#include "app/core/session/open_run.h"
#include "app/core/session/place_after_edit.h"
#include "app/core/session/session.h"

#include <algorithm>

namespace lazymmu {

std::string Session::switch_mode(const Command& command) {
    const bool lesson = command.kind == Command::to_lesson;
    if (mode() == (lesson ? Mode::lesson : Mode::playground)) return {};
    if (aside_) { // it is of the other kind
        std::unique_ptr<Document> document = std::move(aside_);
        show_at(std::move(document), aside_step_);
        return {};
    }
    if (!lesson) return open(command.name.empty() ? "script" : command.name, command.text);
    if (library().entries.empty()) return "there is no lesson";
    return select({Command::open_lesson, 0, library().entries.front().lesson->id, {}});
}

namespace {

// Step after step, each under its title.
std::string script_of(const Lesson& lesson) {
    if (!lesson.program.empty()) return lesson.program;
    std::string out;
    for (const LessonStep& step : lesson.steps) {
        if (step.script.empty()) continue;
        if (!step.title.empty()) out += "// " + step.title + "\n";
        out += step.script;
        while (out.ends_with('\n')) out.pop_back();
        out += "\n\n";
    }
    return out;
}

} // namespace

std::string Session::try_code() {
    if (!lesson()) return "no lesson is open";
    const Lesson& from = *lesson();
    DocumentResult made =
        make_script_document(from.id, script_of(from), config_on(*document_, arch(), kernel()));
    if (!made.document) return refuse("This script does not stand alone", std::move(made.errors));
    made.document->timeline.seek(place_after_edit(*document_, *made.document));
    const bool scheduled =
        document_->forked || std::any_of(from.steps.begin(), from.steps.end(),
                                         [](const LessonStep& s) { return s.has_schedule; });
    show_at(std::move(made.document), 0);
    if (scheduled && message_.kind == Message::none)
        message_ = {Message::notice,
                    "The lesson interferes with this script at chosen lines: here it runs in its "
                    "own order",
                    {}};
    return {};
}

// A text with errors is kept beside the last good one, whose run stays.
std::string Session::edit(std::string_view text) {
    if (mode() != Mode::playground) return "no script is open";
    const std::string why = why_no_script(text);
    if (!why.empty()) return why;
    Document& d = *document_;
    if (text == d.text) {
        d.draft_errors.clear();
        d.draft.clear();
        return {};
    }
    DocumentResult made =
        make_script_document(d.name, std::string(text), config_on(d, arch(), kernel()));
    if (!made.document) {
        d.draft = text;
        d.draft_errors = std::move(made.script_errors);
        return {};
    }
    made.document->timeline.seek(place_after_edit(d, *made.document));
    made.document->breakpoints = breakpoints_after(d, *made.document);
    show_at(std::move(made.document), 0);
    return {};
}

} // namespace lazymmu
