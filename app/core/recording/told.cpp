#include "app/core/recording/told.h"

#include <algorithm>
#include <cstddef>

namespace lazymmu {
namespace {

void cut(std::vector<Span>& spans, u32 length) {
    std::erase_if(spans, [length](const Span& s) { return s.begin > length; });
    for (Span& s : spans) s.end = std::min(s.end, length);
}

template <class T> void keep(std::vector<T>& list, size_t n) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(std::min(n, list.size())), list.end());
}

} // namespace

Trace cut_trace(const Trace& whole, u32 length) {
    length = std::min(length, whole.length());
    Trace out;
    const auto n = static_cast<std::ptrdiff_t>(length) + 1;
    out.moments.assign(whole.moments.begin(), whole.moments.begin() + n);
    out.event_end.assign(whole.event_end.begin(), whole.event_end.begin() + n);
    const u32 events = out.event_end.back();
    out.log.assign(whole.log.begin(), std::lower_bound(whole.log.begin(), whole.log.end(), events));
    for (const Mark& m : whole.marks) {
        if (m.event >= events) break;
        out.marks.push_back(m);
    }
    out.cpus = whole.cpus;
    for (std::vector<Span>& spans : out.cpus) cut(spans, length);
    out.tasks = whole.tasks;
    for (TaskLane& lane : out.tasks) {
        for (std::vector<Span>* s : {&lane.sections, &lane.pauses, &lane.lazy, &lane.irqs})
            cut(*s, length);
        lane.levels = 0;
        for (const Span& s : lane.sections)
            lane.levels = std::max<u16>(lane.levels, static_cast<u16>(s.level + 1));
    }
    for (const Moment& m : out.moments) out.max_pending = std::max(out.max_pending, m.pending);
    return out;
}

u32 drawn_length(u32 told, size_t steps_told, size_t steps) {
    constexpr u32 least = 24; // lines that are left blank, so that there is a future to point at
    // as long as the steps that are told are on the whole; the first may be under way
    const u64 whole = u64{told} * steps / std::max<size_t>(steps_told, 1);
    u64 room = 64;
    while (room < std::max<u64>(u64{told} + least, whole)) room += room / 4;
    return static_cast<u32>(std::min<u64>(room, 0x7fffffff));
}

} // namespace lazymmu
