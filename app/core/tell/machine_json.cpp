#include "app/core/tell/machine_json.h"

#include "app/core/tell/json_text.h"

namespace lazymmu {

std::string patches_json(u8 patches, bool spaced) {
    std::string out;
    for (const std::string_view name : patch_names(patches))
        out += (out.empty() ? "" : spaced ? ", " : ",") + json_quoted(name);
    return "[" + out + "]";
}

std::vector<std::pair<const char*, std::string>> machine_members(const MachineSpec& m,
                                                                 const char* options, bool spaced) {
    std::vector<std::pair<const char*, std::string>> out;
    if (m.arch) out.emplace_back("arch", json_quoted(m.arch->name));
    if (m.kernel) out.emplace_back("kernel", json_quoted(kernel_name(*m.kernel)));
    for (const SpecCount& c : spec_counts())
        if (const auto& n = m.*c.said) out.emplace_back(c.name, std::to_string(*n));
    if (m.patches) out.emplace_back("patches", patches_json(*m.patches, spaced));
    std::string list;
    for (const MachineSpec::Option& o : m.options)
        list += (list.empty() ? ""
                 : spaced     ? ", "
                              : ",") +
                json_quoted(o.name) + (spaced ? ": " : ":") + std::to_string(o.value);
    if (!list.empty()) out.emplace_back(options, spaced ? "{ " + list + " }" : "{" + list + "}");
    return out;
}

} // namespace lazymmu
