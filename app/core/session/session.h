// What is open, where in it we are, and the only way to change that: execute(Command). Made of a
// lesson or a script, a machine on an architecture and a kernel, and its recorded run. A front end
// reads it through const functions; nothing here draws, reads a clock, or touches a file.
#pragma once

#include "app/core/course/library.h"
#include "app/core/course/progress.h"
#include "app/core/recording/compare_machines.h"
#include "app/core/recording/interventions.h"
#include "app/core/recording/pin.h"
#include "app/core/recording/run_costs.h"
#include "app/core/recording/told.h"
#include "app/core/recording/trace.h"
#include "app/core/recording/undo.h"
#include "app/core/session/command.h"
#include "engine/script/script.h"
#include "lessons/play/quiz.h"
#include "lessons/play/runner.h"

#include <memory>
#include <optional>
#include <string>

namespace lazymmu {

enum class Mode : u8 { empty, lesson, playground };
const char* mode_name(Mode mode);

// What the user must be told: why something could not be opened, or a remark about what is open.
struct Message {
    enum Kind : u8 { none, error, notice };
    Kind kind = none;
    std::string title;
    Issues issues;
    // What would help, if there is such a thing: what to call it, and the lines for execute().
    std::string offer = {};
    std::vector<std::string> offer_lines = {};

    std::string text() const; // title and issues, a line each; "" if there is none
};

// A position that means the same on another architecture: a lesson step and statements in it.
struct Place {
    size_t step = 0;
    u32 statements = 0; // that have run in that step
    bool at_end = false;
};

// A program on a machine, and a run of it that somebody found.
struct FoundSchedule {
    std::string name, text; // of the file, or what to call it
    std::string about;      // a small Markdown text that is shown instead of a lesson's
    Machine start;
    std::vector<Choice> choices;
};

struct DocumentResult; // open_run.h
struct SavedDocument;  // saved_session.h
class PlayBudget;      // saved_session.h
struct SavedPin;
struct SavedSession;

// Something that is open: never changed but for its timeline's position and forks.
struct Document {
    std::shared_ptr<const Lesson> lesson; // null: a script
    std::string name, text;               // of the file
    const Arch* arch = nullptr;
    Kernel kernel = kernel_default;
    Timeline timeline;
    Trace trace;
    std::vector<u32> step_end; // per lesson step; of a script: one step
    Issues problems;           // why the run did not get to its end
    bool forked = false;       // the run is not the lesson's any more
    // The run as it was opened, and where its steps ended; empty until it is left.
    std::vector<Choice> own_run;
    std::vector<u32> own_step_end;
    std::string about; // what to tell about it where there is no lesson
    // A script's text as it is being edited, while it has errors: `text` is the last one without.
    std::string draft;
    std::vector<ScriptError> draft_errors; // empty: there is no draft
    std::vector<CodeLine> breakpoints;
    std::optional<std::string> course;     // under which its answers are kept; none: not known yet
    mutable std::vector<size_t> questions; // Session::questions(), as long as the run is its own

    explicit Document(Timeline t) : timeline(static_cast<Timeline&&>(t)) {}

    // The lesson step that a position shows: until its last line has run, and just after.
    size_t step_at(u32 position) const;
    u32 step_begin(size_t i) const { return i ? step_end[i - 1] : 0; }
    Place place_of(u32 position, size_t step) const; // step: that is shown there
    u32 position_of(Place place) const;
    // Before the run is changed for the first time, and after: its steps are known as far as it is
    // the lesson's own.
    void keep_own_run();
    void follow_run();
    // What somebody has called a future: of an alternative, or of the run that is open.
    std::string run_name(const Branch* branch = nullptr) const;
    void name_run(const Branch* branch, std::string called);
    u32 renamed = 0; // how often

    const RunCosts& costs() const;          // computed when it is first asked for
    void forget_costs() { costs_.reset(); } // the run is another one now

    // What save_session() made of it, and of which run: kept, since it is asked for often.
    mutable std::shared_ptr<const SavedDocument> saved;
    mutable const Setup* saved_setup = nullptr;
    mutable u64 saved_version = 0;

  private:
    u64 run_key(const Branch* branch) const; // the same for the same run, taken or left
    std::vector<std::pair<u64, std::string>> names_;
    mutable std::unique_ptr<RunCosts> costs_;
};

class Session {
  public:
    explicit Session(std::vector<LessonFile> library, std::span<const LessonCard> cards = {});

    // Returns an empty string, or why nothing happened. What a user must read is in message() too.
    std::string execute(const Command& command);
    // Lets time pass while playing. Returns true if the position changed.
    bool advance(double seconds);

    // The id of a lesson that was opened and whose text is not here; "": none. A platform that has
    // only the cards of lessons supplies the text, and then it opens.
    const std::string& wanted_lesson() const { return wanted_lesson_; }
    std::string supply_lesson(std::string_view id, std::string text);
    void lesson_failed(std::string_view id, std::string_view why);

