// Where translations came from: on each architecture as its kernel does it, and for every lesson
// against what the machines at those moments really hold.
#include "app/core/ask/provenance.h"

#include "arch/arch.h"
#include "engine/kernel/page_table.h"
#include "engine/kernel/tlb.h"
#include "engine/script/script.h"
#include "tests/sanitized.h"
#include "tests/session/fixture.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

std::string kinds(const Provenance& p, bool key) {
    std::string out;
    for (const Cause& c : p.causes)
        if (c.key == key) out += (out.empty() ? "" : " ") + std::string(cause_name(c.kind));
    return out;
}

Session script(const char* arch, std::string text) {
    Session s({});
    EXPECT_EQ(open_text(s, "script", std::move(text)), "");
    EXPECT_EQ(run(s, std::string("arch ") + arch), "");
    EXPECT_EQ(run(s, "end"), "");
    return s;
}

Subject of(const Session& s, Subject::Kind kind, const char* address) {
    Subject out;
    out.kind = kind;
    std::string error;
    EXPECT_TRUE(eval_script_value(address, s.arch(), out.va, error)) << error;
    out.mm = std::string_view(address).starts_with("K") ? MmId::init_mm : MmId{1};
    out.slot = tlb_find(s.machine().config(), s.machine().view(), out.cpu, out.mm, out.va);
    return out;
}

TEST(Provenance, Arm64WaitsForItsBarriers) {
    const Session s = script("arm64", "lazy_mmu_mode_enable();\nset_pte_at(KERNEL, 7, \"pw\");\n"
                                      "lazy_mmu_mode_disable();\naccess(KERNEL, \"r\");\n");
    const Provenance p = provenance_of(s, of(s, Subject::tlb, "KERNEL"));
    EXPECT_EQ(kinds(p, true), "stored delayed ordered ordered cached");
    EXPECT_EQ(p.causes[0].by, "line 2: set_pte_at(KERNEL, 7, \"pw\");");
    EXPECT_EQ(p.causes[2].by, "line 3: lazy_mmu_mode_disable();");
    EXPECT_EQ(p.causes[4].by, "line 4: access(KERNEL, \"r\");");
    EXPECT_EQ(p.verdict, "It agrees with memory.");
    EXPECT_FALSE(p.from_start);
}

TEST(Provenance, XenWritesByHypercall) {
    const Session s = script("x86", "lazy_mmu_mode_enable();\nset_pte_at(USER, 7, \"pwu\");\n"
                                    "lazy_mmu_mode_disable();\naccess(USER, \"r\");\n");
    const Provenance p = provenance_of(s, of(s, Subject::tlb, "USER"));
    EXPECT_EQ(kinds(p, true), "delayed flushed stored cached");
    EXPECT_EQ(p.causes[0].by, "line 2: set_pte_at(USER, 7, \"pwu\");");
    EXPECT_EQ(p.causes[1].by, "line 3: lazy_mmu_mode_disable();");
    EXPECT_EQ(p.causes[2].by, "line 3: lazy_mmu_mode_disable();");
    EXPECT_NE(p.causes[1].text.find("hypercall"), std::string::npos) << p.causes[1].text;
}

constexpr const char* clear_in_section =
    "set_pte_at(USER, 7, \"pwua\");\naccess(USER, \"r\");\nlazy_mmu_mode_enable();\n"
    "ptep_get_and_clear(USER);\n";

TEST(Provenance, PowerpcAndSparcDelayTheRemoval) {
    for (const char* arch : {"powerpc", "sparc"}) {
        SCOPED_TRACE(arch);
        const Session s = script(arch, clear_in_section);
        const Provenance entry = provenance_of(s, of(s, Subject::tlb, "USER"));
        EXPECT_EQ(kinds(entry, true).substr(0, 6), "stored");
        EXPECT_EQ(kinds(entry, true).substr(kinds(entry, true).size() - 6), "cached");
        EXPECT_NE(kinds(entry, false).find("stored delayed"), std::string::npos);
        EXPECT_NE(entry.verdict.find("Stale, legal: "), std::string::npos) << entry.verdict;
        const Provenance slot = provenance_of(s, of(s, Subject::batch, "USER"));
        EXPECT_EQ(kinds(slot, true), "stored delayed");
        EXPECT_EQ(slot.causes[0].by, "line 4: ptep_get_and_clear(USER);");
        const Session closed =
            script(arch, std::string(clear_in_section).append("lazy_mmu_mode_disable();"));
        const Provenance pte = provenance_of(closed, of(closed, Subject::pte, "USER"));
        EXPECT_NE(kinds(pte, false).find("delayed flushed"), std::string::npos);
        EXPECT_NE(kinds(pte, false).find("dropped"), std::string::npos);
    }
}

