// What comes behind the explorer: searches that grow, schedules in words, counterexamples as
// lessons, generated programs.
#include "app/core/explore/counterexample.h"
#include "app/core/explore/generate.h"
#include "app/core/explore/itf.h"
#include "app/core/explore/repeat_tasks.h"
#include "app/core/explore/schedule_text.h"
#include "arch/arch.h"
#include "engine/explore/search.h"
#include "engine/script/script.h"
#include "lessons/format/loader.h"
#include "lessons/play/explore.h"
#include "lessons/play/runner.h"

#include <gtest/gtest.h>

#include <set>

namespace lazymmu {
namespace {

const std::string user_section =
    "lazy_mmu_mode_enable(); set_pte_at(USER, 1, \"pwu\"); lazy_mmu_mode_disable();";

std::string two_programs(const std::string& a, const std::string& b) {
    return "task A { " + a + " }\ntask B { " + b + " }\n";
}

Machine machine_of(const std::string& program, const char* arch, Kernel kernel, int irqs = 0,
                   int migrations = 0) {
    const ScriptResult script = compile_script(program, *find_arch(arch));
    EXPECT_TRUE(script.program) << program;
    Config config = default_config(*find_arch(arch), kernel);
    config.max_irqs = static_cast<u8>(irqs);
    config.max_migrations = static_cast<u8>(migrations);
    return make_machine(config, script.program);
}

struct Case {
    const char* name;
    std::string program;
    const char* arch;
    Kernel kernel;
    Invariant broken;
    int irqs = 0, migrations = 0;
    const char* option = nullptr; // set to 0
};

std::vector<Case> cases() {
    const std::string nested =
        "lazy_mmu_mode_enable(); " + user_section + " lazy_mmu_mode_disable();";
    const std::string clear =
        "set_pte_at(USER, 7, \"pwua\"); lazy_mmu_mode_enable(); ptep_get_and_clear(USER); "
        "lazy_mmu_mode_disable();";
    return {
        {"double enter", two_programs(user_section, user_section), "x86", Kernel::v7_0,
         Invariant::kernel_bug},
        {"in order", user_section, "x86", Kernel::v6_18, Invariant::kernel_bug},
        {"forked", two_programs(user_section, user_section), "x86", Kernel::v7_2,
         Invariant::counter_wrap},
        {"nesting counter", two_programs(nested, "ptep_get(USER);"), "x86", Kernel::v6_12,
         Invariant::kernel_bug},
        {"unbalanced", two_programs("lazy_mmu_mode_enable();", ""), "arm64", Kernel::v7_0,
         Invariant::unbalanced_exit},
        {"left behind", two_programs(clear, "ptep_get(USER);"), "sparc", Kernel::v7_0,
         Invariant::batch_left_behind, 0, 0, "preempt_disable"},
        {"two CPUs", two_programs(clear, "ptep_get(USER);") + "task C cpu 1 { ptep_get(USER); }",
         "sparc", Kernel::v7_0, Invariant::batch_left_behind, 0, 1, "preempt_disable"},
        {"handler",
         two_programs(user_section, "ptep_get(USER);") +
             "handler tick { lazy_mmu_mode_pause(); ptep_get(user1, USER); }",
         "x86", Kernel::v7_0, Invariant::kernel_bug, 1},
    };
}

struct Found {
    Machine machine;
    ExploreOptions options;
    ExploreReport report;
    std::vector<Choice> choices;
    Schedule schedule;
};

Found find(const Case& c) {
    Found f;
    f.machine = machine_of(
        c.name == std::string("in order") ? "lazy_mmu_mode_enable(); " + c.program : c.program,
        c.arch, c.kernel, c.irqs, c.migrations);
    if (c.option) {
        Config config = f.machine.config();
        for (size_t i = 0; i < config.arch->options.size(); i++)
            if (std::string_view(config.arch->options[i].name) == c.option) config.option[i] = 0;
        f.machine = make_machine(config, f.machine.setup->program);
    }
    Search search(f.machine, f.options);
    search.run();
    f.report = search.report();
    f.choices = search.counterexample();
    EXPECT_EQ(f.report.verdict, Verdict::violated) << c.name;
    f.schedule = tell_schedule(f.machine, f.choices, f.options.invariants, 0);
    return f;
}

std::string lesson_of(const Case& c, const Found& f) {
    Counterexample x;
    x.id = "found";
    x.title = c.name;
    x.program = f.machine.program().source;
    x.invariants = f.options.invariants;
    x.states = f.report.states;
    x.schedule = f.schedule;
    return counterexample_lesson(x);
}

TEST(Counterexample, IsALessonThatReachesTheViolation) {
    for (const Case& c : cases()) {
        SCOPED_TRACE(c.name);
        const Found f = find(c);
        ASSERT_FALSE(f.choices.empty());
        EXPECT_TRUE(f.schedule.violations & invariant_bit(c.broken));
        const std::string text = lesson_of(c, f);
        EXPECT_EQ(text, lesson_of(c, f));
        const LoadResult loaded = load_lesson(text, "found.json", all_archs());
        for (const Issue& i : loaded.errors) ADD_FAILURE() << i.text() << "\n" << text;
        ASSERT_TRUE(loaded.lesson);
        const Lesson& lesson = *loaded.lesson;
        CompiledLesson compiled = compile_lesson(lesson, *find_arch(c.arch), c.kernel);
        ASSERT_TRUE(compiled);
        const LessonRun run = run_lesson(lesson, compiled.start);
        EXPECT_EQ(run.status, RunStatus::done);
        ASSERT_EQ(run.timeline.length(), f.choices.size());
        for (u32 p = 0; p < run.timeline.length(); p++) {
            EXPECT_EQ(run.timeline.choices()[p], f.choices[p]) << p;
            const bool broken = run.timeline.violations(p + 1) & f.options.invariants;
            EXPECT_EQ(broken, p + 1 == run.timeline.length()) << p;
        }
        EXPECT_EQ(run.step_begin(lesson.steps.size() - 1) + 1,
                  run.timeline.length()); // a step of its own
        const CheckResult check = check_lesson(lesson, run);
        for (const Issue& i : check.failures) ADD_FAILURE() << i.text();
        EXPECT_GE(check.checked, lesson.steps.size());
        for (const ExploreCheck& e : check_exploring(lesson, all_archs()))
            for (const Issue& i : e.failures) ADD_FAILURE() << i.text();
        for (const LessonStep& s : lesson.steps) {
            EXPECT_FALSE(s.title.empty());
            EXPECT_FALSE(s.focus.empty());
        }
        const std::string& last = lesson.steps.back().narration;
        EXPECT_NE(last.find(invariant_info(c.broken).name), std::string::npos) << last;
    }
}

TEST(Counterexample, LegsCoverTheScheduleOnce) {
    for (const Case& c : cases()) {
        SCOPED_TRACE(c.name);
        const Found f = find(c);
        size_t at = 0;
        for (const Leg& leg : f.schedule.legs) {
            EXPECT_EQ(leg.begin, at);
            EXPECT_GT(leg.end, leg.begin);
            for (size_t i = leg.begin; i < leg.end; i++)
                EXPECT_EQ(f.schedule.steps[i].task, leg.task);
            at = leg.end;
        }
        EXPECT_EQ(at, f.choices.size());
        EXPECT_EQ(f.schedule.legs.back().begin + 1, f.schedule.legs.back().end);
    }
}

TEST(ScheduleText, NeverExceedsItsWidth) {
    for (const Case& c : cases()) {
        const Found f = find(c);
        for (size_t width : {40u, 75u}) {
            const std::string text = schedule_text(f.schedule, width);
            size_t from = 0;
            while (from < text.size()) {
                const size_t end = text.find('\n', from);
                EXPECT_LE(end - from, width) << c.name << ": " << text.substr(from, end - from);
                from = end + 1;
            }
        }
    }
    EXPECT_EQ(wrapped("one two three", "- ", 2, 11), "- one two\n  three\n");
    EXPECT_EQ(wrapped("0123456789abcdef", "", 2, 10), "0123456789\n  abcdef\n");
    EXPECT_EQ(wrapped("a \xE2\x86\x92 b", "", 0, 75), "a ? b\n");
}

TEST(Search, GrowsACapacityThatIsTooTight) {
    // two deep call chains on one stack: a call-site routine, interrupted by another
    const Machine m =
        machine_of("task A { kasan_populate_vmalloc(KERNEL, 7, 1); lazy_mmu_mode_enable(); "
                   "lazy_mmu_mode_disable(); }\ntask B { ptep_get(USER); }\n"
                   "handler tick { kasan_populate_vmalloc(KERNEL + PAGE, 9, 1); }",
                   "arm64", Kernel::v7_0, 1);
    ExploreOptions options;
    options.invariants = invariant_bit(Invariant::kernel_bug);
    Config tight = fit_for_exploring(m).config();
    tight.stack_words = 12;
    Search search(make_machine(tight, m.setup->program), options);
    search.run();
    EXPECT_EQ(search.report().verdict, Verdict::holds) << search.report().bound;
    EXPECT_GT(search.tries(), 1);
    EXPECT_GT(search.start().config().stack_words, 12);
    Search roomy(m, options);
    roomy.run();
    EXPECT_EQ(roomy.report().states, search.report().states);
    ExploreOptions bounded = options;
    bounded.max_states = 10; // no capacity: no other try
    Search stopped(m, bounded);
    stopped.run();
    EXPECT_EQ(stopped.report().verdict, Verdict::inconclusive);
    EXPECT_EQ(stopped.tries(), 1);
}

TEST(Search, InsideCountsOnlyThere) {
    const Machine m =
        machine_of(two_programs(user_section, "ptep_get(USER);"), "x86", Kernel::v7_0);
    ExploreOptions leave;
    leave.inside = routine_id(*m.setup, "lazy_mmu_mode_disable");
    ASSERT_NE(leave.inside, 0);
    for (bool reduce : {false, true}) {
        leave.reduce = reduce;
        Search search(m, leave);
        search.run();
        ASSERT_EQ(search.report().verdict, Verdict::violated);
        Machine end = m;
        for (Choice c : search.counterexample()) step(end, c);
        EXPECT_EQ(static_cast<Msg>(end.view().globals().bug), Msg::leave_lazy_not_set);
    }
    ExploreOptions set = leave;
    set.reduce = false;
    set.inside = routine_id(*m.setup, "xen_set_pte");
    ASSERT_NE(set.inside, 0);
    Search nothing(m, set);
    nothing.run();
    EXPECT_EQ(nothing.report().verdict, Verdict::holds);
    EXPECT_EQ(routine_id(*m.setup, "no_such_routine"), 0);
}

TEST(RepeatTasks, KeepsHandlersAndConstantsOutside) {
    std::string out, error;
    ASSERT_TRUE(repeat_tasks(
        "const n = 3;\nlazy_mmu_mode_enable(); // { open\nrepeat n { set_pte_at(USER, 1, \"pwu\"); "
        "}\n"
        "lazy_mmu_mode_disable();\nhandler tick { repeat 2 { ptep_get(user1, USER); } }\n",
        3, out, error));
    const ScriptResult r = compile_script(out, *find_arch("arm64"));
    ASSERT_TRUE(r.program) << out;
    ASSERT_EQ(r.program->tasks.size(), 3u);
    for (const Body& b : r.program->tasks) EXPECT_EQ(b.ops.size(), 5u);
    ASSERT_EQ(r.program->handlers.size(), 1u);
    EXPECT_EQ(r.program->handlers[0].ops.size(), 2u);
    EXPECT_FALSE(repeat_tasks("task A { }", 2, out, error));
    EXPECT_FALSE(repeat_tasks("task B cpu 1; ptep_get(USER);", 2, out, error));
    EXPECT_FALSE(repeat_tasks("ptep_get(USER); switch_to(B); ptep_get(USER);", 2, out, error));
    EXPECT_FALSE(error.empty());
    ASSERT_TRUE(repeat_tasks("", 2, out, error)); // nothing to do is a program, too
    EXPECT_TRUE(compile_script(out, *find_arch("arm64")).program) << out;
}

TEST(Generator, GivesEveryProgramOnceShortOnesFirst) {
    for (int tasks : {1, 2, 3}) {
        for (u32 most : {1u, 2u, 3u}) {
            if (tasks == 3 && most == 3) continue; // 2,744 times as many
            Generator g({"enable", "disable", "set"}, most, tasks, false);
            std::set<std::string> seen;
            u32 calls = 0;
            while (g.next()) {
                EXPECT_GE(g.calls(), calls);
                calls = g.calls();
                EXPECT_TRUE(seen.insert(g.text()).second) << g.text();
            }
            EXPECT_EQ(seen.size(), g.count()) << tasks << " " << most;
            EXPECT_EQ(calls, most * static_cast<u32>(tasks));
        }
    }
}

TEST(Generator, BalancedProgramsCloseWhatTheyOpen) {
    Generator g({"enable", "disable", "pause", "resume", "set"}, 4, 1, true);
    u64 n = 0;
    std::set<std::string> seen;
    while (g.next()) {
        n++;
        seen.insert(g.text());
        const Machine m = machine_of(g.text(), "arm64", Kernel::v7_0);
        Search search(m, {});
        search.run();
        EXPECT_EQ(search.report().verdict, Verdict::holds) << g.text();
    }
    EXPECT_EQ(n, g.count());
    EXPECT_EQ(n, 33u);
    EXPECT_TRUE(seen.count("task A {\n    lazy_mmu_mode_enable();\n    lazy_mmu_mode_pause();\n    "
                           "lazy_mmu_mode_resume();\n"
                           "    lazy_mmu_mode_disable();\n}\n"));
    EXPECT_FALSE(
        seen.count("task A {\n    lazy_mmu_mode_enable();\n    lazy_mmu_mode_resume();\n}\n"));
    EXPECT_EQ(generated_call("enable"), "lazy_mmu_mode_enable();");
    EXPECT_FALSE(generated_call("zap_pte_range").empty());
    EXPECT_EQ(generated_call("nonsense"), "");
    for (std::string_view name : generated_call_names())
        EXPECT_FALSE(generated_call(name).empty()) << name;
}

} // namespace
} // namespace lazymmu
