// Command lines: a table of options for each command, and a parser that names the nearest known
// option for an unknown one. Help texts are made from the same tables.
#pragma once

#include "app/cli/text/out.h"
#include "engine/limits.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazymmu::cli {

struct OptionDoc {
    const char* name;  // "--arch"
    const char* value; // "NAME"; "" if it takes none
    const char* doc;
    bool many = false; // may be given more than once
};

struct CommandDoc {
    const char* name;
    const char* usage; // "run FILE|- [OPTION...]"
    const char* doc;   // one line
    const char* more;  // paragraphs for `help COMMAND`
    std::span<const OptionDoc> options;
};

std::span<const CommandDoc> commands();
const CommandDoc* find_command(std::string_view name);
std::string unknown_command(std::string_view name); // a message

struct Args {
    std::vector<std::string> operands;
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::string error; // "" if the command line is right

    bool has(std::string_view name) const { return options.find(name) != options.end(); }
    std::string value(std::string_view name, std::string_view fallback = "") const;
    std::vector<std::string> values(std::string_view name) const;
};

// argv without the program and the command. "--name=value" and "--name value" mean the same; "--"
// ends the options.
Args parse_args(const CommandDoc& command, std::span<const char* const> argv);

// A number from min to max; false: out of range, or not a number.
bool parse_number(std::string_view text, u64 min, u64 max, u64& out);

// Whether text or colours: --color auto|always|never, NO_COLOR, and what stdout is.
bool wants_color(const Args& args);
int terminal_width(); // 80 if it is not known

} // namespace lazymmu::cli
