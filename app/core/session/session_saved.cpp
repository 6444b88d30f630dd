// Session: opening what was saved, and undo.
#include "app/core/session/saved_session.h"
#include "app/core/session/session.h"

namespace lazymmu {

std::string Session::open_saved(const Command& command) {
    const std::string title = "Cannot open " + command.name;
    ReadSaved read = read_saved(command.text, command.name);
    if (!read.errors.empty()) return refuse(title, std::move(read.errors));
    const LibraryEntry* entry = library_.find(read.saved.document->lesson);
    if (entry && !entry->here()) return want(entry->lesson->id, command);
    PlayBudget budget;
    Restored made = restore(read.saved, library_, command.name, budget);
    if (!made.document) return refuse(title, std::move(made.errors));
    wanted_lesson_ = {}; // whatever was asked for before, this is newer
    if (read.saved.aside) restore_aside(*read.saved.aside, budget);
    show_at(std::move(made.document), read.saved.lesson_step);
    columns_ = read.saved.columns;
    if (!read.saved.draft.empty()) edit(read.saved.draft);
    pin_.reset();
    if (is_other_state(read.saved.digest, machine()))
        message_ = {Message::notice,
                    "Another version of this program saved this: the same run ends up in another "
                    "state here",
                    {}};
    if (read.saved.pin && !restore_pin(*read.saved.pin, budget))
        message_ = {Message::notice, "The pinned moment of this session cannot be reached", {}};
    return {};
}

// Shows what was put aside, as far as it still can be, so that what is shown next puts it aside.
void Session::restore_aside(const SavedSession& saved, PlayBudget& budget) {
    const LibraryEntry* entry = library_.find(saved.document->lesson);
    if (entry && !entry->here()) return;
    Restored made = restore(saved, library_, {}, budget);
    if (!made.document) return;
    show_at(std::move(made.document), saved.lesson_step);
    if (!saved.draft.empty()) edit(saved.draft);
}

UndoPlace Session::undo_place() const {
    UndoPlace place{nullptr,  0,    0, wanted_arch_, kernel_chosen_, wanted_kernel_,
                    columns_, pin_, {}};
    if (!document_) return place;
    place.breakpoints = breakpoints();
    place.document = saved_document(*document_, library_);
    place.position = position();
    place.lesson_step = static_cast<u32>(lesson_step_);
    return place;
}

// What was open before anything else is nothing to go back to.
void Session::note_change(UndoPlace before, u32 group) {
    if (before.document && before != undo_place()) undo_.changed(std::move(before), group);
}

std::string Session::undo_or_redo(Command::Kind kind) {
    const bool back = kind == Command::undo;
    if (!(back ? can_undo() : can_redo())) return back ? "nothing to undo" : "nothing to redo";
    set_playing(false);
    UndoPlace now = undo_place();
    return go_back_to(back ? undo_.undo(std::move(now)) : undo_.redo(std::move(now)));
}

std::string Session::go_back_to(const UndoPlace& place) {
    if (place.document != saved_document(*document_, library_)) {
        SavedSession saved;
        saved.document = place.document;
        saved.position = place.position;
        saved.lesson_step = place.lesson_step;
        PlayBudget budget = PlayBudget::none();
        Restored made = restore(saved, library_, place.document->name, budget);
        if (!made.document) return refuse("This cannot be undone", std::move(made.errors));
        const Document& d = *made.document; // so that the entries next to this one know it
        d.saved = place.document;
        d.saved_version = d.timeline.version();
        d.saved_setup = &d.timeline.setup();
        show_at(std::move(made.document), place.lesson_step);
    } else {
        move_to_step(place.lesson_step, place.position);
    }
    wanted_arch_ = place.wanted_arch;
    kernel_chosen_ = place.kernel_chosen;
    wanted_kernel_ = place.wanted_kernel;
    columns_ = place.columns;
    pin_ = place.pin;
    document_->breakpoints = place.breakpoints;
    return {};
}

} // namespace lazymmu
