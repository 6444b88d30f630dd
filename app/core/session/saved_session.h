// A session as one JSON text, format v1, and back: what is open, on which machine, what happened,
// and the moment that is looked at. Files (.lazymmu.json), links, autosave and undo all hold this.
// docs/FILES.md describes it.
//
// Only what makes the run another one than the lesson's or script's own is written down, so that a
// link stays short. The same text gives the same digest everywhere; if another version of this
// program runs it differently, the saved digest tells.
#pragma once

#include "app/core/session/session.h"
#include "lessons/format/limits.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

inline constexpr int saved_format_version = 1;

// A future that was left.
struct SavedBranch {
    u32 at = 0;
    u32 lines = 0; // that it has, when it is saved
    At text_at;
    std::vector<ScheduleToken> schedule;
    std::string name;
};

struct SavedDocument {
    std::string lesson;     // id of a built-in lesson; "": what follows
    std::string name, text; // of a file
    std::string about;      // of a schedule that was found
    MachineSpec machine;    // where it is another one than the lesson or the script has by itself
    bool has_schedule = false; // false: the lesson's own run, or nobody interfered
    std::vector<ScheduleToken> schedule;
    std::vector<SavedBranch> branches;
    std::string run_name; // what somebody has called the run
    u32 seed = 0;         // of a lesson with variants
    // Under which its answers are kept; for undo alone. None: not known, as in every file.
    std::optional<std::string> course;
    u32 lines = 0; // of its run, and of the program's own if that is another; when it is saved
};

// The moment that others are compared with.
struct SavedPin {
    u32 position = 0;
    bool other_run = false; // than the one that is open: then its schedule
    u32 lines = 0;          // of that run, when it is saved
    std::vector<ScheduleToken> schedule;
};
std::optional<SavedPin> save_pin(const Session& session);

struct SavedSession {
    std::shared_ptr<const SavedDocument> document;
    u32 position = 0;
    u32 lesson_step = 0;
    At position_at;
    std::string digest;                   // at the position, as saved_digest(); "": not known
    std::vector<std::string> breakpoints; // as parse_code_line() reads them
    std::vector<MachineSpec> columns;     // of Compare, if any were chosen
    std::optional<SavedPin> pin;
    std::string draft; // of the script, if the text that is being edited has mistakes
    // The lesson behind the playground, or the script behind a lesson. It has none itself.
    std::shared_ptr<const SavedSession> aside;
};

// What does not change while one only moves; the same object until it does.
std::shared_ptr<const SavedDocument> saved_document(const Document& d, const Library& library);
// The session must have something open. save_all() has what was put aside, too: for a reader who
// comes back, not for others.
SavedSession save_session(const Session& session);
SavedSession save_all(const Session& session);
std::string saved_json(const SavedSession& saved);

// A digest with the name of its hash, "xxh3:0f4bd3...". Versions before that wrote only the number,
// which another hash had made: that one, or any other hash, says nothing about the state here.
std::string saved_digest(const Machine& machine);
bool is_other_state(const std::string& saved, const Machine& machine);

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
namespace limits {
inline constexpr u32 saved_lines = lesson_choices; // that are played for one session
} // namespace limits

// Lines that may still be played for a session, which may come from anybody: its run, the program's
// own, the alternatives, the pinned moment and what was put aside, together.
class PlayBudget {
  public:
    explicit PlayBudget(u32 lines = limits::saved_lines) : left_(lines) {}
    static PlayBudget none() { return PlayBudget(UINT32_MAX); } // for what is one's own
    u32 most() const { return left_ < limits::lesson_choices ? left_ : limits::lesson_choices; }
    // False: those are too many. A run that was cut off at most() is.
    bool take(u32 lines);
    static std::string error();

  private:
    u32 left_;
};
// At the saved position, with its breakpoints.
Restored restore(const SavedSession& saved, const Library& library, const std::string& file,
                 PlayBudget& budget);

} // namespace lazymmu
