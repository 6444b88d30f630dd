#include "app/core/session/session.h"

#include "app/core/session/open_run.h"
#include "app/core/session/place_after_edit.h"
#include "app/core/session/saved_session.h"
#include "app/core/tell/json_text.h"
#include "arch/arch.h"
#include "lessons/format/loader.h"

#include <algorithm>

namespace lazymmu {

const char* mode_name(Mode mode) {
    constexpr const char* names[] = {"empty", "lesson", "playground"};
    return names[static_cast<int>(mode)];
}

std::string Message::text() const {
    std::string out = title;
    for (const Issue& i : issues) out += (out.empty() ? "" : "\n") + i.text();
    return out;
}

Session::Session(std::vector<LessonFile> library, std::span<const LessonCard> cards)
    : library_(make_library(std::move(library), cards)) {
    if (!library_.errors.empty()) refuse("A built-in lesson cannot be read", library_.errors);
}

Mode Session::mode() const {
    if (!document_) return Mode::empty;
    return document_->lesson ? Mode::lesson : Mode::playground;
}

std::string Session::refuse(std::string title, Issues issues) {
    message_ = {Message::error, std::move(title), std::move(issues)};
    return message_.text();
}

// Opening and switching

namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";

const Arch* choose_arch(const Lesson& lesson, const Arch* wanted) {
    if (wanted && lesson.names_arch(wanted->name)) return wanted;
    return lesson.machine.archs.empty() ? nullptr : find_arch(lesson.machine.archs.front());
}

} // namespace

std::string Session::open(std::string_view name, std::string_view text) {
    const std::string title = "Cannot open " + std::string(name);
    if (text.size() > limits::lesson_bytes && looks_like_lesson(name, text))
        return refuse(title, {too_large(std::string(name), text.size())});
    if (looks_like_lesson(name, text)) {
        LoadResult loaded = load_lesson(text, std::string(name), all_archs(), seed_);
        if (!loaded.lesson) return refuse(title, std::move(loaded.errors));
        return open_loaded(std::move(loaded.lesson), name, text);
    }
    const std::string why = why_no_script(text);
    if (!why.empty()) return refuse(title, {{std::string(name), 1, 1, why}});
    if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
    const Arch& arch = wanted_arch_ ? *wanted_arch_
                       : document_  ? *document_->arch
                                    : *all_archs().front();
    const Kernel kernel = kernel_chosen_ ? wanted_kernel_ : kernel_default;
    return open_made(title, make_script_document(std::string(name), std::string(text),
                                                 default_config(arch, kernel)));
}

std::string Session::open_loaded(std::shared_ptr<const Lesson> lesson, std::string_view name,
                                 std::string_view text) {
    const Kernel kernel = kernel_chosen_ && lesson->names_kernel(wanted_kernel_)
                              ? wanted_kernel_
                              : lesson->machine.kernels.front();
    const Arch& arch = *choose_arch(*lesson, wanted_arch_);
    return open_made("Cannot open " + std::string(name),
                     make_lesson_document(std::move(lesson), std::string(name), std::string(text),
                                          arch, kernel));
}

std::string Session::open_made(const std::string& title, DocumentResult made) {
    if (!made.document) return refuse(title, std::move(made.errors));
    wanted_lesson_ = {}; // whatever was asked for before, this is newer
    show(std::move(made.document), {});
    return {};
}

// The same text on another machine, at the same place.
std::string Session::rebuild(const Arch& arch, Kernel kernel) {
    const std::string draft = document_->draft_errors.empty() ? std::string() : document_->draft;
    const size_t shown = lesson_step_;
    const Place place = document_->place_of(position(), shown);
    DocumentResult made = document_->lesson
                              ? make_lesson_document(document_->lesson, document_->name,
                                                     document_->text, arch, kernel)
                              : make_script_document(document_->name, document_->text,
                                                     config_on(*document_, arch, kernel));
    if (!made.document)
        return refuse(std::string("This does not run on ") + arch.title, std::move(made.errors));
    const bool scheduled = !document_->about.empty();
    made.document->breakpoints = breakpoints_after(*document_, *made.document);
    show(std::move(made.document), place);
    lesson_step_ = shown;
    if (!draft.empty()) edit(draft);
    if (scheduled && message_.kind == Message::none)
        message_ = {Message::notice,
                    "The schedule was found on another machine: this is the program's own order",
                    {}};
    return {};
}

