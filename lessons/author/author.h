// What an author wants to hear beyond "it is right": texts that are too long, questions without
// help, links, steps and conditions that are never reached. `lazymmu check` says it; a lesson opens
// without it.
#pragma once

#include "lessons/play/runner.h"

#include <string>
#include <vector>

namespace lazymmu {

// Words per narration and sentence, characters per title (the numbers are limits::good_*); a hint
// and an answer for every question, and nothing in it that nobody has checked.
Issues check_wording(const Lesson& lesson);

// `[text](target)`, in narrations and quizzes, outside `code`.
struct LessonLink {
    std::string target;
    At at;
};
std::vector<LessonLink> lesson_links(const Lesson& lesson);
// What is in those texts as an image. `problem`: what is wrong with how it is written; else there
// must be a file.
struct LessonImage {
    std::string path, problem;
    At at;
};
std::vector<LessonImage> lesson_images(const Lesson& lesson);
// Of http(s) links only the form is known here. "": nothing is wrong with it.
std::string web_link_problem(std::string_view target);

// What no machine of the lesson ever comes to. Add one run for each machine, and variant, then ask.
class Reach {
  public:
    explicit Reach(const Lesson& lesson);
    void add(const Lesson& variant, const LessonRun& run);
    Issues problems() const;

  private:
    struct Step {
        bool does_something = false, reached = false, idle = false, asked = false;
        std::string idle_on;
        std::vector<bool> applies; // per expectation
        std::vector<bool> can_be;  // per choice of its quiz
    };
    const Lesson& lesson_;
    std::vector<Step> steps_;
};

} // namespace lazymmu
