// What a session looked like before its last changes, to go back to. A bounded stack of saved
// sessions; they share what they have in common, so that a place costs a few bytes.
#pragma once

#include "app/core/recording/compare_machines.h"
#include "app/core/recording/interventions.h"

#include <memory>
#include <vector>

namespace lazymmu {

struct SavedDocument; // saved_session.h
struct PinnedMoment;  // pin.h

// All that undo brings back.
struct UndoPlace {
    std::shared_ptr<const SavedDocument> document; // null: nothing was open
    u32 position = 0;
    u32 lesson_step = 0;
    const Arch* wanted_arch = nullptr;
    bool kernel_chosen = false;
    Kernel wanted_kernel = kernel_default;
    std::vector<MachineSpec> columns; // as they were chosen
    std::shared_ptr<const PinnedMoment> pin;
    std::vector<CodeLine> breakpoints;

    bool operator==(const UndoPlace&) const = default;
};

class UndoStack {
  public:
    static constexpr size_t most = 200;

    // `before`: where a change began. Changes of one group in a row are one.
    // group: what it may merge with; 0: nothing.
    static constexpr u32 stepping = 0xffffffff;
    void changed(UndoPlace before, u32 group);

    bool can_undo() const { return !undo_.empty(); }
    bool can_redo() const { return !redo_.empty(); }
    // Where to go; `now` is kept for the way back.
    UndoPlace undo(UndoPlace now);
    UndoPlace redo(UndoPlace now);

  private:
    struct Entry {
        UndoPlace place;
        u32 group = 0;
    };
    static UndoPlace take(std::vector<Entry>& from, std::vector<Entry>& to, UndoPlace now);

    std::vector<Entry> undo_, redo_;
};

} // namespace lazymmu
