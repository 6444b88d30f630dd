// A run as text: the lesson's words, then a row for each line that ran, and below a row what the
// line did. Rows that only repeat what was just shown are folded.
#include "app/cli/text/quiz_text.h"
#include "app/cli/text/summary.h"
#include "app/cli/text/text_output.h"
#include "app/cli/text/wrap.h"
#include "app/core/recording/run_costs.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/returned.h"
#include "app/core/tell/visible.h"

#include <cstdio>
#include <cstring>

namespace lazymmu::cli {
namespace {

constexpr int where_width = 30;

class TextPrinter final : public Printer, Paper {
  public:
    explicit TextPrinter(const TextStyle& style) : Paper(style) {}

    void begin(const Job& job) override {
        const Config& c = job.start.config();
        std::string machine = std::string(c.arch->title) + ", " + kernel_name(c.kernel);
        for (const std::string_view name : patch_names(c.patches))
            machine += " + " + std::string(name);
        if (c.cpus > 1) machine += ", " + std::to_string(c.cpus) + " CPUs";
        const std::string title = visible_line(job.lesson ? job.lesson->title : job.file);
        put(paint("1", title) + "\n");
        put(paint("2", machine + ": delays " + c.arch->delays) + "\n");
        if (job.lesson && s_.narration)
            put("\n" + render_markdown(job.lesson->summary, {std::min(s_.width, 80), 0, s_.color}));
        if (!job.lesson) put("\n");
    }

    void step_begin(const Job& job, size_t step) override {
        flush_group(job);
        const LessonStep& s = job.lesson->steps[step];
        std::string head =
            "Step " + std::to_string(step + 1) + " of " + std::to_string(job.lesson->steps.size());
        if (!s.title.empty()) head += ": " + visible_line(s.title);
        const int rule = std::min(s_.width, 80) - display_width(head) - 4;
        std::string line;
        for (int i = 0; i < rule; i++) line += glyph("─", "-");
        put("\n" + paint("2", glyph("──", "--")) + " " + paint("1;34", head) + " " +
            paint("2", line) + "\n");
        // Whoever is asked gets the words behind the answer: they tell it.
        const std::string question = question_text(job, step);
        if (s_.narration) tell(question.empty() ? s.narration : question);
        if (job.run->step_begin(step) != job.run->step_end[step]) put("\n");
        shapes_.clear();
    }

    void record(const Job& job, const Record& r) override {
        summary_.take(*job.start.setup, r);
        if (r.depth == 0 || r.choice.kind != Choice::run) flush_group(job);
        group_.push_back(r);
    }

    void step_end(const Job& job, size_t step) override {
        flush_group(job);
        show_folded();
        const std::string answer = answer_text(job, step);
        if (s_.narration && !answer.empty())
            tell(answer + "\n" + job.lesson->steps[step].narration);
        size_t failed = 0;
        for (size_t i = 0; i < job.check.failures.size(); i++) {
            if (job.check.failure_step[i] != step) continue;
            put("  " +
                paint("1;31", glyph("✗", "x") + std::string(" ") + job.check.failures[i].message) +
                "\n");
            failed++;
        }
        const u32 n = expectations(job, step);
        if (job.checked && !failed && n)
            put("  " +
                paint("32", glyph("✓", "ok:") + std::string(" ") + std::to_string(n) +
                                (n == 1 ? " expectation holds" : " expectations hold")) +
                "\n");
    }

    void end(const Job& job, const Outcome& out) override {
        flush_group(job);
        show_folded();
        show_calls(job);
        std::string total = std::to_string(out.position) + " lines, " +
                            std::to_string(summary_.stores()) + " PTE stores";
        for (const auto& [name, n] : summary_.hardware())
            total += ", " + std::to_string(n) + " x " + name;
        put("\n" + paint("1", "In all: ") + total + "\n");
        show_cost(*job.start.setup, out);
        if (out.cut) put("Stopped as asked; there is more.\n");
        if (!out.bug.empty()) put(paint("1;31", "The machine stopped: BUG: " + out.bug) + "\n");
        if (!out.limit.empty()) put(paint("1;31", "Not finished: " + out.limit) + "\n");
        if (s_.digest) put("digest " + out.digest.hex() + "\n");
    }

  private:
    u32 expectations(const Job& job, size_t step) const {
        u32 n = 0;
        const Config& c = job.start.config();
        for (const ExpectBlock& b : job.lesson->steps[step].expect)
            if (b.when.applies(c.arch->name, c.kernel))
                n += static_cast<u32>(b.state.size() + b.events.size());
        return n;
    }