void Session::show(std::unique_ptr<Document> document, Place place) {
    document->timeline.seek(document->position_of(place));
    const size_t step = document->step_at(document->timeline.position());
    show_at(std::move(document), step);
}

// ... at the position that its timeline has.
void Session::show_at(std::unique_ptr<Document> document, size_t step) {
    if (!document->course) document->course = course_of(*document);
    if (document_ && !document_->lesson != !document->lesson) {
        aside_ = std::move(document_);
        aside_step_ = lesson_step_;
    }
    document_ = std::move(document);
    if (lesson() && lesson()->variants > 1) seed_ = lesson()->seed;
    const Timeline& timeline = document_->timeline;
    before_position_ = timeline.position() ? timeline.position() - 1 : 0;
    before_ = timeline.machine_at(before_position_);
    const bool there = step < lesson_steps() && document_->step_begin(step) <= position() &&
                       position() <= document_->step_end[step];
    lesson_step_ = there ? step : document_->step_at(position());
    set_playing(false);
    message_ = {};
    remark();
}

bool Session::lesson_fits() const {
    return !lesson() || (lesson()->names_arch(arch().name) && lesson()->names_kernel(kernel()));
}

// What a reader should know about what is open.
void Session::remark() {
    if (!document_->problems.empty() && !lesson_fits()) {
        const LessonMachine& own = lesson()->machine;
        const std::string home = own.archs[0] + " " + kernel_name(own.kernels[0]);
        message_ = {Message::notice,
                    "This schedule was made for " + home + ". It does not fit " + arch().name +
                        " " + kernel_name(kernel()) + ", and is played as far as it can be" +
                        (tells_all() ? ": to line " + std::to_string(length()) : std::string()),
                    {}};
        message_.offer = "Back to " + home;
        if (own.archs[0] != arch().name) message_.offer_lines.push_back("arch " + own.archs[0]);
        if (own.kernels[0] != kernel())
            message_.offer_lines.push_back(std::string("kernel ") + kernel_name(own.kernels[0]));
        return;
    }
    if (!document_->problems.empty()) {
        message_ = {Message::notice, "The run does not get to its end", document_->problems};
        return;
    }
    const Lesson* lesson = document_->lesson.get();
    if (!lesson) return;
    std::string other;
    if (!lesson->names_arch(arch().name))
        other = arch().title;
    else if (!lesson->names_kernel(kernel()))
        other = kernel_name(kernel());
    if (!other.empty())
        message_ = {Message::notice,
                    "This lesson was not written for " + other + ": its text may not fit",
                    {}};
}

std::string Session::select(const Command& command) {
    if (command.kind == Command::open_lesson) {
        const LibraryEntry* entry = library().find(command.text);
        if (!entry) return refuse("There is no lesson called \"" + command.text + "\"", {});
        if (entry->loaded) return open_loaded(entry->lesson, entry->name, entry->text);
        if (entry->here()) return open(entry->name, entry->text);
        return want(command.text, command);
    }
    if (command.kind == Command::set_arch) return select_machine(command.text, {});
    if (command.kind == Command::set_kernel) return select_machine({}, command.text);
    const size_t space = std::min(command.text.find(' '), command.text.size());
    const std::string arch = command.text.substr(0, space);
    const std::string kernel = command.text.substr(std::min(space + 1, command.text.size()));
    if (arch.empty() || kernel.empty()) return "a machine is an architecture and a kernel";
    return select_machine(arch, kernel);
}

std::string Session::open_schedule(const FoundSchedule& found) {
    DocumentResult made = make_schedule_document(found);
    if (!made.document) return refuse("Cannot open " + found.name, std::move(made.errors));
    show(std::move(made.document), {});
    return {};
}

// Comparing

std::vector<MachineSpec> Session::columns() const {
    if (!columns_.empty()) return columns_;
    return all_architectures(document_ ? document_->kernel : kernel_default);
}

