// Small lessons for tests, and what the loader says about them.
#pragma once

#include "arch/arch.h"
#include "lessons/format/loader.h"
#include "lessons/play/runner.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace lazymmu::test {

inline std::string read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in.good()) << path;
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// A lesson of which only the steps (and perhaps the machine) matter. The steps start on line 3.
inline std::string lesson_text(const std::string& steps,
                               const std::string& machine = R"({"arch": "arm64"})") {
    return R"({"format_version": 1, "id": "t", "title": "T", "summary": "S", "minutes": 1,)"
           "\n\"machine\": " +
           machine + ", \"steps\": [\n" + steps + "\n]}";
}

inline LoadResult load(const std::string& text) { return load_lesson(text, "t.json", all_archs()); }

// "3:14: message" of the only error.
inline std::string only_error(const std::string& text) {
    const LoadResult r = load(text);
    EXPECT_FALSE(r.lesson);
    if (r.errors.size() != 1) {
        std::string all;
        for (const Issue& i : r.errors) all += i.text() + "\n";
        return std::to_string(r.errors.size()) + " errors:\n" + all;
    }
    return std::to_string(r.errors[0].line) + ":" + std::to_string(r.errors[0].column) + ": " +
           r.errors[0].message;
}

inline LessonRun play(const Lesson& lesson, const char* arch = "arm64",
                      Kernel kernel = Kernel::v7_0) {
    CompiledLesson compiled = compile_lesson(lesson, *find_arch(arch), kernel);
    EXPECT_TRUE(compiled);
    return run_lesson(lesson, std::move(compiled.start));
}

} // namespace lazymmu::test
