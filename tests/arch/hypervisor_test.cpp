// Xen's side: what it applies, what it refuses, plain stores that trap and overtake the queue, and
// which TLBs a flush reaches.
#include "arch/x86/x86.h"
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

const char* const refused = "mmu_update failed";

// A frame number that is a page-table page of a small machine.
std::string table_frame_number() { return std::to_string(table_frame_base + 1); }

TEST(Hypervisor, MachineAddresses) {
    for (u32 table : {0u, 1u, 47u, 254u})
        for (u32 i : {0u, 1u, 511u}) {
            const Ptep where = make_ptep(table, i);
            EXPECT_EQ(x86::maddr_ptep(x86::ptep_maddr(where)), where);
            EXPECT_EQ(x86::maddr_ptep(x86::ptep_maddr(where) | x86::preserve_ad_command), where);
            EXPECT_EQ(x86::ptep_maddr(where) & 7, 0u);
        }
    Rig r("x86", v70, "set_pte_at(USER, 0x1234, \"pu\");");
    r.run();
    EXPECT_EQ(r.raw(user1, r.user()) >> 12 & 0xfffffff, 0x101234u); // the machine frame
    EXPECT_EQ(r.pte(user1, r.user()), "4660 pu");
}

TEST(Hypervisor, RefusesWritableMappingsOfPageTables) {
    Rig r("x86", v70,
          "set_pte_at(KERNEL, " + table_frame_number() + ", \"pw\"); set_pte_at(KERNEL, " +
              table_frame_number() + ", \"p\"); set_pte_at(KERNEL + PAGE, " + table_frame_number() +
              ", \"w\");");
    r.next();
    EXPECT_EQ(r.warnings(), refused);
    EXPECT_EQ(r.pte(kernel_mm, r.kernel()), "-"); // nothing changed
    EXPECT_TRUE(r.broke(Invariant::hypercall_failed));
    r.violations = 0;
    r.next(2);
    EXPECT_EQ(r.pte(kernel_mm, r.kernel()),
              std::to_string(table_frame_base + 1) + " p"); // read-only is fine
    EXPECT_NE(r.pte(kernel_mm, r.kernel(1)), "-");          // so is not present
    EXPECT_EQ(r.violations, 0u);
}

TEST(Hypervisor, TheLastTablePageAndTheFirstFrameBehind) {
    for (const int beyond : {-1, 0}) {
        Rig probe("x86", v70, "touch(KERNEL);");
        const u64 frame =
            table_frame_base + static_cast<u64>(probe.s().globals().tables_used + beyond);
        Rig r("x86", v70, "set_pte_at(KERNEL, " + std::to_string(frame) + ", \"pw\");");
        r.run();
        EXPECT_EQ(r.warnings(), beyond < 0 ? refused : "") << beyond;
    }
}

TEST(Hypervisor, RefusesTargetsThatAreNoPageTables) {
    Rig r("x86", v70, "touch(USER);");
    Cx cx(*r.machine.setup, r.machine.state.ref(), cpu0, &r);
    const Digest before = r.machine.digest();
    const u64 pte = r.arch().pte_encode(r.config(), 7, prot_p);
    x86::hypervisor_update(cx, x86::ptep_maddr(make_ptep(r.s().globals().tables_used, 0)), pte);
    EXPECT_EQ(r.warnings(), refused);
    EXPECT_EQ(r.machine.digest(), before);
    r.clear();
    x86::hypervisor_update(cx, x86::ptep_maddr(pt_find(r.config(), r.s(), user1, r.user())), pte);
    EXPECT_EQ(r.warnings(), "");
    EXPECT_EQ(r.pte(user1, r.user()), "7 p");
}

TEST(Hypervisor, ARefusedUpdateDoesNotStopTheOthers) {
    Rig r("x86", v70,
          std::string(enable) + "set_pte_at(KERNEL, 7, \"pw\"); set_pte_at(KERNEL + PAGE, " +
              table_frame_number() +
              ", \"pw\"); set_pte_at(KERNEL + 2 * PAGE, 8, \"pw\"); lazy_mmu_mode_disable();");
    r.next(4);
    EXPECT_EQ(r.warnings(), "");
    EXPECT_EQ(r.next(), "hypercall(1,3)");
    EXPECT_EQ(r.warnings(), refused);
    EXPECT_EQ(r.pte(kernel_mm, r.kernel(0)), "7 pw");
    EXPECT_EQ(r.pte(kernel_mm, r.kernel(1)), "-");
    EXPECT_EQ(r.pte(kernel_mm, r.kernel(2)), "8 pw");
    EXPECT_TRUE(r.batch().slots.empty());
}

