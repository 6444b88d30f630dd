// An entry is cleared and flushed while another task is in the middle of an access to it, after
// every single step of that access: nothing stale may be cached, and the entry must stay empty.
#include "arch/arch.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"
#include "engine/script/script.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

struct Faults : EventSink {
    int count = 0, accesses = 0;
    bool was_set = false; // when B began
    void on_event(const Event& e) override {
        count += e.kind == Ev::fault;
        accesses += e.kind == Ev::access;
    }
};

constexpr auto program =
    "task A mm user1 { set_pte_at(user1, USER, 7, \"pwu\"); access(user1, USER, \"r\");"
    "  access(user1, USER, \"r\"); }"
    "task B mm user1 { ptep_get_and_clear(user1, USER); flush_tlb_page(user1, USER); }";

bool mapped(const Machine& m) {
    const u64 va = m.arch().geometry.user_base;
    return pt_load(m.view(), pt_find(m.config(), m.view(), MmId{1}, va)) != 0;
}

// A runs n steps, then B runs to its end, then A. False: A was done before that.
bool run(const Config& config, int n, Machine& m, Faults& faults) {
    const ScriptResult r = compile_script(program, *config.arch);
    EXPECT_TRUE(r.program);
    m = make_machine(config, r.program);
    const Choice go{Choice::run, 0, 0}, to_b{Choice::preempt, 0, 1}, to_a{Choice::preempt, 0, 0};
    for (int i = 0; i < n; i++)
        if (step(m, go, &faults).status != StepStatus::ok) return false;
    while (m.view().current(CpuId{0}) == TaskId{0}) {
        if (m.view().task(TaskId{0}).status == TaskStatus::exited) return false;
        const StepStatus s = step(m, m.view().cpu(CpuId{0}).irqs_off ? go : to_b, &faults).status;
        if (s != StepStatus::ok && step(m, go, &faults).status != StepStatus::ok) return false;
    }
    faults.was_set = mapped(m);
    while (m.view().task(TaskId{1}).sp) EXPECT_EQ(step(m, go, &faults).status, StepStatus::ok);
    EXPECT_EQ(step(m, to_a, &faults).status, StepStatus::ok);
    Choice choice;
    while (default_choice(*m.setup, m.view(), choice)) step(m, choice, &faults);
    return true;
}

void expect_no_race(const Config& config) {
    int cases = 0;
    for (int n = 0;; n++) {
        Machine m;
        Faults faults;
        if (!run(config, n, m, faults)) break;
        const std::string what =
            config.arch->name + std::string(", after step ") + std::to_string(n);
        cases += faults.was_set;
        EXPECT_NE(mapped(m), faults.was_set) << what;
        for (int i = 0; i < m.config().tlb_entries; i++)
            if (m.view().tlb(CpuId{0}, i).valid) {
                EXPECT_FALSE(tlb_is_stale(m.config(), m.view(), CpuId{0}, i)) << what;
            }
        EXPECT_EQ(faults.count + faults.accesses, 2) << what;
        EXPECT_LE(faults.accesses, faults.was_set ? 1 : 2) << what; // the second one faults
    }
    EXPECT_GT(cases, 6) << config.arch->name;
}

TEST(WalkRace, NothingStaleIsCached) {
    for (const Arch* arch : all_archs()) {
        Config config = default_config(*arch);
        expect_no_race(config);
        for (size_t i = 0; i < arch->options.size(); i++) {
            const std::string name = arch->options[i].name;
            if (name != "radix" && name != "xen") continue;
            config.option[i] ^= 1;
            expect_no_race(config);
        }
    }
}

// A hash table without room: every access is a hash fault, and still works.
TEST(WalkRace, WithoutAHashTable) {
    Config config = default_config(*find_arch("powerpc"));
    for (size_t i = 0; i < config.arch->options.size(); i++)
        if (std::string(config.arch->options[i].name) == "hpt_groups") config.option[i] = 0;
    expect_no_race(config);
}

} // namespace
} // namespace lazymmu
