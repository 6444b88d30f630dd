#include "app/gui/views/examples.h"

#include "app/gui/ui/assets.h"

#include <vector>

namespace lazymmu::gui {

std::string first_comment(std::string_view script) {
    const size_t at = script.find_first_not_of(" \t\r\n");
    if (at == script.npos || !script.substr(at).starts_with("//")) return {};
    script.remove_prefix(at + 2);
    script = script.substr(0, script.find('\n'));
    while (!script.empty() && script.front() == ' ') script.remove_prefix(1);
    while (!script.empty() && (script.back() == ' ' || script.back() == '\r'))
        script.remove_suffix(1);
    return std::string(script);
}

std::span<const Example> examples() {
    static const std::vector<Example> all = [] {
        std::vector<Example> out;
        for (const Asset& asset : embedded_examples()) {
            std::string_view name = asset.name;
            name.remove_prefix(name.find('-') + 1);
            out.push_back(
                {std::string(name), first_comment(asset.text()), std::string(asset.text())});
        }
        return out;
    }();
    return all;
}

} // namespace lazymmu::gui
