// Xen PV: the mode on every kernel, what the hooks around a context switch do to it, the bug of
// v7.0, and each of its fixes.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

const std::string set_one = "set_pte_at(USER, 7, \"pwu\"); ";

Change patches(u8 bits) {
    return [bits](Config& c) { c.patches = bits; };
}

struct Version {
    const char* name;
    Kernel kernel;
    u8 patch;
};
const Version versions[] = {
    {"v6.12", v612, 0},
    {"v6.18", v618, 0},
    {"v7.0", v70, 0},
    {"v7.1", v71, 0},
    {"v7.2", v72, 0},
    {"revert", v70, patch_revert_291b3abed657},
    {"ctxsw", v70, patch_ctxsw_pause_resume},
    {"tolerate", v70, patch_tolerate},
};
bool has_modes(const Version& v) { return v.kernel != v72; }
bool uses_flag(const Version& v) {
    return v.kernel <= v618 || v.patch == patch_revert_291b3abed657;
}
bool pauses(const Version& v) { return v.kernel == v72 || v.patch == patch_ctxsw_pause_resume; }

std::string mode(const Rig& r) {
    return r.value(r.config().kernel == v72 ? "batch.xen_cpu_lazy" : "batch.xen_lazy_mode");
}

TEST(XenMode, EnterAndLeave) {
    for (const Version& v : versions) {
        Rig r("x86", v.kernel, enable + set_one + disable, {}, patches(v.patch));
        r.next();
        EXPECT_EQ(mode(r), has_modes(v) ? "mmu" : "false") << v.name;
        EXPECT_TRUE(r.is_lazy()) << v.name;
        EXPECT_EQ(r.next(), "") << v.name;
        EXPECT_EQ(r.next(), "hypercall(1,1)") << v.name;
        EXPECT_EQ(mode(r), has_modes(v) ? "none" : "false") << v.name;
        EXPECT_EQ(r.task().preempt_depth, 0) << v.name;
        EXPECT_EQ(r.violations, 0u) << v.name;
    }
}

// A task in a section is switched out and in again: the queue goes out first, the other task's
// changes are not delayed, and the section goes on afterwards.
TEST(XenSwitch, ASectionSurvives) {
    const std::string text = enable + set_one +
                             "switch_to(B); set_pte_at(user2, USER, 8, \"pu\"); switch_to(A); "
                             "set_pte_at(USER + PAGE, 9, \"pu\"); " +
                             disable;
    for (const Version& v : versions) {
        Rig r("x86", v.kernel, text, {}, [&](Config& c) {
            c.patches = v.patch;
            c.task_init_pause = 1; // B was switched out before
        });
        r.next(2);
        r.clear();
        r.until("B: set_pte_at");
        EXPECT_EQ(r.hw(), "hypercall(1,1)") << v.name;
        EXPECT_EQ(r.s().current(cpu0), task_b);
        EXPECT_FALSE(r.is_lazy()) << v.name;
        EXPECT_EQ(mode(r), has_modes(v) ? "none" : "false") << v.name;
        EXPECT_EQ(r.task(task_a).thread_flags, uses_flag(v) ? 1u : 0u) << v.name;
        EXPECT_EQ(r.counts(task_a), v.kernel < v70 ? "0/0" : pauses(v) ? "1/1" : "1/0") << v.name;
        EXPECT_EQ(r.next(), "hypercall(1,1)") << v.name;
        r.next(); // back to A
        EXPECT_EQ(r.s().current(cpu0), task_a);
        EXPECT_TRUE(r.is_lazy()) << v.name;
        EXPECT_EQ(r.task(task_a).thread_flags, 0u) << v.name;
        EXPECT_EQ(r.counts(task_a), v.kernel < v70 ? "0/0" : "1/0") << v.name;
        EXPECT_EQ(r.next(), "") << v.name;
        EXPECT_EQ(r.next(), "hypercall(1,1)") << v.name;
        EXPECT_EQ(r.warnings(), "") << v.name;
    }
}

TEST(XenSwitch, TheCpuModeIsSetInBetween) {
    for (const Version& v : versions) {
        Rig r("x86", v.kernel, "switch_to(B);", {}, patches(v.patch));
        r.until("xen_mc_flush");
        EXPECT_EQ(mode(r), has_modes(v) ? "cpu" : "true") << v.name;
        EXPECT_EQ(r.value("cpu.0.irqs_off"), "true");
        r.until("current = next");
        EXPECT_EQ(mode(r), has_modes(v) ? "none" : "false") << v.name;
    }
}

