#include "app/cli/machine_args.h"

#include "app/cli/cli.h"
#include "app/cli/text/files.h"
#include "app/core/session/open_run.h"
#include "engine/script/script.h"
#include "engine/text/nearest_name.h"
#include "lessons/format/limits.h"

namespace lazymmu::cli {

namespace {

bool read_patches(const Args& args, std::optional<u8>& out) {
    for (const std::string& name : args.values("--patch")) {
        u8 bit = 0;
        if (!patch_from_name(name, bit))
            return bad(unknown_name("patch", name, patch_names(), "there are"));
        out = static_cast<u8>(out.value_or(0) | bit);
    }
    return true;
}

bool read_options(const Args& args, MachineSpec& out) {
    for (const std::string& text : args.values("--option")) {
        const size_t equals = text.find('=');
        u64 value = 0;
        if (equals == text.npos ||
            !parse_number(std::string_view(text).substr(equals + 1), 0, 65535, value))
            return bad("--option \"" + text + "\": expected NAME=NUMBER");
        out.set(std::string_view(text).substr(0, equals), static_cast<u16>(value));
    }
    return true;
}

bool read_small(const Args& args, const char* name, u8 min, u8 max, std::optional<u8>& out) {
    u64 n = 0;
    if (!read_count(args, name, min, max, n)) return false;
    if (args.has(name)) out = static_cast<u8>(n);
    return true;
}

} // namespace

bool read_count(const Args& args, const char* name, u64 min, u64 max, u64& out) {
    if (!args.has(name)) return true;
    if (parse_number(args.value(name), min, max, out)) return true;
    return bad(std::string(name) + " \"" + args.value(name) + "\": expected a number from " +
               std::to_string(min) + " to " + std::to_string(max));
}

bool read_machine_args(const Args& args, MachineSpec& out) {
    Kernel kernel{};
    if (args.has("--arch") && !find_arch_or_complain(args.value("--arch"), out.arch)) return false;
    if (args.has("--kernel")) {
        if (!find_kernel_or_complain(args.value("--kernel"), kernel)) return false;
        out.kernel = kernel;
    }
    constexpr u8 most = limits::explore_events;
    return read_small(args, "--cpus", 1, limits::cpus, out.cpus) &&
           read_patches(args, out.patches) && read_options(args, out) &&
           read_small(args, "--irqs", 0, most, out.irqs) &&
           read_small(args, "--migrations", 0, most, out.migrations) &&
           read_small(args, "--task-init-pause", 0, 255, out.task_init_pause);
}

bool add_machine_args(const MachineSpec& typed, MachineSpec& base) {
    MachineSpec over = typed;
    if (over.patches) *over.patches |= base.patches.value_or(0);
    over.arch = typed.arch ? typed.arch : base.arch;
    if (const std::string wrong = wrong_spec(over); !wrong.empty()) return bad(wrong);
    base = merged(std::move(base), over);
    return true;
}

bool changes_config(const MachineSpec& typed) {
    return typed != MachineSpec{typed.arch, typed.kernel};
}

bool adjust_machine(const MachineSpec& typed, Machine& m) {
    if (!changes_config(typed)) return true;
    Config config = m.config();
    MachineSpec spec = spec_of(config);
    if (!add_machine_args(typed, spec)) return false;
    apply(spec, config);
    m = make_machine(config, m.setup->program);
    return true;
}

bool show_issues(const Issues& issues, std::string_view text, const Args& args) {
    const bool color = args.value("--color") == "always";
    for (const Issue& i : issues) put_error(issue_report(i, text, color));
    return issues.empty();
}

std::shared_ptr<const Program> compile_or_complain(const std::string& text, const std::string& file,
                                                   const Arch& arch, const Args& args) {
    ScriptResult compiled = compile_script(text, arch);
    return show_issues(script_issues(compiled.errors, file), text, args) ? compiled.program
                                                                         : nullptr;
}

} // namespace lazymmu::cli