std::string Session::compare(const Command& command) {
    const MachineSpec present = document_ ? MachineSpec{document_->arch, document_->kernel}
                                          : MachineSpec{all_archs().front(), kernel_default};
    std::vector<MachineSpec> changed = columns();
    std::string wrong = change_columns(command.text, present, changed);
    if (wrong.empty()) columns_ = std::move(changed);
    return wrong;
}

std::string Session::execute(const Command& command) {
    if (command.kind == Command::undo || command.kind == Command::redo) {
        std::string error = undo_or_redo(command.kind);
        look_for_quiz();
        return error;
    }
    UndoPlace before = undo_place();
    std::string error = act(command);
    const bool stepping = command.kind <= Command::back_lesson;
    note_change(std::move(before), stepping ? UndoStack::stepping : command.drag);
    if (error.empty() && is_jump(command.kind)) jumps_++;
    look_for_quiz();
    return error;
}

std::string Session::act(const Command& command) {
    switch (command.kind) {
    case Command::open_lesson:
    case Command::set_arch:
    case Command::set_kernel:
    case Command::set_machine: return select(command);
    case Command::open_text:
        if (looks_like_progress(command.text)) return open_progress(command);
        return looks_like_saved(command.name, command.text) ? open_saved(command)
                                                            : open(command.name, command.text);
    case Command::open_saved: return open_saved(command);
    case Command::open_schedule:
        return command.schedule ? open_schedule(*command.schedule) : "there is no schedule";
    case Command::compare: return compare(command);
    case Command::to_lesson:
    case Command::to_playground: return switch_mode(command);
    case Command::dismiss: message_ = {}; return {};
    case Command::clear_answers: return clear_answers(command.text);
    case Command::set_seed: return set_seed(command.number);
    case Command::set_speed:
        if (command.number < 1 || command.number > 1000) return "a speed is from 1 to 1000";
        speed_ = command.number;
        return {};
    default: break;
    }
    if (!document_) return "nothing is open";
    switch (command.kind) {
    case Command::toggle_play:
    case Command::play:
        if (command.kind == Command::toggle_play && playing_) {
            set_playing(false);
            return {};
        }
        if (position() == length()) move_to_step(0, 0);
        set_playing(length() > 0);
        return {};
    case Command::pause: set_playing(false); return {};
    case Command::seek:
        set_playing(false);
        if (command.number > length()) return "the run has " + std::to_string(length()) + " lines";
        move_to(command.number);
        return {};
    case Command::lesson_step:
        set_playing(false);
        if (command.number >= lesson_steps())
            return "the lesson has " + std::to_string(lesson_steps()) + " steps";
        move_to_step(command.number, document_->step_begin(command.number));
        return {};
    case Command::try_code: return try_code();
    case Command::edit: return edit(command.text);
    case Command::choose:
    case Command::take_branch: set_playing(false); return fork(command);
    case Command::forget_branch: return forget_branch(command.number);
    case Command::name_branch: return name_branch(command);
    case Command::leave_out: set_playing(false); return leave_out(command.number);
    case Command::set_schedule: set_playing(false); return set_schedule(command.text);
    case Command::own_run: set_playing(false); return back_to_own_run();
    case Command::pin:
    case Command::pin_branch:
    case Command::unpin: return set_pin(command);
    case Command::go_to_pin: set_playing(false); return go_to_pin();
    case Command::toggle_breakpoint: return toggle_breakpoint(command.text);
    case Command::clear_breakpoints: document_->breakpoints.clear(); return {};
    case Command::other_numbers:
        if (!lesson() || lesson()->variants < 2) return "there are no other numbers here";
        return set_seed(seed_ + 1);
    case Command::answer:
    case Command::hint:
    case Command::reveal: return quiz(command);
    default:
        set_playing(false);
        return move(command.kind) ? std::string() : "there is nothing further that way";
    }
}

CpuId Session::cpu() const {
    const std::vector<Moment>& m = trace().moments;
    for (u32 p = position() + 1; p-- > 0;)
        if (m[p].task != 0xff) return static_cast<CpuId>(m[p].cpu);
    return static_cast<CpuId>(0);
}

TaskId Session::task() const {
    const std::vector<Moment>& m = trace().moments;
    for (u32 p = position() + 1; p-- > 0;)
        if (m[p].task != 0xff) return static_cast<TaskId>(m[p].task);
    return static_cast<TaskId>(0);
}

} // namespace lazymmu
