// Files, links and saved sessions as one thing: what `export` and `run` open.
#pragma once

#include "app/cli/args.h"
#include "app/core/session/session.h"

#include <memory>
#include <string>

namespace lazymmu::cli {

// Text of a file, of standard input ("-"), or of the session that a link holds. False, after
// complaining: it cannot be read.
struct Input {
    std::string name, text;
    bool saved = false; // a session, not a lesson or a script
};
bool read_operand(const std::string& operand, Input& out);

// Opens it, with the lessons of a folder (--lessons, or those that came with the program) for
// sessions that only name one. Null, after complaining.
std::unique_ptr<Session> open_session(const Input& input, const Args& args);

// exit_pass; or, after complaining that the run did not get to its end, exit_bound or exit_fail.
int exit_of_run(const Session& session);

} // namespace lazymmu::cli
