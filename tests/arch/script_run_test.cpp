// Every call, and every shape of a script, runs to its end on every architecture.
#include "arch/arch.h"
#include "engine/api.h"
#include "engine/kernel/step.h"
#include "engine/script/script.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

void run_to_the_end(const Arch& arch, const std::string& text) {
    const ScriptResult r = compile_script(text, arch);
    ASSERT_TRUE(r.program) << arch.name << ": " << text << ": " << script_error_text(r.errors[0]);
    Machine m = make_machine(default_config(arch), r.program);
    Choice choice;
    int steps = 0;
    while (default_choice(*m.setup, m.view(), choice)) {
        const StepResult s = step(m, choice);
        ASSERT_EQ(s.status, StepStatus::ok) << arch.name << ": " << text << ": " << s.limit;
        ASSERT_LT(++steps, 5000) << arch.name << ": " << text;
    }
    if (m.view().globals().bug) return; // the end of the machine: nothing more is promised
    for (size_t t = 0; t < r.program->tasks.size(); t++)
        EXPECT_EQ(m.view().task(static_cast<TaskId>(t)).status, TaskStatus::exited) << text;
}

TEST(ScriptRun, EveryCall) {
    for (const Arch* arch : all_archs())
        for (const ApiCall& call : api_calls())
            if (exists_on(call, arch->name))
                run_to_the_end(*arch, std::string(call.example) + " access(USER, \"r\");");
}

TEST(ScriptRun, TasksAndHandlersWithNothingToDo) {
    for (const Arch* arch : all_archs())
        for (const char* text :
             {"", "switch_to(C); touch(USER);", "task A { } task B { touch(USER); }",
              "task A { touch(USER); } task B { }", "touch(KERNEL); task B cpu 1;",
              "switch_to(B); switch_to(A);", "handler tick { }"})
            run_to_the_end(*arch, text);
}

} // namespace
} // namespace lazymmu
