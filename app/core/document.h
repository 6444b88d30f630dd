// Makes a Document from a file's text: a lesson if it looks like JSON, else a script.
#pragma once

#include "app/core/session.h"

namespace lazymmu {

struct DocumentResult {
    std::unique_ptr<Document> document; // null if there are errors
    Issues errors;
};

bool looks_like_lesson(std::string_view name, std::string_view text);

DocumentResult make_lesson_document(std::shared_ptr<const Lesson> lesson, std::string name,
                                    std::string text, const Arch& arch, Kernel kernel);
DocumentResult make_script_document(std::string name, std::string text, const Arch& arch,
                                    Kernel kernel);
DocumentResult make_schedule_document(const FoundSchedule& found);

// Runs a timeline to its end, or to limits::lesson_choices, and comes back to where it was.
void run_to_end(Timeline& timeline);

} // namespace lazymmu
