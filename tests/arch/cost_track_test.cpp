// Costs at any moment of a run: the same sums as a ledger that was stopped there.
#include "engine/run/cost.h"
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

const std::string two_hundred_pages =
    "lazy_mmu_mode_enable(); "
    "repeat 200 as i { set_pte_at(KERNEL + i * PAGE, 1 + i, \"pw\"); "
    "set_pte_at(USER + i * PAGE, 1 + i, \"pwu\"); } "
    "lazy_mmu_mode_disable(); set_pte_at(KERNEL, 9, \"pw\");";

TEST(CostTrack, IsTheLedgerAtEveryMoment) {
    for (const Arch* arch : real_archs()) {
        Rig r(arch->name, v70, two_hundred_pages);
        CostTrack track(*arch, default_costs(*arch));
        CostLedger ledger(*arch, default_costs(*arch));
        std::vector<u64> totals;
        u32 at = 0;
        for (;; at++) {
            totals.push_back(ledger.total());
            r.clear();
            if (!r.step()) break;
            for (const Event& e : r.events) track.add(at + 1, e);
            ledger.add(r.events);
        }
        ASSERT_GT(totals.back(), 0u);
        for (u32 p = 0; p < totals.size(); p++)
            ASSERT_EQ(track.ledger_at(p).total(), totals[p]) << arch->name << " at " << p;
        const CostLedger end = track.ledger_at(at + 100);
        for (size_t i = 0; i < end.rows().size(); i++) {
            EXPECT_EQ(end.rows()[i].cost, ledger.rows()[i].cost);
            EXPECT_EQ(end.rows()[i].times, ledger.rows()[i].times);
        }
    }
}

TEST(CostTrack, TheEagerRunByStatements) {
    for (const Arch* arch : real_archs()) {
        const Config config = config_for(arch->name, v70);
        const auto program = program_for(arch->name, two_hundred_pages);
        const CostModel model = default_costs(*arch);
        const CostTrack track = eager_costs(config, program, model);
        for (const u32 n : {0u, 1u, 2u, 17u, 150u, 401u, 402u, 403u, 500u})
            EXPECT_EQ(track.ledger_at(n).total(), eager_cost(config, program, model, n).total())
                << arch->name << " after " << n;
    }
}

TEST(CostTrack, ABoundEndsTheEagerRun) {
    const Arch& arch = *find_arch("arm64");
    const Config config = config_for("arm64", v70);
    const auto program = program_for("arm64", two_hundred_pages);
    const CostModel model = default_costs(arch);
    EXPECT_EQ(eager_costs(config, program, model, 0).ledger_at(500).total(), 0u);
    const u64 some = eager_costs(config, program, model, 100).ledger_at(500).total();
    EXPECT_GT(some, 0u);
    EXPECT_LT(some, eager_cost(config, program, model).total());
}

} // namespace
} // namespace lazymmu::test
