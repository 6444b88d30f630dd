// The trace event format of Chrome, which Perfetto reads. Slices of one thread must nest, and calls
// begin and end within the lines of others than sections do: so a task has up to three threads,
// its sections (with a gap while they are paused), its calls, and its interrupts.
#include "app/core/publish/export.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"

#include <algorithm>

namespace lazymmu {
namespace {

// Threads of task t, by what they show; 0 is the CPU's own.
enum Track : u32 {
    sections_track = 1,
    calls_track = sections_track + limits::tasks,
    interrupts_track = calls_track + limits::tasks,
};
u32 thread_of(Track track, size_t task) { return track + static_cast<u32>(task); }

struct Line {
    u32 ts;
    std::string json;
};

class Writer {
  public:
    void event(char phase, u32 ts, u32 pid, u32 tid, std::string_view name, const char* category,
               std::string_view args = {}) {
        JsonObject o;
        o.text("ph", std::string_view(&phase, 1)).number("ts", ts);
        o.number("pid", pid).number("tid", tid);
        if (!name.empty()) o.text("name", name);
        if (category) o.text("cat", category);
        if (phase == 'i') o.text("s", "t");
        if (!args.empty()) o.raw("args", args);
        lines_.push_back({ts, o.str()});
    }
    void counter(u32 ts, u32 pid, std::string_view name, i64 value) {
        event('C', ts, pid, 0, name, nullptr, JsonObject().number("value", value).str());
    }
    void name(const char* what, u32 pid, u32 tid, std::string_view name) {
        head_ += JsonObject()
                     .text("ph", "M")
                     .number("ts", 0)
                     .number("pid", pid)
                     .number("tid", tid)
                     .text("name", what)
                     .raw("args", JsonObject().text("name", name).str())
                     .str() +
                 ",\n";
    }
    std::string str() {
        std::stable_sort(lines_.begin(), lines_.end(),
                         [](const Line& a, const Line& b) { return a.ts < b.ts; });
        std::string out = head_;
        for (const Line& l : lines_) out += l.json + ",\n";
        if (out.size() > 2) out.resize(out.size() - 2);
        return out;
    }

  private:
    std::string head_;
    std::vector<Line> lines_;
};

// Slices of one task on one kind of track. They move to another process when the task migrates.
class Slices {
  public:
    Slices(Writer& to, u32 tid, const char* category, u8 cpu)
        : to_(to), tid_(tid), category_(category), cpu_(cpu) {}

    void begin(u32 ts, std::string name) {
        to_.event('B', ts, cpu_, tid_, name, category_);
        open_.push_back(std::move(name));
        static_assert(limits::cpus <= 32);
        used_ |= 1u << cpu_;
    }
    void end(u32 ts) {
        if (open_.empty()) return;
        to_.event('E', ts, cpu_, tid_, {}, category_);
        open_.pop_back();
    }
    // Down to the youngest slice of that name; none if there is none.
    void end_named(u32 ts, std::string_view name) {
        const auto found = std::find(open_.rbegin(), open_.rend(), name);
        for (auto n = found == open_.rend() ? 0 : found - open_.rbegin() + 1; n > 0; n--) end(ts);
    }
    void migrate(u32 ts, u8 cpu) {
        std::vector<std::string> open = open_;
        while (!open_.empty()) end(ts);
        cpu_ = cpu;
        for (std::string& name : open) begin(ts, std::move(name));
    }
    size_t depth() const { return open_.size(); }
    u32 used() const { return used_; } // CPUs, by bit

  private:
    Writer& to_;
    u32 tid_;
    const char* category_;
    u8 cpu_;
    u32 used_ = 0;
    std::vector<std::string> open_;
};

class Chrome {
  public:
    explicit Chrome(const Document& d) : d_(d), timeline_(d.timeline) {
        const Config& config = timeline_.setup().config;
        for (size_t t = 0; t < config.tasks; t++) {
            const u8 cpu = config.task_cpu[t];
            cpu_.push_back(cpu);
            sections_.emplace_back(out_, thread_of(sections_track, t), "section", cpu);
            calls_.emplace_back(out_, thread_of(calls_track, t), "call", cpu);
            irqs_.emplace_back(out_, thread_of(interrupts_track, t), "interrupt", cpu);
        }
    }

