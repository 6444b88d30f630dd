// JSON Lines: {"type":"run"...}, then for each line that ran {"type":"step"...}, for each step of a
// lesson {"type":"lesson_step"...}, and {"type":"end"...}.
#include "app/cli/text/out.h"
#include "app/cli/text/record.h"
#include "app/cli/text/summary.h"

#include "app/core/tell/event_json.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"
#include "lessons/format/loader_parts.h"

namespace lazymmu::cli {

namespace {

std::string choice_json(Choice c, const Program& program) {
    constexpr const char* kinds[] = {"run", "preempt", "irq", "migrate"};
    JsonObject o;
    o.text("kind", kinds[c.kind]).number("cpu", c.cpu);
    if (c.kind == Choice::irq)
        o.text("handler", program.handlers[c.arg].name);
    else if (c.kind != Choice::run)
        o.text("task", std::string(1, task_letter(static_cast<TaskId>(c.arg))));
    return o.str();
}

std::string value_json(const ValueChange& c, const std::string& text) {
    if (!c.is_text || text == "true" || text == "false") return text.empty() ? "null" : text;
    return json_quoted(text);
}

void put_line(const JsonObject& o) { cli::put(o.str() + "\n"); }

// The hardware's own tables as they are at the end.
std::string tables_json(const Setup& setup, const State& state) {
    std::vector<HwTableView> tables;
    if (state && setup.config.arch->hw_tables)
        setup.config.arch->hw_tables(setup.config, state.view(), tables);
    std::string out;
    for (const HwTableView& t : tables) {
        std::string rows;
        for (const HwRow& r : t.rows) {
            JsonObject o;
            o.text("place", r.place).text("mm", mm_name(r.mm)).text("va", hex_text(r.va));
            o.text("tag", r.tag).text("standing", staleness_name(r.standing.stale));
            o.text("entry", r.entry.empty() ? pte_text(setup.config, r.value) : r.entry);
            if (*r.word) o.text("note", r.word);
            rows += (rows.empty() ? "" : ",") + o.str();
        }
        JsonObject o;
        o.text("name", t.name).text("path", t.path).number("used", t.used);
        out += (out.empty() ? "" : ",") +
               o.number("capacity", t.capacity).raw("rows", "[" + rows + "]").str();
    }
    return "[" + out + "]";
}

class JsonPrinter final : public Printer {
  public:
    void begin(const Job& job) override {
        const Config& c = job.start.config();
        JsonObject options;
        for (const MachineSpec::Option& option : spec_of(c).options)
            options.number(option.name, option.value);
        JsonObject state;
        const ToldValues values(job.start, Telling::all);
        for (const ValueChange& v : values.values()) state.raw(v.path, value_json(v, v.to));
        JsonObject o;
        o.text("type", "run").text("file", job.file);
        if (job.lesson) o.text("lesson", job.lesson->id);
        o.text("arch", c.arch->name).text("kernel", kernel_name(c.kernel)).number("cpus", c.cpus);
        o.number("tasks", c.tasks).raw("options", options.str()).raw("state", state.str());
        put_line(o.text("digest", job.start.digest().hex()));
    }

    void step_begin(const Job& job, size_t step) override {
        const LessonStep& s = job.lesson->steps[step];
        JsonObject o;
        o.text("type", "lesson_step").number("index", static_cast<i64>(step + 1));
        o.number("begin", job.run->step_begin(step)).number("end", job.run->step_end[step]);
        put_line(o.text("title", s.title).text("narration", s.narration));
    }

    void record(const Job& job, const Record& r) override {
        const Setup& setup = *job.start.setup;
        summary_.take(setup, r);
        JsonObject o;
        o.text("type", "step").number("position", r.position);
        o.raw("choice", choice_json(r.choice, *setup.program)).text("task", std::string(1, r.task));
        o.number("depth", r.depth);
        if (r.line)
            o.text("routine", r.is_statement() ? "script" : r.routine)
                .number("line", r.line)
                .text("text", r.text);
        std::string events, changes;
        for (const Event& e : r.events) {
            if (e.kind == Ev::line || e.kind == Ev::statement || e.kind == Ev::count) continue;
            events += (events.empty() ? "" : ",") + event_json(setup, e);
        }
        for (const ValueChange& c : r.changes)
            changes += (changes.empty() ? "" : ",") + json_quoted(c.path) + ":[" +
                       value_json(c, c.from) + "," + value_json(c, c.to) + "]";
        o.raw("events", "[" + events + "]").raw("changes", "{" + changes + "}");
        put_line(o.text("digest", r.digest.hex()));
    }

    void step_end(const Job& job, size_t step) override {
        for (size_t i = 0; i < job.check.failures.size(); i++) {
            if (job.check.failure_step[i] != step) continue;
            const Issue& issue = job.check.failures[i];
            JsonObject o;
            o.text("type", "failure").text("file", issue.file).number("line", issue.line);
            put_line(o.number("column", issue.column).text("message", issue.message));
        }
    }

    void end(const Job& job, const Outcome& out) override {
        JsonObject o;
        o.text("type", "end").number("position", out.position).text("digest", out.digest.hex());
        if (summary_.ledger()) o.raw("cost", cost_json(*job.start.setup, out));
        o.raw("hw_tables", tables_json(*job.start.setup, out.state));
        if (!out.bug.empty()) o.text("bug", out.bug);
        if (!out.limit.empty()) o.text("limit", out.limit);
        put_line(o.truth("cut", out.cut).number("failures", static_cast<i64>(out.failures)));
    }

  private:
    std::string cost_json(const Setup& setup, const Outcome& out) const {
        const CostLedger eager = summary_.eager(setup, out.completed);
        JsonObject o, rows;
        for (const CostRow& r : summary_.ledger()->rows())
            if (r.cost) rows.number(r.name, static_cast<i64>(r.cost));
        o.number("total", static_cast<i64>(summary_.ledger()->total()));
        if (out.under_way) o.number("under_way", static_cast<i64>(out.under_way));
        return o.number("batching_off", static_cast<i64>(eager.total()))
            .raw("by", rows.str())
            .str();
    }

    Summary summary_;
};

class QuietPrinter final : public Printer {
  public:
    explicit QuietPrinter(bool digest) : digest_(digest) {}
    void begin(const Job&) override {}
    void step_begin(const Job&, size_t) override {}
    void record(const Job&, const Record&) override {}
    void step_end(const Job&, size_t) override {}
    void end(const Job&, const Outcome& out) override {
        if (digest_) print("%s\n", out.digest.hex().c_str());
    }

  private:
    bool digest_;
};

} // namespace

std::unique_ptr<Printer> json_printer() { return std::make_unique<JsonPrinter>(); }
std::unique_ptr<Printer> quiet_printer(bool digest) {
    return std::make_unique<QuietPrinter>(digest);
}

} // namespace lazymmu::cli
