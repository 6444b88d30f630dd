// Makes a Document from a file's text: a lesson if it looks like JSON, else a script.
#pragma once

#include "app/core/recording/schedule_tokens.h"
#include "app/core/session/session.h"

namespace lazymmu {

// What is wrong with a script, with the names that may have been meant.
Issues script_issues(const std::vector<ScriptError>& errors, const std::string& file);

struct DocumentResult {
    std::unique_ptr<Document> document; // null if there are errors
    Issues errors;
    std::vector<ScriptError> script_errors = {}; // the same, of a script
};

bool looks_like_lesson(std::string_view name, std::string_view text);

DocumentResult make_lesson_document(std::shared_ptr<const Lesson> lesson, std::string name,
                                    std::string text, const Arch& arch, Kernel kernel);
DocumentResult make_script_document(std::string name, std::string text, const Config& config,
                                    u32 most_lines = limits::lesson_choices);
DocumentResult make_schedule_document(const FoundSchedule& found);

// An empty string, or why a text cannot be a script.
std::string why_no_script(std::string_view text);

// The machine of a document as another architecture or kernel would have it: its CPUs, and the
// options of the same name. What its program asks for by itself is left out.
Config config_on(const Document& document, const Arch& arch, Kernel kernel);

// Whoever plays may let interrupts and migrations happen that the program does not have itself.
Config for_playing(Config config);

} // namespace lazymmu