    std::string run() {
        const u32 end = timeline_.length();
        zero_counters();
        for (u32 p = 1; p <= end; p++) {
            for (const Event& e : timeline_.events(p)) see(e, p);
            sections_at(p);
        }
        for (auto* tracks : {&sections_, &calls_, &irqs_})
            for (Slices& s : *tracks)
                while (s.depth()) s.end(end);
        running();
        pending();
        name_everything();
        return "{\"displayTimeUnit\":\"ns\",\"otherData\":" + about() + ",\"traceEvents\":[\n" +
               out_.str() + "\n]}\n";
    }

  private:
    std::string about() const {
        return JsonObject()
            .text("program", "Lazy MMU Lab")
            .text("what", d_.lesson ? d_.lesson->title : d_.name)
            .text("arch", d_.arch->name)
            .text("kernel", kernel_name(d_.kernel))
            .text("time", "one microsecond is one line")
            .str();
    }

    std::string counter_name(const char* name, size_t task) const {
        return std::string(name) + " " + task_letter(static_cast<TaskId>(task));
    }

    void zero_counters() {
        for (size_t t = 0; t < cpu_.size(); t++)
            for (const char* name : {"enable_count", "pause_count"})
                out_.counter(0, cpu_[t], counter_name(name, t), 0);
        counts_.resize(cpu_.size());
    }

    void see(const Event& e, u32 p) {
        const size_t t = e.task;
        const Setup& setup = timeline_.setup();
        const auto instant = [&](std::string_view name, const char* category) {
            out_.event('i', p, e.cpu, t < cpu_.size() ? thread_of(sections_track, t) : 0, name,
                       category, JsonObject().text("what", event_text(setup, e)).str());
        };
        if (e.kind == Ev::migrate) return migrate(e, p);
        if (e.kind == Ev::hw)
            return instant(timeline_.setup().config.arch->hw_events[e.code].name, "hardware");
        if (e.kind == Ev::warn) return instant("WARNING", "trouble");
        if (e.kind == Ev::bug) return instant("BUG", "trouble");
        if (e.kind == Ev::hazard)
            return instant(invariant_info(static_cast<Invariant>(e.code)).name, "hazard");
        if (e.kind == Ev::switch_to) return instant("switch", "scheduler");
        if (e.kind == Ev::fault) return instant("fault", "access");
        if (t >= cpu_.size()) return;
        if (e.kind == Ev::count) count(e, p);
        const Routine* r =
            e.kind == Ev::call || e.kind == Ev::ret ? find_routine(setup, e.code) : nullptr;
        if (r && e.kind == Ev::call) calls_[t].begin(p, r->name);
        if (r && e.kind == Ev::ret) calls_[t].end_named(p, r->name);
        if (e.kind == Ev::irq_enter) irqs_[t].begin(p, "interrupt");
        if (e.kind == Ev::irq_exit) irqs_[t].end(p);
    }

    void migrate(const Event& e, u32 p) {
        const size_t t = static_cast<size_t>(e.a);
        if (t >= cpu_.size()) return;
        const u8 to = static_cast<u8>(e.c);
        for (auto* tracks : {&sections_, &calls_, &irqs_}) (*tracks)[t].migrate(p, to);
        for (int i = 0; i < 2; i++) {
            const std::string name = counter_name(i ? "pause_count" : "enable_count", t);
            out_.counter(p, cpu_[t], name, 0);
            out_.counter(p, to, name, counts_[t].value[i]);
        }
        cpu_[t] = to;
    }

