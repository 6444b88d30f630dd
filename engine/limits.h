// Every bound of the engine, in one place. A machine's actual capacities come from its Config
// and may be smaller (the explorer) but never larger than these.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lazymmu {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i16 = std::int16_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

namespace limits {

inline constexpr int cpus = 4;
inline constexpr int tasks = 8;  // A to H
inline constexpr int mms = 4;    // init_mm, user1, user2, user3
inline constexpr int levels = 5; // of a page table
inline constexpr int args = 6;   // of one routine call
inline constexpr int slots = 16; // arguments and locals of one frame
inline constexpr int stack_words = 256;
inline constexpr int tables = 255;      // page-table pages
inline constexpr int pt_entries = 8192; // non-empty page-table entries
inline constexpr int tlb_entries = 512; // per CPU
inline constexpr int routines = 256;    // listings that one machine can call
inline constexpr int arch_options = 8;
inline constexpr int state_bytes = 1 << 20;

inline constexpr int script_bytes = 256 * 1024; // of one script's text
inline constexpr int script_ops = 65535;        // after repeat blocks are unrolled; u16 lines
inline constexpr int script_nesting = 8;        // of repeat and irq blocks
inline constexpr int script_parens = 32;        // nesting of ( ) in an expression
inline constexpr int script_names = 256;        // constants that can be seen at one place
inline constexpr int script_work = 1 << 23;     // values computed while loops are unrolled
inline constexpr int script_errors = 20;        // that are reported
inline constexpr int script_texts = 1024;       // lesson steps that are compiled together
inline constexpr u8 interventions = 200;        // interrupts and migrations of a user's, each
inline constexpr int handlers = 8;              // irq handlers of one script
inline constexpr int name_bytes = 31;           // of a task, handler or constant

} // namespace limits
} // namespace lazymmu
