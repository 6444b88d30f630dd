// Session: the pinned moment, and the way back to it.
#include "app/core/recording/schedule_tokens.h"
#include "app/core/session/saved_session.h"
#include "app/core/session/session.h"

#include <algorithm>

namespace lazymmu {
namespace {

bool has_begun_with(std::span<const Choice> run, const PinnedMoment& pin) {
    return run.size() >= pin.position &&
           std::equal(pin.run.begin(), pin.run.begin() + pin.position, run.begin());
}

} // namespace

void Session::pin_at(const Timeline& t, u32 position, size_t step, std::string_view label) {
    auto pin = std::make_shared<PinnedMoment>();
    pin->facts = facts_at(t, position);
    pin->name = lesson() ? lesson()->title : document_->name;
    pin->label = std::string(label) + "line " + std::to_string(position);
    if (lesson() && label.empty())
        pin->label = "step " + std::to_string(step + 1) + ", " + pin->label;
    pin->position = position;
    pin->lesson_step = step;
    pin->run.assign(t.choices().begin(), t.choices().end());
    pin->document = saved_document(*document_, library_);
    if (!has_begun_with(timeline().choices(), *pin)) { // another future of it
        auto other = std::make_shared<SavedDocument>(*pin->document);
        other->has_schedule = true;
        other->schedule = run_tokens(t.machine_at(0), t.choices());
        other->branches.clear();
        pin->document = std::move(other);
    }
    pin_ = std::move(pin);
}

std::string Session::set_pin(const Command& command) {
    if (command.kind == Command::unpin) {
        if (!pin_) return "no moment is pinned";
        pin_.reset();
        return {};
    }
    if (command.kind == Command::pin) {
        pin_at(timeline(), position(), lesson_step_);
        return {};
    }
    if (command.number >= timeline().branches().size()) return "there is no such alternative";
    Timeline other = timeline();
    other.take_branch(command.number);
    other.seek(other.length());
    pin_at(other, other.length(), lesson_steps() - 1, "the end of another future, ");
    return {};
}

bool Session::pin_is_in_run() const {
    return pin_ && document_ && pin_->facts.machine.setup == machine().setup &&
           has_begun_with(timeline().choices(), *pin_);
}

std::string Session::go_to_pin() {
    if (!pin_) return "no moment is pinned";
    const std::shared_ptr<const PinnedMoment> pin = pin_;
    if (pin->facts.machine.setup == machine().setup) {
        if (!has_begun_with(timeline().choices(), *pin)) follow(pin->run);
        const size_t step = pin->lesson_step;
        const bool there = document_->step_begin(step) <= pin->position &&
                           pin->position <= document_->step_end[step];
        move_to_step(there ? step : document_->step_at(pin->position), pin->position);
        return {};
    }
    UndoPlace place = undo_place();
    const SavedDocument& here = *place.document;
    if (here.lesson != pin->document->lesson || here.text != pin->document->text)
        place.breakpoints.clear();
    place.document = pin->document;
    place.position = pin->position;
    place.lesson_step = static_cast<u32>(pin->lesson_step);
    return go_back_to(place);
}

// A saved session says where its pin is: in its own run, or in another one.
std::optional<SavedPin> save_pin(const Session& s) {
    const PinnedMoment* pin = s.pin().get();
    if (!pin || pin->facts.machine.setup != s.machine().setup) return {};
    SavedPin out;
    out.position = pin->position;
    out.other_run = !has_begun_with(s.timeline().choices(), *pin);
    if (!out.other_run) return out;
    out.schedule = run_tokens(s.timeline().machine_at(0), pin->run);
    out.lines = static_cast<u32>(pin->run.size());
    return out;
}

bool Session::restore_pin(const SavedPin& saved, PlayBudget& budget) {
    size_t failed = 0;
    Timeline other(timeline().machine_at(0));
    if (saved.other_run && (!play_tokens(other, saved.schedule, failed, budget.most()).empty() ||
                            !budget.take(other.length())))
        return false;
    const Timeline& run = saved.other_run ? other : timeline();
    if (saved.position > run.length()) return false;
    pin_at(run, saved.position, document_->step_at(saved.position));
    return true;
}

} // namespace lazymmu
