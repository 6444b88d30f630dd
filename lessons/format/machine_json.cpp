#include "lessons/format/machine_json.h"

namespace lazymmu::json {

namespace {

void read_options(Reading& r, const Node& node, MachineSpec& out, std::vector<At>& at) {
    if (!r.kind_of(node, Node::object)) return;
    if (node.items.size() > limits::arch_options * 4)
        r.error(node, "too many options: at most " + std::to_string(limits::arch_options * 4));
    i64 n = 0;
    for (const Node& option : node.items) {
        if (!r.whole_of(option, 0, 65535, n)) continue;
        out.options.push_back({option.key, static_cast<u16>(n)});
        at.push_back(r.at(option.key_at));
    }
}

} // namespace

void read_patches(Reading& r, const Node& node, u8& out) {
    if (!r.array_of(node, 0, patch_count)) return;
    for (const Node& n : node.items) {
        u8 bit = 0;
        if (n.kind != Node::text)
            r.wrong(n, one_of(patch_names()));
        else if (!patch_from_name(n.str, bit))
            r.error(n, unknown_name("patch", n.str, patch_names(), "there are"));
        else if (out & bit)
            r.error(n, "\"" + n.str + "\" stands twice in this list");
        out |= bit;
    }
}

void read_kernel(Reading& r, const Node& node, std::optional<Kernel>& out) {
    Kernel kernel{};
    if (node.kind != Node::text)
        r.wrong(node, "a text");
    else if (!kernel_from_name(node.str, kernel) || node.str != kernel_name(kernel))
        r.error(node, unknown_kernel(node.str));
    else
        out = kernel;
}

void read_changes(Reading& r, const Object& o, MachineSpec& out, std::vector<At>& option_at,
                  const char* options, u8 most_events) {
    for (const SpecCount& c : spec_counts()) {
        const bool events = c.said == &MachineSpec::irqs || c.said == &MachineSpec::migrations;
        i64 n = 0;
        if (o.whole(c.name, c.min, events ? most_events : c.max, n))
            out.*c.said = static_cast<u8>(n);
    }
    if (const Node* n = o.find("patches")) read_patches(r, *n, out.patches.emplace(u8{0}));
    if (const Node* n = o.find(options)) read_options(r, *n, out, option_at);
}

void read_machine(Reading& r, const Object& o, std::span<const Arch* const> archs, MachineSpec& out,
                  const char* options, u8 most_events) {
    std::string name;
    if (o.text("arch", limits::tag_chars, name) && !(out.arch = find_arch(name, archs)))
        r.error(*o.find("arch"), unknown_arch(name, archs));
    if (const Node* n = o.find("kernel")) read_kernel(r, *n, out.kernel);
    std::vector<At> at;
    read_changes(r, o, out, at, options, most_events);
    const Node* said = o.find(options);
    for (size_t i = 0; out.arch && r.ok() && i < out.options.size(); i++) {
        const std::string wrong =
            wrong_option(*out.arch, out.options[i].name, out.options[i].value);
        if (!wrong.empty()) r.error(said->items[i].key_at, wrong);
    }
}

} // namespace lazymmu::json
