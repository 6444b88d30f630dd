// The call-site routines and the hardware: how many flushes a section costs, and what exists on one
// architecture only.
#include "tests/arch/mm_ops_support.h"

namespace lazymmu::test {
namespace {

constexpr u32 batching_lost = invariant_bit(Invariant::batching_lost);
constexpr Kernel all_batching[] = {Kernel::v6_18, Kernel::v7_0, Kernel::v7_2};

std::string zap(int n, bool touched) {
    const std::string pages = std::to_string(n);
    return "set_ptes(USER, 7, \"pwua\", " + pages + "); " +
           (touched ? "repeat " + pages + " as i { touch(USER + i * PAGE); } " : std::string()) +
           "zap_pte_range(USER, " + pages + ");";
}

TEST(MmOpsArch, PowerpcZapFillsTheBatchOnce) {
    for (const Kernel kernel : all_batching) {
        const OpsRun r(powerpc_hash, kernel, zap(193, true));
        r.expect_clean();
        EXPECT_EQ(r.hw("flush_hash_range"), 1);
        EXPECT_EQ(r.hw_value("flush_hash_range", 1), 192u);
        EXPECT_EQ(r.hw("flush_hash_page"), 1);
        const OpsRun cold(powerpc_hash, kernel, zap(193, false));
        EXPECT_EQ(cold.hw("flush_hash_range") + cold.hw("flush_hash_page"), 0);
    }
}

TEST(MmOpsArch, SparcZapFillsTheBatchOnce) {
    for (const Kernel kernel : all_batching) {
        const OpsRun r(sparc, kernel, zap(193, false));
        r.expect_clean();
        EXPECT_EQ(r.hw("smp_flush_tlb_pending"), 1);
        EXPECT_EQ(r.hw_value("smp_flush_tlb_pending", 1), 192u);
        EXPECT_EQ(r.hw("global_flush_tlb_page"), 1);
    }
}

TEST(MmOpsArch, Arm64VmapPaysForBarriersOnce) {
    for (const Kernel kernel : all_batching) {
        const OpsRun r(arm64, kernel, "vmap_pages_pte_range(KERNEL, 7, \"pw\", 100);");
        r.expect_clean();
        EXPECT_EQ(r.hw("dsb(ishst)"), 1);
        EXPECT_EQ(r.hw("isb"), 1);
    }
    const OpsRun eager_kernel(arm64, Kernel::v6_12,
                              "vmap_pages_pte_range(KERNEL, 7, \"pw\", 100);");
    EXPECT_EQ(eager_kernel.hw("dsb(ishst)"), 100);
}

TEST(MmOpsArch, XenVmapMakesOneHypercallFor31) {
    for (const Kernel kernel : all_batching) {
        const OpsRun one(xen, kernel, "vmap_pages_pte_range(KERNEL, 7, \"pw\", 31);");
        EXPECT_EQ(one.hw("hypercall"), 1);
        EXPECT_EQ(one.hw_value("hypercall", 1), 31u);
        const OpsRun two(xen, kernel, "vmap_pages_pte_range(KERNEL, 7, \"pw\", 32);");
        EXPECT_EQ(two.hw("hypercall"), 2);
    }
}

// Clears trap at once, batch or not; only the TLB flush is left for later.
TEST(MmOpsArch, XenZapTrapsForEveryPage) {
    const OpsRun r(xen, Kernel::v7_0, zap(4, false));
    EXPECT_EQ(r.hw("pte_write_trap"), 4);
}

// Where the nesting began: an allocation in a section opens one of its own.
TEST(MmOpsArch, Arm64DebugPageallocNests) {
    const std::string text =
        "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); alloc_page(9); "
        "repeat 4 as i { set_pte_at(KERNEL + PAGE + i * PAGE, 8, \"pw\"); } "
        "lazy_mmu_mode_disable();";
    const OpsRun lost(arm64_debug, Kernel::v6_18, text);
    lost.expect_clean(batching_lost);
    EXPECT_EQ(lost.hw("dsb(ishst)"), 1 + 4); // the inner leave's, then every store pays
    EXPECT_TRUE(lost.violations & batching_lost);
    for (const Kernel kernel : {Kernel::v7_0, Kernel::v7_2}) {
        const OpsRun kept(arm64_debug, kernel, text);
        kept.expect_clean();
        EXPECT_EQ(kept.hw("dsb(ishst)"), 2); // the inner disable's, and the outer one's
    }
    const OpsRun without(arm64, Kernel::v6_18, text);
    without.expect_clean();
    EXPECT_EQ(without.hw("dsb(ishst)"), 1);
}

TEST(MmOpsArch, Arm64ZapNestsWithDebugPagealloc) {
    for (const Kernel kernel : all_batching) {
        SCOPED_TRACE(kernel_name(kernel));
        int deepest = 0;
        const OpsRun r(arm64_debug, kernel, zap(9, false), [&](const OpsRun& now) {
            if (now.task().section_depth > deepest) deepest = now.task().section_depth;
        });
        r.expect_clean(batching_lost);
        EXPECT_EQ(deepest, 2);
        EXPECT_EQ((r.violations & batching_lost) != 0, kernel == Kernel::v6_18);
        EXPECT_EQ(r.ptes(user1, r.user(0), 9), "-, -, -, -, -, -, -, -, -");
        const u64 page = find_arch("arm64")->geometry.kernel_split + 0x1f0 * r.page_size();
        EXPECT_EQ(r.pte(kernel_mm, page), "496 wda"); // free again: not valid
        EXPECT_EQ(r.calls(fn_set_memory_valid), 2);
    }
}

TEST(MmOpsArch, Arm64SetMemoryValid) {
    for (const Kernel kernel : every_kernel) {
        SCOPED_TRACE(kernel_name(kernel));
        const OpsRun off(arm64, kernel,
                         "vmap_pages_pte_range(KERNEL, 7, \"pw\", 2); access(KERNEL, \"r\"); "
                         "set_memory_valid(KERNEL, 2, 0); access(KERNEL, \"r\");");
        off.expect_clean();
        EXPECT_EQ(off.ptes(kernel_mm, off.kernel(0), 2), "7 w, 8 w");
        EXPECT_EQ(off.faults(FaultKind::not_mapped), 1);
        EXPECT_EQ(off.calls(fn_apply_to_pte_range), kernel <= Kernel::v6_18 ? 1 : 0);
        const OpsRun on(
            arm64, kernel,
            "vmap_pages_pte_range(KERNEL, 7, \"pw\", 2); set_memory_valid(KERNEL, 2, 0); "
            "set_memory_valid(KERNEL, 2, 1); access(KERNEL, \"r\");");
        on.expect_clean();
        EXPECT_EQ(on.ptes(kernel_mm, on.kernel(0), 2), "7 pw, 8 pw");
        EXPECT_EQ(on.count(Ev::access, 0), 1);
    }
}

TEST(MmOpsArch, KernelMapPagesChangesTheLinearMap) {
    for (const Kernel kernel : every_kernel) {
        const OpsRun a(arm64, kernel, "__kernel_map_pages(7, 2, 1);");
        a.expect_clean();
        EXPECT_EQ(a.ptes(kernel_mm, 0xffff000000000000 + 7 * 4096, 3), "7 pwda, 8 pwda, -");
        for (const Platform& p : {xen, bare_metal}) {
            const OpsRun on(p, kernel, "__kernel_map_pages(7, 2, 1);");
            on.expect_clean();
            EXPECT_EQ(on.ptes(kernel_mm, 0xffff888000000000 + 7 * 4096, 3), "7 pwda, 8 pwda, -");
            const OpsRun off(p, kernel,
                             "__kernel_map_pages(7, 2, 1); __kernel_map_pages(8, 1, 0);");
            EXPECT_EQ(off.ptes(kernel_mm, 0xffff888000000000 + 7 * 4096, 2), "7 pwda, 8 wda");
        }
    }
}

// Inside of a section of somebody else x86 flushes directly: all that is queued is in effect.
TEST(MmOpsArch, X86FlushesInsideOfASection) {
    for (const Kernel kernel : every_kernel) {
        SCOPED_TRACE(kernel_name(kernel));
        int looked = 0;
        const OpsRun run(xen_debug, kernel,
                         "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); alloc_page(9); "
                         "is_lazy_mmu_mode_active(); lazy_mmu_mode_disable();",
                         [&](const OpsRun& r) {
                             if (r.events.back().kind != Ev::ret ||
                                 r.events.back().code != fn_alloc_page)
                                 return;
                             looked++;
                             EXPECT_EQ(r.pending(), 0);
                             EXPECT_EQ(r.pte(kernel_mm, r.kernel(0)), "7 pw");
                             EXPECT_EQ(r.pte(kernel_mm, 0xffff888000000000 + 9 * 4096), "9 pwda");
                             EXPECT_EQ(r.task().section_depth, 1);
                         });
        run.expect_clean();
        EXPECT_EQ(looked, 1);
    }
}

TEST(MmOpsArch, X86SetMemoryOpensNoSection) {
    for (const Kernel kernel : every_kernel)
        for (const Platform& p : {xen, bare_metal}) {
            const OpsRun r(p, kernel,
                           "set_ptes(KERNEL, 7, \"pw\", 2); access(KERNEL, \"w\"); "
                           "set_memory(KERNEL, 3, \"p\"); access(KERNEL, \"w\");");
            r.expect_clean();
            EXPECT_EQ(r.ptes(kernel_mm, r.kernel(0), 3), "7 p, 8 p, -");
            EXPECT_EQ(r.faults(FaultKind::permission), 1);
            EXPECT_EQ(r.calls(fn_lazy_mmu_mode_enable), 0);
        }
}

TEST(MmOpsArch, PowerpcFlushHashTableRange) {
    const std::string text = "set_ptes(KERNEL, 7, \"pw\", 4); touch(KERNEL); "
                             "touch(KERNEL + PAGE); touch(KERNEL + 3 * PAGE); "
                             "__flush_hash_table_range(KERNEL, 4);";
    for (const Kernel kernel : every_kernel) {
        int irqs_off = 0;
        const OpsRun r(powerpc_hash, kernel, text, [&](const OpsRun& now) {
            irqs_off |= now.machine.view().cpu(CpuId{0}).irqs_off;
        });
        r.expect_clean();
        EXPECT_EQ(irqs_off, 1);
        EXPECT_EQ(r.hw("flush_hash_range"), 1);
        EXPECT_EQ(r.hw_value("flush_hash_range", 1), 3u);
        EXPECT_EQ(r.ptes(kernel_mm, r.kernel(0), 4), "7 pw, 8 pw, 9 pw, 10 pw");
        const OpsRun radix(powerpc_radix, kernel, text);
        radix.expect_clean();
        EXPECT_EQ(radix.hw("flush_hash_range") + radix.hw("flush_hash_page"), 0);
    }
}

// More pages than there is room for page tables: the step says so.
TEST(MmOpsArch, RunningOutOfPageTables) {
    const Arch& arch = *find_arch("arm64");
    const ScriptResult r = compile_script("vunmap_pte_range(KERNEL, 1025);", arch);
    ASSERT_TRUE(r.program);
    Config config = default_config(arch);
    config.pt_tables = 7; // three roots, PUD, PMD, and two of the three tables of PTEs
    Machine m = make_machine(config, r.program);
    Choice choice;
    StepResult s;
    while (s.status == StepStatus::ok && default_choice(*m.setup, m.view(), choice))
        s = step(m, choice);
    EXPECT_EQ(s.status, StepStatus::limit);
    EXPECT_STREQ(s.limit, "pt_tables");
}

} // namespace
} // namespace lazymmu::test
