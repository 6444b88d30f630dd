// lazymmu diff: what differs between two moments of a run.
#include "app/core/ask/diff.h"
#include "app/cli/cli.h"
#include "app/cli/commands/session_file.h"
#include "app/cli/machine_args.h"
#include "app/core/tell/json_text.h"

namespace lazymmu::cli {
namespace {

void print_rows(const std::vector<DiffRow>& rows) {
    const DiffRow* before = nullptr;
    for (const DiffRow& r : rows) {
        if (!before || before->group != r.group)
            print("%s%s\n", before ? "\n" : "", diff_group_name(r.group));
        before = &r;
        std::string words = r.then;
        if (!r.then.empty() && !r.now.empty()) words += " \xE2\x86\x92 ";
        print("  %s %s: %s%s\n", r.sign(), r.what.c_str(), words.c_str(), r.now.c_str());
    }
    if (rows.empty()) print("Nothing differs.\n");
}

} // namespace

int diff_command(const Args& args) {
    if (args.operands.size() != 1) {
        complain("diff takes one file: a lesson, a script or a saved session");
        return exit_usage;
    }
    MachineSpec machine;
    Input input;
    if (!read_machine_args(args, machine)) return exit_usage;
    if (!read_operand(args.operands[0], input)) return exit_usage;
    const std::unique_ptr<Session> s = open_session(input, args);
    if (!s) return exit_usage;
    std::string error;
    if (machine.arch) error = s->execute({Command::set_arch, 0, machine.arch->name, {}});
    if (error.empty() && machine.kernel)
        error = s->execute({Command::set_kernel, 0, kernel_name(*machine.kernel), {}});
    if (!error.empty()) {
        complain(error);
        return exit_usage;
    }
    u64 from = 0, to = s->length();
    if (!read_count(args, "--from", 0, s->length(), from) ||
        !read_count(args, "--to", 0, s->length(), to))
        return exit_usage;
    const MomentFacts then = facts_at(s->timeline(), static_cast<u32>(from)),
                      now = facts_at(s->timeline(), static_cast<u32>(to));
    const std::vector<DiffRow> rows = diff_moments(then, now);
    if (args.has("--json"))
        print("%s\n", JsonObject()
                          .number("from", static_cast<i64>(from))
                          .number("to", static_cast<i64>(to))
                          .raw("rows", diff_json(rows))
                          .str()
                          .c_str());
    else
        print_rows(rows);
    return exit_of_run(*s);
}

} // namespace lazymmu::cli
