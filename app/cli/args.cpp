#include "app/cli/args.h"

#include "engine/text/nearest_name.h"

#include <cstdlib>

#if __has_include(<sys/ioctl.h>)
#include <sys/ioctl.h>
#include <unistd.h>
#define LAZYMMU_HAS_TERMINAL 1
#endif

namespace lazymmu::cli {

std::string Args::value(std::string_view name, std::string_view fallback) const {
    const auto it = options.find(name);
    return it == options.end() ? std::string(fallback) : it->second.back();
}

std::vector<std::string> Args::values(std::string_view name) const {
    const auto it = options.find(name);
    return it == options.end() ? std::vector<std::string>() : it->second;
}

namespace {

const OptionDoc* find_option(const CommandDoc& command, std::string_view name) {
    for (const OptionDoc& o : command.options)
        if (name == o.name) return &o;
    return nullptr;
}

std::string unknown_option(const CommandDoc& command, std::string_view name) {
    std::vector<std::string_view> names;
    for (const OptionDoc& o : command.options) names.push_back(o.name);
    return unknown_name("option", name, names);
}

} // namespace

Args parse_args(const CommandDoc& command, std::span<const char* const> argv) {
    Args args;
    bool only_operands = false;
    for (size_t i = 0; i < argv.size(); i++) {
        const std::string_view word = argv[i];
        if (only_operands || word.size() < 2 || word[0] != '-') {
            args.operands.emplace_back(word);
            continue;
        }
        if (word == "--") {
            only_operands = true;
            continue;
        }
        const size_t equals = word.find('=');
        const std::string_view name = word == "-h" ? "--help" : word.substr(0, equals);
        const OptionDoc* option = find_option(command, name);
        if (!option) {
            args.error = unknown_option(command, name);
            return args;
        }
        std::string value;
        if (!*option->value) {
            if (equals != word.npos) {
                args.error = std::string(name) + " takes no value";
                return args;
            }
        } else if (equals != word.npos) {
            value = word.substr(equals + 1);
        } else if (i + 1 < argv.size()) {
            value = argv[++i];
        } else {
            args.error = std::string(name) + " needs a value: " + option->value;
            return args;
        }
        std::vector<std::string>& values = args.options[std::string(name)];
        if (!values.empty() && !option->many) {
            args.error = std::string(name) + " is given twice";
            return args;
        }
        values.push_back(std::move(value));
    }
    return args;
}

bool parse_number(std::string_view text, u64 min, u64 max, u64& out) {
    const bool hex = text.starts_with("0x");
    if (hex) text.remove_prefix(2);
    if (text.empty() || text.size() > (hex ? 16u : 19u)) return false;
    u64 n = 0;
    for (char c : text) {
        const int digit = c >= '0' && c <= '9'          ? c - '0'
                          : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                        : -1;
        if (digit < 0) return false;
        n = n * (hex ? 16 : 10) + static_cast<u64>(digit);
    }
    if (n < min || n > max) return false;
    out = n;
    return true;
}

bool wants_color(const Args& args) {
    const std::string wish = args.value("--color", "auto");
    if (wish != "auto") return wish == "always";
    const char* no = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    if ((no && *no) || !term || std::string_view(term) == "dumb") return false;
#ifdef LAZYMMU_HAS_TERMINAL
    return isatty(STDOUT_FILENO);
#else
    return false;
#endif
}

int terminal_width() {
    u64 columns = 0;
    if (const char* text = std::getenv("COLUMNS"); text && parse_number(text, 20, 1000, columns))
        return static_cast<int>(columns);
#ifdef LAZYMMU_HAS_TERMINAL
    winsize size = {};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
#endif
    return 80;
}

} // namespace lazymmu::cli