    // Something that the platform has to say.
    void tell(Message message) { message_ = static_cast<Message&&>(message); }

    // The lessons that can be opened by their ids: of the built-in course, or of one that was
    // opened in its place. What is open stays as it is when a course is not there any more.
    const Library& library() const { return course_ ? *course_ : library_; }
    const Library& built_in() const { return library_; }
    // Files of a folder. If none of them is a lesson, nothing changes but the message.
    std::string open_course(const std::string& name, std::vector<LessonFile> files);
    std::string close_course();
    // Their files have changed: a new text takes the place of the old one, at the same place in the
    // run; one with mistakes is only told about. was: the script as it was read, to know whether it
    // has been edited since. file_name(): of what is open; "": a lesson of the library.
    std::string reload(std::string_view was, std::string_view text);
    std::string reload_course(std::vector<LessonFile> files);
    std::string file_name() const;
    const std::string& course_name() const { return course_name_; } // "": the built-in one
    const Message& message() const { return message_; }
    Mode mode() const;
    // The rest is only to be asked when something is open.
    bool is_open() const { return document_ != nullptr; }
    const Document& document() const { return *document_; }
    const Lesson* lesson() const { return document_ ? document_->lesson.get() : nullptr; }
    const Arch& arch() const { return *document_->arch; }
    Kernel kernel() const { return document_->kernel; }
    const Timeline& timeline() const { return document_->timeline; }
    const Trace& trace() const { return document_->trace; }
    // Of the script: as it is being edited, with its mistakes.
    const std::string& script_text() const {
        return document_->draft_errors.empty() ? document_->text : document_->draft;
    }
    // What was left for the playground, or for a lesson; null: nothing. It stays as it is.
    const Document* aside() const { return aside_.get(); }
    size_t aside_step() const { return aside_step_; }
    const Machine& machine() const { return document_->timeline.machine(); }
    const Setup& setup() const { return document_->timeline.setup(); }

    u32 position() const { return document_->timeline.position(); }
    u32 length() const { return document_->timeline.length(); }
    // The lesson step that is shown. At the border between two steps either may be.
    size_t lesson_step() const { return lesson_step_; }
    size_t lesson_steps() const { return document_->step_end.size(); }

    // The run as far as it may be shown: to its end, or to where the next open question is asked.
    // Whatever draws, lists or tells of the run reads this, not trace(), unless it is at or before
    // the position.
    const Trace& told() const;
    bool tells_all() const { return told().length() == length(); }
    // How long to draw it: length(), or a length that says nothing of what is not told.
    u32 drawn_length() const;

    // Where the last command came from: what differs from it has just changed.
    const Machine& before() const { return before_; }
    u32 before_position() const { return before_position_; }
    // Commands that went somewhere else at once, instead of stepping there: what Back undoes.
    u32 jumps() const { return jumps_; }

    // Who runs next; at the end, who ran last.
    CpuId cpu() const;
    TaskId task() const;

    bool playing() const { return playing_; }
    double speed() const { return speed_; } // lines a second

    // The quiz of the lesson step that is shown; null: none. What was answered is in quiz_record().
    const QuizQuestion* question() const { return asked_in_ ? &question_ : nullptr; }
    QuizRecord quiz_record() const;
    bool quiz_skipped() const; // its lines have run, and it is still open
    const std::string& quiz_reply() const { return said_; } // to the last wrong answer
    const Progress& progress() const { return progress_; }
    // What this or another window has kept. An answer that was cleared since stays so.
    Issues load_progress(std::string_view json, std::string file) {
        return progress_.sync(json, static_cast<std::string&&>(file));
    }
    u32 solved(const Lesson& of) const; // questions, of a lesson of library()
    // Picks the variant of lessons that have some (lessons/format/vary.h).
    u32 seed() const { return seed_; }
    // Who reads: each reader sees choices in an order of their own. Kept with the progress, whose
    // number, once it has one, stays. For questions that are asked from now on.
    void set_reader(u32 reader) { progress_.set_reader(reader); }
    // The steps of the lesson that ask something on this machine, and what was answered in each.
    const std::vector<size_t>& questions() const;
    QuizRecord record_of(size_t step) const;

    // The machines that Compare shows. As long as nobody has chosen any, chosen_columns() is empty
    // and columns() has the four architectures at the present kernel.
    std::vector<MachineSpec> columns() const;
    const std::vector<MachineSpec>& chosen_columns() const { return columns_; }
    void choose_columns(std::vector<MachineSpec> c) { columns_ = std::move(c); }

    // The moment that others are compared with; null: none.
    const std::shared_ptr<const PinnedMoment>& pin() const { return pin_; }

    bool pin_is_in_run() const; // does this very run pass it?

