// Runs the built program as a user would, and keeps what it printed.
#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace lazymmu_cli_test {

using Json = nlohmann::json;

struct Result {
    int code = -1;
    std::string out, err;
};

inline std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// Through a shell, in the source folder: arguments are written as a user would.
inline Result lazymmu(const std::string& args, const std::string& before = "") {
    const std::string err =
        testing::TempDir() + "/lazymmu_cli_" + std::to_string(getpid()) + ".err";
    const std::string command = "cd '" LAZYMMU_SOURCE_DIR "' && " + before +
                                " '" LAZYMMU_BINARY_DIR "/lazymmu' " + args + " 2>'" + err + "'";
    Result r;
    std::FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return r;
    char block[4096];
    size_t n = 0;
    while ((n = fread(block, 1, sizeof block, pipe)) > 0) r.out.append(block, n);
    const int status = pclose(pipe);
    r.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    r.err = read_file(err);
    std::remove(err.c_str());
    return r;
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

inline std::vector<Json> json_lines(const std::string& text) {
    std::vector<Json> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(Json::parse(line));
    return out;
}

inline std::string temp_file(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + "/" + std::to_string(getpid()) + "_" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

} // namespace lazymmu_cli_test
