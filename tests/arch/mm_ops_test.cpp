// The call-site routines on every architecture and kernel: what the page tables say at the end,
// that nothing is left open, and how the sections were opened.
#include "engine/explore/explore.h"
#include "tests/arch/mm_ops_support.h"

namespace lazymmu::test {
namespace {

TEST(MmOps, ZapEmptiesAndTheTranslationIsGone) {
    on_all("set_ptes(USER, 7, \"pwua\", 3); access(USER, \"r\"); zap_pte_range(USER, 4); "
           "access(USER, \"r\");",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(user1, r.user(0), 4), "-, -, -, -");
               EXPECT_EQ(r.faults(FaultKind::not_mapped), 1);
               EXPECT_EQ(r.calls(fn_ptep_get_and_clear), 3); // the hole is skipped
               EXPECT_EQ(r.calls(fn_alloc_page), 0);
           });
}

TEST(MmOps, ZapAsksForAPageAfterEight) {
    const std::string text = "set_ptes(USER, 7, \"pwua\", 9); zap_pte_range(USER, 9);";
    for (const Platform& p : {arm64, powerpc_hash, sparc, xen, bare_metal, eager}) {
        const OpsRun r(p, Kernel::v7_0, text);
        r.expect_clean();
        EXPECT_EQ(r.calls(fn_alloc_page), 1);
        EXPECT_EQ(r.calls(fn_free_page), 1);
        EXPECT_EQ(r.calls(fn_kernel_map_pages), 0) << p.name; // only with DEBUG_PAGEALLOC
    }
}

// A range over two page tables makes two sections: every caller works on one at a time.
TEST(MmOps, OneSectionForEachPageTable) {
    for (const Platform& p : platforms) {
        const PageGeometry& g = find_arch(p.arch)->geometry;
        const u64 table = u64{1} << g.shift_of(g.levels - 2);
        const auto at_edge = [&](u64 base) {
            return std::to_string((base / table + 1) * table - 2 * g.page_size());
        };
        const std::string u = at_edge(g.user_base), k = at_edge(g.kernel_base);
        const std::string fill =
            "repeat 4 as i { set_pte_at(" + u + " + i * PAGE, 7 + i, \"pu\"); } ";
        const std::string calls[] = {
            fill + "zap_pte_range(" + u + ", 4);",
            fill + "copy_pte_range(" + u + ", user2, 4);",
            fill + "change_pte_range(" + u + ", 4, \"pwu\");",
            fill + "move_ptes(" + u + ", USER, 4);", // only the old pages change tables
            fill + "move_ptes(" + u + ", " + u + " + 1024 * PAGE, 4);",
            fill + "madvise_cold_or_pageout(" + u + ", 4, 9);",
            "vmap_pages_pte_range(" + k + ", 7, \"pw\", 4);",
            "vunmap_pte_range(" + k + ", 4);",
            "apply_to_pte_range(" + k + ", 7, \"pw\", 4);",
        };
        for (const std::string& call : calls) {
            SCOPED_TRACE(std::string(p.name) + ": " + call);
            const OpsRun r(p, Kernel::v7_0, call);
            r.expect_clean();
            EXPECT_EQ(r.calls(fn_lazy_mmu_mode_enable), 2);
            EXPECT_EQ(r.calls(fn_lazy_mmu_mode_disable), 2);
        }
        const OpsRun zapped(p, Kernel::v7_0, calls[0]);
        EXPECT_EQ(zapped.ptes(user1, std::stoull(u), 4), "-, -, -, -");
        const OpsRun moved(p, Kernel::v7_0, calls[3]);
        EXPECT_EQ(moved.ptes(user1, std::stoull(u), 4), "-, -, -, -");
        EXPECT_EQ(moved.ptes(user1, moved.user(0), 4), "7 pu, 8 pu, 9 pu, 10 pu");
        const OpsRun copied(p, Kernel::v7_0, calls[1]);
        EXPECT_EQ(copied.ptes(user2, std::stoull(u), 4), "7 pu, 8 pu, 9 pu, 10 pu");
        const OpsRun mapped(p, Kernel::v7_0, calls[6]);
        EXPECT_EQ(mapped.ptes(kernel_mm, std::stoull(k), 4), "7 pw, 8 pw, 9 pw, 10 pw");
    }
}

TEST(MmOps, CopyWriteProtectsBothSides) {
    on_all("set_pte_at(USER, 7, \"pwuda\"); set_pte_at(USER + PAGE, 8, \"pxua\"); "
           "copy_pte_range(USER, user2, 3);",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(user1, r.user(0), 3), "7 puda, 8 pxua, -");
               EXPECT_EQ(r.ptes(user2, r.user(0), 3), "7 pud, 8 pxu, -");
               EXPECT_EQ(r.calls(fn_ptep_set_wrprotect), 1); // the other one was read-only
               EXPECT_EQ(r.calls(fn_lazy_mmu_mode_enable), 1);
           });
}

