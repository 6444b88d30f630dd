// access(): permissions, the kinds of faults, and what an access does not do.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

TEST(Access, Permissions) {
    struct Case {
        const char* prot;
        const char* granted; // of "rwx"
    };
    for (const char* arch : archs)
        for (const Case& c :
             {Case{"pu", "r"}, Case{"pwu", "rw"}, Case{"pxu", "rx"}, Case{"pwxuda", "rwx"},
              Case{"p", ""}, Case{"pwx", ""}, Case{"wxu", ""}})
            for (const char mode : std::string("rwx")) {
                Rig r(arch, v70,
                      "set_pte_at(USER, 7, \"" + std::string(c.prot) + "\"); access(USER, \"" +
                          std::string(1, mode) + "\"); access(USER, \"" + std::string(1, mode) +
                          "\");");
                const bool present = c.prot[0] == 'p';
                const bool granted = std::string(c.granted).find(mode) != std::string::npos;
                r.next(2);
                EXPECT_EQ(r.accesses(), granted   ? "miss 7"
                                        : present ? "permission"
                                                  : "not mapped")
                    << arch << " " << c.prot << " " << mode;
                r.next(); // from the TLB: the same answer
                EXPECT_EQ(r.accesses(), granted   ? "hit 7"
                                        : present ? "permission"
                                                  : "not mapped")
                    << arch << " " << c.prot << " " << mode;
            }
}

TEST(Access, KernelPagesNeedNoUserBit) {
    for (const char* arch : archs) {
        Rig r(arch, v70,
              "set_pte_at(KERNEL, 7, \"pw\"); access(KERNEL, \"r\"); access(KERNEL, \"w\"); "
              "access(KERNEL, \"x\");");
        r.next(2);
        EXPECT_EQ(r.accesses(), "miss 7") << arch;
        r.next();
        EXPECT_EQ(r.accesses(), "hit 7") << arch;
        r.next();
        EXPECT_EQ(r.accesses(), "permission") << arch;
    }
}

TEST(Access, EventsSayWhatWasAccessed) {
    Rig r("arm64", v70,
          "set_pte_at(user2, USER + PAGE, 7, \"pu\"); access(user2, USER + PAGE + 4, \"r\"); "
          "access(user2, USER + PAGE, \"w\");");
    r.next(2);
    const Event* e = r.find(Ev::access);
    ASSERT_TRUE(e);
    EXPECT_EQ(e->a, 2u);
    EXPECT_EQ(e->b, r.user(1) + 4);
    EXPECT_EQ(e->c, 7u);
    EXPECT_EQ(e->d, static_cast<u64>('r'));
    r.next();
    const Event* f = r.find(Ev::fault);
    ASSERT_TRUE(f);
    EXPECT_EQ(f->a, 2u);
    EXPECT_EQ(f->b, r.user(1));
    EXPECT_EQ(f->c, static_cast<u64>('w'));
    EXPECT_EQ(f->d, static_cast<u64>(FaultKind::permission));
}

TEST(Access, NeitherMemoryNorCountersChange) {
    for (const char* arch : {"arm64", "sparc", "x86"}) {
        Rig r(arch, v70, "set_pte_at(USER, 7, \"pwu\"); access(USER, \"w\");");
        r.next();
        const u64 before = r.raw(user1, r.user());
        r.next();
        EXPECT_EQ(r.raw(user1, r.user()), before) << arch; // no Accessed or Dirty bit
        EXPECT_EQ(r.counts(), "0/0");
    }
}

// The entry is dropped by another CPU after it was found and before it is checked: look again.
TEST(Access, AnEntryDroppedBeforeItWasUsed) {
    for (const char* arch : archs) {
        Rig r(arch, v70,
              "task A { set_pte_at(USER, 7, \"pu\"); touch(USER); access(USER, \"r\"); } "
              "task B cpu 1 mm user1 { ptep_get_and_clear(USER); flush_tlb_page(USER); }");
        r.next(2);
        r.until("check the permissions");
        const bool drops_everywhere = std::string(arch) != "x86"; // Xen: INVLPG_LOCAL
        while (r.step({Choice::run, 1, 0}).status == StepStatus::ok) {
        }
        r.clear();
        r.run();
        EXPECT_EQ(r.accesses(), drops_everywhere ? "not mapped" : "miss 7") << arch;
    }
}

TEST(Access, AMachineWithoutATlb) {
    for (const char* arch : archs) {
        Rig r(arch, v70,
              "set_pte_at(USER, 7, \"pu\"); repeat 2 { access(USER, \"r\"); } access(USER + PAGE, "
              "\"r\");",
              {}, [](Config& c) { c.tlb_entries = 0; });
        r.run();
        EXPECT_EQ(r.count(Ev::tlb_hit), 0) << arch;
        EXPECT_EQ(r.count(Ev::fault), 1) << arch; // the page that is not there
        EXPECT_EQ(r.last.status, StepStatus::ok) << arch;
        EXPECT_EQ(r.task().status, TaskStatus::exited) << arch;
    }
}

TEST(Access, ASmallTlbEvicts) {
    for (const char* arch : archs) {
        Rig r(arch, v70,
              "repeat 3 as i { set_pte_at(USER + i * PAGE, 7 + i, \"pu\"); } repeat 3 as i { "
              "access(USER + i * PAGE, \"r\"); }"
              "access(USER, \"r\"); access(USER + 2 * PAGE, \"r\");",
              {}, [](Config& c) { c.tlb_entries = 2; });
        r.next(6);
        ASSERT_EQ(r.count(Ev::tlb_evict), 1) << arch;
        EXPECT_EQ(r.find(Ev::tlb_evict)->b, r.user(0)) << arch;
        r.next();
        EXPECT_EQ(r.accesses(), "miss 7") << arch;
        r.next();
        EXPECT_EQ(r.accesses(), "hit 9") << arch;
    }
}

} // namespace
} // namespace lazymmu::test
