// lazymmu: the engine in a terminal. stdout is data, stderr is messages.
// Exit codes: 0 pass, 1 fail, 2 usage, bad file or output that got lost, 3 a bound was hit.
#include "app/cli/cli.h"

#ifndef LAZYMMU_VERSION
#error "the build defines LAZYMMU_VERSION"
#endif

namespace lazymmu::cli {
namespace {

int dispatch(std::span<const char* const> argv) {
    if (argv.empty()) {
        print_help(nullptr);
        return exit_usage;
    }
    const std::string_view name = argv[0];
    if (name == "--help" || name == "-h") {
        print_help(nullptr);
        return exit_pass;
    }
    if (name == "--version") {
        print("lazymmu %s\n", LAZYMMU_VERSION);
        return exit_pass;
    }
    const CommandDoc* command = find_command(name);
    if (!command) {
        complain(unknown_command(name));
        return exit_usage;
    }
    const Args args = parse_args(*command, argv.subspan(1));
    if (!args.error.empty()) {
        complain(args.error + (args.error.find("did you mean") == std::string::npos
                                   ? "; lazymmu help " + std::string(name) + " lists them"
                                   : ""));
        return exit_usage;
    }
    if (args.has("--help")) {
        print_help(command);
        return exit_pass;
    }
    if (name == "run") return run_command(args);
    if (name == "check") return check_command(args);
    if (name == "explore") return explore_command(args);
    if (name == "compare") return compare_command(args);
    if (name == "diff") return diff_command(args);
    if (name == "new") return new_command(args);
    if (name == "export") return export_command(args);
    return help_command(args);
}

} // namespace
} // namespace lazymmu::cli

int main(int argc, char** argv) {
    const char* const* first = argv + (argc > 0);
    const size_t count = argc > 1 ? static_cast<size_t>(argc - 1) : 0;
    lazymmu::cli::open_streams();
    return lazymmu::cli::finish_output(lazymmu::cli::dispatch({first, count}));
}