// Set, then clear in one section ends with the PTE set: the clear traps and overtakes the queue.
TEST(Hypervisor, TrappedStoresOvertakeTheQueue) {
    Rig r("x86", v70,
          "set_pte_at(USER + PAGE, 5, \"pwu\"); lazy_mmu_mode_enable(); set_pte_at(USER, 7, "
          "\"pwu\"); ptep_get_and_clear(USER); "
          "set_pte_at(USER + PAGE, 6, \"pwu\"); ptep_set_wrprotect(USER + PAGE); "
          "lazy_mmu_mode_disable();");
    r.next(3);
    r.next();
    EXPECT_EQ(r.count(Ev::hw, x86::hw_pte_write_trap), 1);
    EXPECT_EQ(r.pending(), 1); // the queue is as it was
    EXPECT_TRUE(r.broke(Invariant::read_pending));
    r.next(2);
    EXPECT_EQ(r.count(Ev::hw, x86::hw_pte_write_trap), 1);
    EXPECT_EQ(r.pte(user1, r.user(1)), "5 pu");
    r.next();
    EXPECT_EQ(r.pte(user1, r.user()), "7 pwu");
    EXPECT_EQ(r.pte(user1, r.user(1)), "6 pwu"); // write permission is back
}

TEST(Hypervisor, ReadsSeeMemoryNotTheQueue) {
    Rig r("x86", v70,
          std::string(enable) + "ptep_get(USER); set_pte_at(USER, 7, \"pwu\"); ptep_get(USER); "
                                "lazy_mmu_mode_disable(); ptep_get(USER);");
    const auto answer = [&r] {
        r.next();
        for (const Event& e : r.events)
            if (e.kind == Ev::ret && e.code == fn_ptep_get) return e.a;
        return ~u64{0};
    };
    r.next();
    EXPECT_EQ(answer(), 0u);
    EXPECT_EQ(r.violations, 0u);
    r.next();
    EXPECT_EQ(answer(), 0u);
    EXPECT_TRUE(r.broke(Invariant::read_pending));
    r.next();
    EXPECT_NE(answer(), 0u);
}

TEST(Hypervisor, FlushesReachThisCpuOnly) {
    const std::string text = "task A { set_pte_at(USER, 7, \"pu\"); set_pte_at(KERNEL, 8, \"p\"); "
                             "access(USER, \"r\"); access(KERNEL, \"r\"); %; } "
                             "task B cpu 1 mm user1 { access(USER, \"r\"); }";
    const auto cached = [&](const std::string& call) {
        std::string script = text;
        script.replace(script.find('%'), 1, call);
        Rig r("x86", v70, script);
        r.next(2);
        while (r.step({Choice::run, 1, 0}).status == StepStatus::ok) {
        }
        r.next(3);
        std::string out;
        for (const char* path :
             {"cpu.0.tlb(USER).cached", "cpu.0.tlb(KERNEL).cached", "cpu.1.tlb(USER).cached"})
            out += r.value(path).substr(0, 1);
        return out;
    };
    EXPECT_EQ(cached("touch(USER)"), "ttt");
    EXPECT_EQ(cached("flush_tlb_page(USER)"), "ftt");
    EXPECT_EQ(cached("flush_tlb_page(USER + PAGE)"), "ttt");
    EXPECT_EQ(cached("flush_tlb()"), "fft"); // everything, global entries too
    EXPECT_EQ(cached("flush_tlb_range(USER, 2)"), "ftt");
    EXPECT_EQ(cached("flush_tlb_kernel_range(KERNEL, 1)"), "tft");
}

// In a section the flush waits behind the updates, so a stale translation cannot come back between.
TEST(Hypervisor, FlushesAreOrderedBehindUpdates) {
    Rig r("x86", v70,
          "set_pte_at(USER, 7, \"pwu\"); access(USER, \"w\"); lazy_mmu_mode_enable(); "
          "modify_prot(USER, \"pu\"); flush_tlb_page(USER); "
          "access(USER, \"w\"); lazy_mmu_mode_disable(); access(USER, \"w\");");
    r.next(5);
    r.next();
    EXPECT_EQ(r.accesses(), "hit 7");
    EXPECT_EQ(r.next(), "multicall(2)");
    EXPECT_EQ(r.value("tlb(USER).cached"), "false");
    r.next();
    EXPECT_EQ(r.accesses(), "permission");
    EXPECT_EQ(r.violations & wrong_invariants(), 0u);
}

TEST(Hypervisor, PropertyOfPreserveAd) {
    const Config c = config_for("x86", v70);
    for (int fresh = 0; fresh < 64; fresh++)
        for (int old = 0; old < 64; old++) {
            const u64 a = c.arch->pte_encode(c, 7, static_cast<Prot>(fresh));
            const u64 b = c.arch->pte_encode(c, 9, static_cast<Prot>(old));
            const PteFields f = c.arch->pte_decode(c, x86::keep_ad(a, b));
            const bool hardware_dirty = (old & prot_d) && (old & prot_w);
            EXPECT_EQ(f.pfn, 7u);
            EXPECT_EQ(f.prot, fresh | (old & prot_a) | (hardware_dirty ? int{prot_d} : 0));
        }
}

} // namespace
} // namespace lazymmu::test
