// A session with the project's own lessons, read from the source folder.
#pragma once

#include "app/core/session/saved_session.h"
#include "app/core/session/session.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace lazymmu::test {

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

inline std::vector<LessonFile> own_lessons() {
    namespace fs = std::filesystem;
    const fs::path folder = LAZYMMU_SOURCE_DIR "/lessons";
    std::vector<LessonFile> files;
    for (const auto& f : fs::recursive_directory_iterator(folder)) {
        const std::string name = fs::relative(f.path(), folder).string();
        if (!name.ends_with(".json") || name.ends_with("schema.json")) continue;
        files.push_back({name, read_file(f.path())});
    }
    return files;
}

inline std::string run(Session& s, std::string_view line) {
    Command command;
    const std::string wrong = parse_command(line, command);
    return wrong.empty() ? s.execute(command) : wrong;
}

inline std::string open_text(Session& s, std::string name, std::string text) {
    return s.execute({Command::open_text, 0, std::move(text), std::move(name)});
}

inline std::string open_saved(Session& s, const std::string& text) {
    return s.execute({Command::open_saved, 0, text, "test.lazymmu.json"});
}

// The next step of a lesson, without answering what it asks first.
inline std::string step_lesson(Session& s) {
    const std::string error = run(s, "step lesson");
    const bool open = s.quiz_record().standing == QuizStanding::open;
    if (!s.question() || !open || s.quiz_skipped()) return error;
    run(s, "reveal");
    return run(s, "step lesson");
}

inline std::string digest(const Session& s) { return s.machine().digest().hex(); }

inline constexpr const char* nested_script = "lazy_mmu_mode_enable();\n"
                                             "lazy_mmu_mode_enable();\n"
                                             "set_pte_at(KERNEL, 7, \"pw\");\n"
                                             "lazy_mmu_mode_disable();\n"
                                             "lazy_mmu_mode_disable();\n";

inline constexpr const char* two_tasks = "task A {\n"
                                         "    lazy_mmu_mode_enable();\n"
                                         "    set_pte_at(KERNEL, 7, \"pw\");\n"
                                         "    lazy_mmu_mode_disable();\n"
                                         "}\n"
                                         "task B {\n"
                                         "    lazy_mmu_mode_enable();\n"
                                         "    lazy_mmu_mode_disable();\n"
                                         "}\n"
                                         "handler tick { set_pte_at(KERNEL + PAGE, 8, \"pw\"); }\n";

inline Session two(const char* arch = "arm64") {
    Session s({});
    run(s, std::string("arch ") + arch);
    open_text(s, "two.lazy", two_tasks);
    return s;
}

inline std::string saved(const Session& s) { return saved_json(save_session(s)); }

} // namespace lazymmu::test
