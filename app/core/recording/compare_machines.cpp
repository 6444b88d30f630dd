#include "app/core/recording/compare_machines.h"

#include "arch/arch.h"

#include <algorithm>
#include <charconv>

namespace lazymmu {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// The first word; `text` keeps the rest.
std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const std::string_view word = text.substr(0, text.find(' '));
    text = trimmed(text.substr(word.size()));
    return word;
}

std::string parse_column(std::string_view text, Kernel kernel, MachineSpec& out) {
    constexpr const char* form = "a machine is an architecture and a kernel: \"arm64 v7.0\"";
    MachineSpec read;
    if (std::string wrong = parse_machine(text, real_archs(), read); !wrong.empty()) return wrong;
    if (!read.kernel) read.kernel = kernel;
    const MachineSpec column{read.arch, read.kernel};
    if (!read.arch || read != column) return form;
    out = column;
    return {};
}

std::string append(std::vector<MachineSpec>& columns, const MachineSpec& column) {
    if (std::find(columns.begin(), columns.end(), column) != columns.end())
        return machine_text(column) + " is there already";
    if (columns.size() == most_columns)
        return "Compare shows at most " + std::to_string(most_columns) + " machines";
    columns.push_back(column);
    return {};
}

// A number from 1, or the machine itself.
std::string find_column(std::string_view text, Kernel kernel,
                        const std::vector<MachineSpec>& columns, size_t& out) {
    size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) {
        if (number < 1 || number > columns.size())
            return "there are " + std::to_string(columns.size()) + " columns";
        out = number - 1;
        return {};
    }
    MachineSpec column;
    const std::string wrong = parse_column(text, kernel, column);
    if (!wrong.empty()) return wrong;
    const auto found = std::find(columns.begin(), columns.end(), column);
    if (found == columns.end()) return machine_text(column) + " is not shown";
    out = static_cast<size_t>(found - columns.begin());
    return {};
}

} // namespace

std::string columns_text(const std::vector<MachineSpec>& columns) {
    std::string out;
    for (const MachineSpec& c : columns) out += (out.empty() ? "" : ", ") + machine_text(c);
    return out;
}

std::vector<MachineSpec> all_architectures(Kernel kernel) {
    std::vector<MachineSpec> out;
    for (const Arch* arch : real_archs())
        if (out.size() < most_columns) out.push_back({arch, kernel});
    return out;
}

std::vector<MachineSpec> before_and_after_series(const Arch& arch) {
    return {{&arch, Kernel::v6_18}, {&arch, Kernel::v7_0}};
}

std::string parse_columns(std::string_view text, Kernel kernel, std::vector<MachineSpec>& out) {
    std::vector<MachineSpec> columns;
    for (bool more = true; more;) {
        const size_t comma = text.find(',');
        more = comma != std::string_view::npos;
        MachineSpec column;
        std::string wrong = parse_column(text.substr(0, comma), kernel, column);
        if (wrong.empty()) wrong = append(columns, column);
        if (!wrong.empty()) return wrong;
        if (more) text.remove_prefix(comma + 1);
    }
    out = std::move(columns);
    return {};
}

std::string change_columns(std::string_view what, const MachineSpec& present,
                           std::vector<MachineSpec>& columns) {
    if (what == "archs" || what == "series") {
        columns = what == "archs" ? all_architectures(*present.kernel)
                                  : before_and_after_series(*present.arch);
        return {};
    }
    std::string_view rest = what;
    const std::string_view verb = take_word(rest);
    if (verb != "add" && verb != "remove" && verb != "set")
        return parse_columns(what, *present.kernel, columns);
    if (verb == "add") {
        MachineSpec column;
        const std::string wrong = parse_column(rest, *present.kernel, column);
        return wrong.empty() ? append(columns, column) : wrong;
    }
    size_t at = 0;
    const std::string_view which = verb == "set" ? take_word(rest) : rest;
    std::string wrong = find_column(which, *present.kernel, columns, at);
    if (!wrong.empty()) return wrong;
    std::vector<MachineSpec> others = columns;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(at));
    if (verb == "remove" && others.empty()) return "one column must stay";
    if (verb == "set") {
        MachineSpec changed;
        wrong = parse_column(rest, *columns[at].kernel, changed);
        if (!wrong.empty()) return wrong;
        if (std::find(others.begin(), others.end(), changed) != others.end())
            return machine_text(changed) + " is there already";
        others.insert(others.begin() + static_cast<std::ptrdiff_t>(at), changed);
    }
    columns = std::move(others);
    return {};
}

} // namespace lazymmu
