// Makes a trace: goes through a run once, with its events and the machine at each moment.
#include "app/core/recording/trace.h"

#include "app/core/tell/event_text.h"
#include "app/core/tell/returned.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <utility>

namespace lazymmu {
namespace {

constexpr size_t irq_levels = 4; // of handlers in one another, that are told apart

Moment look(const Timeline& timeline, const Machine& m, u32 p) {
    Moment out;
    Choice next;
    if (p < timeline.length())
        next = timeline.choices()[p];
    else if (!default_choice(*m.setup, m.view(), next))
        return out;
    const StateView s = m.view();
    const CpuId cpu = static_cast<CpuId>(next.cpu);
    const TaskId task = s.current(cpu);
    out.cpu = next.cpu;
    if (task == TaskId::none) return out;
    out.task = static_cast<u8>(index(task));
    FrameHeader frame;
    const u64* slots = nullptr;
    out.depth = static_cast<u8>(std::min(s.depth(task), 255));
    if (s.frame(task, 0, frame, slots)) {
        out.routine = frame.routine;
        out.line = frame.line;
        if (frame.routine == fn_script) {
            const std::vector<Op>& ops = m.program().body(slots[0]).ops;
            if (frame.line < ops.size()) out.source = ops[frame.line].line;
        }
    }
    return out;
}

// Notices when the architecture's own state may have changed: asking it for its batch at every
// position of a long run would take too long.
class ArchState {
  public:
    bool changed(StateView s, CpuId cpu, TaskId task) {
        const Layout& l = s.layout();
        const u32 flags = s.task(task).thread_flags;
        const u8 who[] = {static_cast<u8>(index(cpu)), static_cast<u8>(index(task))};
        const std::pair<const void*, size_t> parts[] = {{who, sizeof who},
                                                        {&flags, sizeof flags},
                                                        {s.arch_cpu(cpu), l.arch_cpu_bytes},
                                                        {s.arch_task(task), l.arch_task_bytes},
                                                        {s.arch_global(), l.arch_bytes}};
        size_t size = 0;
        for (const auto& p : parts) size += p.second;
        bool same = seen_.size() == size;
        seen_.resize(size);
        size_t at = 0;
        for (const auto& p : parts) {
            if (!p.second) continue;
            same = same && std::memcmp(&seen_[at], p.first, p.second) == 0;
            if (!same) std::memcpy(&seen_[at], p.first, p.second);
            at += p.second;
        }
        return !same;
    }

  private:
    std::vector<std::byte> seen_;
};

// Follows one task's counters. Before v7.0 there are none: the callers' own calls stand for them.
class Sections {
  public:
    Sections(bool counters, size_t tasks) : counters_(counters), open_(tasks), pause_(tasks) {}

    void see(const Event& e, u32 p, std::vector<TaskLane>& lanes) {
        if (counters_ && e.kind == Ev::count && e.a < lanes.size()) {
            const size_t t = static_cast<size_t>(e.a);
            if (e.code == static_cast<u16>(Counter::enable_count)) {
                if (e.c == e.b + 1) enter(t, p, lanes[t]);
                if (e.b == e.c + 1) leave(t, p, lanes[t]);
            } else if (e.code == static_cast<u16>(Counter::pause_count)) {
                if (e.b == 0 && e.c == 1) begin_pause(t, p, lanes[t]);
                if (e.b == 1 && e.c == 0) end_pause(t, p, lanes[t]);
            }
        } else if (!counters_ && e.kind == Ev::call && e.task < lanes.size()) {
            const size_t t = e.task;
            if (e.code == fn_lazy_mmu_mode_enable) enter(t, p, lanes[t]);
            if (e.code == fn_lazy_mmu_mode_disable) leave(t, p, lanes[t]);
            if (e.code == fn_lazy_mmu_mode_pause) begin_pause(t, p, lanes[t]);
            if (e.code == fn_lazy_mmu_mode_resume) end_pause(t, p, lanes[t]);
        }
    }

  private:
    void enter(size_t t, u32 p, TaskLane& lane) {
        const u16 level = static_cast<u16>(open_[t].size());
        open_[t].push_back(lane.sections.size());
        lane.sections.push_back({p, 0xffffffff, level, 0});
        lane.levels = std::max<u16>(lane.levels, static_cast<u16>(level + 1));
    }
    void leave(size_t t, u32 p, TaskLane& lane) {
        if (open_[t].empty()) return;
        lane.sections[open_[t].back()].end = p;
        open_[t].pop_back();
    }
    void begin_pause(size_t t, u32 p, TaskLane& lane) {
        if (pause_[t]) return;
        pause_[t] = true;
        lane.pauses.push_back({p, 0xffffffff, 0, 0});
    }
    void end_pause(size_t t, u32 p, TaskLane& lane) {
        if (pause_[t]) lane.pauses.back().end = p;
        pause_[t] = false;
    }