TEST(Provenance, AHazardSaysWhy) {
    const Session s = script("powerpc", "set_pte_at(USER, 7, \"pwua\");\naccess(USER, \"r\");\n"
                                        "lazy_mmu_mode_enable();\nptep_get_and_clear(USER);\n"
                                        "access(USER, \"r\");\nlazy_mmu_mode_disable();\n");
    const std::span<const Event> events = s.timeline().all_events();
    u32 at = 0;
    while (at < events.size() && events[at].kind != Ev::hazard) at++;
    ASSERT_LT(at, events.size());
    Subject subject = of(s, Subject::hazard, "USER");
    subject.event = at;
    const Provenance p = provenance_of(s, subject);
    ASSERT_FALSE(p.causes.empty());
    EXPECT_EQ(p.causes.back().event, at);
    EXPECT_EQ(p.causes.back().kind, Cause::broken);
    EXPECT_NE(kinds(p, false).find("stored delayed"), std::string::npos)
        << "what made the entry stale: " << kinds(p, false);
    EXPECT_FALSE(p.verdict.empty());
}

TEST(Provenance, WhatWasThereFromTheStartSaysSo) {
    const Session s = script("arm64", "schedule();\n");
    const Provenance p = provenance_of(s, of(s, Subject::pte, "USER"));
    EXPECT_TRUE(p.from_start);
    EXPECT_TRUE(p.causes.empty());
}

TEST(Provenance, ALongPastIsCutAndCounted) {
    const Session s = script("arm64", "set_pte_at(USER, 7, \"pwu\");\naccess(USER, \"r\");\n"
                                      "repeat 40 { access(USER, \"r\"); }\n");
    const Provenance p = provenance_of(s, of(s, Subject::tlb, "USER"));
    EXPECT_EQ(std::count_if(p.causes.begin(), p.causes.end(), [](auto& c) { return !c.key; }), 12);
    EXPECT_EQ(p.left_out, 40u - 12u);
}

// The moment that a cause names is the one at which the machine changed.
void check_entry(const Session& s, CpuId cpu, int slot, int& checked) {
    const TlbEntry& e = s.machine().view().tlb(cpu, slot);
    if (!e.valid) return;
    const u64 va = e.vpn << s.arch().geometry.page_shift;
    const Provenance p =
        provenance_of(s, {Subject::tlb, static_cast<MmId>(e.mm), va, cpu, slot, 0});
    const auto fill = std::find_if(p.causes.rbegin(), p.causes.rend(),
                                   [](const Cause& c) { return c.key && c.kind == Cause::cached; });
    ASSERT_NE(fill, p.causes.rend());
    const Machine after = s.timeline().machine_at(fill->position);
    const Machine before = s.timeline().machine_at(fill->position - 1);
    EXPECT_EQ(after.view().tlb(cpu, slot).pte, e.pte);
    EXPECT_NE(std::memcmp(&before.view().tlb(cpu, slot), &e, sizeof e), 0);
    for (const Cause& c : p.causes) {
        if (c.kind != Cause::stored) continue;
        const Event& store = s.timeline().all_events()[c.event];
        const MmId mm = static_cast<MmId>(store.a);
        const Machine then = s.timeline().machine_at(c.position);
        const Ptep where = pt_find(then.config(), then.view(), mm, store.b);
        ASSERT_NE(where, no_ptep);
        EXPECT_EQ(pt_load(then.view(), where), store.d);
    }
    checked++;
}

TEST(Provenance, EveryEntryOfEveryLessonHasOneAndItIsTrue) {
    Session s(own_lessons());
    int checked = 0;
    for (const LibraryEntry& entry : s.library().entries) {
        SCOPED_TRACE(entry.name);
        if (sanitized && checked > 40) break;
        ASSERT_EQ(run(s, "open " + entry.lesson->id), "");
        for (const std::string& arch : entry.lesson->machine.archs) {
            run(s, "arch " + arch);
            for (const u32 part : {1u, 2u}) {
                run(s, "seek " + std::to_string(s.length() * part / 2));
                const Config& config = s.machine().config();
                for (int c = 0; c < config.cpus; c++)
                    for (int i = 0; i < std::min<int>(config.tlb_entries, 8); i++)
                        check_entry(s, static_cast<CpuId>(c), i, checked);
                if (HasFatalFailure()) return;
            }
        }
    }
    EXPECT_GT(checked, 40);
}

} // namespace
} // namespace lazymmu::test
