// What the tests of what outlives the program have in common.
#pragma once

#include "app/gui/backends/native/files.h"
#include "app/gui/backends/native/keeper.h"
#include "tests/gui/driver.h"

#include <filesystem>

#include <unistd.h>

namespace lazymmu::gui::test {

namespace fs = std::filesystem;

struct KeepFolder {
    std::string path;
    KeepFolder() {
        std::string name = (fs::temp_directory_path() / "lazymmu-keep-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~KeepFolder() { fs::remove_all(path); }
};

inline nlohmann::json state_of(NullDriver& lab) { return nlohmann::json::parse(lab.state()); }

constexpr const char* one_answer = R"({"format_version":1,"quizzes":[{"lesson":"kunit","step":0,
    "standing":"solved","tries":1,"hints":0}]})";

} // namespace lazymmu::gui::test
