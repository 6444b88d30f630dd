// State by path: every path, and every way in which one can be wrong.
#include "tests/arch/support.h"

#include <set>

namespace lazymmu::test {
namespace {

TEST(Query, Tasks) {
    Rig r("powerpc", v70,
          "lazy_mmu_mode_enable(); lazy_mmu_mode_pause(); irq_enter(); irq_exit(); "
          "lazy_mmu_mode_resume(); task B cpu 1 mm user3;");
    r.next();
    for (const auto& [path, value] : {std::pair("task.A.enable_count", "1"),
                                      {"task.A.pause_count", "0"},
                                      {"task.A.active", "true"},
                                      {"task.A.lazy", "true"},
                                      {"task.A.preempt_count", "1"},
                                      {"task.A.in_irq", "0"},
                                      {"task.A.thread_flags", "0"},
                                      {"task.A.status", "runnable"},
                                      {"task.A.mm", "user1"},
                                      {"task.A.cpu", "0"},
                                      {"task.B.mm", "user3"},
                                      {"task.B.cpu", "1"},
                                      {"task.B.lazy", "false"},
                                      {"task.B.active", "false"}})
        EXPECT_EQ(r.value(path), value) << path;
    r.next();
    EXPECT_EQ(r.value("task.A.pause_count"), "1");
    EXPECT_EQ(r.value("task.A.active"), "false");
    r.next();
    EXPECT_EQ(r.value("task.A.in_irq"), "1");
    r.run();
    EXPECT_EQ(r.value("task.A.status"), "exited");
    Rig below("arm64", v70, "preempt_enable();");
    below.run();
    EXPECT_EQ(below.value("task.A.preempt_count"), "-1");
}

TEST(Query, MachineAndCpus) {
    Rig r("x86", v71, "touch(USER); task B cpu 1;", {}, [](Config& c) { c.cpus = 3; });
    EXPECT_EQ(r.value("machine.bug"), "");
    EXPECT_EQ(r.value("machine.kernel"), "v7.1");
    EXPECT_EQ(r.value("machine.arch"), "x86");
    EXPECT_EQ(r.value("machine.digest"), r.machine.digest().hex());
    EXPECT_EQ(r.value("cpu.0.current"), "A");
    EXPECT_EQ(r.value("cpu.1.current"), "B");
    EXPECT_EQ(r.value("cpu.2.current"), "-");
    EXPECT_EQ(r.value("cpu.0.irqs_off"), "false");
    EXPECT_EQ(r.value("cpu.2.batch.capacity"), "32");
}

TEST(Query, Batches) {
    Rig r("x86", v70, "lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"pu\");");
    r.run();
    for (const auto& [path, value] : {std::pair("batch.used", "1"),
                                      {"batch.capacity", "32"},
                                      {"batch.mcidx", "1"},
                                      {"batch.argidx", "16"},
                                      {"batch.updates", "1"},
                                      {"batch.xen_lazy_mode", "mmu"},
                                      {"cpu.0.batch.mcidx", "1"}})
        EXPECT_EQ(r.value(path), value) << path;
    QueryValue v;
    std::string error;
    ASSERT_TRUE(query(*r.machine.setup, r.s(), "batch.mcidx", v, error));
    EXPECT_FALSE(v.is_text);
    EXPECT_EQ(v.number, 1);
    ASSERT_TRUE(query(*r.machine.setup, r.s(), "batch.xen_lazy_mode", v, error));
    EXPECT_TRUE(v.is_text);
    Rig arm("arm64", v618, "touch(USER); task B cpu 1;", {}, [](Config& c) { c.cpus = 3; });
    EXPECT_EQ(arm.value("batch.TIF_LAZY_MMU"), "0");
    EXPECT_EQ(arm.value("cpu.2.batch.used"), "0"); // nobody runs there: no flags to show
    EXPECT_EQ(arm.value("cpu.2.batch.TIF_LAZY_MMU"),
              "error: unknown 'TIF_LAZY_MMU', expected used, capacity");
}

TEST(Query, EntriesAndTranslations) {
    Rig r("powerpc", v70,
          "set_pte_at(USER + PAGE, 7, \"pwua\"); set_pte_at(user2, USER, 8, \"pxu\"); "
          "set_pte_at(KERNEL, 9, \"pwd\"); access(USER + PAGE, \"w\"); set_pte_at(USER + PAGE, 6, "
          "\"pu\");");
    EXPECT_EQ(r.value("pte(USER + PAGE).raw"), "0");
    EXPECT_EQ(r.value("pte(USER + PAGE).flags"), "");
    r.next(4);
    for (const auto& [path, value] : {std::pair("pte(USER + PAGE).pfn", "7"),
                                      {"pte(USER + PAGE).flags", "pwua"},
                                      {"pte(user1, USER + PAGE).p", "true"},
                                      {"pte(USER + PAGE).w", "true"},
                                      {"pte(USER + PAGE).x", "false"},
                                      {"pte(USER + PAGE).u", "true"},
                                      {"pte(USER + PAGE).d", "false"},
                                      {"pte(USER + PAGE).a", "true"},
                                      {"pte(USER + PAGE).hashed", "true"},
                                      {"pte(user2 , USER).x", "true"},
                                      {"pte(user2, USER).hashed", "false"},
                                      {"pte(KERNEL).flags", "pwd"},
                                      {"pte(init_mm, KERNEL).pfn", "9"},
                                      {"pte(USER + 4096 * PAGE * 64).pfn", "0"},
                                      {"tlb(USER + PAGE).cached", "true"},
                                      {"tlb(USER + PAGE).stale", "false"},
                                      {"tlb(USER + PAGE).pfn", "7"},
                                      {"tlb(USER + PAGE).flags", "pwua"},
                                      {"tlb(user2, USER + PAGE).cached", "false"},
                                      {"cpu.0.tlb(USER + PAGE).cached", "true"},
                                      {"tlb(USER).cached", "false"},
                                      {"tlb(USER).stale", "false"},
                                      {"tlb(USER).pfn", "0"}})
        EXPECT_EQ(r.value(path), value) << path;
    r.next();
    EXPECT_EQ(r.value("tlb(USER + PAGE).stale"), "true");
    EXPECT_EQ(r.value("tlb(USER + PAGE).pfn"), "7");
    QueryValue v;
    std::string error;
    ASSERT_TRUE(query(*r.machine.setup, r.s(), "pte(USER + PAGE).raw", v, error));
    EXPECT_EQ(static_cast<u64>(v.number), r.raw(user1, r.user(1)));
    // Without an mm, a user address is the first task's.
    Rig other("arm64", v70, "set_pte_at(user3, USER, 7, \"pu\"); task A mm user3;");
    other.run();
    EXPECT_EQ(other.value("pte(USER).pfn"), "7");
}

TEST(Query, Errors) {
    Rig r("powerpc", v70, "touch(USER); task B cpu 1;");
    const std::string any = "expected task.X.NAME, cpu.N.NAME, batch.NAME, pte(ADDR).NAME, "
                            "tlb(ADDR).NAME, hpt(ADDR).NAME or machine.NAME";
    const std::string cpu_names = "expected current, irqs_off, batch.NAME or tlb(ADDR).NAME";
    const std::string entry_names = "expected pfn, flags, hashed, raw, or one of p w x u d a";
    const std::string mms = "expected init_mm, user1, user2 or user3";
    const std::pair<std::string, std::string> cases[] = {
        {"", "unknown '', " + any},
        {"task", "unknown 'task', " + any},
        {"task.A", "unknown 'task.A', " + any},
        {"task.A.mm.x", "unknown 'task.A.mm.x', " + any},
        {"machine", "unknown 'machine', " + any},
        {"cpu.0", "unknown 'cpu.0', " + any},
        {"pte(USER)", "unknown 'pte(USER)', " + any},
        {"tlb(USER).a.b", "unknown 'tlb(USER).a.b', " + any},
        {"taks.A.mm", "unknown 'taks.A.mm', " + any},
        {"task.C.mm", "unknown 'C', expected a task from A to B"},
        {"task.AB.mm", "unknown 'AB', expected a task from A to B"},
        {"task.a.mm", "unknown 'a', expected a task from A to B"},
        {"task..mm", "unknown '', expected a task from A to B"},
        {"task.A.count", "unknown 'count', expected enable_count, pause_count, active, "
                         "preempt_count, in_irq, thread_flags, lazy, status, mm or cpu"},
        {"machine.cpu", "unknown 'cpu', expected bug, kernel, arch or digest"},
        {"cpu.2.current", "unknown '2', expected a CPU from 0 to 1"},
        {"cpu.10.current", "unknown '10', expected a CPU from 0 to 1"},
        {"cpu.x.current", "unknown 'x', expected a CPU from 0 to 1"},
        {"cpu.0.currant", "unknown 'currant', " + cpu_names},
        {"cpu.0.current.x", "unknown 'current', " + cpu_names},
        {"cpu.0.irqs_off.x", "unknown 'irqs_off', " + cpu_names},
        {"cpu.0.tlb(USER)", "unknown 'tlb(USER)', " + cpu_names},
        {"batch", "unknown 'batch', expected batch.NAME"},
        {"batch.used.x", "unknown 'batch', expected batch.NAME"},
        {"cpu.0.batch", "unknown 'batch', expected batch.NAME"},
        {"batch.tlb_nr", "unknown 'tlb_nr', expected used, capacity, index, mm, ssize"},
        {"pte(USER).pfm", "unknown 'pfm', " + entry_names},
        {"pte(USER).z", "unknown 'z', " + entry_names},
        {"pte(USER).pw", "unknown 'pw', " + entry_names},
        {"tlb(USER).z", "unknown 'z', " + entry_names},
        {"pte(USER]).pfn", "in the address: "},
        {"pte(user4, USER).pfn", "unknown 'user4', " + mms},
        {"pte(user3, USER).pfn", "unknown 'user3', " + mms}, // this machine has two
        {"tlb(, USER).pfn", "unknown '', " + mms},
        {"pte(USR).pfn", "in the address: "},
        {"tlb(USR).pfn", "in the address: "},
        {"pte().pfn", "in the address: "},
        {"pte(user1, ).pfn", "in the address: "},
    };
    for (const auto& [path, expected] : cases) {
        const std::string got = r.value(path);
        const bool whole = expected.back() != '\'' && expected.back() != ' ';
        EXPECT_EQ(whole ? got : got.substr(0, 7 + expected.size()), "error: " + expected) << path;
    }
    EXPECT_NE(r.value("pte(USR).pfn").find("did you mean \"USER\"?"), std::string::npos);
    EXPECT_EQ(r.value("pte(USER)x.pfn"), "error: unknown 'USER)x', expected ')' after the address");
}

TEST(Query, EveryListedPathHasAValue) {
    for (const Arch* arch : all_archs())
        for (Kernel k : every_kernel) {
            Rig r(arch->name, k, "lazy_mmu_mode_enable(); task B cpu 1;", {},
                  [](Config& c) { c.cpus = 3; });
            r.next();
            std::set<std::string> seen;
            for (const std::string& path : query_paths(*r.machine.setup, r.s())) {
                EXPECT_TRUE(seen.insert(path).second) << path;
                EXPECT_EQ(r.value(path).rfind("error", 0), std::string::npos) << path;
            }
            EXPECT_TRUE(seen.count("task.B.thread_flags"));
            EXPECT_TRUE(seen.count("cpu.2.current"));
            EXPECT_TRUE(seen.count("machine.digest"));
            EXPECT_EQ(seen.count("cpu.0.batch.mcidx"), std::string(arch->name) == "x86");
            EXPECT_FALSE(seen.count("task.C.mm"));
        }
}

} // namespace
} // namespace lazymmu::test
