// Tests: tests/arch/machine_spec_test.cpp.
#include "engine/machine_spec.h"

#include "engine/text/nearest_name.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <charconv>

namespace lazymmu {

namespace {

constexpr SpecCount counts[] = {
    {"cpus", &MachineSpec::cpus, &Config::cpus, 1, limits::cpus},
    {"task_init_pause", &MachineSpec::task_init_pause, &Config::task_init_pause},
    {"irqs", &MachineSpec::irqs, &Config::max_irqs},
    {"migrations", &MachineSpec::migrations, &Config::max_migrations},
};
constexpr std::string_view no_patches = "unpatched";

std::string out_of_range(std::string_view name, u64 min, u64 max, u64 found,
                         const std::string& where = "") {
    return "\"" + printable(name) + "\"" + where + " goes from " + std::to_string(min) + " to " +
           std::to_string(max) + ", found " + std::to_string(found);
}

bool is_number(std::string_view text, u64& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error == std::errc::result_out_of_range) out = ~u64{0};
    return error != std::errc::invalid_argument && end == text.data() + text.size();
}

// The next word before a separator; `text` keeps the rest.
std::string_view take(std::string_view& text, char separator) {
    const size_t end = std::min(text.find(separator), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty())
        if (const std::string_view word = take(text, ' '); !word.empty()) out.push_back(word);
    return out;
}

// "x86 v7.0 +tolerate", each of them once or not at all.
std::string parse_head(std::string_view text, std::span<const Arch* const> archs,
                       MachineSpec& out) {
    for (const std::string_view word : words_of(text)) {
        Kernel kernel{};
        u8 patch = 0;
        if (word == no_patches) {
            out.patches = u8{0};
        } else if (word.starts_with('+')) {
            if (!patch_from_name(word.substr(1), patch))
                return unknown_name("patch", word.substr(1), patch_names(), "there are");
            out.patches = static_cast<u8>(out.patches.value_or(0) | patch);
        } else if (!out.kernel && kernel_from_name(word, kernel)) {
            out.kernel = kernel;
        } else if (const Arch* arch = find_arch(word, archs); arch && !out.arch) {
            out.arch = arch;
        } else if (out.kernel) {
            return "expected a patch, like \"+tolerate\", found \"" + printable(word) + "\"";
        } else {
            const bool version = out.arch || !nearest_kernels(word).empty();
            return version ? unknown_kernel(word) : unknown_arch(word, archs);
        }
    }
    return {};
}

std::string unknown_setting(std::string_view name, const Arch& arch) {
    std::vector<std::string_view> names;
    for (const SpecCount& c : counts) names.push_back(c.name);
    for (const OptionSpec& o : arch.options) names.push_back(o.name);
    return std::find(names.begin(), names.end(), name) == names.end()
               ? unknown_name("setting", name, names, "there are")
               : std::string();
}

// "cpus 2", "xen 0".
std::string parse_setting(const std::vector<std::string_view>& words, MachineSpec& out) {
    u64 value = 0;
    if (words.size() != 2 || !is_number(words[1], value))
        return "expected a name and a number, like \"cpus 2\", found \"" +
               (words.empty() ? "" : printable(words[0])) + "\"";
    const std::string_view name = words[0];
    for (const SpecCount& c : counts) {
        if (name != c.name) continue;
        if (value < c.min || value > c.max) return out_of_range(name, c.min, c.max, value);
        out.*c.said = static_cast<u8>(value);
        return {};
    }
    std::string wrong = out.arch ? unknown_setting(name, *out.arch) : std::string();
    if (out.arch && wrong.empty()) wrong = wrong_option(*out.arch, name, value);
    if (wrong.empty() && value > 0xffff) wrong = out_of_range(name, 0, 0xffff, value);
    if (wrong.empty()) out.set(name, static_cast<u16>(value));
    return wrong;
}

} // namespace

void MachineSpec::set(std::string_view name, u16 value) {
    const auto known = std::find_if(options.begin(), options.end(),
                                    [&](const Option& o) { return o.name == name; });
    if (known == options.end())
        options.push_back({std::string(name), value});
    else
        known->value = value;
}

std::span<const SpecCount> spec_counts() { return counts; }

MachineSpec merged(MachineSpec base, const MachineSpec& over) {
    if (over.arch) base.arch = over.arch;
    if (over.kernel) base.kernel = over.kernel;
    if (over.patches) base.patches = over.patches;
    for (const SpecCount& c : counts)
        if (over.*c.said) base.*c.said = over.*c.said;
    for (const MachineSpec::Option& o : over.options) base.set(o.name, o.value);
    return base;
}

void apply(const MachineSpec& spec, Config& config) {
    if (spec.kernel) config.kernel = *spec.kernel;
    if (spec.patches) config.patches = *spec.patches;
    for (const SpecCount& c : counts)
        if (spec.*c.said) config.*c.meant = *(spec.*c.said);
    const auto known = config.arch->options;
    for (const MachineSpec::Option& o : spec.options)
        for (size_t i = 0; i < known.size(); i++)
            if (o.name == known[i].name) config.option[i] = o.value;
}

Config config_of(const MachineSpec& spec) {
    Config config = default_config(*spec.arch);
    apply(spec, config);
    return config;
}

MachineSpec spec_of(const Config& config) {
    MachineSpec out;
    out.arch = config.arch;
    out.kernel = config.kernel;
    out.patches = config.patches;
    for (const SpecCount& c : counts) out.*c.said = config.*c.meant;
    for (size_t i = 0; i < config.arch->options.size(); i++)
        out.options.push_back({config.arch->options[i].name, config.option[i]});
    return out;
}

