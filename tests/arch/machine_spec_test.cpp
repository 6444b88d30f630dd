// What a machine is, as text and as a config: there and back on every architecture, and what is
// refused.
#include "engine/machine_spec.h"

#include "arch/arch.h"
#include "engine/kernel/machine.h"
#include "engine/text/utf8.h"

#include <gtest/gtest.h>

#include <random>

namespace lazymmu {
namespace {

std::string parsed(std::string_view text, MachineSpec& out) {
    return parse_machine(text, all_archs(), out);
}

std::string wrong(std::string_view text) {
    MachineSpec spec;
    spec.cpus = u8{3};
    const MachineSpec before = spec;
    const std::string error = parsed(text, spec);
    EXPECT_EQ(spec, before) << text;
    return error;
}

// Any machine of an architecture; half of what can be said is left as it is.
Config random_config(const Arch& arch, Kernel kernel, std::mt19937& random) {
    Config config = default_config(arch, kernel);
    const auto number = [&random](u32 min, u32 max) { return min + random() % (max - min + 1); };
    if (random() % 2) config.patches = static_cast<u8>(random() % (1 << patch_count));
    for (const SpecCount& c : spec_counts())
        if (random() % 2) config.*c.meant = static_cast<u8>(number(c.min, c.max));
    for (size_t i = 0; i < arch.options.size(); i++)
        if (random() % 2)
            config.option[i] = static_cast<u16>(number(arch.options[i].min, arch.options[i].max));
    return config;
}

bool same(const Config& a, const Config& b) { return spec_of(a) == spec_of(b); }

TEST(MachineSpec, TextsAndDifferencesLeadBack) {
    std::mt19937 random(1);
    for (const Arch* arch : all_archs())
        for (int k = 0; k < kernel_count; k++)
            for (int i = 0; i < 50; i++) {
                const Config config = random_config(*arch, static_cast<Kernel>(k), random);
                const Config usual = default_config(*arch);
                MachineSpec apart = difference(config, usual), back;
                EXPECT_EQ(apart.arch, nullptr);
                Config again = usual;
                apply(apart, again);
                EXPECT_TRUE(same(again, config)) << machine_text(apart);

                apart.arch = arch;
                EXPECT_EQ(wrong_spec(apart), "");
                ASSERT_EQ(parsed(machine_text(apart), back), "") << machine_text(apart);
                EXPECT_EQ(back, apart) << machine_text(apart);
                const MachineSpec all = spec_of(config);
                ASSERT_EQ(parsed(machine_text(all), back), "") << machine_text(all);
                EXPECT_EQ(back, all) << machine_text(all);
                EXPECT_TRUE(same(config_of(all), config)) << machine_text(all);
            }
}

TEST(MachineSpec, WhatIsLeftOutStaysLeftOut) {
    MachineSpec spec;
    for (const char* text : {"", "v7.2", "+tolerate", "unpatched", "cpus 2", "sparc", "x86 v7.0",
                             "x86 v7.0 +tolerate, cpus 2, xen 0", "irqs 0, migrations 255"}) {
        ASSERT_EQ(parsed(text, spec), "") << text;
        EXPECT_EQ(machine_text(spec), text);
    }
    ASSERT_EQ(parsed("  xen  7.0 ,cpus  2", spec), "");
    EXPECT_EQ(machine_text(spec), "x86 v7.0, cpus 2");
}

TEST(MachineSpec, TheSecondOneWins) {
    MachineSpec base, over;
    ASSERT_EQ(parsed("x86 v7.0 +tolerate, cpus 2, xen 0, mc_batch 4", base), "");
    ASSERT_EQ(parsed("v7.1 unpatched, mc_batch 8", over), "");
    EXPECT_EQ(machine_text(merged(base, over)), "x86 v7.1 unpatched, cpus 2, xen 0, mc_batch 8");
    EXPECT_EQ(merged(base, {}), base);
    EXPECT_EQ(merged({}, base), base);
}

TEST(MachineSpec, AnOptionOfAnotherArchitectureDoesNothing) {
    MachineSpec spec{.arch = find_arch("arm64")};
    spec.set("xen", 0);
    EXPECT_TRUE(same(config_of(spec), default_config(*spec.arch)));
    EXPECT_NE(wrong_spec(spec), ""); // but somebody who types it is told
}

// The title of a machine in counterexamples, which are lessons with an id: it must not change.
TEST(MachineSpec, WhatSetsAMachineApart) {
    const std::pair<const char*, const char*> cases[] = {
        {"x86", "x86 v7.0"},
        {"x86 v7.0 +tolerate, cpus 2, irqs 1", "x86 v7.0 +tolerate"},
        {"x86 v7.0, mc_batch 4, xen 0", "x86 v7.0, xen 0"},
        {"x86 v7.2", "x86 v7.2, task_init_pause 0"},
        {"x86 v7.2, xen 0", "x86 v7.2, xen 0"},
        {"x86 +ctxsw-pause-resume, task_init_pause 1",
         "x86 v7.0 +ctxsw-pause-resume, task_init_pause 1"},
        {"sparc v6.18, preempt_disable 0", "sparc v6.18, preempt_disable 0"},
    };
    for (const auto& [text, title] : cases) {
        MachineSpec spec;
        ASSERT_EQ(parsed(text, spec), "") << text;
        EXPECT_EQ(machine_text(config_of(spec)), title) << text;
    }
}

TEST(MachineSpec, PatchesBelongToOneKernelOfOneArchitecture) {
    for (const Arch* arch : all_archs())
        for (int k = 0; k < kernel_count; k++) {
            const MachineSpec spec{.arch = arch, .kernel = static_cast<Kernel>(k)};
            const bool can = arch == find_arch("x86") && spec.kernel == Kernel::v7_0;
            EXPECT_EQ(usable_patches(spec), can ? 7 : 0) << machine_text(spec);
        }
}

TEST(MachineSpec, WhatIsWrongIsToldWithTheNearestName) {
    const std::pair<const char*, const char*> cases[] = {
        {"amr64", "unknown architecture \"amr64\"; did you mean \"arm64\"?"},
        {"sparc46", "unknown architecture \"sparc46\"; did you mean \"sparc\"?"},
        {"riscv", "unknown architecture \"riscv\"; there are arm64, powerpc, sparc, x86"},
        {"x86 v7.4", "unknown kernel \"v7.4\"; did you mean \"v7.3\"?"},
        {"v7.4", "unknown kernel \"v7.4\"; did you mean \"v7.3\"?"},
        {"x86 +tolerat", "unknown patch \"tolerat\"; did you mean \"tolerate\"?"},
        {"x86 v7.0 tolerate", "expected a patch, like \"+tolerate\", found \"tolerate\""},
        {"x86, cpu 2", "unknown setting \"cpu\"; did you mean \"cpus\"?"},
        {"x86, mc_bacht 2", "unknown setting \"mc_bacht\"; did you mean \"mc_batch\"?"},
        {"x86, cpus", "expected a name and a number, like \"cpus 2\", found \"cpus\""},
        {"x86,", "expected a name and a number"},
        {"x86, cpus two", "expected a name and a number"},
        {"x86, cpus 5", "\"cpus\" goes from 1 to 4, found 5"},
        {"x86, irqs 256", "\"irqs\" goes from 0 to 255, found 256"},
        {"x86, mc_batch 33", "\"mc_batch\" on x86 goes from 1 to 32, found 33"},
        {"what 65536", "\"what\" goes from 0 to 65535, found 65536"},
        {"cpus 99999999999999999999", "\"cpus\" goes from 1 to 4"},
    };
    for (const auto& [text, told] : cases) {
        const std::string error = wrong(text);
        EXPECT_NE(error.find(told), std::string::npos) << text << "\n" << error;
    }
    const Arch& sparc = *find_arch("sparc");
    EXPECT_EQ(wrong_option(sparc, "tsb_entrys", 1),
              "sparc has no option \"tsb_entrys\"; did you mean \"tsb_entries\"?");
    EXPECT_EQ(wrong_option(sparc, "radix", 1),
              "sparc has no option \"radix\"; it has tlb_batch_nr, ctx_valid, preempt_disable, "
              "tsb_entries");
    EXPECT_EQ(wrong_option(*find_arch("eager"), "radix", 1), "eager has no option \"radix\"");
}

// A name may be anything: what it is shown as is text.
TEST(MachineSpec, NoNameBreaksItsMessage) {
    for (const std::string& name : {std::string("v\0 7.0", 6), std::string("v7.\xff"),
                                    std::string("\x1b[31m"), std::string(5000, 'v')}) {
        for (const std::string& told : {unknown_kernel(name), unknown_arch(name, all_archs()),
                                        wrong_option(*find_arch("sparc"), name, 1), wrong(name),
                                        wrong("x86 +" + name), wrong(name + " 70000")}) {
            EXPECT_EQ(find_bad_text(told), std::string::npos) << told;
            EXPECT_EQ(told.find('\x1b'), std::string::npos);
            EXPECT_LT(told.size(), 500u);
        }
    }
}

} // namespace
} // namespace lazymmu