    bool counters_;
    std::vector<std::vector<size_t>> open_; // per task: indices of open sections
    std::vector<bool> pause_;
};

void open_span(std::vector<Span>& spans, u32 p, u8 value = 0) {
    spans.push_back({p, 0xffffffff, 0, value});
}
void close_span(std::vector<Span>& spans, u32 p) {
    if (!spans.empty() && spans.back().end == 0xffffffff) spans.back().end = p;
}

class Builder {
  public:
    Builder(Trace& trace, const Timeline& timeline)
        : trace_(trace), timeline_(timeline), machine_(timeline.machine_at(0)),
          sections_(has_generic_layer(machine_.config().kernel), machine_.config().tasks) {
        trace_.tasks.resize(machine_.config().tasks);
        source_.resize(machine_.config().tasks);
        trace_.cpus.resize(machine_.config().cpus);
        trace_.moments.reserve(timeline.length() + 1);
        trace_.event_end.reserve(timeline.length() + 1);
    }

    void run() {
        for (u32 p = 0;; p++) {
            const std::span<const Event> events =
                p ? timeline_.events(p) : std::span<const Event>();
            for (const Event& e : events) see(e, p);
            trace_.event_end.push_back(event_);
            follow_cpus(p);
            add_moment(p);
            if (p == timeline_.length()) break;
            step(machine_, timeline_.choices()[p]);
        }
        finish();
    }

  private:
    void see(const Event& e, u32 p) {
        sections_.see(e, p, trace_.tasks);
        if (e.task < trace_.tasks.size()) {
            std::vector<Span>& irqs = trace_.tasks[e.task].irqs;
            if (e.kind == Ev::irq_enter && e.a == 1) open_span(irqs, p);
            if (e.kind == Ev::irq_exit && e.a == 0) close_span(irqs, p);
        }
        if (is_mark(e.kind)) trace_.marks.push_back({p, event_, e.kind, e.cpu, e.task});
        std::string answer = returned_text(timeline_.setup(), e);
        if (!is_detail(e.kind) || !answer.empty()) trace_.log.push_back(event_);
        see_answer(e, p, std::move(answer));
        event_++;
    }

    void see_answer(const Event& e, u32 p, std::string answer) {
        if (e.task >= trace_.tasks.size()) return;
        u32& source = source_[e.task][std::min<size_t>(e.irq, irq_levels - 1)];
        if (e.kind == Ev::statement) source = machine_.program().body(e.a).ops[e.b].line;
        if (!answer.empty() && source) trace_.answers.push_back({p, source, std::move(answer)});
    }

    void follow_cpus(u32 p) {
        for (size_t c = 0; c < trace_.cpus.size(); c++) {
            const TaskId now = machine_.view().current(static_cast<CpuId>(c));
            std::vector<Span>& spans = trace_.cpus[c];
            const u8 value = static_cast<u8>(index(now));
            if (!spans.empty() && spans.back().end == 0xffffffff && spans.back().value == value)
                continue;
            close_span(spans, p);
            if (now != TaskId::none) open_span(spans, p, value);
        }
    }

    void add_moment(u32 p) {
        Moment m = look(timeline_, machine_, p);
        const Moment* last = trace_.moments.empty() ? nullptr : &trace_.moments.back();
        if (m.task != 0xff) {
            const TaskId task = static_cast<TaskId>(m.task);
            m.lazy = machine_.arch().is_lazy(machine_.config(), machine_.view(),
                                             static_cast<CpuId>(m.cpu), task);
            if (arch_state_.changed(machine_.view(), static_cast<CpuId>(m.cpu), task)) {
                measure_batch(m, task);
            } else {
                m.pending = last->pending; // the first moment is always a change
                m.capacity = last->capacity;
            }
            follow_lazy(m, p);
        } else if (last) {
            m.pending = last->pending;
            m.capacity = last->capacity;
        }
        trace_.max_pending = std::max(trace_.max_pending, m.pending);
        trace_.moments.push_back(m);
    }

    void measure_batch(Moment& m, TaskId task) {
        BatchView view;
        machine_.arch().batch(machine_.config(), machine_.view(), static_cast<CpuId>(m.cpu), task,
                              view);
        // grouped work counts by its parts: ten updates in one call are ten
        const int parts = std::max(view.used, static_cast<int>(view.slots.size()));
        m.pending = static_cast<u16>(std::clamp(parts, 0, 0xffff));
        m.capacity = static_cast<u16>(std::clamp(view.capacity, 0, 0xffff));
    }

    void follow_lazy(const Moment& m, u32 p) {
        std::vector<Span>& lazy = trace_.tasks[m.task].lazy;
        const bool open = !lazy.empty() && lazy.back().end == 0xffffffff;
        if (m.lazy && !open) open_span(lazy, p);
        if (!m.lazy && open) close_span(lazy, p);
    }

    // What is open at the end lasts to the end.
    void finish() {
        const u32 end = timeline_.length();
        const auto clamp = [end](std::vector<Span>& spans) {
            for (Span& s : spans) s.end = std::min(s.end, end);
        };
        for (TaskLane& t : trace_.tasks) {
            clamp(t.sections);
            clamp(t.pauses);
            clamp(t.lazy);
            clamp(t.irqs);
        }
        for (std::vector<Span>& c : trace_.cpus) clamp(c);
    }

    Trace& trace_;
    std::vector<std::array<u32, irq_levels>> source_; // per task: the statement that runs
    const Timeline& timeline_;
    Machine machine_;
    Sections sections_;
    u32 event_ = 0;
    ArchState arch_state_;
};

} // namespace

Trace make_trace(const Timeline& timeline) {
    Trace trace;
    Builder(trace, timeline).run();
    return trace;
}

} // namespace lazymmu
