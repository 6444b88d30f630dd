// fit_for_exploring(): smaller, and the same machine: the same verdict, the same page tables.
#include "engine/explore/explore.h"
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

// Everything that memory holds, by address.
std::string tables(const Machine& m) {
    std::string out;
    const Globals& g = m.view().globals();
    for (int i = 0; i < g.pt_used; i++) {
        const Ptep where = static_cast<Ptep>(m.view().pt_keys()[i]);
        out += std::to_string(index(ptep_mm(m.view(), where))) + ":" +
               std::to_string(ptep_va(m.config(), m.view(), where)) + "=" +
               std::to_string(m.view().pt_values()[i]) + " ";
    }
    return out;
}

const char* const programs[] = {
    "task A { lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); lazy_mmu_mode_disable(); } "
    "task B { touch(USER); }",
    "task A { set_ptes(USER, 7, \"pwu\", 5); access(USER, \"w\"); lazy_mmu_mode_enable(); "
    "clear_full_ptes(USER, 5); lazy_mmu_mode_disable(); access(USER, \"r\"); }",
    "task A { vmap_pages_pte_range(KERNEL, 7, \"pw\", 3); vunmap_pte_range(KERNEL, 2); } handler t "
    "{ set_pte_at(KERNEL + 9 * PAGE, 8, \"p\"); }",
    "task A { set_ptes(USER, 7, \"pwu\", 3); copy_pte_range(USER, user2, 3); move_ptes(USER, USER "
    "+ 8 * PAGE, 3); zap_pte_range(USER + 8 * PAGE, 3); }",
    "task A { lazy_mmu_mode_enable(); lazy_mmu_mode_pause(); modify_prot(USER, \"p\"); "
    "lazy_mmu_mode_resume(); lazy_mmu_mode_disable(); } task B { lazy_mmu_mode_enable(); "
    "lazy_mmu_mode_disable(); }",
};

TEST(Fit, SmallerWithTheSameEnd) {
    for (const Arch* arch : all_archs())
        for (Kernel k : every_kernel)
            for (const char* text : programs) {
                Rig full(arch->name, k, text);
                Machine fitted = fit_for_exploring(full.machine);
                EXPECT_LT(fitted.setup->layout.size * 4, full.machine.setup->layout.size)
                    << arch->name;
                Choice c;
                u32 violations = 0;
                while (default_choice(*fitted.setup, fitted.view(), c)) {
                    const StepResult s = step(fitted, c);
                    ASSERT_EQ(s.status, StepStatus::ok) << arch->name << " " << text << s.limit;
                    violations |= s.violations;
                }
                full.run();
                EXPECT_EQ(violations, full.violations) << arch->name << " " << text;
                EXPECT_EQ(tables(fitted), tables(full.machine)) << arch->name << " " << text;
            }
}

TEST(Fit, TheSameVerdict) {
    const std::string text = "task A { lazy_mmu_mode_enable(); set_pte_at(USER, 7, \"pu\"); "
                             "lazy_mmu_mode_disable(); } task B { touch(USER); }";
    for (const Arch* arch : real_archs())
        for (Kernel k : {v70, v71}) {
            const Rig full(arch->name, k, text, {}, [](Config& c) { c.pt_entries = 64; });
            Explorer a(full.machine, {}), b(fit_for_exploring(full.machine), {});
            a.run();
            b.run();
            EXPECT_EQ(a.report().verdict, b.report().verdict) << arch->name;
            EXPECT_EQ(a.report().states, b.report().states) << arch->name;
            EXPECT_EQ(a.counterexample().size(), b.counterexample().size()) << arch->name;
        }
}

TEST(Fit, CutsOnlyWhatIsNotNeeded) {
    Rig none("powerpc", v70, "lazy_mmu_mode_enable(); lazy_mmu_mode_disable();");
    const Config small = fit_for_exploring(none.machine).config();
    EXPECT_EQ(small.tlb_entries, 0);
    EXPECT_EQ(small.option[3], 0); // hpt_groups: nobody accesses memory
    EXPECT_LE(small.option[2], 8); // tlb_batch_nr: a few at most
    Rig access("powerpc", v70,
               "repeat 3 { access(USER, \"r\"); } repeat 300 as i { ptep_get_and_clear(USER + i * "
               "PAGE); }");
    const Config kept = fit_for_exploring(access.machine).config();
    EXPECT_EQ(kept.tlb_entries, 3);
    EXPECT_EQ(kept.option[3], 32);
    EXPECT_EQ(kept.option[2], 192); // could be full
    // Handlers count as often as they may arrive.
    const std::string handler = "task A { touch(USER); } handler t { access(user1, USER, \"r\"); }";
    for (const u8 irqs : {u8{0}, u8{2}, u8{5}}) {
        Rig r("powerpc", v70, handler, {}, [irqs](Config& c) { c.max_irqs = irqs; });
        EXPECT_EQ(fit_for_exploring(r.machine).config().tlb_entries, 1 + irqs); // touch counts
    }
    Rig sites("arm64", v70, "zap_pte_range(USER, 2);");
    EXPECT_EQ(fit_for_exploring(sites.machine).config().stack_words, 80);
    EXPECT_EQ(fit_for_exploring(none.machine).config().stack_words, 40);
    Rig tight("arm64", v70, "touch(USER);", {}, [](Config& c) { c.stack_words = 30; });
    EXPECT_EQ(fit_for_exploring(tight.machine).config().stack_words,
              30); // never more than asked for
}

} // namespace
} // namespace lazymmu::test
