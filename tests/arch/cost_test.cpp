// The cost ledger against sums made by hand: one section on each architecture, and without it.
#include "arch/arch.h"
#include "engine/run/cost.h"
#include "engine/run/timeline.h"
#include "engine/script/script.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

struct Sums {
    u64 lazy = 0, eager = 0;
};

Config config_of(const char* arch, const char* option = nullptr, u16 value = 0) {
    Config config = default_config(*find_arch(arch));
    for (size_t i = 0; option && i < config.arch->options.size(); i++)
        if (std::string_view(config.arch->options[i].name) == option) config.option[i] = value;
    return config;
}

CostLedger cost_of(const Config& config, const std::shared_ptr<const Program>& program) {
    CostLedger ledger(*config.arch, default_costs(*config.arch));
    Machine m = make_machine(config, program);
    Choice choice;
    while (default_choice(*m.setup, m.view(), choice))
        if (step(m, choice, &ledger).status != StepStatus::ok) break;
    return ledger;
}

std::shared_ptr<const Program> program_of(const Config& config, const std::string& text) {
    const ScriptResult r = compile_script(text, *config.arch);
    EXPECT_TRUE(r.program) << text;
    return r.program;
}

Sums sums_of(const Config& config, const std::string& text) {
    const auto program = program_of(config, text);
    return {cost_of(config, program).total(),
            eager_cost(config, program, default_costs(*config.arch)).total()};
}

std::string in_section(const std::string& inside) {
    return "lazy_mmu_mode_enable();" + inside + "lazy_mmu_mode_disable();";
}
constexpr auto ten_kernel_sets = "repeat 10 as i { set_pte_at(KERNEL + i * PAGE, 1 + i, \"pw\"); }";
constexpr auto ten_user_sets = "repeat 10 as i { set_pte_at(USER + i * PAGE, 1 + i, \"pwu\"); }";

TEST(Cost, Arm64PaysTheBarriersOnce) {
    const Sums s = sums_of(config_of("arm64"), in_section(ten_kernel_sets));
    EXPECT_EQ(s.lazy, 10u * 1 + 60);
    EXPECT_EQ(s.eager, 10u * 1 + 10 * 60);
    // Users' entries need no barriers, and TLB invalidation is never delayed.
    const Sums user = sums_of(
        config_of("arm64"), in_section(std::string(ten_user_sets) + "flush_tlb_range(USER, 10);"));
    EXPECT_EQ(user.lazy, 10u * 1 + 10 * 150);
    EXPECT_EQ(user.eager, user.lazy);
}

TEST(Cost, Arm64BeforeTheModeExisted) {
    Config config = config_of("arm64");
    config.kernel = Kernel::v6_12;
    const Sums s = sums_of(config, in_section(ten_kernel_sets));
    EXPECT_EQ(s.lazy, 610u);
    EXPECT_EQ(s.eager, 610u);
}

TEST(Cost, PowerpcRemovesAFullBatchAtOnce) {
    const std::string set_up = "repeat 192 as i { set_pte_at(USER + i * PAGE, 1 + i, \"pwu\");"
                               "touch(USER + i * PAGE); }";
    const std::string clear = "repeat 192 as i { ptep_get_and_clear(USER + i * PAGE); }";
    const Sums s = sums_of(config_of("powerpc"), set_up + in_section(clear));
    constexpr u64 stores = 192 * 3; // set, mark as hashed, clear
    EXPECT_EQ(s.lazy, stores + 300 + 191 * 120);
    EXPECT_EQ(s.eager, stores + 192 * 300);
    const Sums radix = sums_of(config_of("powerpc", "radix", 1), set_up + in_section(clear));
    EXPECT_EQ(radix.lazy, u64{192} * 2);
    EXPECT_EQ(radix.eager, radix.lazy);
}

TEST(Cost, SparcMakesOneCrossCall) {
    const std::string clear = "clear_full_ptes(USER, 10);";
    const Sums s = sums_of(config_of("sparc"), ten_user_sets + in_section(clear));
    EXPECT_EQ(s.lazy, 20u + 400 + 9 * 40);
    EXPECT_EQ(s.eager, 20u + 10 * 400);
    // A batch of one costs what one page costs without the mode.
    const Sums one = sums_of(config_of("sparc"), "set_pte_at(USER, 7, \"pwu\");" +
                                                     in_section("ptep_get_and_clear(USER);"));
    EXPECT_EQ(one.lazy, 402u);
    EXPECT_EQ(one.eager, 402u);
}