TEST(MmOps, CopyGoesWhereItIsTold) {
    on_all("set_ptes(user2, USER, 7, \"pwu\", 2); copy_pte_range(user2, USER, user3, 2);",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(user2, r.user(0), 2), "7 pu, 8 pu");
               EXPECT_EQ(r.ptes(static_cast<MmId>(3), r.user(0), 2), "7 pu, 8 pu");
           });
}

TEST(MmOps, ChangeKeepsFrameDirtyAndAccessed) {
    on_all("set_pte_at(USER, 7, \"pwuda\"); set_pte_at(USER + PAGE, 8, \"pwxu\"); "
           "change_pte_range(USER, 3, \"pu\");",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(user1, r.user(0), 3), "7 puda, 8 pu, -");
               EXPECT_EQ(r.calls(fn_ptep_modify_prot_commit), 2);
           });
}

// After mprotect a write faults, although the old right was cached.
TEST(MmOps, ChangeReachesTheTlb) {
    on_all("set_pte_at(USER, 7, \"pwua\"); access(USER, \"w\"); change_pte_range(USER, 1, \"pu\"); "
           "access(USER, \"w\");",
           [](const OpsRun& r) { EXPECT_EQ(r.faults(FaultKind::permission), 1); });
}

TEST(MmOps, MoveTakesAllAlong) {
    on_all("set_pte_at(USER, 7, \"pwua\"); set_pte_at(USER + 2 * PAGE, 9, \"pu\"); "
           "access(USER, \"r\"); move_ptes(USER, USER + 16 * PAGE, 3); access(USER, \"r\");",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(user1, r.user(0), 3), "-, -, -");
               EXPECT_EQ(r.ptes(user1, r.user(16), 3), "7 pwua, -, 9 pu");
               EXPECT_EQ(r.faults(FaultKind::not_mapped), 1);
           });
}

TEST(MmOps, MadviseLeavesTheSectionToSplit) {
    const std::string set = "set_ptes(USER, 7, \"pwua\", 3); ";
    on_all(set + "madvise_cold_or_pageout(USER, 4, 1);", [](const OpsRun& r) {
        EXPECT_EQ(r.ptes(user1, r.user(0), 4), "7 pwu, 8 pwu, 9 pwu, -");
        EXPECT_EQ(r.calls(fn_might_sleep), 1);
        EXPECT_EQ(r.calls(fn_lazy_mmu_mode_enable), 2);
        EXPECT_EQ(r.calls(fn_lazy_mmu_mode_disable), 2);
    });
    on_all(set + "madvise_cold_or_pageout(USER, 4, 4);", [](const OpsRun& r) {
        EXPECT_EQ(r.ptes(user1, r.user(0), 4), "7 pwu, 8 pwu, 9 pwu, -");
        EXPECT_EQ(r.calls(fn_might_sleep), 0);
        EXPECT_EQ(r.calls(fn_lazy_mmu_mode_enable), 1);
    });
}

// Inside of somebody else's section splitting sleeps in a section, nested or not.
TEST(MmOps, MadviseInASectionSleepsInIt) {
    const OpsRun r(arm64, Kernel::v7_0,
                   "set_pte_at(USER, 7, \"pwua\"); lazy_mmu_mode_enable(); "
                   "madvise_cold_or_pageout(USER, 1, 0); lazy_mmu_mode_disable();");
    EXPECT_EQ(r.violations, invariant_bit(Invariant::sleep_in_section));
}

TEST(MmOps, VmapAndVunmap) {
    on_all("vmap_pages_pte_range(KERNEL, 7, \"pw\", 3); access(KERNEL + PAGE, \"w\");",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(kernel_mm, r.kernel(0), 4), "7 pw, 8 pw, 9 pw, -");
               EXPECT_EQ(r.count(Ev::access, 0), 1);
           });
    on_all("vmap_pages_pte_range(KERNEL, 7, \"pw\", 3); access(KERNEL + PAGE, \"w\"); "
           "vunmap_pte_range(KERNEL, 3); access(KERNEL + PAGE, \"w\");",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(kernel_mm, r.kernel(0), 3), "-, -, -");
               EXPECT_EQ(r.faults(FaultKind::not_mapped), 1);
               const bool sections = r.machine.config().kernel > Kernel::v6_12;
               EXPECT_EQ(r.calls(fn_lazy_mmu_mode_enable), sections ? 2 : 0);
           });
}

