// `lazymmu help`: texts made from the tables of commands and options; and names on the command
// line.
#include "app/cli/cli.h"
#include "arch/arch.h"
#include "engine/script.h"

#include <cstdio>

namespace lazymmu::cli {

namespace {

void print_options(std::span<const OptionDoc> options) {
    for (const OptionDoc& o : options) {
        const std::string name = std::string(o.name) + (*o.value ? " " : "") + o.value;
        std::printf("  %-18s  %s\n", name.c_str(), o.doc);
    }
}

} // namespace

void complain(const std::string& message) {
    std::fflush(stdout);
    std::fprintf(stderr, "lazymmu: %s\n", message.c_str());
}

bool bad(const std::string& message) {
    complain(message);
    return false;
}

void print_help(const CommandDoc* command) {
    if (command) {
        std::printf("lazymmu %s\n%s\n\n%s%s", command->usage, command->doc, command->more,
                    *command->more ? "\n" : "");
        print_options(command->options);
        return;
    }
    std::printf("lazymmu: see the Linux kernel's lazy MMU mode work, line by line\n\n"
                "lazymmu COMMAND [ARGUMENT...]\n\n");
    for (const CommandDoc& c : commands()) std::printf("  %-26s  %s\n", c.usage, c.doc);
    std::printf("  %-26s  %s\n\nTo begin with:\n"
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
        const std::string near = nearest_command(args.operands[0]);
        complain(
            "unknown command \"" + args.operands[0] + "\"" +
            (near.empty() ? "; lazymmu --help lists them" : "; did you mean \"" + near + "\"?"));
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