// Preempted between counting and the arch call, in all four calls that have such a window.
struct Window {
    const char* script;
    const char* line; // where the preemption comes
    int skip;         // whole statements before it
    const char* bug;
};
const Window windows[] = {
    {"lazy_mmu_mode_enable(); ", "arch_enter_lazy", 0, "enter_lazy: a lazy mode is already set"},
    {"lazy_mmu_mode_enable(); lazy_mmu_mode_disable(); ", "arch_leave_lazy", 1,
     "leave_lazy: current lazy mode is not the one being left"},
    {"lazy_mmu_mode_enable(); lazy_mmu_mode_pause(); ", "arch_leave_lazy", 1,
     "leave_lazy: current lazy mode is not the one being left"},
    {"lazy_mmu_mode_enable(); lazy_mmu_mode_pause(); lazy_mmu_mode_resume(); ", "arch_enter_lazy",
     2, "enter_lazy: a lazy mode is already set"},
};

Rig preempted(const Version& v, const Window& w) {
    Rig r("x86", v.kernel,
          "task A { " + std::string(w.script) +
              "touch(USER); } task B { switch_to(A); touch(USER); }",
          {}, [&](Config& c) {
              c.patches = v.patch;
              c.task_init_pause = 1;
          });
    r.next(w.skip);
    r.until(w.line);
    r.preempt(task_b);
    r.clear();
    for (int i = 0; i < 99 && r.s().task(task_a).status == TaskStatus::runnable; i++)
        if (r.step(run_cpu0).status != StepStatus::ok) break;
    return r;
}

TEST(XenSwitch, TheBugOfV70) {
    for (const Window& w : windows) {
        const Rig r = preempted(versions[2], w);
        EXPECT_EQ(r.warnings(), w.bug) << w.script;
        EXPECT_TRUE(r.broke(Invariant::kernel_bug));
        EXPECT_EQ(r.value("machine.bug"), w.bug);
        Rig stopped = r;
        EXPECT_EQ(stopped.step(run_cpu0).status, StepStatus::halted);
    }
}

TEST(XenSwitch, TheFixes) {
    for (const char* name : {"v7.1", "v7.2", "revert", "tolerate"})
        for (const Version& v : versions)
            for (const Window& w : windows) {
                if (std::string(v.name) != name) continue;
                const Rig r = preempted(v, w);
                EXPECT_EQ(r.warnings(), "") << name << " " << w.script;
                EXPECT_EQ(r.task(task_a).status, TaskStatus::exited) << name << " " << w.script;
            }
}

// A patch takes the place of the kernel's own listing, and of nothing else.
TEST(XenSwitch, PatchesReplaceListings) {
    Rig plain("x86", v70, "touch(USER);"),
        tolerate("x86", v70, "touch(USER);", {}, patches(patch_tolerate));
    int different = 0;
    for (u16 fn = 0; fn < limits::routines; fn++)
        different +=
            find_routine(*plain.machine.setup, fn) != find_routine(*tolerate.machine.setup, fn);
    EXPECT_EQ(different, 2); // enter and leave
    Rig both("x86", v70, enable + "switch_to(B); switch_to(A);", {},
             patches(u8{patch_tolerate | patch_revert_291b3abed657}));
    both.next(2);
    EXPECT_EQ(both.task(task_a).thread_flags, 1u);
    EXPECT_EQ(find_routine(*plain.machine.setup, limits::routines), nullptr);
}

TEST(XenSwitch, DoubleCallsAreToleratedOnV71) {
    for (const Version& v : {versions[3], versions[7]}) {
        Rig r("x86", v.kernel,
              "arch_enter_lazy_mmu_mode(); arch_enter_lazy_mmu_mode(); arch_leave_lazy_mmu_mode(); "
              "arch_leave_lazy_mmu_mode();",
              {}, patches(v.patch));
        const char* modes[] = {"mmu", "mmu", "none", "none"};
        for (const char* expected : modes) {
            r.next();
            EXPECT_EQ(mode(r), expected) << v.name;
            EXPECT_EQ(r.warnings(), "") << v.name;
            EXPECT_EQ(r.task().preempt_depth, 0);
        }
    }
    for (Kernel k : {v618, v70}) {
        Rig r("x86", k, "arch_enter_lazy_mmu_mode(); arch_enter_lazy_mmu_mode();");
        r.run();
        EXPECT_NE(r.warnings(), "");
        Rig leave("x86", k, "arch_leave_lazy_mmu_mode();");
        leave.run();
        EXPECT_EQ(leave.warnings(), "leave_lazy: current lazy mode is not the one being left");
    }
}