    // Lines at which playing and run_to_break stop; of what is open.
    const std::vector<CodeLine>& breakpoints() const { return document_->breakpoints; }
    bool breaks_at(u32 position) const; // is the line that is about to run there one of them?

    bool can_undo() const { return undo_.can_undo(); }
    bool can_redo() const { return undo_.can_redo(); }

    // For tests, the page and the text mirror.
    std::string state_json() const;

  private:
    std::string open(std::string_view name, std::string_view text);
    std::string open_loaded(std::shared_ptr<const Lesson> lesson, std::string_view name,
                            std::string_view text);
    std::string open_made(const std::string& title, DocumentResult made);
    std::string rebuild(const Arch& arch, Kernel kernel);
    std::string switch_mode(const Command& command);
    std::string try_code();
    std::string edit(std::string_view text);
    std::string select(const Command& command);
    std::string select_machine(const std::string& arch_name, const std::string& kernel_name);
    std::string fork(const Command& command);
    std::string forget_branch(u32 i);
    std::string name_branch(const Command& command);
    std::string leave_out(u32 line);
    std::string set_schedule(const std::string& text);
    std::string back_to_own_run();
    void follow(std::span<const Choice> run);
    void show_run(u32 common);
    std::string set_pin(const Command& command);
    void pin_at(const Timeline& timeline, u32 position, size_t step, std::string_view label = {});
    bool restore_pin(const SavedPin& saved, PlayBudget& budget);
    std::string go_to_pin();
    std::string toggle_breakpoint(std::string_view text);
    bool move_to_break(bool back);
    u32 next_break(u32 from, u32 until) const;
    std::string open_schedule(const FoundSchedule& found);
    std::string open_saved(const Command& command);
    void restore_aside(const SavedSession& saved, PlayBudget& budget);
    std::string open_progress(const Command& command);
    std::string clear_answers(const std::string& what);
    UndoPlace undo_place() const;
    void note_change(UndoPlace before, u32 group);
    std::string undo_or_redo(Command::Kind kind);
    std::string go_back_to(const UndoPlace& place);
    std::string want(const std::string& lesson, const Command& then);
    std::string refuse(std::string title, Issues issues);
    void show(std::unique_ptr<Document> document, Place place);
    void show_at(std::unique_ptr<Document> document, size_t step);
    void remark();
    bool lesson_fits() const; // was it written for this machine?
    void set_playing(bool on);
    void move_to(u32 position);
    void move_to_step(size_t step, u32 position);
    bool move(Command::Kind kind);
    std::string compare(const Command& command);
    std::string act(const Command& command);
    std::string quiz(const Command& command);
    void look_for_quiz();
    bool asks(size_t step) const;
    bool asks_first(size_t step) const; // ... and nobody has seen the answer
    bool can_ask(size_t step) const;    // the machine has an answer
    size_t next_question() const;
    QuizRecord* note_answer(size_t step);
    QuizKey quiz_key(size_t step) const;
    bool old_quiz_key(QuizKey& key) const;
    std::string course_key() const;
    std::string course_of(const Document& d) const;
    std::string set_seed(u32 seed);

    Library library_; // built in: what saved sessions may name
    std::unique_ptr<const Library> course_;
    std::string course_name_;
    std::string wanted_lesson_;
    Command when_here_; // what to do when its text comes
    double waited_ = 0; // seconds, for that
    std::unique_ptr<Document> document_;
    std::unique_ptr<Document> aside_; // a script if a lesson is open, and the other way round
    size_t aside_step_ = 0;           // the lesson step that was shown
    Machine before_;
    u32 before_position_ = 0;
    u32 jumps_ = 0;
    size_t lesson_step_ = 0;
    Message message_;
    const Arch* wanted_arch_ = nullptr; // chosen by hand; kept where a lesson allows it
    bool kernel_chosen_ = false;
    Kernel wanted_kernel_ = kernel_default;
    bool playing_ = false;
    double speed_ = 4;
    std::vector<MachineSpec> columns_;
    std::shared_ptr<const PinnedMoment> pin_;
    double due_ = 0; // lines, while playing
    Progress progress_;
    UndoStack undo_;
    u32 seed_ = 0;
    QuizQuestion question_;
    const Document* asked_in_ = nullptr; // null: there is no question
    size_t asked_step_ = 0;
    std::string said_;

    // Kept from one look to the next. Of which run: its machine, and the version of its timeline.
    struct RunKey {
        std::shared_ptr<const Setup> setup; // held, so that no other takes its address
        u64 version = 0;
        u32 until = 0;
        bool operator==(const RunKey&) const = default;
    };
    mutable RunKey can_ask_of_, told_of_;
    mutable std::vector<signed char> can_ask_; // per lesson step; -1: nobody has looked
    mutable Trace told_;
};

} // namespace lazymmu
