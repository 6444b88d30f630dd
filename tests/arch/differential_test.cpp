// Differential property test: thousands of random programs end with the same page tables as on the
// eager reference, and without a stale translation anywhere, on every backend and kernel version
// that has no bug for the program.
//
// random_program.h says what every program keeps to; the classes below, what a version can do:
//
//   arm64      v6.12 has no lazy mode; v6.18 knows no nested pause and no pause outside of a
//              section (its resume would enter the mode for good); from v7.0 everything
//   powerpc    hash: until v6.18 an inner leave stops the batching, which is only slow; no other
//   and sparc  task may run in an active section (preemption is off), nor in a nested one that is
//              paused once (one preempt_disable() is left); from v7.0 only the former
//   x86, Xen   v6.12 nests, but a switch undoes one level only; v6.18 does not nest; from v7.0
//              everything, as long as nobody is preempted between counting and the arch call: that
//              is the bug of v7.0. v7.2 pauses and resumes in the switch, so that a task which
// never
//              ran has to start paused (Config::task_init_pause)
//   powerpc with the radix MMU, x86 on bare metal: everything, always
//
// Programs that change the mode in interrupt run from v7.0 on: before, callers did not.
//
// Seeds: LAZYMMU_SEED=n runs the one program n; LAZYMMU_PROGRAMS=n runs so many.
#include "arch/arch.h"
#include "arch/powerpc/powerpc.h"
#include "arch/sparc/sparc.h"
#include "engine/kernel/invariants.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"
#include "engine/script/script.h"
#include "tests/arch/random_program.h"
#include "tests/sanitized.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace lazymmu::test {
namespace {

// What follows the last one that is named is as that one: no kernel goes untested.
struct Can {
    u32 v612, v618, v70;
    u32 of(Kernel k) const { return k == Kernel::v6_12 ? v612 : k == Kernel::v6_18 ? v618 : v70; }
};
struct Subject {
    const char* name;
    const char* arch;
    const char* option; // and its value, or null
    u16 value;
    Can can; // features by kernel
};

constexpr u32 before = all_features & ~pause_freely & ~mode_in_irq; // the series
constexpr u32 batch_6 = before & ~switch_inside & ~switch_nested;
constexpr u32 batch_7 = all_features & ~switch_inside;
constexpr Can anything = {all_features, all_features, all_features};
constexpr Subject subjects[] = {
    {"arm64", "arm64", nullptr, 0, {all_features, before, all_features}},
    {"powerpc, hash", "powerpc", "radix", 0, {batch_6, batch_6, batch_7}},
    {"powerpc, radix", "powerpc", "radix", 1, anything},
    {"sparc", "sparc", nullptr, 0, {batch_6, batch_6, batch_7}},
    {"x86, Xen PV", "x86", "xen", 1, {before & ~switch_nested, before & ~nest, all_features}},
    {"x86, bare metal", "x86", "xen", 0, anything},
};

void set_option(Config& config, const char* name, u16 value) {
    for (size_t i = 0; i < config.arch->options.size(); i++)
        if (std::string_view(config.arch->options[i].name) == name) config.option[i] = value;
}

// Small batches, so that they fill up, and a small TLB and hash table, so that they evict.
Config config_of(const Subject& p, Kernel kernel, u64 seed) {
    Config config = default_config(*find_arch(p.arch), kernel);
    config.mms = program_mms;
    if (kernel >= Kernel::v7_2) config.task_init_pause = 1;
    if (p.option) set_option(config, p.option, p.value);
    if (seed % 3 == 0) {
        set_option(config, "tlb_batch_nr", static_cast<u16>(1 + seed / 3 % 5));
        set_option(config, "mc_batch", static_cast<u16>(1 + seed / 3 % 5));
        set_option(config, "mc_args", 64);
        set_option(config, "hpt_groups", 2);
        set_option(config, "tsb_entries", 4);
        config.tlb_entries = 4;
    }
    return config;
}

struct Outcome {
    Machine machine;
    std::string problem;
};

// By default order, or by random choices.
Outcome run(const Config& config, const std::string& text, u64 schedule = 0) {
    Outcome r;
    const ScriptResult script = compile_script(text, *config.arch);
    if (!script.program) {
        r.problem = script_error_text(script.errors[0]);
        return r;
    }
    r.machine = make_machine(config, script.program);
    Machine& m = r.machine;
    Choice choice, choices[max_choices];
    while (default_choice(*m.setup, m.view(), choice)) {
        if (schedule) {
            const int n = enabled_choices(*m.setup, m.view(), choices);
            schedule = schedule * 6364136223846793005 + 1442695040888963407;
            choice = choices[(schedule >> 33) % static_cast<u64>(n)];
        }
        const StepResult s = step(m, choice);
        if (s.status != StepStatus::ok) {
            r.problem = std::string("out of ") + s.limit;
            return r;
        }
        const u32 wrong = has_generic_layer(config.kernel) ? s.violations & wrong_invariants() : 0;
        for (int i = 0; i < invariant_count; i++)
            if (wrong >> i & 1) r.problem = invariant_info(static_cast<Invariant>(i)).title;
        if (!r.problem.empty()) return r;
    }
    if (m.view().globals().bug) r.problem = msg_text(static_cast<Msg>(m.view().globals().bug));
    return r;
}

PteFields entry(const Machine& m, int mm, int page) {
    const PageGeometry& g = m.arch().geometry;
    const u64 va = (mm ? g.user_base : g.kernel_base) + static_cast<u64>(page) * g.page_size();
    const Ptep where = pt_find(m.config(), m.view(), static_cast<MmId>(mm), va);
    return m.arch().pte_decode(m.config(), where == no_ptep ? 0 : pt_load(m.view(), where));
}

std::string fields_text(const PteFields& f) {
    char letters[7];
    return "frame " + std::to_string(f.pfn) + " \"" + prot_text(f.prot, letters) + "\"";
}

std::string different_entry(const Machine& m, const Machine& reference) {
    for (int mm = 0; mm < program_mms; mm++)
        for (int page : program_pages()) {
            const PteFields is = entry(m, mm, page), should = entry(reference, mm, page);
            if (is.pfn != should.pfn || is.prot != should.prot)
                return std::string(mm_name(static_cast<MmId>(mm))) + " page " +
                       std::to_string(page) + " is " + fields_text(is) + ", should be " +
                       fields_text(should);
        }
    return "";
}

// A copy of an entry in a TLB, hash table or TSB that memory does not have any more.
bool is_stale(const Machine& m, int mm, u64 va, u64 copy) {
    const Ptep where = pt_find(m.config(), m.view(), static_cast<MmId>(mm), va);
    const PteFields now =
        m.arch().pte_decode(m.config(), where == no_ptep ? 0 : pt_load(m.view(), where));
    const PteFields then = m.arch().pte_decode(m.config(), copy);
    return !(now.prot & prot_p) || now.pfn != then.pfn ||
           (then.prot & ~now.prot & (prot_w | prot_x | prot_u));
}

std::string stale_copy(const Machine& m) {
    const Config& c = m.config();
    for (int cpu = 0; cpu < c.cpus; cpu++)
        for (int i = 0; i < c.tlb_entries; i++)
            if (m.view().tlb(static_cast<CpuId>(cpu), i).valid &&
                tlb_is_stale(c, m.view(), static_cast<CpuId>(cpu), i))
                return "TLB of CPU " + std::to_string(cpu) + ", slot " + std::to_string(i);
    const std::string arch = c.arch->name;
    if (arch == "powerpc" && !c.option[powerpc::opt_radix]) {
        const auto* hpt = reinterpret_cast<const powerpc::Hpte*>(m.view().arch_global());
        for (int i = 0; i < c.option[powerpc::opt_hpt_groups] * powerpc::hptes_per_group; i++)
            if (hpt[i].valid && is_stale(m, hpt[i].mm, hpt[i].vpn << 16, hpt[i].pte))
                return "hash table, entry " + std::to_string(i);
    }
    if (arch == "sparc") {
        const auto* tsb = reinterpret_cast<const sparc::TsbEntry*>(m.view().arch_global());
        const int each = c.option[sparc::opt_tsb_entries];
        for (int i = 0; i < each * c.mms; i++)
            if (tsb[i].vpn_and_valid & 1 &&
                is_stale(m, i / each, tsb[i].vpn_and_valid >> 1 << 13, tsb[i].pte))
                return "TSB, entry " + std::to_string(i);
    }
    return "";
}

std::string still_pending(const Machine& m) {
    for (int t = 0; t < m.config().tasks; t++)
        for (int cpu = 0; cpu < m.config().cpus; cpu++)
            if (m.arch().pending(m.config(), m.view(), static_cast<CpuId>(cpu),
                                 static_cast<TaskId>(t)))
                return "task " + std::to_string(t) + ", CPU " + std::to_string(cpu);
    return "";
}

void expect_same(const Outcome& r, const Machine& reference, const std::string& what) {
    ASSERT_EQ(r.problem, "") << what;
    EXPECT_EQ(different_entry(r.machine, reference), "") << what;
    EXPECT_EQ(stale_copy(r.machine), "") << what;
    EXPECT_EQ(still_pending(r.machine), "") << what;
}

std::string replay(u64 seed, const Subject& p, Kernel kernel, const std::string& text) {
    return "LAZYMMU_SEED=" + std::to_string(seed) + " on " + p.name + ", " + kernel_name(kernel) +
           "\n" + text;
}

Config reference_config() {
    Config config = default_config(*find_arch("eager"));
    config.mms = program_mms;
    return config;
}

// Calls body(seed) for every program, until one fails.
template <class F> void for_each_seed(u64 programs, F body) {
    const u64 only = number_of("LAZYMMU_SEED", 0);
    const u64 first = only ? only : 1;
    const u64 n = only ? 1 : number_of("LAZYMMU_PROGRAMS", programs);
    for (u64 seed = first; seed < first + n && !testing::Test::HasFailure(); seed++) body(seed);
}

TEST(Differential, ProgramsEndAsOnTheReference) {
    int runs[std::size(subjects)][kernel_count] = {};
    for_each_seed(thinned(2000, 16), [&](u64 seed) {
        const RandomProgram p = random_program(seed);
        const Outcome reference = run(reference_config(), p.text);
        ASSERT_EQ(reference.problem, "") << seed << "\n" << p.text;
        for (size_t i = 0; i < std::size(subjects); i++)
            for (int k = 0; k < kernel_count; k++) {
                if (p.features & ~subjects[i].can.of(static_cast<Kernel>(k))) continue;
                const Kernel kernel = static_cast<Kernel>(k);
                runs[i][k]++;
                expect_same(run(config_of(subjects[i], kernel, seed), p.text), reference.machine,
                            replay(seed, subjects[i], kernel, p.text));
                if (testing::Test::HasFailure()) return;
            }
    });
    if (HasFailure() || std::getenv("LAZYMMU_SEED") || std::getenv("LAZYMMU_PROGRAMS")) return;
    for (size_t i = 0; i < std::size(subjects); i++)
        for (int k = 0; k < kernel_count; k++) {
            EXPECT_GE(runs[i][k], thinned(250, 24)) << subjects[i].name << ", " << k;
            RecordProperty(std::string(subjects[i].name) + " " +
                               kernel_name(static_cast<Kernel>(k)),
                           runs[i][k]);
        }
}

// Two CPUs and preemption between any two lines. Not for v7.0 on Xen, whose bug that is; its fixes
// are v7.1, v7.2 and two patches.
TEST(Differential, SchedulesEndAsOnTheReference) {
    for_each_seed(thinned(250), [&](u64 seed) {
        for (size_t i = 0; i < std::size(subjects); i++) {
            const bool is_xen = std::string_view(subjects[i].name) == "x86, Xen PV";
            const RandomProgram p = random_blocks(seed, !is_xen);
            const Outcome reference = run(reference_config(), p.text);
            ASSERT_EQ(reference.problem, "") << seed << "\n" << p.text;
            for (int k = 0; k < kernel_count; k++) {
                const Kernel kernel = static_cast<Kernel>(k);
                if ((p.features | switches) &
                    ~(subjects[i].can.of(static_cast<Kernel>(k)) | switches))
                    continue;
                if (is_xen && kernel == Kernel::v6_12 && p.features & nest) continue;
                Config config = config_of(subjects[i], kernel, seed);
                if (is_xen && kernel == Kernel::v7_0)
                    config.patches = seed % 2 ? patch_tolerate : patch_revert_291b3abed657;
                expect_same(run(config, p.text, seed), reference.machine,
                            replay(seed, subjects[i], kernel, p.text));
                if (testing::Test::HasFailure()) return;
            }
        }
    });
}

} // namespace
} // namespace lazymmu::test
