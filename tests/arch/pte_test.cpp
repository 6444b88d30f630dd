// Page-table entries of every architecture: what goes in comes out, the bits are where the manuals
// have them, write protection keeps what must be kept, and every bit that is set is explained.
#include "tests/arch/support.h"

#include <random>
#include <set>

namespace lazymmu::test {
namespace {

struct Layout64 {
    const char* title;
    const char* arch;
    Options options;
    int pfn_bits;
};
const Layout64 layouts[] = {
    {"arm64", "arm64", {}, 36},
    {"powerpc", "powerpc", {}, 37},
    {"radix", "powerpc", {{"radix", 1}}, 37},
    {"sparc", "sparc", {}, 43},
    {"xen", "x86", {}, 39}, // machine frames need room
    {"native", "x86", {{"xen", 0}}, 40},
};

u64 encode(const Config& c, u64 pfn, int prot) {
    return c.arch->pte_encode(c, pfn, static_cast<Prot>(prot));
}

std::vector<u64> frames(int bits) {
    std::vector<u64> out = {0, 1, 7, (u64{1} << bits) - 1};
    for (int i = 1; i < bits; i++) out.push_back(u64{1} << i);
    std::mt19937_64 random(20260101);
    for (int i = 0; i < 30; i++) out.push_back(random() & ((u64{1} << bits) - 1));
    return out;
}

// User mode that may execute what it may not... arm64 alone: an execute-only kernel is not a thing.
TEST(Pte, RoundTrip) {
    for (const Layout64& l : layouts) {
        const Config c = config_for(l.arch, v70, l.options);
        for (u64 pfn : frames(l.pfn_bits))
            for (int prot = 0; prot < 64; prot++) {
                const u64 pte = encode(c, pfn, prot);
                const PteFields f = c.arch->pte_decode(c, pte);
                ASSERT_NE(pte, 0u) << l.title << " " << prot;
                ASSERT_EQ(f.pfn, pfn) << l.title << " " << prot;
                ASSERT_EQ(f.prot, prot) << l.title << " " << pfn;
                ASSERT_FALSE(f.hashed) << l.title;
            }
        const PteFields empty = c.arch->pte_decode(c, 0);
        EXPECT_EQ(empty.pfn, 0u) << l.title;
        EXPECT_EQ(empty.prot, 0) << l.title;
    }
}

TEST(Pte, DifferentEntriesHaveDifferentBits) {
    for (const Layout64& l : layouts) {
        const Config c = config_for(l.arch, v70, l.options);
        std::set<u64> seen;
        for (u64 pfn : {0, 1, 2})
            for (int prot = 0; prot < 64; prot++) seen.insert(encode(c, pfn, prot));
        EXPECT_EQ(seen.size(), 192u) << l.title;
    }
}

TEST(Pte, WriteProtectTakesOnlyTheWritePermission) {
    for (const Layout64& l : layouts) {
        const Config c = config_for(l.arch, v70, l.options);
        for (int prot = 0; prot < 64; prot++) {
            const u64 once = c.arch->pte_wrprotect(encode(c, 0x123, prot));
            const PteFields f = c.arch->pte_decode(c, once);
            EXPECT_EQ(f.pfn, 0x123u) << l.title << " " << prot;
            EXPECT_EQ(f.prot, prot & ~prot_w) << l.title << " " << prot; // dirty stays dirty
            EXPECT_EQ(c.arch->pte_wrprotect(once), once) << l.title << " " << prot;
            EXPECT_EQ(c.arch->pte_wrprotect(0) & ~u64{0x80}, 0u) << l.title; // arm64: AP[2]
        }
    }
}

u64 bits_of(const Config& c) {
    u64 all = 0;
    for (const PteBit& b : c.arch->pte_bits)
        for (int i = b.lo; i <= b.hi; i++) all |= u64{1} << i;
    return all;
}

TEST(Pte, EveryBitIsExplainedOnce) {
    for (const Arch* arch : all_archs()) {
        u64 all = 0;
        std::set<std::string> names;
        int before = 64;
        for (const PteBit& b : arch->pte_bits) {
            EXPECT_LE(b.lo, b.hi) << arch->name << " " << b.name;
            EXPECT_LT(b.hi, before) << arch->name << " " << b.name; // from the top, no overlaps
            before = b.lo;
            for (int i = b.lo; i <= b.hi; i++) all |= u64{1} << i;
            EXPECT_TRUE(names.insert(b.name).second) << arch->name << " " << b.name;
            EXPECT_STRNE(b.doc, "") << arch->name << " " << b.name;
        }
        EXPECT_EQ(names.size(), arch->pte_bits.size());
    }
    for (const Layout64& l : layouts) {
        const Config c = config_for(l.arch, v70, l.options);
        u64 used = 0, unused = ~u64{0};
        for (u64 pfn : {u64{0}, (u64{1} << l.pfn_bits) - 1})
            for (int prot = 0; prot < 64; prot++) {
                const u64 pte = encode(c, pfn, prot), protect = c.arch->pte_wrprotect(pte);
                used |= pte | protect;
                unused &= ~(pte | protect);
            }
        EXPECT_EQ(used & ~bits_of(c), 0u) << l.title;
        EXPECT_EQ(unused & used, 0u) << l.title;
    }
}

std::string hex(u64 v) {
    char text[24];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(v));
    return text;
}

// Entries as a debugger on a real machine would show them (memory attributes left out).
TEST(Pte, KnownEntries) {
    const auto entry = [](const char* arch, const Options& options, u64 pfn, int prot) {
        return hex(encode(config_for(arch, v70, options), pfn, prot));
    };
    const int rw = prot_p | prot_w, data = rw | prot_d | prot_a, user_data = data | prot_u;
    // user: nG, AF, AP[1], writable and dirty: DBM without AP[2]; never executable by the kernel
    EXPECT_EQ(entry("arm64", {}, 0x12345, user_data), "00e8000012345c43");
    EXPECT_EQ(entry("arm64", {}, 0x12345, data), "00e8000012345403"); // kernel: UXN and PXN
    EXPECT_EQ(entry("arm64", {}, 0x12345, rw), "0068000012345083");   // clean: AP[2] is still set
    EXPECT_EQ(entry("arm64", {}, 0x12345, prot_p | prot_x), "0040000012345083");
    EXPECT_EQ(entry("arm64", {}, 0x12345, 0), "0860000012345082"); // PRESENT_INVALID
    EXPECT_EQ(entry("powerpc", {}, 0x1234, user_data), "c000000012340186");
    EXPECT_EQ(entry("powerpc", {}, 0x1234, data | prot_x), "c00000001234018f");
    EXPECT_EQ(entry("powerpc", {}, 0x1234, 0), "4000000012340008");
    EXPECT_EQ(entry("sparc", {}, 0x1234, user_data), "bc00000002468650");
    EXPECT_EQ(entry("sparc", {}, 0x1234, rw), "8c00000002468710"); // clean: hardware W stays off
    EXPECT_EQ(entry("x86", {{"xen", 0}}, 0x1234, user_data), "8000000001234067");
    EXPECT_EQ(entry("x86", {{"xen", 0}}, 0x1234, prot_p | prot_x), "0000000001234001");
    EXPECT_EQ(entry("x86", {}, 0x1234, user_data), "8000000101234067"); // a machine frame
    EXPECT_EQ(entry("x86", {{"xen", 0}}, 0x1234, prot_p | prot_d),
              "8400000001234001");                                        // SAVED_DIRTY
    EXPECT_EQ(entry("x86", {{"xen", 0}}, 0x1234, 0), "800ffffffedcb100"); // inverted frame
}

TEST(Pte, Arm64DirtyRules) {
    const Config c = config_for("arm64", v70);
    const auto decode = [&](u64 pte) { return c.arch->pte_decode(c, pte).prot; };
    const u64 dbm = u64{1} << 51, rdonly = 0x80, software_dirty = u64{1} << 55;
    const u64 clean = encode(c, 5, prot_p | prot_w | prot_u);
    EXPECT_EQ(clean & (dbm | rdonly | software_dirty), dbm | rdonly);
    const u64 written = clean & ~rdonly; // the hardware did that on the first write
    EXPECT_EQ(decode(written), prot_p | prot_w | prot_u | prot_d);
    const u64 protect = c.arch->pte_wrprotect(written);
    EXPECT_EQ(protect & (dbm | rdonly | software_dirty), rdonly | software_dirty);
    EXPECT_EQ(c.arch->pte_wrprotect(clean) & software_dirty, 0u); // clean stays clean
}

TEST(Pte, X86DirtyRules) {
    const Config c = config_for("x86", v70);
    const u64 hardware = 0x40, saved = u64{1} << 58;
    const u64 dirty = encode(c, 5, prot_p | prot_w | prot_d);
    EXPECT_EQ(dirty & (hardware | saved), hardware);
    EXPECT_EQ(c.arch->pte_wrprotect(dirty) & (hardware | saved | 2), saved);
    EXPECT_EQ(encode(c, 5, prot_p | prot_d) & (hardware | saved), saved);
}

TEST(Pte, SparcHardwareWriteNeedsDirty) {
    const Config c = config_for("sparc", v70);
    const u64 hardware_w = 0x40;
    for (int prot = 0; prot < 64; prot++) {
        const bool both = (prot & prot_w) && (prot & prot_d);
        EXPECT_EQ((encode(c, 5, prot) & hardware_w) != 0, both) << prot;
        EXPECT_EQ(c.arch->pte_wrprotect(encode(c, 5, prot)) & hardware_w, 0u);
    }
}

TEST(Pte, PowerpcHashedIsKeptAndSeen) {
    const Config c = config_for("powerpc", v70);
    const u64 hashpte = u64{1} << 55, pte = encode(c, 5, 0x3f) | hashpte;
    EXPECT_TRUE(c.arch->pte_decode(c, pte).hashed);
    EXPECT_EQ(c.arch->pte_decode(c, pte).prot, 0x3f);
    EXPECT_TRUE(c.arch->pte_decode(c, c.arch->pte_wrprotect(pte)).hashed);
}

TEST(Pte, TableEntriesNameTheirFrame) {
    for (const Arch* arch : all_archs())
        for (u64 frame : {table_frame_base, table_frame_base + 200}) {
            const u64 entry = arch->table_entry(frame);
            EXPECT_NE(entry, 0u) << arch->name;
            EXPECT_EQ(arch->table_frame(entry), frame) << arch->name;
        }
}

// What the hardware sees of an address space. A sparc mm without a context has none.
TEST(Pte, ContextTagsDiffer) {
    for (const Arch* arch : all_archs()) {
        const Config c = config_for(arch->name, v70);
        std::set<u64> tags;
        for (int mm = 1; mm < limits::mms; mm++)
            tags.insert(arch->context_tag(c, static_cast<MmId>(mm)));
        EXPECT_EQ(tags.size(), 3u) << arch->name;
        EXPECT_STRNE(arch->context_name, "");
    }
    const Config c = config_for("sparc", v70, {{"ctx_valid", 0x4}});
    EXPECT_EQ(c.arch->context_tag(c, user1), 0u);
    EXPECT_NE(c.arch->context_tag(c, user2), 0u);
}

} // namespace
} // namespace lazymmu::test
