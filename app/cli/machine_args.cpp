#include "app/cli/machine_args.h"

#include "app/cli/cli.h"
#include "app/cli/files.h"
#include "engine/script.h"

#include <algorithm>
#include <cstdio>

namespace lazymmu::cli {

namespace {

std::string list_of(const std::vector<std::string_view>& names) {
    std::string out;
    for (std::string_view n : names) out += (out.empty() ? "" : ", ") + std::string(n);
    return out;
}

bool read_patches(const Args& args, u8& out) {
    std::vector<std::string_view> known;
    for (int i = 0; i < patch_count; i++) known.push_back(patch_name(i));
    for (const std::string& name : args.values("--patch")) {
        const auto it = std::find(known.begin(), known.end(), name);
        if (it == known.end()) {
            const std::string near = nearest_name(name, known);
            return bad("unknown patch \"" + name + "\"" +
                       (near.empty() ? "; there are " + list_of(known)
                                     : "; did you mean \"" + near + "\"?"));
        }
        out |= static_cast<u8>(1 << (it - known.begin()));
    }
    return true;
}

bool read_options(const Args& args, MachineArgs& w) {
    for (const std::string& text : args.values("--option")) {
        const size_t equals = text.find('=');
        u64 value = 0;
        if (equals == text.npos ||
            !parse_number(std::string_view(text).substr(equals + 1), 0, 65535, value))
            return bad("--option \"" + text + "\": expected NAME=NUMBER");
        w.options.emplace_back(text.substr(0, equals), static_cast<u16>(value));
    }
    return true;
}

} // namespace

bool read_count(const Args& args, const char* name, u64 min, u64 max, u64& out) {
    if (!args.has(name)) return true;
    if (parse_number(args.value(name), min, max, out)) return true;
    return bad(std::string(name) + " \"" + args.value(name) + "\": expected a number from " +
               std::to_string(min) + " to " + std::to_string(max));
}

bool read_machine_args(const Args& args, MachineArgs& w) {
    if (args.has("--arch") && !find_arch_or_complain(args.value("--arch"), w.arch)) return false;
    w.has_kernel = args.has("--kernel");
    if (w.has_kernel && !find_kernel_or_complain(args.value("--kernel"), w.kernel)) return false;
    return read_count(args, "--cpus", 1, limits::cpus, w.cpus) && read_patches(args, w.patches) &&
           read_options(args, w);
}

bool adjust_machine(const MachineArgs& w, Machine& m) {
    Config config = m.config();
    if (w.cpus) config.cpus = static_cast<u8>(w.cpus);
    config.patches |= w.patches;
    for (const auto& [name, value] : w.options) {
        const auto specs = config.arch->options;
        std::vector<std::string_view> names;
        size_t i = 0;
        for (const OptionSpec& s : specs) names.push_back(s.name);
        while (i < specs.size() && name != specs[i].name) i++;
        if (i == specs.size()) {
            const std::string near = nearest_name(name, names);
            return bad(
                std::string(config.arch->name) + " has no option \"" + name + "\"" +
                (near.empty() ? "; it has " + list_of(names) : "; did you mean \"" + near + "\"?"));
        }
        if (value < specs[i].min || value > specs[i].max)
            return bad("--option " + name + ": expected " + std::to_string(specs[i].min) + " to " +
                       std::to_string(specs[i].max));
        config.option[i] = value;
    }
    if (!w.changes_config()) return true;
    m = make_machine(config, m.setup->program);
    return true;
}

bool show_issues(const Issues& issues, std::string_view text, const Args& args) {
    const bool color = args.value("--color") == "always";
    for (const Issue& i : issues) std::fputs(issue_report(i, text, color).c_str(), stderr);
    return issues.empty();
}

std::shared_ptr<const Program> compile_or_complain(const std::string& text, const std::string& file,
                                                   const Arch& arch, const Args& args) {
    ScriptResult compiled = compile_script(text, arch);
    Issues issues;
    for (const ScriptError& e : compiled.errors) {
        std::string message = e.message;
        if (!e.nearest.empty() && message.find(e.nearest) == message.npos)
            message += "; did you mean \"" + e.nearest + "\"?";
        issues.push_back({file, e.line, e.column, std::move(message)});
    }
    return show_issues(issues, text, args) ? compiled.program : nullptr;
}

} // namespace lazymmu::cli