MachineSpec difference(const Config& config, const Config& from) {
    MachineSpec out;
    if (config.kernel != from.kernel) out.kernel = config.kernel;
    if (config.patches != from.patches) out.patches = config.patches;
    for (const SpecCount& c : counts)
        if (config.*c.meant != from.*c.meant) out.*c.said = config.*c.meant;
    for (size_t i = 0; i < config.arch->options.size(); i++)
        if (config.option[i] != from.option[i])
            out.options.push_back({config.arch->options[i].name, config.option[i]});
    return out;
}

u16 option_value(const MachineSpec& spec, const OptionSpec& option) {
    for (const MachineSpec::Option& o : spec.options)
        if (o.name == option.name) return o.value;
    return option.fallback;
}

u8 usable_patches(const MachineSpec& spec) {
    return spec.arch && spec.arch->patches
               ? spec.arch->patches(spec.kernel.value_or(kernel_default))
               : u8{0};
}

std::string wrong_option(const Arch& arch, std::string_view name, u64 value) {
    std::vector<std::string_view> names;
    for (const OptionSpec& spec : arch.options) {
        names.push_back(spec.name);
        if (name != spec.name) continue;
        if (value >= spec.min && value <= spec.max) return {};
        return out_of_range(name, spec.min, spec.max, value, std::string(" on ") + arch.name);
    }
    return std::string(arch.name) + " has no option \"" + printable(name) + "\"" +
           name_hint(name, names, "it has");
}

std::string wrong_spec(const MachineSpec& spec) {
    for (const SpecCount& c : counts)
        if (const auto& n = spec.*c.said; n && (*n < c.min || *n > c.max))
            return out_of_range(c.name, c.min, c.max, *n);
    std::string wrong;
    for (const MachineSpec::Option& o : spec.options)
        if (spec.arch && wrong.empty()) wrong = wrong_option(*spec.arch, o.name, o.value);
    return wrong;
}

const Arch* find_arch(std::string_view name, std::span<const Arch* const> archs) {
    for (const Arch* a : archs) {
        if (name == a->name) return a;
        for (const std::string_view alias : a->aliases)
            if (name == alias) return a;
    }
    return nullptr;
}

std::string unknown_arch(std::string_view name, std::span<const Arch* const> archs) {
    std::vector<std::string_view> typed, offered;
    for (const Arch* a : archs) {
        typed.push_back(a->name);
        typed.insert(typed.end(), a->aliases.begin(), a->aliases.end());
        if (!a->reference) offered.push_back(a->name);
    }
    const Arch* near = find_arch(nearest_name(name, typed), archs);
    return "unknown architecture \"" + printable(name) + "\"" +
           (near ? std::string("; did you mean \"") + near->name + "\"?"
                 : name_hint("", offered, "there are"));
}

bool patch_from_name(std::string_view name, u8& bit) {
    for (int i = 0; i < patch_count; i++) {
        if (name != patch_name(i)) continue;
        bit = static_cast<u8>(1 << i);
        return true;
    }
    return false;
}

std::vector<std::string_view> patch_names(u8 bits) {
    std::vector<std::string_view> out;
    for (int i = 0; i < patch_count; i++)
        if (bits & 1 << i) out.push_back(patch_name(i));
    return out;
}

std::string machine_text(const MachineSpec& spec) {
    std::string out;
    const auto word = [&out](const char* between, std::string_view text) {
        out += (out.empty() ? "" : between) + std::string(text);
    };
    if (spec.arch) word(" ", spec.arch->name);
    if (spec.kernel) word(" ", kernel_name(*spec.kernel));
    if (spec.patches && !*spec.patches) word(" ", no_patches);
    for (const std::string_view name : patch_names(spec.patches.value_or(0)))
        word(" ", "+" + std::string(name));
    for (const SpecCount& c : counts)
        if (const auto& n = spec.*c.said) word(", ", c.name + (" " + std::to_string(*n)));
    for (const MachineSpec::Option& o : spec.options)
        word(", ", o.name + " " + std::to_string(o.value));
    return out;
}

std::string machine_text(const Config& config) {
    MachineSpec apart = difference(config, default_config(*config.arch));
    apart.arch = config.arch;
    apart.kernel = config.kernel;
    apart.cpus = apart.irqs = apart.migrations = {};
    if (const auto pauses = config.arch->switch_pauses; pauses && pauses(config))
        apart.task_init_pause = config.task_init_pause;
    std::erase_if(apart.options, [&config](const MachineSpec::Option& o) {
        for (const OptionSpec& known : config.arch->options)
            if (o.name == known.name) return known.fits != Fits::no;
        return true;
    });
    return machine_text(apart);
}

std::string parse_machine(std::string_view text, std::span<const Arch* const> archs,
                          MachineSpec& out) {
    MachineSpec spec;
    bool more = true;
    for (bool head = true; more; head = false) {
        more = text.find(',') != std::string_view::npos;
        const std::string_view part = take(text, ',');
        const std::vector<std::string_view> words = words_of(part);
        u64 number = 0;
        const bool only_settings = words.size() == 2 && is_number(words[1], number);
        const std::string wrong =
            head && !only_settings ? parse_head(part, archs, spec) : parse_setting(words, spec);
        if (!wrong.empty()) return wrong;
    }
    out = std::move(spec);
    return {};
}

} // namespace lazymmu
