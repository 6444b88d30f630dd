// Something wrong with a lesson, and where: what every front end shows.
#pragma once

#include "engine/limits.h"

#include <string>
#include <vector>

namespace lazymmu {

struct Issue {
    std::string file;
    u32 line = 1, column = 1; // from 1, in characters
    std::string message;      // what was found and what was expected

    std::string where() const {
        return file + ":" + std::to_string(line) + ":" + std::to_string(column);
    }
    std::string text() const { return where() + ": error: " + message; }
};
using Issues = std::vector<Issue>;

} // namespace lazymmu
