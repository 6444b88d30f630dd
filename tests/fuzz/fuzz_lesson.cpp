// Fuzz target: a lesson file. Any bytes give a lesson or errors that name a place; a lesson that
// loads can be compiled and, if it is short, played to its end and checked, twice the same.
#include "arch/arch.h"
#include "engine/check.h"
#include "lessons/format/loader.h"
#include "lessons/play/runner.h"

#include <cstdint>

using namespace lazymmu;

namespace {

constexpr u32 longest = 200; // engine steps worth a fuzz run's time

void play(const Lesson& lesson) {
    for (const std::string& name : lesson.machine.archs) {
        const Arch* arch = find_arch(name);
        LAZYMMU_ASSERT(arch != nullptr); // the loader looked it up
        for (const Kernel kernel : lesson.machine.kernels) {
            const CompiledLesson compiled = compile_lesson(lesson, *arch, kernel);
            LAZYMMU_ASSERT(compiled || !compiled.errors.empty());
            if (!compiled) continue;
            const LessonRun run = run_lesson(lesson, compiled.start);
            LAZYMMU_ASSERT(run.step_end.size() == lesson.steps.size());
            if (run.timeline.length() > longest) return;
            const LessonRun again = run_lesson(lesson, compiled.start);
            LAZYMMU_ASSERT(run.timeline.length() == again.timeline.length());
            check_lesson(lesson, run);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const LoadResult full = load_lesson(text, "fuzz.json", all_archs());
    LAZYMMU_ASSERT((full.lesson != nullptr) == full.errors.empty());
    for (const Issue& issue : full.errors)
        LAZYMMU_ASSERT(issue.line >= 1 && issue.column >= 1 && !issue.message.empty());
    if (full.lesson) play(*full.lesson);
    load_course(text, "fuzz.json");
    return 0;
}