TEST(MmOps, VmapGivesUpWhereSomethingIs) {
    on_all("set_pte_at(KERNEL + 2 * PAGE, 99, \"pw\"); vmap_pages_pte_range(KERNEL, 7, \"pw\", 4);",
           [](const OpsRun& r) {
               EXPECT_EQ(r.ptes(kernel_mm, r.kernel(0), 4), "7 pw, 8 pw, 99 pw, -");
           });
}

TEST(MmOps, ApplyCallsBackForEveryPage) {
    on_all("apply_to_pte_range(KERNEL, 7, \"pw\", 3);", [](const OpsRun& r) {
        EXPECT_EQ(r.ptes(kernel_mm, r.kernel(0), 4), "7 pw, 8 pw, 9 pw, -");
        EXPECT_EQ(r.calls(fn_map_page), 3);
        EXPECT_EQ(r.calls(fn_lazy_mmu_mode_enable), 1);
    });
}

// Between pause and resume each PTE is in memory, and nothing is delayed, as soon as it is set.
// What v6.12 did on Xen instead: all of it waited for the end of the section.
TEST(MmOps, KasanPausesForEachPage) {
    for (const Platform& p : platforms)
        for (const Kernel kernel : every_kernel) {
            SCOPED_TRACE(std::string(p.name) + " " + kernel_name(kernel));
            const bool pauses = kernel > Kernel::v6_12;
            const int after_set = pauses ? 3 : 2; // the line after the store: spin_unlock()
            int seen = 0, visible = 0, delayed = 0;
            const OpsRun run(
                p, kernel, "kasan_populate_vmalloc(KERNEL, 7, 3);", [&](const OpsRun& r) {
                    FrameHeader h;
                    const u64* slots = nullptr;
                    if (!r.machine.view().frame(TaskId{0}, 0, h, slots)) return;
                    if (h.routine != fn_kasan_populate_vmalloc_pte || h.line != after_set) return;
                    seen++;
                    visible += r.pte(kernel_mm, slots[0]) != "-";
                    delayed += r.pending() > 0;
                });
            run.expect_clean();
            EXPECT_EQ(run.ptes(kernel_mm, run.kernel(0), 4), "7 pwda, 8 pwda, 9 pwda, -");
            EXPECT_EQ(run.calls(fn_lazy_mmu_mode_pause), pauses ? 3 : 0);
            EXPECT_EQ(run.calls(fn_lazy_mmu_mode_resume), pauses ? 3 : 0);
            EXPECT_EQ(seen, 3);
            const bool queues =
                !pauses && std::string(p.arch) == "x86" && p.name != bare_metal.name;
            EXPECT_EQ(visible, queues ? 0 : 3);
            EXPECT_EQ(delayed, queues ? 3 : 0);
        }
}

// A page of the shadow that is there already stays.
TEST(MmOps, KasanKeepsWhatIsThere) {
    on_all("set_pte_at(KERNEL + PAGE, 99, \"pw\"); kasan_populate_vmalloc(KERNEL, 7, 2);",
           [](const OpsRun& r) { EXPECT_EQ(r.ptes(kernel_mm, r.kernel(0), 2), "7 pwda, 99 pw"); });
}

// The bug of v7.0 needs a preemptible section: vmap has one; munmap holds the page-table lock.
TEST(MmOps, TheXenBugIsBelowVmapOnly) {
    const auto verdict = [](const char* call, Kernel kernel) {
        const Arch& x86 = *find_arch("x86");
        const std::string text =
            std::string("task A { ") + call + " } task B { access(USER, \"r\"); }";
        const ScriptResult r = compile_script(text, x86);
        EXPECT_TRUE(r.program) << text;
        Config config = default_config(x86, kernel);
        config.task_init_pause = 1;
        Explorer e(fit_for_exploring(make_machine(config, r.program)), {});
        e.run();
        EXPECT_EQ(e.report().bound, "");
        return e.report().verdict;
    };
    const char* vmap = "vmap_pages_pte_range(KERNEL, 7, \"pw\", 1);";
    const char* vunmap = "vunmap_pte_range(KERNEL, 1);";
    EXPECT_EQ(verdict(vmap, Kernel::v7_0), Verdict::violated);
    EXPECT_EQ(verdict(vunmap, Kernel::v7_0), Verdict::violated);
    EXPECT_EQ(verdict(vmap, Kernel::v7_1), Verdict::holds);
    EXPECT_EQ(verdict(vmap, Kernel::v7_2), Verdict::holds);
    EXPECT_EQ(verdict("zap_pte_range(USER, 1);", Kernel::v7_0), Verdict::holds);
    EXPECT_EQ(verdict("kasan_populate_vmalloc(KERNEL, 7, 1);", Kernel::v7_0), Verdict::violated);
}

} // namespace
} // namespace lazymmu::test
