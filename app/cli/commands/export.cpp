// lazymmu export: a run for other programs and for people.
#include "app/core/publish/export.h"
#include "app/cli/cli.h"
#include "app/cli/commands/session_file.h"
#include "app/cli/machine_args.h"
#include "app/core/session/saved_session.h"
#include "app/link/link.h"

#include <cstdlib>

namespace lazymmu::cli {
namespace {

bool change_machine(const Args& args, Session& session) {
    for (const auto& [option, kind] :
         {std::pair("--arch", Command::set_arch), std::pair("--kernel", Command::set_kernel)}) {
        if (!args.has(option)) continue;
        const std::string error = session.execute({kind, 0, args.value(option), {}});
        if (error.empty()) continue;
        complain(std::string(option) + ": " + error);
        return false;
    }
    u64 position = session.position();
    if (!read_count(args, "--seek", 0, session.length(), position)) return false;
    session.execute({Command::seek, static_cast<u32>(position), {}, {}});
    return true;
}

std::string base_of(const Args& args) {
    const char* base = std::getenv("LAZYMMU_LINK_BASE");
    return args.value("--base", base && *base ? base : default_link_base);
}

} // namespace

int export_command(const Args& args) {
    if (args.operands.size() != 1) {
        complain("export needs one lesson, script, .lazymmu.json file or link");
        return exit_usage;
    }
    const std::string name = args.value("--format", "text");
    ExportFormat format = ExportFormat::text;
    if (name != "link" && !export_format(name, format)) {
        complain("--format \"" + name + "\": expected text, chrome, csv, itf, session or link");
        return exit_usage;
    }
    Input input;
    if (!read_operand(args.operands[0], input)) return exit_usage;
    const std::unique_ptr<Session> session = open_session(input, args);
    if (!session || !change_machine(args, *session)) return exit_usage;
    const std::string link = make_link(saved_json(save_session(*session)), base_of(args));
    const std::string text = name == "link" ? link + "\n" : exported(*session, format, link);
    const std::string path = args.value("--output", "-");
    if (path == "-")
        put(text);
    else if (!write_file(path, text))
        return exit_usage;
    return exit_of_run(*session);
}

} // namespace lazymmu::cli
