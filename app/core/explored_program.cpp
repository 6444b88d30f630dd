#include "app/core/explored_program.h"

#include "app/core/repeat_tasks.h"
#include "engine/script.h"

namespace lazymmu {
namespace {

// An interrupt for programs that have none: the shortest section there is.
constexpr auto usual_handler = "handler tick { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 99, "
                               "\"pw\"); lazy_mmu_mode_disable(); }\n";

} // namespace

ExploredProgram explored_program(std::string_view script, const Program& written, const Arch& arch,
                                 u64 tasks, u64 interrupts) {
    ExploredProgram out;
    out.text = script;
    const size_t own = written.tasks.size();
    std::string text, why;
    // not where the second task would have to work on the same user2 as the first
    out.repeatable = own == 1 && repeat_tasks(script, 2, text, why);
    if (out.repeatable && !compile_script(text, arch).program) {
        out.repeatable = false;
        why = "a second task cannot make the same calls";
    }
    if (tasks == 0) tasks = out.repeatable ? 2 : own;
    if (tasks != own && !out.repeatable) {
        out.error = why.empty() ? "the script says itself which tasks there are" : why;
        return out;
    }
    if (tasks != own) {
        repeat_tasks(script, static_cast<int>(tasks), text, why);
        out.text = text;
    }
    if (interrupts && written.handlers.empty()) {
        if (!out.text.empty() && out.text.back() != '\n') out.text += '\n';
        out.text += usual_handler;
        out.added_handler = true;
    }
    return out;
}

} // namespace lazymmu