// v6.12 counted nesting per CPU. A switch inside of a nested section unwinds one level only.
TEST(XenSwitch, NestingOnV612) {
    Rig r("x86", v612, enable + enable + disable + set_one + disable);
    r.next(2);
    EXPECT_EQ(r.value("batch.xen_lazy_nesting"), "1");
    r.next();
    EXPECT_EQ(r.value("batch.xen_lazy_nesting"), "0");
    EXPECT_EQ(mode(r), "mmu");
    EXPECT_EQ(r.next(), ""); // still delayed
    EXPECT_EQ(r.next(), "hypercall(1,1)");
    EXPECT_EQ(mode(r), "none");
    Rig nested("x86", v612, enable + enable + "switch_to(B);");
    nested.run();
    EXPECT_EQ(nested.warnings(), "enter_lazy: a lazy mode is already set");
}

// v7.2: the hooks pause prev and resume next. A fresh copy of a healthy parent has nothing to
// resume.
TEST(XenSwitch, AFreshlyForkedTaskUnderflowsOnV72) {
    for (const Version& v : {versions[4], versions[6]})
        for (const u8 init : {u8{0}, u8{1}}) {
            Rig r("x86", v.kernel,
                  "switch_to(B); lazy_mmu_mode_enable(); set_pte_at(user2, USER, 7, \"pu\"); "
                  "lazy_mmu_mode_disable(); switch_to(A);",
                  {}, [&](Config& c) {
                      c.patches = v.patch;
                      c.task_init_pause = init;
                  });
            EXPECT_EQ(r.task(task_a).pause_count, 0) << v.name; // it runs
            EXPECT_EQ(r.task(task_b).pause_count, init) << v.name;
            r.next();
            EXPECT_EQ(r.warnings(), init ? "" : "pause_count==0 underflow") << v.name;
            EXPECT_EQ(r.task(task_b).pause_count, init ? 0 : 255) << v.name;
            r.next();
            EXPECT_EQ(r.is_lazy(), init == 1) << v.name;
            r.next(2);
            r.next();
            EXPECT_EQ(r.warnings(), init ? "" : "pause_count==255 overflow") << v.name;
            EXPECT_EQ(r.counts(task_a), "0/0") << v.name;
        }
    Rig other("x86", v70, "touch(USER); task B;", {}, [](Config& c) { c.task_init_pause = 1; });
    EXPECT_EQ(other.task(task_b).pause_count, 0); // only where hooks pause
}

TEST(XenSwitch, PausedByTheHooksOfTheWithdrawnPatch) {
    Rig r("x86", v70, enable + set_one + "switch_to(B); switch_to(A); " + disable, {},
          [](Config& c) {
              c.patches = patch_ctxsw_pause_resume;
              c.task_init_pause = 1;
          });
    r.next(2);
    EXPECT_EQ(r.next(), "hypercall(1,1)"); // pausing left the mode
    EXPECT_EQ(r.counts(task_a), "1/1");
    EXPECT_EQ(mode(r), "none");
    r.next();
    EXPECT_EQ(r.counts(task_a), "1/0");
    EXPECT_EQ(mode(r), "mmu");
    EXPECT_EQ(r.violations, 0u);
}

TEST(XenSwitch, InInterruptTheModeIsNone) {
    for (const Version& v : versions) {
        Rig r("x86", v.kernel, enable + "irq { " + set_one + "} " + disable, {}, patches(v.patch));
        r.next(2);
        EXPECT_FALSE(r.is_lazy()) << v.name;
        EXPECT_EQ(mode(r), has_modes(v) ? "mmu" : "false") << v.name; // the variable is as it was
        EXPECT_EQ(r.next(), "hypercall(1,1)") << v.name;
        r.next();
        EXPECT_TRUE(r.is_lazy()) << v.name;
    }
}

// On v6.18 a flush is leave and enter.
TEST(XenSwitch, FlushOnEveryVersion) {
    for (const Version& v : versions) {
        Rig r("x86", v.kernel,
              enable + set_one + "arch_flush_lazy_mmu_mode(); " + disable +
                  "arch_flush_lazy_mmu_mode();",
              {}, patches(v.patch));
        r.next(2);
        EXPECT_EQ(r.next(), "hypercall(1,1)") << v.name;
        EXPECT_EQ(r.count(Ev::call, fn_arch_leave_lazy_mmu_mode), v.kernel <= v618) << v.name;
        EXPECT_TRUE(r.is_lazy()) << v.name;
        EXPECT_EQ(r.next(2), "") << v.name;
        EXPECT_FALSE(r.is_lazy()) << v.name;
        EXPECT_EQ(r.task().preempt_depth, 0) << v.name;
    }
}

} // namespace
} // namespace lazymmu::test