    // A statement with all that it called: shown, or folded if the last one with the same place in
    // the script looked the same twice.
    void flush_group(const Job& job) {
        if (group_.empty()) return;
        const bool statement = group_[0].depth == 0 && group_[0].is_statement();
        if (statement && !s_.all) {
            std::string shape;
            for (const Record& r : group_) shape += shape_of(r);
            Shape& known = shapes_[group_[0].line * 8 + static_cast<u32>(group_[0].task & 7)];
            known.times = known.shape == shape ? known.times + 1 : 1;
            known.shape = shape;
            if (known.times > 2) {
                folded_++;
                folded_lines_ += group_.size();
                group_.clear();
                return;
            }
        }
        show_folded();
        show_group(*job.start.setup);
        group_.clear();
    }

    // Loops inside of the kernel's routines are folded in the same way.
    void show_group(const Setup& setup) {
        Shapes shapes;
        if (!s_.all)
            for (const Record& r : group_) shapes.push_back(shape_of(r));
        for (size_t i = 0; i < group_.size();) {
            size_t period = 1;
            const size_t times = s_.all ? 1 : repetitions(shapes, i, period);
            const size_t shown = times > 1 ? 2 * period : 1;
            for (size_t k = 0; k < shown; k++) show(setup, i + k);
            if (times > 1) {
                folded_ = static_cast<u32>(times - 2);
                folded_lines_ = folded_ * period;
                show_folded();
            }
            i += times > 1 ? times * period : 1;
        }
    }

    void show_folded() {
        if (!folded_) return;
        put(paint("2", std::string("         ") + glyph("⋮", ":") + " the same " +
                           (folded_ == 1 ? "once more" : std::to_string(folded_) + " times more") +
                           " (" + std::to_string(folded_lines_) +
                           (folded_lines_ == 1 ? " line" : " lines") + "; --all shows them)") +
            "\n");
        folded_ = 0;
        folded_lines_ = 0;
    }

    void show(const Setup& setup, size_t row) {
        const Record& r = group_[row];
        if (r.choice.kind != Choice::run) show_choice(setup, r);
        const bool visible = r.depth <= s_.depth && r.line != 0;
        std::string pad(static_cast<size_t>(2 * std::min(r.depth, 12)), ' ');
        if (visible) {
            char place[16];
            std::snprintf(place, sizeof place, "%6u  %c  ", r.position, r.task);
            std::string where = r.depth == 0 ? "" : r.routine + ":" + std::to_string(r.line);
            where.resize(std::max<size_t>(where.size(), where_width), ' ');
            std::string value = returned_in(setup, group_, row);
            if (!value.empty()) value = paint("36", "  → " + value);
            put(paint("2", place) + paint("2", where) + " " + pad +
                (r.depth == 0 ? paint("1", r.text) : r.text) + value + "\n");
        }
        // What hidden lines did stands under the line that is shown.
        if (!visible)
            pad.resize(std::min<size_t>(pad.size(), static_cast<size_t>(2 * s_.depth)), ' ');
        const std::string indent = std::string(11 + where_width + 1, ' ') + pad + "  ";
        show_changes(r, indent);
        show_events(setup, r, indent);
    }

    // Many events of a kind in a row: the first two and the last one.
    void show_events(const Setup& setup, const Record& r, const std::string& indent) {
        const std::vector<Event>& all = r.events;
        for (size_t i = 0; i < all.size();) {
            size_t end = i + 1;
            while (end < all.size() && all[end].kind == all[i].kind && all[end].code == all[i].code)
                end++;
            const size_t n = end - i;
            for (; i < end; i++) {
                if (n < 6 || s_.all || i + n < end + 2 || i + 1 == end)
                    show_event(setup, all[i], indent);
                if (n >= 6 && !s_.all && i + n == end + 1)
                    put(indent +
                        paint("2", glyph("⋮ ", ": ") + std::to_string(n - 3) + " more like this") +
                        "\n");
            }
        }
    }

    void show_choice(const Setup& setup, const Record& r) {
        std::string what;
        const std::string cpu = "CPU " + std::to_string(r.choice.cpu);
        const std::string task(1, task_letter(static_cast<TaskId>(r.choice.arg)));
        if (r.choice.kind == Choice::irq)
            what = "interrupt " + setup.program->handlers[r.choice.arg].name + " on " + cpu;
        else if (r.choice.kind == Choice::migrate)
            what = "task " + task + " moves to " + cpu;
        else if (r.depth == 0 || r.task == '-')
            what = cpu + " picks task " + task;
        else
            what = cpu + " preempts task " + r.task + " in favour of task " + task;
        put(paint("35", std::string(glyph("        ⇢ ", "       >> ")) + what) + "\n");
    }