    void count(const Event& e, u32 p) {
        const size_t t = static_cast<size_t>(e.a);
        const int i = e.code == static_cast<u16>(Counter::pause_count) ? 1 : 0;
        if (t >= cpu_.size() || (!i && e.code != static_cast<u16>(Counter::enable_count))) return;
        counts_[t].value[i] = static_cast<i64>(e.c);
        out_.counter(p, cpu_[t], counter_name(i ? "pause_count" : "enable_count", t),
                     counts_[t].value[i]);
    }

    // Sections that are open and not paused.
    void sections_at(u32 p) {
        for (size_t t = 0; t < sections_.size(); t++) {
            const TaskLane& lane = d_.trace.tasks[t];
            Cursor& c = cursors_[t];
            const size_t was = c.open;
            const auto ends = [&](u32 end) { return end == p && end != timeline_.length(); };
            size_t left = 0;
            for (; c.next < lane.sections.size() && lane.sections[c.next].begin <= p; c.next++)
                c.ends.push_back(lane.sections[c.next].end);
            std::erase_if(c.ends, ends);
            if (c.next_pause < lane.pauses.size() && lane.pauses[c.next_pause].begin <= p)
                c.paused_until = lane.pauses[c.next_pause++].end;
            left = p < c.paused_until ? 0 : c.ends.size();
            for (size_t n = was; n > left; n--) sections_[t].end(p);
            for (size_t n = was; n < left; n++)
                sections_[t].begin(p, "section " + std::to_string(n + 1));
            c.open = left;
        }
    }

    // Which task each CPU runs.
    void running() {
        for (size_t cpu = 0; cpu < d_.trace.cpus.size(); cpu++) {
            for (const Span& s : d_.trace.cpus[cpu]) {
                if (s.begin == s.end) continue;
                const u32 pid = static_cast<u32>(cpu);
                out_.event('B', s.begin, pid, 0,
                           std::string("task ") + task_letter(static_cast<TaskId>(s.value)),
                           "running");
                out_.event('E', s.end, pid, 0, {}, "running");
            }
        }
    }

    void pending() {
        std::vector<int> seen(d_.trace.cpus.size(), -1);
        for (u32 p = 0; p < d_.trace.moments.size(); p++) {
            const Moment& m = d_.trace.moments[p];
            if (m.cpu >= seen.size() || seen[m.cpu] == m.pending) continue;
            seen[m.cpu] = m.pending;
            out_.counter(p, m.cpu, "pending", m.pending);
        }
    }

    void name_everything() {
        for (u32 cpu = 0; cpu < d_.trace.cpus.size(); cpu++) {
            out_.name("process_name", cpu, 0, "CPU " + std::to_string(cpu));
            out_.name("thread_name", cpu, 0, "runs");
            for (size_t t = 0; t < cpu_.size(); t++) {
                const std::string task = std::string("task ") + task_letter(static_cast<TaskId>(t));
                const bool starts_here = timeline_.setup().config.task_cpu[t] == cpu;
                if (starts_here || sections_[t].used() & 1u << cpu)
                    out_.name("thread_name", cpu, thread_of(sections_track, t), task);
                if (calls_[t].used() & 1u << cpu)
                    out_.name("thread_name", cpu, thread_of(calls_track, t), task + ": calls");
                if (irqs_[t].used() & 1u << cpu)
                    out_.name("thread_name", cpu, thread_of(interrupts_track, t),
                              task + ": interrupts");
            }
        }
    }

    struct Cursor {
        size_t next = 0, next_pause = 0; // in the lane's spans
        std::vector<u32> ends;           // of the open sections
        u32 paused_until = 0;
        size_t open = 0; // slices
    };
    struct Counts {
        i64 value[2] = {};
    };

    const Document& d_;
    const Timeline& timeline_;
    Writer out_;
    std::vector<u8> cpu_; // of each task
    std::vector<Slices> sections_, calls_, irqs_;
    Cursor cursors_[limits::tasks];
    std::vector<Counts> counts_;
};

} // namespace

std::string export_chrome(const Document& document) { return Chrome(document).run(); }

} // namespace lazymmu
