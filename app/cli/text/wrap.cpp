#include "app/cli/text/wrap.h"

#include "app/core/tell/returned.h"

#include <optional>

namespace lazymmu::cli {

std::string shape_of(const Record& r) {
    std::string out = std::to_string(r.depth) + r.routine + ":" + std::to_string(r.line) + " ";
    Ev last = Ev::line;
    for (const Event& e : r.events) {
        if (e.kind == last) continue; // how many is not the point
        out += static_cast<char>('a' + static_cast<int>(e.kind));
        if (e.kind == Ev::hw) out += std::to_string(e.code);
        last = e.kind;
    }
    for (const ValueChange& c : r.changes) {
        out += c.path;
        // A batch that fills is nothing new; a counter that goes another way is.
        if (c.path.find(".batch.") == out.npos) out += c.to;
    }
    return out;
}

size_t repetitions(const Shapes& shapes, size_t at, size_t& period) {
    constexpr size_t longest = 80;
    for (period = 1; period <= longest && at + 2 * period <= shapes.size(); period++) {
        if (shapes[at] != shapes[at + period]) continue;
        size_t end = at + period; // rows up to here equal those one period before
        while (end < shapes.size() && shapes[end] == shapes[end - period]) end++;
        if (const size_t times = (end - at) / period; times > 2) return times;
    }
    return 1;
}

std::string returned_in(const Setup& setup, std::span<const Record> group, size_t row) {
    std::optional<AnswerSearch> search;
    for (const Record& r : group.subspan(row)) {
        for (const Event& e : r.events) {
            if (search && search->take(setup, e)) return search->text();
            if (!search && e.kind == Ev::statement) search.emplace(e);
        }
        if (!search) break;
    }
    return {};
}

bool stands_in(std::span<const Record> group, const Event& answer) {
    for (const Record& r : group)
        for (const Event& e : r.events)
            if (e.kind == Ev::statement && e.task == answer.task && e.irq == answer.irq)
                return true;
    return false;
}

} // namespace lazymmu::cli
