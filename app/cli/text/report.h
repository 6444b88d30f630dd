// The result of `check`, and its three forms.
#pragma once

#include "lessons/author/author.h"

#include <string>
#include <vector>

namespace lazymmu::cli {

// A lesson on one machine.
struct CheckedRun {
    std::string arch, kernel;
    std::string explored; // "": it was played; else the machine on which its program was explored
    u32 seed = 0;         // of a lesson with variants
    std::string name() const;     // "x86 v7.0", "x86 v7.0 seed 2", "explored x86 v7.0"
    u32 checked = 0, quizzes = 0; // expectations, answers
    RunStatus status = RunStatus::done;
    Issues failures;
    std::vector<size_t> failure_step;
    std::vector<std::string> steps; // titles
};

struct CheckedFile {
    std::string file, id, title;
    std::string text;
    bool is_course = false;
    u32 course_lessons = 0;
    Issues errors; // it could not be loaded, or an author has something to mend
    At id_at;
    std::vector<LessonLink> links;
    std::vector<LessonImage> images;
    std::vector<CheckedRun> runs;
};

struct Report {
    std::vector<CheckedFile> files;
    u32 lessons() const;
    u32 machines() const;
    u32 expectations() const;
    u32 quizzes() const;
    size_t errors() const;   // bad files
    size_t failures() const; // expectations that failed
    bool bound() const;
};

// brief: only what fails, and the sum.
void print_report_text(const Report& report, bool color, bool brief);
void print_report_ktap(const Report& report);
void print_report_json(const Report& report);
void print_report_junit(const Report& report);

} // namespace lazymmu::cli