    // All changes of a line in one row, without those that others imply.
    void show_changes(const Record& r, const std::string& indent) {
        const std::string own = std::string("task.") + r.task + ".";
        std::string out;
        for (const ValueChange& c : r.changes) {
            std::string name = c.path;
            if (name.starts_with(own))
                name.erase(0, own.size());
            else if (name.starts_with("cpu.0."))
                name.erase(0, 6);
            if (name == "current" || name.ends_with("status")) continue; // their events say it
            if (is_implied(c, r.changes)) continue;
            out += (out.empty() ? "" : "   ") + name + " " + c.from + " → " + c.to;
        }
        if (!out.empty()) put(indent + paint("33", glyph("Δ ", "* ") + out) + "\n");
    }

    // "active" says the same as "lazy", and how much of a batch is used the same as its own field.
    static bool is_implied(const ValueChange& c, const std::vector<ValueChange>& all) {
        const bool active = c.path.ends_with(".active") && c.path.starts_with("task.");
        const bool used = c.path.ends_with(".batch.used");
        if (!active && !used) return false;
        const std::string stem = c.path.substr(0, c.path.rfind('.') + 1);
        for (const ValueChange& o : all) {
            if (&o == &c || !o.path.starts_with(stem)) continue;
            if (active && o.path == stem + "lazy") return true;
            if (used && o.from == c.from && o.to == c.to) return true;
        }
        return false;
    }

    void show_event(const Setup& setup, const Event& e, const std::string& indent) {
        std::string text = event_text(setup, e);
        const char* color = "0";
        const char* mark = glyph("· ", ". ");
        switch (e.kind) {
        case Ev::statement:
        case Ev::line:
        case Ev::call:
        case Ev::count: return;
        case Ev::ret:
            if (returned_text(setup, e).empty() || stands_in(group_, e)) return;
            break;
        case Ev::hw: color = "1;32", mark = glyph("▶ ", "> "); break;
        case Ev::hw_item: color = "32", mark = glyph("▷ ", "> "); break;
        case Ev::batch_append: color = "36", mark = "+ "; break;
        case Ev::pte_store: color = "0", mark = glyph("● ", "o "); break;
        case Ev::warn:
        case Ev::hazard:
        case Ev::bug: color = "1;31", mark = "! "; break;
        default: color = "2"; break;
        }
        for (const char* lead : {"hardware: ", "  with ", "delayed: ", "memory: "})
            if (text.starts_with(lead)) text.erase(0, std::strlen(lead));
        put(indent + paint(color, mark + text) + "\n");
    }

    void show_cost(const Setup& setup, const Outcome& out) {
        if (!summary_.ledger()) return;
        CostView v;
        v.spent = summary_.ledger()->total();
        v.under_way = out.under_way;
        v.eager = summary_.eager(setup, out.completed).total();
        std::string line = std::to_string(v.spent);
        if (setup.config.arch->batches(setup.config)) {
            if (v.under_way)
                line += ", of it " + std::to_string(v.under_way) +
                        " by a statement that is not over; the others";
            line += (v.under_way ? " with batching off: "
                                 : "; the same statements with batching off: ") +
                    std::to_string(v.eager);
            if (v.saved_percent() > 0)
                line += "; the mode saved " + std::to_string(v.saved_percent()) + " %";
        }
        put(paint("1", "Cost: ") + line + "\n");
    }

    void show_calls(const Job& job) {
        if (summary_.calls().empty() || summary_.calls().size() > 40) return;
        const bool counters = has_generic_layer(job.start.config().kernel);
        put("\n" +
            paint(
                "1",
                counters
                    ? "The calls: enable_count, pause_count, what the architecture was asked, lazy?"
                    : "The calls: what the architecture was asked, lazy?") +
            "\n");
        for (const Summary::Call& c : summary_.calls()) {
            char row[160];
            std::string name =
                std::string(1, c.task) + "  " + c.name + (c.irq ? " (in interrupt)" : "");
            name.resize(std::max<size_t>(name.size(), 32), ' ');
            std::snprintf(row, sizeof row, "%d → %d   %d → %d   ", c.enable_from, c.enable_to,
                          c.pause_from, c.pause_to);
            std::string hook = c.hook.empty() ? "nothing" : c.hook;
            hook.resize(10, ' ');
            put("  " + name + (counters ? row : "") + paint(c.hook.empty() ? "2" : "32", hook) +
                (c.lazy ? paint("36", "lazy") : "eager") +
                (c.lazy_before == c.lazy ? "" : paint("2", c.lazy ? "  from here on" : "  again")) +
                "\n");
        }
    }

    Summary summary_;
    std::vector<Record> group_; // since the last statement
    struct Shape {
        std::string shape;
        u32 times = 0;
    };
    std::map<u32, Shape> shapes_; // by source line and task
    u32 folded_ = 0;
    size_t folded_lines_ = 0;
};

} // namespace

std::unique_ptr<Printer> text_printer(const TextStyle& style) {
    return std::make_unique<TextPrinter>(style);
}

} // namespace lazymmu::cli
