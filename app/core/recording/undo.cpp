#include "app/core/recording/undo.h"

#include <utility>

namespace lazymmu {

void UndoStack::changed(UndoPlace before, u32 group) {
    redo_.clear();
    if (group && !undo_.empty() && undo_.back().group == group) return;
    if (undo_.size() == most) undo_.erase(undo_.begin());
    undo_.push_back({std::move(before), group});
}

UndoPlace UndoStack::take(std::vector<Entry>& from, std::vector<Entry>& to, UndoPlace now) {
    Entry entry = std::move(from.back());
    from.pop_back();
    to.push_back({std::move(now), entry.group});
    return std::move(entry.place);
}

UndoPlace UndoStack::undo(UndoPlace now) { return take(undo_, redo_, std::move(now)); }
UndoPlace UndoStack::redo(UndoPlace now) { return take(redo_, undo_, std::move(now)); }

} // namespace lazymmu
