// `lazymmu help`: texts made from the tables of commands and options; and names on the command
// line.
#include "app/cli/cli.h"
#include "app/core/tell/visible.h"
#include "arch/arch.h"
#include "engine/script/script.h"

namespace lazymmu::cli {

namespace {

void print_options(std::span<const OptionDoc> options) {
    for (const OptionDoc& o : options) {
        const std::string name = std::string(o.name) + (*o.value ? " " : "") + o.value;
        print("  %-18s  %s\n", name.c_str(), o.doc);
    }
}

} // namespace

void print_help(const CommandDoc* command) {
    if (command) {
        print("lazymmu %s\n%s\n\n%s%s", command->usage, command->doc, command->more,
              *command->more ? "\n" : "");
        print_options(command->options);
        return;
    }
    print("lazymmu: see the Linux kernel's lazy MMU mode work, line by line\n\n"
          "lazymmu COMMAND [ARGUMENT...]\n\n");
    for (const CommandDoc& c : commands()) print("  %-26s  %s\n", c.usage, c.doc);
    print("  %-26s  %s\n\nOutput that gets lost, on a full disk or in a closed pipe, is an error: "
          "exit 2.\n"
          "Control characters from files and names are shown (\\x1b, <U+202E>), never obeyed.\n\n"
          "To begin with:\n"
          "  lazymmu run lessons/nested-sections.json --arch arm64 --kernel v7.0\n"
          "  lazymmu help run\n",
          "--version", "the version");
}

int help_command(const Args& args) {
    if (args.operands.empty()) {
        print_help(nullptr);
        return exit_pass;
    }
    const CommandDoc* command = find_command(args.operands[0]);
    if (!command) {
        complain(unknown_command(args.operands[0]));
        return exit_usage;
    }
    print_help(command);
    return exit_pass;
}

bool find_arch_or_complain(const std::string& name, const Arch*& out) {
    out = find_arch(name);
    return out || bad(unknown_arch(name));
}

bool find_kernel_or_complain(const std::string& name, Kernel& out) {
    return kernel_from_name(name, out) || bad(unknown_kernel(name));
}

} // namespace lazymmu::cli
