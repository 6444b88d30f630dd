// lazymmu compare: the same program on several machines, statement by statement.
#include "app/core/ask/compare.h"
#include "app/cli/cli.h"
#include "app/cli/machine_args.h"
#include "app/cli/text/files.h"
#include "app/core/tell/event_text.h"
#include "app/core/tell/json_text.h"

#include <algorithm>

namespace lazymmu::cli {

namespace {

constexpr size_t cell_width = 15, differences_shown = 12;

std::string padded(std::string text, size_t width) {
    const size_t n = static_cast<size_t>(display_width(text));
    return n < width ? text + std::string(width - n, ' ') : text + " ";
}

bool open(const Args& args, Session& s) {
    std::string text, error, name = args.operands[0];
    if (!read_input(name, limits::lesson_bytes, text, error)) {
        complain(error);
        return false;
    }
    if (name == "-") name = "<stdin>";
    std::vector<MachineSpec> machines;
    if (args.has("--machines")) {
        error = parse_columns(args.value("--machines"), kernel_default, machines);
        if (!error.empty()) {
            complain("--machines: " + error);
            return false;
        }
        s.execute({Command::set_machine, 0, machine_text(machines[0]), {}});
    }
    if (!s.execute({Command::open_text, 0, text, name}).empty()) {
        show_issues(s.message().issues, text, args);
        return false;
    }
    if (args.has("--series")) {
        if (machines.empty()) machines = {{&s.arch(), s.kernel()}};
        machines = before_and_after_series(*machines[0].arch);
    }
    if (machines.empty()) return true;
    // a lesson opens where it was written for
    s.choose_columns(machines);
    if (!s.execute({Command::set_machine, 0, machine_text(machines[0]), {}}).empty()) {
        show_issues(s.message().issues, text, args);
        return false;
    }
    return true;
}

// One that stops at a BUG would hold the others up.
void choose_leader(Session& s, Comparison& c) {
    s.execute({Command::end, 0, {}, {}});
    c.update(s);
    if (c.columns()[c.reference()].stopped.empty()) return;
    for (const ColumnView& v : c.columns()) {
        if (!v.runs || !v.stopped.empty()) continue;
        s.choose_columns(s.columns());
        s.execute({Command::set_machine, 0, machine_text(v.column), {}});
        break;
    }
}

// The statements of the run that leads, a row for each; those that one line repeats are one.
struct Statement {
    u32 end = 0; // the position after it
    u32 line = 0, times = 1;
    u8 task = 0;
};

std::vector<Statement> statements_of(const Session& s, u64 most) {
    std::vector<Statement> out;
    u64 n = 0;
    u32 line = 0;
    u8 task = 0;
    const auto finish = [&](u32 end) {
        if (!line) return;
        if (!out.empty() && out.back().line == line && out.back().task == task) {
            out.back().end = end;
            out.back().times++;
        } else {
            out.push_back({end, line, 1, task});
        }
    };
    const Trace& t = s.trace();
    for (u32 p = 1; p <= s.length(); p++) {
        for (const Event& e : s.timeline().events(p)) {
            if (e.kind != Ev::statement) continue;
            finish(p - 1);
            if (n++ == most) return out;
            line = static_cast<u32>(e.c);
            task = e.task;
        }
    }
    finish(t.length());
    return out;
}

bool cell_differs(const Comparison& c, size_t column) {
    const auto& rows = c.rows();
    return std::any_of(rows.begin(), rows.end(), [&](const CompareRow& r) {
        // how many operations it takes is each architecture's own matter
        return r.differs && r.aspect != Aspect::operations &&
               r.values[column] != r.values[c.reference()] && !r.values[column].empty();
    });
}

std::string cell(const Comparison& c, size_t column) {
    const ColumnView& v = c.columns()[column];
    if (!v.runs) return "cannot run";
    if (!v.stopped.empty()) return "BUG";
    std::string out = v.lazy ? "d " : "- ";
    if (v.batch.capacity > 0)
        out += std::to_string(v.batch.used) + "/" + std::to_string(v.batch.capacity) + " ";
    out += std::to_string(v.operations);
    return cell_differs(c, column) ? out + " *" : out;
}

void print_row(const std::string& first, const std::vector<std::string>& cells, size_t room) {
    std::string out = first;
    if (static_cast<size_t>(display_width(first)) >= room) {
        print("%s\n", first.c_str());
        out.clear();
    }
    out = padded(out, room);
    for (size_t i = 0; i < cells.size(); i++)
        out += i + 1 < cells.size() ? padded(cells[i], cell_width) : cells[i];
    print("%s\n", out.c_str());
}

void print_ends(const Comparison& c) {
    for (const ColumnView& v : c.columns()) {
        const std::string& why = v.stopped.empty() ? v.problem : v.stopped;
        if (!why.empty()) print("%s: %s\n", machine_text(v.column).c_str(), why.c_str());
    }
    size_t any = 0;
    for (const CompareRow& r : c.rows()) {
        if (!r.differs) continue;
        if (!any) print("\nWhat differs in the end\n");
        if (any++ >= differences_shown) continue;
        print("  %s%s\n", r.label.c_str(),
              r.aspect == Aspect::memory ? " in memory"
              : r.aspect == Aspect::tlb  ? " in the TLB"
                                         : "");
        for (size_t i = 0; i < r.values.size(); i++)
            if (!r.values[i].empty())
                print("    %-14s %s\n", machine_text(c.columns()[i].column).c_str(),
                      r.values[i].c_str());
    }
    if (any > differences_shown) print("  and %zu more\n", any - differences_shown);
    if (!any) print("\nNothing differs in the end.\n");
}

void print_costs(const Comparison& c) {
    print("\nWhat it cost, and without the mode\n");
    for (const ColumnView& v : c.columns()) {
        if (!v.runs) continue;
        print("  %-14s %8llu of %8llu, saved %d %%\n", machine_text(v.column).c_str(),
              static_cast<unsigned long long>(v.costs.spent),
              static_cast<unsigned long long>(v.costs.eager), v.costs.saved_percent());
        for (const CostLine& line : v.costs.lines)
            print("      %-28s %6llu for %8llu;  without %6llu for %8llu\n", line.name,
                  static_cast<unsigned long long>(line.spent.times),
                  static_cast<unsigned long long>(line.spent.cost),
                  static_cast<unsigned long long>(line.eager.times),
                  static_cast<unsigned long long>(line.eager.cost));
    }
}

std::string costs_json(const Comparison& c) {
    JsonList out;
    for (const ColumnView& v : c.columns()) {
        JsonList lines;
        for (const CostLine& line : v.costs.lines)
            lines.raw(JsonObject()
                          .text("operation", line.name)
                          .number("times", static_cast<i64>(line.spent.times))
                          .number("cost", static_cast<i64>(line.spent.cost))
                          .number("times_without", static_cast<i64>(line.eager.times))
                          .number("cost_without", static_cast<i64>(line.eager.cost))
                          .str());
        out.raw(JsonObject()
                    .text("machine", machine_text(v.column))
                    .number("cost", static_cast<i64>(v.costs.spent))
                    .number("cost_without", static_cast<i64>(v.costs.eager))
                    .raw("lines", lines.str())
                    .str());
    }
    return out.str();
}

std::string statement_text(const Session& s, const Statement& st) {
    std::string out(1, task_letter(static_cast<TaskId>(st.task)));
    std::string text = source_text(s.machine().program(), st.line);
    out += " " + text;
    if (st.times > 1) out += " (" + std::to_string(st.times) + " times)";
    return out;
}

int exit_code(const Comparison& c) {
    int out = exit_pass;
    for (const ColumnView& v : c.columns()) {
        if (!v.runs || !v.stopped.empty()) return exit_fail;
        if (!v.problem.empty()) out = exit_bound;
    }
    return out;
}

} // namespace

int compare_command(const Args& args) {
    if (args.operands.size() != 1) {
        complain(args.operands.empty() ? "compare needs a file: a lesson or a script (or - for "
                                         "standard input)"
                                       : "compare takes one file");
        return exit_usage;
    }
    u64 most = ~u64{0};
    if (!read_count(args, "--to", 0, ~u64{0} >> 1, most)) return exit_usage;
    Session s({});
    if (!open(args, s)) return exit_usage;
    Comparison c;
    choose_leader(s, c);
    s.execute({Command::home, 0, {}, {}});
    c.update(s);
    const bool json = args.has("--json");
    const size_t machines = c.columns().size();
    const size_t width = std::max<size_t>(static_cast<size_t>(terminal_width()), 60);
    const size_t room = std::max<size_t>(width - std::min(width, cell_width * machines), 26);
    std::vector<std::string> heads, cells(machines);
    for (const ColumnView& v : c.columns())
        heads.push_back((v.leads ? "> " : "") + machine_text(v.column));
    if (!json) print_row("statement", heads, room);
    u64 number = 0;
    for (const Statement& st : statements_of(s, most)) {
        s.execute({Command::seek, st.end, {}, {}});
        c.update(s);
        number += st.times;
        if (json) {
            print("%s\n", JsonObject()
                              .number("statement", static_cast<i64>(number))
                              .text("text", statement_text(s, st))
                              .raw("comparison", c.json())
                              .str()
                              .c_str());
            continue;
        }
        for (size_t i = 0; i < machines; i++) cells[i] = cell(c, i);
        print_row(statement_text(s, st), cells, room);
    }
    if (json) {
        print("%s\n", JsonObject().raw("costs", costs_json(c)).str().c_str());
    } else {
        print_ends(c);
        print_costs(c);
    }
    return exit_code(c);
}

} // namespace lazymmu::cli
