// The small things that everything else is made of: names, property letters, messages, layouts,
// digests.
#include "engine/event.h"
#include "engine/explore/fingerprints.h"
#include "engine/kernel/step.h"
#include "engine/pte.h"
#include "engine/state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

namespace lazymmu {
namespace {

TEST(Basics, PropertyLettersThereAndBack) {
    for (int prot = 0; prot < 64; prot++) {
        char text[7];
        const std::string letters = prot_text(static_cast<Prot>(prot), text);
        EXPECT_EQ(letters.size(),
                  static_cast<size_t>(__builtin_popcount(static_cast<unsigned>(prot))));
        Prot back = 0xff;
        ASSERT_TRUE(prot_parse(letters.data(), static_cast<u32>(letters.size()), back));
        EXPECT_EQ(back, prot);
    }
    char text[7];
    EXPECT_STREQ(prot_text(0x3f, text), "pwxuda");
    EXPECT_STREQ(prot_text(prot_a | prot_p, text), "pa");
}

TEST(Basics, PropertyLettersInAnyOrderButOnce) {
    Prot prot = 0x55;
    EXPECT_TRUE(prot_parse("adwp", 4, prot));
    EXPECT_EQ(prot, prot_a | prot_d | prot_w | prot_p);
    EXPECT_TRUE(prot_parse("pwz", 2, prot)); // only so many are looked at
    EXPECT_EQ(prot, prot_p | prot_w);
    for (const char* bad : {"pp", "z", "pwP", "p ", "pwxudap"}) {
        prot = 0x55;
        EXPECT_FALSE(prot_parse(bad, static_cast<u32>(std::string(bad).size()), prot)) << bad;
        EXPECT_EQ(prot, 0x55) << bad; // untouched
    }
}

TEST(Basics, EveryMessageHasItsOwnText) {
    EXPECT_STREQ(msg_text(Msg::none), "");
    std::set<std::string> texts;
    for (u16 m = 0; m <= static_cast<u16>(Msg::mmu_update_failed); m++)
        EXPECT_TRUE(texts.insert(msg_text(static_cast<Msg>(m))).second) << m;
    // the kernel's words, which a log search would use
    EXPECT_STREQ(msg_text(Msg::enable_count_overflow), "enable_count==255 overflow");
    EXPECT_STREQ(msg_text(Msg::pause_count_underflow), "pause_count==0 underflow");
    EXPECT_STREQ(msg_text(Msg::enter_lazy_already_set), "enter_lazy: a lazy mode is already set");
    EXPECT_DEATH(msg_text(static_cast<Msg>(999)), "internal error");
}

TEST(Basics, KernelNames) {
    for (int k = 0; k < kernel_count; k++) {
        const std::string name = kernel_name(static_cast<Kernel>(k));
        Kernel out = Kernel::v6_12;
        EXPECT_TRUE(kernel_from_name(name, out));
        EXPECT_EQ(out, static_cast<Kernel>(k));
        EXPECT_TRUE(kernel_from_name(name.substr(1), out));
        EXPECT_EQ(has_generic_layer(out), k >= 2);
    }
    Kernel out = Kernel::v7_1;
    for (const char* bad : {"", "v", "v7", "7.4", "v7.00", "V7.0", " v7.0"})
        EXPECT_FALSE(kernel_from_name(bad, out)) << bad;
    EXPECT_EQ(out, Kernel::v7_1);
    std::set<std::string> patches;
    for (int i = 0; i < patch_count; i++) patches.insert(patch_name(i));
    EXPECT_EQ(patches.size(), static_cast<size_t>(patch_count));
}

TEST(Basics, Ids) {
    EXPECT_EQ(task_letter(static_cast<TaskId>(0)), 'A');
    EXPECT_EQ(task_letter(static_cast<TaskId>(7)), 'H');
    EXPECT_STREQ(mm_name(MmId::init_mm), "init_mm");
    EXPECT_STREQ(mm_name(static_cast<MmId>(3)), "user3");
    EXPECT_STREQ(mm_name(MmId::none), "-");
    for (u32 table : {0u, 1u, 254u})
        for (u32 i : {0u, 1u, 1023u}) {
            EXPECT_EQ(ptep_table(make_ptep(table, i)), table);
            EXPECT_EQ(ptep_index(make_ptep(table, i)), i);
        }
}

TEST(Basics, ChoicesPackAndUnpack) {
    for (u8 kind = 0; kind < 4; kind++)
        for (int cpu = 0; cpu < 256; cpu += 51)
            for (int arg = 0; arg < 256; arg += 17) {
                const Choice c = {static_cast<Choice::Kind>(kind), static_cast<u8>(cpu),
                                  static_cast<u8>(arg)};
                EXPECT_EQ(Choice::unpack(c.pack()), c);
            }
}

TEST(Basics, LayoutPartsDoNotOverlap) {
    for (const ArchSizes sizes : {ArchSizes{}, ArchSizes{1, 3, 5}, ArchSizes{100, 8, 4000}}) {
        Config config;
        config.cpus = 3;
        config.tasks = 5;
        config.pt_entries = 7; // odd: the keys are rounded up
        config.tlb_entries = 3;
        const Layout l = make_layout(config, sizes);
        EXPECT_EQ(l.size % 8, 0u);
        EXPECT_GE(l.cpu, sizeof(Globals));
        EXPECT_GE(l.cpu_tlb, l.cpu_arch + sizes.per_cpu);
        EXPECT_EQ(l.cpu_stride, l.cpu_tlb + 3 * sizeof(TlbEntry));
        EXPECT_GE(l.task, l.cpu + 3 * l.cpu_stride);
        EXPECT_GE(l.task_stack, l.task_arch + sizes.per_task);
        EXPECT_EQ(l.task_stride, l.task_stack + config.stack_words * 8u);
        EXPECT_GE(l.arch, l.task + 5 * l.task_stride);
        EXPECT_GE(l.tables, l.arch + sizes.global);
        EXPECT_EQ(l.pt_values, l.tables + config.pt_tables * sizeof(TableInfo));
        EXPECT_EQ(l.pt_keys, l.pt_values + 7 * 8u);
        EXPECT_GE(l.size, l.pt_keys + 7 * 4u);
        for (u32 offset : {l.cpu, l.cpu_arch, l.cpu_tlb, l.cpu_stride, l.task, l.task_stack,
                           l.task_stride, l.arch, l.tables, l.pt_values, l.pt_keys})
            EXPECT_EQ(offset % 8, 0u);
        State state(&l);
        EXPECT_TRUE(static_cast<bool>(state));
        EXPECT_EQ(digest_of(state.view().data(), l.size), state.digest());
    }
    EXPECT_FALSE(static_cast<bool>(State{}));
}

TEST(Basics, LayoutRefusesMoreThanTheLimits) {
    Config config;
    config.cpus = limits::cpus + 1;
    EXPECT_DEATH(make_layout(config, {}), "internal error: config.cpus");
    config.cpus = 1;
    config.tasks = 0;
    EXPECT_DEATH(make_layout(config, {}), "internal error: config.tasks");
    config.tasks = 1;
    config.tlb_entries = limits::tlb_entries + 1;
    EXPECT_DEATH(make_layout(config, {}), "internal error: config.tlb_entries");
}

// Any single bit changes the digest, and so does the length.
TEST(Basics, DigestsSeeEveryBit) {
    std::mt19937_64 random(5);
    for (u32 words : {1u, 3u, 4u, 5u, 8u, 13u, 100u}) {
        std::vector<u64> data(words);
        for (u64& w : data) w = random();
        const auto digest = [&] {
            return digest_of(reinterpret_cast<const std::byte*>(data.data()), words * 8).hex();
        };
        std::set<std::string> seen = {digest()};
        EXPECT_EQ(seen.begin()->size(), 32u);
        for (u32 bit = 0; bit < words * 64; bit++) {
            data[bit / 64] ^= u64{1} << bit % 64;
            EXPECT_TRUE(seen.insert(digest()).second) << words << " words, bit " << bit;
            data[bit / 64] ^= u64{1} << bit % 64;
        }
        EXPECT_TRUE(seen.count(digest())); // the same again
    }
    const std::vector<u64> zeros(8);
    std::set<std::string> lengths;
    for (u32 n = 0; n <= 64; n += 8)
        lengths.insert(digest_of(reinterpret_cast<const std::byte*>(zeros.data()), n).hex());
    EXPECT_EQ(lengths.size(), 9u);
}

TEST(Basics, DigestsSeeTheOrderOfWords) {
    std::vector<u64> data = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    std::set<std::string> seen;
    do {
        seen.insert(digest_of(reinterpret_cast<const std::byte*>(data.data()), 72).hex());
    } while (seen.size() < 2000 && std::next_permutation(data.begin(), data.end()));
    EXPECT_EQ(seen.size(), 2000u);
}

TEST(Basics, FingerprintsRememberAndGrow) {
    Fingerprints set(2); // four slots
    std::mt19937_64 random(9);
    std::vector<Digest> all;
    for (int i = 0; i < 3000; i++) all.push_back({random(), random()});
    all.push_back({0, 0});       // also marks an empty slot
    all.push_back({~u64{0}, 0}); // wraps around the end
    all.push_back({~u64{0}, 1});
    for (const Digest& d : all) EXPECT_TRUE(set.insert(d));
    for (const Digest& d : all) {
        set.prefetch(d);
        EXPECT_FALSE(set.insert(d));
    }
    EXPECT_EQ(set.size(), all.size());
    EXPECT_GE(set.bytes(), all.size() * sizeof(Digest));
    EXPECT_LE(set.size() * 10, set.bytes() / sizeof(Digest) * 7);
    EXPECT_GT(set.bytes_when_grown(), set.bytes());
    Fingerprints small(7); // 128 slots hold 89
    EXPECT_FALSE(small.grows_next());
    for (size_t i = 0; i < 60; i++) small.insert(all[i]);
    EXPECT_TRUE(small.grows_next());
}

} // namespace
} // namespace lazymmu