TEST(Cost, XenMakesOneHypercall) {
    const Sums s = sums_of(config_of("x86"), in_section(ten_user_sets));
    EXPECT_EQ(s.lazy, 700u + 10 * 60 + 10 * 1);
    EXPECT_EQ(s.eager, 10u * (700 + 60 + 1));
    const Sums mixed =
        sums_of(config_of("x86"), in_section("set_pte_at(USER, 7, \"pwu\"); flush_tlb_page(USER);"
                                             "set_pte_at(USER + PAGE, 8, \"pwu\");"));
    EXPECT_EQ(mixed.lazy, 700u + 2 * 90 + 2 * 60 + 2); // one multicall of three calls
    EXPECT_EQ(mixed.eager, 2u * (700 + 60 + 1) + 700);
    const Sums trap = sums_of(config_of("x86"), "set_pte_at(USER, 7, \"pwu\");" +
                                                    in_section("ptep_get_and_clear(USER);"));
    EXPECT_EQ(trap.lazy, 761u + 701);
    EXPECT_EQ(trap.eager, trap.lazy);
    const Sums bare = sums_of(config_of("x86", "xen", 0), in_section(ten_user_sets));
    EXPECT_EQ(bare.lazy, 10u);
    EXPECT_EQ(bare.eager, 10u);
}

// What calls the hooks directly, and what switches tasks, is not delayed either with batching off.
TEST(Cost, BatchingOffLeavesNothingPending) {
    for (const Arch* arch : all_archs())
        for (int k = 0; k < kernel_count; k++) {
            Config config = default_config(*arch, static_cast<Kernel>(k));
            config.batching_off = true;
            const auto program = program_of(
                config, "arch_enter_lazy_mmu_mode(); lazy_mmu_mode_enable(); lazy_mmu_mode_pause();"
                        "set_pte_at(KERNEL, 7, \"pw\"); set_pte_at(USER, 7, \"pwu\");"
                        "touch(USER); ptep_get_and_clear(USER);"
                        "switch_to(B); set_pte_at(KERNEL + PAGE, 7, \"pw\"); switch_to(A);"
                        "set_pte_at(KERNEL + 2 * PAGE, 7, \"pw\");");
            Machine m = make_machine(config, program);
            Choice choice;
            while (default_choice(*m.setup, m.view(), choice)) {
                ASSERT_EQ(step(m, choice).status, StepStatus::ok);
                EXPECT_FALSE(arch->is_lazy(config, m.view(), CpuId{0}, TaskId{0}));
            }
            EXPECT_EQ(arch->pending(config, m.view(), CpuId{0}, TaskId{0}), 0) << arch->name;
            EXPECT_EQ(m.view().globals().bug, 0) << arch->name;
        }
}

TEST(Cost, RowsSayWhereItWent) {
    const Config config = config_of("x86");
    const auto program = program_of(config, in_section(ten_user_sets));
    CostLedger ledger = cost_of(config, program);
    ASSERT_NE(ledger.row("hypercall"), nullptr);
    EXPECT_EQ(ledger.row("hypercall")->times, 1u);
    EXPECT_EQ(ledger.row("hypercall")->units, 10u);
    EXPECT_EQ(ledger.row("hypercall")->cost, 700u);
    EXPECT_EQ(ledger.row("mmu_update")->times, 10u);
    EXPECT_EQ(ledger.row("mmu_update")->cost, 600u);
    EXPECT_EQ(ledger.row("pte_store")->cost, 10u);
    EXPECT_EQ(ledger.row("multicall")->times, 0u);
    EXPECT_EQ(ledger.row("no such thing"), nullptr);
    u64 sum = 0;
    for (const CostRow& r : ledger.rows()) sum += r.cost;
    EXPECT_EQ(sum, ledger.total());

    // The same from the events of a timeline.
    Timeline timeline(make_machine(config, program));
    while (timeline.forward()) {
    }
    CostLedger again(*config.arch, default_costs(*config.arch));
    again.add(timeline.all_events());
    EXPECT_EQ(again.total(), ledger.total());
    again.clear();
    EXPECT_EQ(again.total(), 0u);
    EXPECT_EQ(again.row("hypercall")->times, 0u);
}

TEST(Cost, EveryCostCanBeSet) {
    const Config config = config_of("x86");
    CostModel model = default_costs(*config.arch);
    EXPECT_TRUE(set_cost(model, *config.arch, "pte_store", {5, 0}));
    EXPECT_TRUE(set_cost(model, *config.arch, "hypercall", {1000, 0}));
    EXPECT_TRUE(set_cost(model, *config.arch, "mmu_update", {7, 0}));
    EXPECT_FALSE(set_cost(model, *config.arch, "tlbie", {1, 1}));
    const auto program = program_of(config, in_section(ten_user_sets));
    EXPECT_EQ(eager_cost(config, program, model).total(), 10u * (1000 + 7 + 5));
}

TEST(Cost, WithoutTheModeUpToAStatement) {
    const Config config = config_of("arm64");
    const auto program = program_of(config, in_section(ten_kernel_sets));
    const CostModel model = default_costs(*config.arch);
    EXPECT_EQ(eager_cost(config, program, model, 0).total(), 0u);
    EXPECT_EQ(eager_cost(config, program, model, 1).total(), 0u); // enable
    EXPECT_EQ(eager_cost(config, program, model, 5).total(), 4u * 61);
    EXPECT_EQ(eager_cost(config, program, model, 11).total(), 610u);
    EXPECT_EQ(eager_cost(config, program, model, 1000).total(), 610u);
}

} // namespace
} // namespace lazymmu
