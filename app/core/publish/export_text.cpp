// A run for a mail: ASCII, never wider than 75 columns. Links are broken over lines between angle
// brackets, as RFC 3986 (appendix C) says; whoever opens one drops the line breaks again.
#include "app/core/explore/schedule_text.h"
#include "app/core/publish/export.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/returned.h"
#include "app/core/tell/statement_text.h"
#include "app/core/tell/visible.h"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace lazymmu {
namespace {

constexpr u32 most_lines = 3000; // of the run: nobody reads more in a mail

std::string plain(std::string text) {
    constexpr const char* words[][2] = {{"→", "->"}, {"…", "..."}, {"−", "-"}, {"×", "x"},
                                        {"’", "'"},  {"–", "-"},   {"—", "-"}, {"≥", ">="}};
    for (const auto& w : words)
        for (size_t at = 0; (at = text.find(w[0], at)) != text.npos; at += std::string(w[1]).size())
            text.replace(at, std::string(w[0]).size(), w[1]);
    return text;
}

std::string paragraph(const std::string& text, const std::string& first, size_t hang) {
    return wrapped(plain(visible_line(text)), first, hang, mail_columns);
}

std::string program_text(const Document& d) {
    std::string source = d.timeline.setup().program->source, out;
    for (size_t at = 0; at < source.size();) {
        const size_t end = std::min(source.find('\n', at), source.size());
        std::string line = source.substr(at, end - at);
        const size_t text = std::min(line.find_first_not_of(" \t\r"), line.size());
        const std::string indent(std::min<size_t>(text, 40), ' ');
        if (text < line.size())
            out += paragraph(line.substr(text), "    " + indent, 6 + indent.size());
        else if (!out.empty())
            out += "\n";
        at = end + 1;
    }
    return out;
}

// The counters of whoever has just run, and what waits: what the reader compares line by line.
std::string counters(const Machine& m, const Moment& now, TaskId task) {
    const TaskState& t = m.view().task(task);
    std::string out;
    if (has_generic_layer(m.config().kernel))
        out = "enable " + std::to_string(t.enable_count) + " pause " +
              std::to_string(t.pause_count) + " ";
    return out + "pending " + std::to_string(now.pending);
}

class Mail {
  public:
    explicit Mail(const Document& d) : d_(d), machine_(d.timeline.machine_at(0)) {}

    std::string run() {
        const u32 end = std::min(d_.timeline.length(), most_lines);
        for (u32 p = 1; p <= end; p++) line(p);
        if (end < d_.timeline.length())
            out_ += paragraph("... and " + std::to_string(d_.timeline.length() - end) +
                                  " more lines, which are left out here.",
                              "", 0);
        return std::move(out_);
    }

  private:
    void line(u32 p) {
        const Choice c = d_.timeline.choices()[p - 1];
        const CpuId cpu = static_cast<CpuId>(c.cpu);
        const TaskId task = machine_.view().current(cpu);
        const int depth = task == TaskId::none ? 0 : machine_.view().depth(task);
        step(machine_, c);
        char number[32];
        const char letter = task == TaskId::none ? '-' : task_letter(task);
        std::snprintf(number, sizeof number, "%5u %c  ", p, letter);
        const size_t indent = static_cast<size_t>(std::clamp(2 * (depth - 1), 0, 24));
        const std::string first = number + std::string(indent, ' ');
        const std::string value = returned(p);
        out_ += paragraph(text_of(p, c) + (value.empty() ? "" : "  → " + value), first,
                          first.size() + 2);
        if (task != TaskId::none) {
            std::string now = counters(machine_, d_.trace.moments[p], task);
            if (now != last_) out_ += paragraph(now, "         | ", 11);
            last_ = std::move(now);
        }
        for (const Event& e : d_.timeline.events(p)) {
            if (e.kind == Ev::hw) out_ += paragraph(event_text(setup(), e), "         * ", 11);
            if (e.kind == Ev::warn || e.kind == Ev::bug || e.kind == Ev::hazard ||
                e.kind == Ev::fault)
                out_ += paragraph(event_text(setup(), e), "         ! ", 11);
        }
    }

    // What the statement that begins with line p returned, if the run got so far.
    std::string returned(u32 p) const {
        std::optional<AnswerSearch> search;
        for (u32 q = p; q <= d_.timeline.length(); q++) {
            for (const Event& e : d_.timeline.events(q)) {
                if (search && search->take(setup(), e)) return search->text();
                if (!search && e.kind == Ev::statement) search.emplace(e);
            }
            if (!search) break;
        }
        return {};
    }

    std::string text_of(u32 p, Choice c) const {
        const std::string other(1, static_cast<char>('A' + c.arg));
        if (c.kind == Choice::preempt) return "(preempted: task " + other + " is next)";
        if (c.kind == Choice::migrate)
            return "(task " + other + " moves to CPU " + std::to_string(c.cpu) + ")";
        if (c.kind == Choice::irq)
            return "(interrupt " + setup().program->handlers[c.arg].name + ")";
        for (const Event& e : d_.timeline.events(p)) {
            if (e.kind == Ev::statement) {
                const Body& body = setup().program->body(e.a);
                return op_text(*setup().program, body, body.ops[e.b], *d_.arch, true);
            }
            const Routine* r = e.kind == Ev::line ? find_routine(setup(), e.code) : nullptr;
            if (r) return std::string(r->name) + ": " + r->lines[e.a].text;
        }
        return "(no line runs)";
    }

    const Setup& setup() const { return d_.timeline.setup(); }

    const Document& d_;
    Machine machine_;
    std::string out_, last_;
};

std::string link_text(std::string_view link) {
    std::string out = "Open it: ";
    size_t column = out.size();
    for (const char c : "<" + std::string(link) + ">") {
        if (column == mail_columns) {
            out += "\n";
            column = 0;
        }
        out += c;
        column++;
    }
    return out + "\n";
}

} // namespace

std::string export_text(const Document& d, std::string_view link) {
    const std::string title = plain(visible_line(d.lesson ? d.lesson->title : d.name));
    std::string out = paragraph(title, "", 0);
    out += std::string(std::min(title.size(), mail_columns), '=') + "\n\n";
    out += paragraph(std::string(d.arch->title) + ", " + kernel_name(d.kernel) + ", " +
                         std::to_string(d.timeline.length()) + " lines",
                     "Machine: ", 9);
    const std::string program = program_text(d);
    if (!program.empty()) out += "\nProgram:\n\n" + program;
    out += "\nRun (line, task, what ran; | counters, * hardware, ! trouble):\n\n" + Mail(d).run();
    for (const Issue& i : d.problems) out += "\n" + paragraph(i.message, "Not finished: ", 2);
    if (!link.empty()) out += "\n" + link_text(link);
    return out;
}

} // namespace lazymmu
