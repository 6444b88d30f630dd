// Page tables on every architecture: the depth and the index widths that the hardware has, the way
// down to an entry and back, the same bytes in whatever order they were filled, and full tables.
#include "tests/arch/support.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace lazymmu::test {
namespace {

Machine empty_machine(const std::string& arch, const Change& change = {}) {
    return make_machine(config_for(arch, v70, {}, change), program_for(arch, ""));
}

// Random page addresses of the example windows, and of the far ends of each half.
std::vector<u64> addresses(const PageGeometry& g, unsigned seed, size_t n, bool kernel) {
    std::mt19937_64 random(seed);
    std::vector<u64> out;
    const u64 base = kernel ? g.kernel_base : g.user_base;
    while (out.size() < n) out.push_back(base + (random() % 3000) * g.page_size());
    return out;
}

TEST(PageTable, DepthAndWidths) {
    struct Shape {
        const char* arch;
        u64 page;
        std::vector<int> shifts; // of the root's index ... of the last one's
    };
    for (const Shape& shape :
         {Shape{"arm64", 4096, {39, 30, 21, 12}}, Shape{"x86", 4096, {39, 30, 21, 12}},
          Shape{"powerpc", 65536, {44, 34, 24, 16}}, Shape{"sparc", 8192, {43, 33, 23, 13}}}) {
        const PageGeometry& g = find_arch(shape.arch)->geometry;
        EXPECT_EQ(g.page_size(), shape.page) << shape.arch;
        ASSERT_EQ(g.levels, shape.shifts.size()) << shape.arch;
        for (int l = 0; l < g.levels; l++) {
            EXPECT_EQ(g.shift_of(l), shape.shifts[static_cast<size_t>(l)]) << shape.arch;
            const u64 ones = ~u64{0};
            EXPECT_EQ(g.index_of(ones, l), (1u << g.bits[l]) - 1) << shape.arch;
            EXPECT_STRNE(g.names[l], "");
        }
        EXPECT_TRUE(g.is_kernel(g.kernel_base));
        EXPECT_TRUE(g.is_kernel(g.kernel_split));
        EXPECT_TRUE(g.is_kernel(g.kernel_end));
        EXPECT_FALSE(g.is_kernel(g.kernel_split - 1));
        EXPECT_FALSE(g.is_kernel(g.user_base));
    }
}

TEST(PageTable, BootMakesTheRoots) {
    for (const Arch* arch : all_archs()) {
        const Machine m = empty_machine(arch->name);
        EXPECT_EQ(m.view().globals().tables_used, m.config().mms);
        EXPECT_EQ(m.view().globals().pt_used, 0);
        for (int i = 0; i < m.config().mms; i++) {
            EXPECT_EQ(m.view().table(i).level, 0);
            EXPECT_EQ(m.view().table(i).mm, i);
        }
    }
}

TEST(PageTable, PopulateMakesOnePageForEachLevel) {
    for (const Arch* arch : all_archs()) {
        Machine m = empty_machine(arch->name);
        const StateRef s = m.state.ref();
        const u64 va = arch->geometry.user_base;
        EXPECT_EQ(pt_find(m.config(), s, user1, va), no_ptep);
        const int roots = s.globals().tables_used;
        const Ptep where = pt_populate(m.config(), s, user1, va);
        EXPECT_EQ(s.globals().tables_used, roots + 3) << arch->name;
        EXPECT_EQ(s.globals().pt_used, 3); // the leaf is empty
        EXPECT_EQ(pt_populate(m.config(), s, user1, va), where);
        EXPECT_EQ(pt_populate(m.config(), s, user1, va + arch->geometry.page_size()),
                  make_ptep(ptep_table(where), ptep_index(where) + 1));
        EXPECT_EQ(s.globals().tables_used, roots + 3) << arch->name;
        EXPECT_EQ(pt_find(m.config(), s, user1, va), where);
        EXPECT_EQ(pt_find(m.config(), s, user2, va), no_ptep); // another mm
        EXPECT_EQ(pt_find(m.config(), s, MmId::none, va), no_ptep);
        // Every level on the way is an entry of a page of that level.
        for (int level = 0; level < arch->geometry.levels; level++) {
            Ptep at = no_ptep;
            u64 entry = 0;
            ASSERT_TRUE(pt_entry_at(m.config(), s, user1, va, level, at, entry));
            EXPECT_EQ(s.table(static_cast<int>(ptep_table(at))).level, level);
            EXPECT_EQ(ptep_index(at), arch->geometry.index_of(va, level));
            EXPECT_EQ(entry == 0, level == arch->geometry.levels - 1);
        }
        Ptep at = no_ptep;
        u64 entry = 0;
        EXPECT_FALSE(pt_entry_at(m.config(), s, user2, va, 1, at, entry));
    }
}

TEST(PageTable, EntriesKnowTheirAddress) {
    for (const Arch* arch : all_archs())
        for (const bool kernel : {false, true}) {
            Machine m = empty_machine(arch->name);
            const MmId mm = kernel ? kernel_mm : user2;
            std::map<Ptep, u64> seen;
            for (u64 va : addresses(arch->geometry, 7, 200, kernel)) {
                const Ptep where = pt_populate(m.config(), m.state.ref(), mm, va);
                ASSERT_NE(where, no_ptep);
                EXPECT_EQ(ptep_va(m.config(), m.view(), where), va) << arch->name;
                EXPECT_EQ(ptep_mm(m.view(), where), mm);
                EXPECT_FALSE(ptep_is_huge(m.view(), where));
                const auto added = seen.emplace(where, va);
                EXPECT_EQ(added.first->second, va); // one address for each entry
            }
        }
}

// A reference map, random writes and clears: what is loaded is what was written last.
TEST(PageTable, WritesAndClearsAgainstAMap) {
    for (unsigned seed = 1; seed <= 20; seed++) {
        Machine m = empty_machine("arm64");
        const StateRef s = m.state.ref();
        std::mt19937 random(seed);
        std::map<u32, u64> expected;
        for (int i = 0; i < 500; i++) {
            const u32 table = static_cast<u32>(random() % 3), i40 = static_cast<u32>(random() % 40);
            const u32 key = static_cast<u32>(make_ptep(table, i40));
            const u64 value = random() % 3 ? random() + 1ull : 0;
            ASSERT_TRUE(pt_write(s, static_cast<Ptep>(key), value));
            if (value)
                expected[key] = value;
            else
                expected.erase(key);
            ASSERT_EQ(s.globals().pt_used, expected.size()) << "seed " << seed;
        }
        size_t i = 0;
        for (const auto& [key, value] : expected) { // sorted, without gaps
            EXPECT_EQ(s.pt_keys()[i], key) << "seed " << seed;
            EXPECT_EQ(s.pt_values()[i++], value) << "seed " << seed;
        }
        for (; i < m.config().pt_entries; i++)
            ASSERT_TRUE(s.pt_keys()[i] == 0 && s.pt_values()[i] == 0) << "seed " << seed;
    }
}

TEST(PageTable, SameEntriesInAnyOrderAreTheSameBytes) {
    for (const Arch* arch : all_archs())
        for (unsigned seed = 1; seed <= 10; seed++) {
            Machine empty = empty_machine(arch->name);
            std::vector<std::pair<Ptep, u64>> writes;
            for (u64 va : addresses(arch->geometry, seed, 60, false))
                writes.emplace_back(pt_populate(empty.config(), empty.state.ref(), user1, va),
                                    arch->pte_encode(empty.config(), va & 0xfffff, prot_p));
            std::sort(writes.begin(), writes.end());
            Machine sorted = empty, shuffled = empty;
            for (const auto& [where, pte] : writes) pt_write(sorted.state.ref(), where, pte);
            std::mt19937 random(seed);
            std::shuffle(writes.begin(), writes.end(), random);
            for (const auto& [where, pte] : writes) pt_write(shuffled.state.ref(), where, ~pte);
            for (const auto& [where, pte] : writes) pt_write(shuffled.state.ref(), where, pte);
            EXPECT_EQ(sorted.digest(), shuffled.digest()) << arch->name << " seed " << seed;
            EXPECT_FALSE(sorted.digest() == empty.digest());
            for (const auto& [where, pte] : writes) pt_write(shuffled.state.ref(), where, 0);
            EXPECT_EQ(shuffled.digest(), empty.digest()) << arch->name << " seed " << seed;
        }
}

TEST(PageTable, RangesReachEveryTable) {
    for (const Arch* arch : all_archs()) {
        Machine m = empty_machine(arch->name);
        const PageGeometry& g = arch->geometry;
        const u64 span = u64{1} << g.shift_of(g.levels - 2), pages = span / g.page_size();
        const u64 edge = (g.user_base / span + 1) * span - g.page_size();
        ASSERT_TRUE(pt_populate_range(m.config(), m.state.ref(), user1, edge, pages + 2));
        for (u64 at : {edge, edge + g.page_size(), edge + span, edge + span + g.page_size()})
            EXPECT_NE(pt_find(m.config(), m.view(), user1, at), no_ptep) << arch->name;
        EXPECT_EQ(pt_find(m.config(), m.view(), user1, edge + 3 * span), no_ptep) << arch->name;
        EXPECT_EQ(pt_find(m.config(), m.view(), user1, edge - span), no_ptep) << arch->name;
    }
}

TEST(PageTable, HugePagesHaveATableOfTheirOwn) {
    for (const Arch* arch : all_archs()) {
        Machine m = empty_machine(arch->name);
        const PageGeometry& g = arch->geometry;
        const u64 va = g.user_base, span = u64{1} << g.shift_of(g.levels - 2);
        const Ptep leaf = pt_populate(m.config(), m.state.ref(), user1, va);
        const Ptep huge = pt_populate_huge(m.config(), m.state.ref(), user1, va);
        EXPECT_NE(ptep_table(leaf), ptep_table(huge)) << arch->name;
        EXPECT_TRUE(ptep_is_huge(m.view(), huge));
        EXPECT_EQ(ptep_index(huge), g.index_of(va, g.levels - 2));
        EXPECT_EQ(ptep_va(m.config(), m.view(), huge), va / span * span);
        EXPECT_EQ(pt_populate_huge(m.config(), m.state.ref(), user1, va), huge);
        EXPECT_EQ(pt_populate_huge(m.config(), m.state.ref(), user1, va + span),
                  make_ptep(ptep_table(huge), ptep_index(huge) + 1));
        EXPECT_NE(ptep_table(pt_populate_huge(m.config(), m.state.ref(), user2, va)),
                  ptep_table(huge));
    }
}

TEST(PageTable, OutOfPages) {
    for (const Arch* arch : all_archs()) {
        // Roots of three mms and two more: the third level finds no room.
        Machine m = empty_machine(arch->name, [](Config& c) { c.pt_tables = 5; });
        const u64 va = arch->geometry.user_base;
        EXPECT_EQ(pt_populate(m.config(), m.state.ref(), user1, va), no_ptep) << arch->name;
        EXPECT_FALSE(pt_populate_range(m.config(), m.state.ref(), user1, va, 3)) << arch->name;
        EXPECT_EQ(pt_populate_huge(m.config(), m.state.ref(), user1, va), no_ptep) << arch->name;
        EXPECT_EQ(m.view().globals().tables_used, 5);
    }
}

TEST(PageTable, OutOfEntries) {
    Machine m = empty_machine("arm64", [](Config& c) { c.pt_entries = 4; });
    const StateRef s = m.state.ref();
    const u64 va = m.arch().geometry.user_base;
    const Ptep where = pt_populate(m.config(), s, user1, va); // three entries of upper levels
    ASSERT_NE(where, no_ptep);
    const Ptep next = make_ptep(ptep_table(where), ptep_index(where) + 1);
    EXPECT_TRUE(pt_write(s, where, 1));
    const Digest full = m.digest();
    EXPECT_FALSE(pt_write(s, next, 1));
    EXPECT_EQ(m.digest(), full); // a refused write changes nothing
    EXPECT_TRUE(pt_write(s, next, 0));
    EXPECT_TRUE(pt_write(s, where, 2)); // no new entry
    EXPECT_TRUE(pt_write(s, where, 0));
    EXPECT_TRUE(pt_write(s, next, 1));
    Machine tiny = empty_machine("arm64", [](Config& c) { c.pt_entries = 2; });
    EXPECT_EQ(pt_populate(tiny.config(), tiny.state.ref(), user1, va), no_ptep);
}

TEST(PageTable, StoresTellTheSink) {
    for (const Arch* arch : all_archs()) {
        Rig r(arch->name, v70, "touch(USER + 3 * PAGE);");
        const Ptep where = pt_find(r.config(), r.s(), user1, r.user(3));
        const u64 pte = arch->pte_encode(r.config(), 9, prot_p);
        Cx cx(*r.machine.setup, r.machine.state.ref(), cpu0, &r);
        store_pte(cx, where, pte);
        store_pte(cx, where, 0);
        ASSERT_EQ(r.count(Ev::pte_store), 2);
        EXPECT_EQ(r.events[0].a, 1u);
        EXPECT_EQ(r.events[0].b, r.user(3));
        EXPECT_EQ(r.events[0].c, 0u);
        EXPECT_EQ(r.events[0].d, pte);
        EXPECT_EQ(r.events[1].c, pte);
        EXPECT_EQ(r.events[1].d, 0u);
        EXPECT_EQ(load_pte(cx, where), 0u);
    }
}

} // namespace
} // namespace lazymmu::test
