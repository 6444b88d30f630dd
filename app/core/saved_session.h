// A session as one JSON text, format v1, and back: what is open, on which machine, what happened,
// and the moment that is looked at. Files (.lazymmu.json), links, autosave and undo all hold this.
// docs/FILES.md describes it.
//
// Only what makes the run another one than the lesson's or script's own is written down, so that a
// link stays short. The same text gives the same digest everywhere; if another version of this
// program runs it differently, the saved digest tells.
#pragma once

#include "app/core/session.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

inline constexpr int saved_format_version = 1;

// Where the machine is another one than the lesson or the script has by itself.
struct SavedMachine {
    const Arch* arch = nullptr;
    Kernel kernel = kernel_default;
    std::optional<u8> cpus, task_init_pause, patches, irqs, migrations;
    std::vector<LessonMachine::Option> options;
};

// A future that was left.
struct SavedBranch {
    u32 at = 0;
    At text_at;
    std::vector<ScheduleToken> schedule;
};

struct SavedDocument {
    std::string lesson;     // id of a built-in lesson; "": what follows
    std::string name, text; // of a file
    std::string about;      // of a schedule that was found
    SavedMachine machine;
    bool has_schedule = false; // false: the lesson's own run, or nobody interfered
    std::vector<ScheduleToken> schedule;
    std::vector<SavedBranch> branches;
};

struct SavedSession {
    std::shared_ptr<const SavedDocument> document;
    u32 position = 0;
    u32 lesson_step = 0;
    At position_at;
    std::string digest;                   // at the position; "": not known
    std::vector<std::string> breakpoints; // as parse_code_line() reads them
    std::vector<Column> columns;          // of Compare, if any were chosen
};

// What does not change while one only moves; the same object until it does.
std::shared_ptr<const SavedDocument> saved_document(const Document& d, const Library& library);
// The session must have something open.
SavedSession save_session(const Session& session);
std::string saved_json(const SavedSession& saved);

// Text in, or errors with their places. `read_saved` checks the form; `restore` compiles and plays.
struct ReadSaved {
    SavedSession saved;
    Issues errors;
};
bool looks_like_saved(std::string_view name, std::string_view text);
ReadSaved read_saved(std::string_view text, std::string file);

struct Restored {
    std::unique_ptr<Document> document; // null if there are errors
    Issues errors;
};
Restored restore(const SavedSession& saved, const Library& library, const std::string& file);

} // namespace lazymmu
