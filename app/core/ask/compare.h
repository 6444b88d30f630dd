// The same lesson or script on several machines in lock-step, and what differs between them.
//
// The session's own run leads; the others stand at the same Place, which is a statement. Inside a
// statement they are as many lines into it as the leading one; where theirs is shorter, they wait
// at its end. A machine on which the program cannot be compiled says why, one that has stopped
// stays where it is; the others go on.
#pragma once

#include "app/core/recording/compare_machines.h"
#include "app/core/session/session.h"

#include <memory>
#include <string>
#include <vector>

namespace lazymmu {

enum class Aspect : u8 { line, counters, mode, pending, operations, memory, tlb, trouble };
const char* aspect_name(Aspect aspect);

// One question, and each machine's answer.
struct CompareRow {
    Aspect aspect = Aspect::line;
    std::string label;               // "task A", "user1 USER + PAGE"
    std::vector<std::string> values; // per column; "": this machine cannot say
    bool differs = false;            // not all that can say say the same
};

// A column at the present place.
struct ColumnView {
    MachineSpec column;
    bool leads = false;
    bool runs = false;   // there is a run to look at
    std::string problem; // why it could not be run, or why not to its end; "": it could
    std::string stopped; // the BUG that has ended it; "": it goes on
    bool waits = false;  // its part of the statement is over, the leading one's is not
    u32 position = 0;
    u32 length = 0; // 0: it is not told yet
    bool lazy = false;
    BatchView batch;
    u32 operations = 0, warnings = 0, hazards = 0; // so far; hazards that are not legal
    std::vector<std::string> events;               // the last ones
    CostView costs;
};

class Comparison {
  public:
    // Looks at the session as it is now. Runs are made anew only when the program or the columns
    // have changed, and rows only when the place has.
    void update(const Session& session);

    const std::vector<ColumnView>& columns() const { return views_; }
    const std::vector<CompareRow>& rows() const { return rows_; }
    const std::string& note() const { return note_; } // what a reader should know; "" if nothing
    size_t reference() const { return reference_; }   // differences are told from this column
    u32 builds() const { return builds_; }            // runs that were made so far
    std::string json() const;                         // columns, rows and costs

  private:
    struct Run {
        MachineSpec column;
        std::unique_ptr<Document> document; // null: it could not be compiled
        Issues errors;
    };
    // A page that some run touches, by the name that it has on every architecture.
    struct Page {
        std::string label;
        MmId mm = MmId::none;
        std::vector<u64> va; // per column; 0: no event there
    };
    // What had happened in a run by a position; one entry for each at which something did.
    struct Tally {
        u32 position = 0, operations = 0, warnings = 0, hazards = 0;
        u16 bug = 0; // Msg
    };
    struct Key {
        const Document* document = nullptr;
        u64 version = 0;
        u32 position = 0;
        size_t step = 0;
        bool tells_all = true;
        bool operator==(const Key&) const = default;
    };

    void build(const Session& session, const std::vector<MachineSpec>& columns);
    void find_pages();
    void tally_events();
    void look(const Session& session);
    void describe(size_t column, bool tells_all);
    void compare();
    void counters_rows();
    void page_rows();
    // keys: what is compared, if not the values
    void add_row(CompareRow row, const std::vector<std::string>* keys = nullptr);

    std::shared_ptr<const Lesson> lesson_; // of which the runs are
    std::string text_;
    MachineSpec lead_;
    Key key_;
    std::vector<MachineSpec> columns_;
    std::vector<Run> runs_;
    std::vector<const Document*> shown_; // per column: of runs_, or the session's own
    std::vector<Page> pages_;
    bool all_pages_ = false;                  // not only those of what is told
    std::vector<std::vector<Tally>> tallies_; // per column
    std::vector<ColumnView> views_;
    std::vector<CompareRow> rows_;
    std::string note_;
    size_t reference_ = 0;
    u32 builds_ = 0;
};

} // namespace lazymmu
