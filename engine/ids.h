// Distinct integer types for things that must not be mixed up. index() gives the number back.
#pragma once

#include "engine/limits.h"

namespace lazymmu {

enum class CpuId : u8 {};
enum class TaskId : u8 { none = 0xff };
enum class MmId : u8 { init_mm = 0, none = 0xff };

constexpr int index(CpuId id) { return static_cast<int>(id); }
constexpr int index(TaskId id) { return static_cast<int>(id); }
constexpr int index(MmId id) { return static_cast<int>(id); }

// Names as scripts and the UI write them: tasks are letters, memory maps as in the kernel.
constexpr char task_letter(TaskId id) { return static_cast<char>('A' + index(id)); }
constexpr const char* mm_name(MmId id) {
    constexpr const char* names[limits::mms] = {"init_mm", "user1", "user2", "user3"};
    return index(id) < limits::mms ? names[index(id)] : "-";
}

// Where one page-table entry lives: page-table page (table) and index in it. Unique per machine.
// It plays the role of the kernel's `pte_t *`.
enum class Ptep : u32 {};
static_assert(limits::tables < 1 << 16);
constexpr Ptep make_ptep(u32 table, u32 idx) { return static_cast<Ptep>(table << 16 | idx); }
constexpr u32 ptep_table(Ptep p) { return static_cast<u32>(p) >> 16; }
constexpr u32 ptep_index(Ptep p) { return static_cast<u32>(p) & 0xffff; }

} // namespace lazymmu
