#include "engine/kernel/page_table.h"

#include "engine/kernel/invariants.h"

#include <algorithm>

namespace lazymmu {

namespace {

constexpr u8 huge_mark = 1; // TableInfo::reserved[0]

// A new page-table page, or -1.
int add_table(StateRef s, MmId mm, int level, u64 base_va, bool huge) {
    Globals& g = s.globals();
    if (g.tables_used == s.layout().pt_tables) return -1;
    TableInfo& t = s.table(g.tables_used);
    t.base_va = base_va;
    t.mm = static_cast<u8>(index(mm));
    t.level = static_cast<u8>(level);
    t.reserved[0] = huge ? huge_mark : 0;
    return g.tables_used++;
}

u64 table_span_start(const PageGeometry& g, u64 va, int level) {
    const int shift = g.shift_of(level) + g.bits[level];
    return shift >= 64 ? 0 : va >> shift << shift;
}

int find_huge(const Config& config, StateView s, MmId mm, u64 va) {
    const PageGeometry& g = config.arch->geometry;
    const u64 base = table_span_start(g, va, g.levels - 2);
    for (int i = 0; i < s.globals().tables_used; i++) {
        const TableInfo& t = s.table(i);
        if (t.reserved[0] == huge_mark && t.mm == index(mm) && t.base_va == base) return i;
    }
    return -1;
}

} // namespace

void pt_boot(const Config& config, StateRef s) {
    for (int m = 0; m < config.mms; m++) {
        const u64 base = m == 0 ? config.arch->geometry.kernel_split : 0;
        add_table(s, static_cast<MmId>(m), 0, table_span_start(config.arch->geometry, base, 0),
                  false);
    }
}

bool pt_entry_at(const Config& config, StateView s, MmId mm, u64 va, int level, Ptep& where,
                 u64& entry) {
    const Arch& arch = *config.arch;
    u32 table = static_cast<u32>(index(mm));
    for (int l = 0;; l++) {
        where = make_ptep(table, arch.geometry.index_of(va, l));
        entry = pt_load(s, where);
        if (l == level) return true;
        if (!entry) return false;
        table = static_cast<u32>(arch.table_frame(entry) - table_frame_base);
        LAZYMMU_ASSERT(table < s.globals().tables_used);
    }
}

Ptep pt_find(const Config& config, StateView s, MmId mm, u64 va) {
    Ptep where = no_ptep;
    u64 entry = 0;
    if (index(mm) >= config.mms) return no_ptep;
    const int leaf = config.arch->geometry.levels - 1;
    return pt_entry_at(config, s, mm, va, leaf, where, entry) ? where : no_ptep;
}

Ptep pt_populate(const Config& config, StateRef s, MmId mm, u64 va) {
    const Arch& arch = *config.arch;
    const int leaf = arch.geometry.levels - 1;
    LAZYMMU_ASSERT(index(mm) < config.mms);
    u32 table = static_cast<u32>(index(mm));
    for (int level = 0;; level++) {
        const Ptep where = make_ptep(table, arch.geometry.index_of(va, level));
        if (level == leaf) return where;
        u64 entry = pt_load(s, where);
        if (!entry) {
            const u64 base = table_span_start(arch.geometry, va, level + 1);
            const int made = add_table(s, mm, level + 1, base, false);
            if (made < 0) return no_ptep;
            entry = arch.table_entry(table_frame(static_cast<u32>(made)));
            if (!pt_write(s, where, entry)) return no_ptep;
        }
        table = static_cast<u32>(arch.table_frame(entry) - table_frame_base);
    }
}

bool pt_populate_range(const Config& config, StateRef s, MmId mm, u64 va, u64 pages) {
    const PageGeometry& g = config.arch->geometry;
    const u64 last = va + (pages - 1) * g.page_size();
    for (u64 at = va;; at += u64{1} << g.shift_of(g.levels - 2)) {
        if (pt_populate(config, s, mm, at < last ? at : last) == no_ptep) return false;
        if (at >= last) return true;
    }
}

Ptep pt_populate_huge(const Config& config, StateRef s, MmId mm, u64 va) {
    const PageGeometry& g = config.arch->geometry;
    const int level = g.levels - 2;
    int table = find_huge(config, s, mm, va);
    if (table < 0) table = add_table(s, mm, level, table_span_start(g, va, level), true);
    return table < 0 ? no_ptep : make_ptep(static_cast<u32>(table), g.index_of(va, level));
}

u64 pt_load(StateView s, Ptep where) {
    const u32* keys = s.pt_keys();
    const u32* end = keys + s.globals().pt_used;
    const u32* at = std::lower_bound(keys, end, static_cast<u32>(where));
    return at != end && *at == static_cast<u32>(where) ? s.pt_values()[at - keys] : 0;
}

bool pt_write(StateRef s, Ptep where, u64 value) {
    u32* keys = s.pt_keys();
    u64* values = s.pt_values();
    u16& used = s.globals().pt_used;
    const u32 key = static_cast<u32>(where);
    const size_t i = static_cast<size_t>(std::lower_bound(keys, keys + used, key) - keys);
    const bool present = i < used && keys[i] == key;
    if (present && value) {
        values[i] = value;
    } else if (present) {
        const size_t after = used - i - 1;
        std::memmove(keys + i, keys + i + 1, after * sizeof *keys);
        std::memmove(values + i, values + i + 1, after * sizeof *values);
        used--;
        keys[used] = 0;
        values[used] = 0;
    } else if (value) {
        if (used == s.layout().pt_entries) return false;
        const size_t after = used - i;
        std::memmove(keys + i + 1, keys + i, after * sizeof *keys);
        std::memmove(values + i + 1, values + i, after * sizeof *values);
        keys[i] = key;
        values[i] = value;
        used++;
    }
    return true;
}

u64 ptep_va(const Config& config, StateView s, Ptep where) {
    const TableInfo& t = s.table(static_cast<int>(ptep_table(where)));
    return t.base_va + (u64{ptep_index(where)} << config.arch->geometry.shift_of(t.level));
}

MmId ptep_mm(StateView s, Ptep where) {
    return static_cast<MmId>(s.table(static_cast<int>(ptep_table(where))).mm);
}

bool ptep_is_huge(StateView s, Ptep where) {
    return s.table(static_cast<int>(ptep_table(where))).reserved[0] == huge_mark;
}

u64 load_pte(Cx& cx, Ptep where) {
    check_read(cx, where);
    return pt_load(cx.s, where);
}

void store_pte(Cx& cx, Ptep where, u64 value) {
    const u64 old = cx.traced() ? pt_load(cx.s, where) : 0;
    if (!pt_write(cx.s, where, value)) return cx.out_of("pt_entries");
    if (cx.traced())
        cx.emit(Ev::pte_store, 0, static_cast<u64>(index(ptep_mm(cx.s, where))),
                ptep_va(cx.config, cx.s, where), old, value);
}

} // namespace lazymmu
