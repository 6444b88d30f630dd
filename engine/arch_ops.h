// The seam between the engine and an architecture: one table of facts and functions. The engine
// calls an architecture's *listings* through the Fn ids of routine.h, and its plain functions
// (layout, encoding, views for panels and queries) through this table. arch/arch.h registers them.
#pragma once

#include "engine/event.h"
#include "engine/hw_table.h"
#include "engine/page_geometry.h"
#include "engine/pte.h"
#include "engine/routine.h"
#include "engine/state.h"

#include <string>
#include <vector>

namespace lazymmu {

// What an option's value may be cut to when the program cannot need more (explore_fit.cpp).
enum class Fits : u8 {
    no,       // never
    delayed,  // a capacity: per_unit for each change that may be delayed
    accesses, // the minimum if the program accesses no memory
};

struct OptionSpec {
    const char* name; // as written in lessons and on the command line
    u16 fallback;     // the default
    u16 min, max;
    const char* doc;
    Fits fits = Fits::no;
    u16 per_unit = 1;
};

// A hardware operation that the backend can cause: what an Ev::hw with this code means.
struct HwSpec {
    const char* name;   // as in the kernel or the manual, e.g. "flush_hash_range"
    const char* fields; // names of a, b, c, d, comma separated; "" where unused
    const char* doc;
    u32 cost = 0;      // cost.h: of one, or of the first where the fields have an n
    u32 cost_more = 0; // ... of each further of n
};

// One delayed unit of work, for the batch panel.
struct BatchSlot {
    MmId mm = MmId::none;
    u64 va = 0;
    u64 value = 0;         // PTE to be written, or the one that is going away; 0 if unknown
    const char* kind = ""; // "mmu_update", "hpte", "tsb+tlb", ...
    u16 group = 0; // slots of the same group leave together as one call (Xen multicall entry)
    bool exec = false;
};

struct Field {
    std::string name; // the kernel's
    std::string text; // "3", "user1", "mmu"
    i64 value = 0;
    bool detail = false; // how much is used, counted in another way than `used`
};

// What is pending on a CPU (or for a task, where the architecture keeps it there).
struct BatchView {
    const char* name = "";  // the kernel's: "ppc64_tlb_batch"
    const char* owner = ""; // "per CPU", "per task", "none"
    int used = 0, capacity = 0;
    std::vector<BatchSlot> slots; // what is delayed; arm64: the stores whose barriers are owed
    std::vector<Field> fields;
};

// A fault of the kernel that is known, which a search finds before anything else.
struct KnownBug {
    const char* what;    // one or two sentences
    const char* exhibit; // id of the museum's lesson about it
    u8 task_init_pause;  // Config's value that looks past it
};

struct Arch {
    const char* name;   // "arm64"
    const char* title;  // "arm64"
    const char* delays; // what lazy MMU mode delays here, one sentence
    PageGeometry geometry;
    std::span<const Routine* const> routines;
    std::span<const OptionSpec> options;
    std::span<const HwSpec> hw_events;
    std::span<const HwSpec> hw_items;

    ArchSizes (*sizes)(const Config&);
    void (*boot)(const Config&, StateRef); // once all tasks are in place; may be null
    u64 (*pte_encode)(const Config&, u64 pfn, Prot prot);
    PteFields (*pte_decode)(const Config&, u64 pte);
    u64 (*pte_wrprotect)(u64 pte);
    u64 (*table_entry)(u64 frame); // a table descriptor that points at a page-table page
    u64 (*table_frame)(u64 entry);
    std::span<const PteBit> pte_bits;
    // What the TLB entry or the hardware sees of a TLB tag: ASID, PCID, LPID or context number.
    u64 (*context_tag)(const Config&, MmId);
    const char* context_name; // "ASID"
    // Can this machine delay anything at all? (Not on bare metal, nor with the radix MMU.)
    bool (*batches)(const Config&);
    // Delayed units on this CPU or, where they belong to a task, of this task.
    int (*pending)(const Config&, StateView, CpuId, TaskId);
    // Is the removal of this page's old translation, or its new PTE, still delayed on some CPU?
    bool (*is_pending)(const Config&, StateView, MmId, u64 va);
    // Is an update of this entry queued, so that memory still has the old one? Null: never.
    bool (*is_queued)(const Config&, StateView, Ptep);
    bool batch_per_cpu;  // else per task
    bool caller_flushes; // translations go away by flush_tlb_*, which callers make
    // Would this task's next change on this CPU be delayed?
    bool (*is_lazy)(const Config&, StateView, CpuId, TaskId);
    void (*batch)(const Config&, StateView, CpuId, TaskId, BatchView&);
    // The tables that the hardware keeps beside page tables and TLBs. Null: it has none.
    void (*hw_tables)(const Config&, StateView, std::vector<HwTableView>&);
    // Of which translations a stale use is not judged, and why. Null, or returns null: of none.
    const char* (*not_judged)(const Config&) = nullptr;
    // Do the hooks of the context switch pause the outgoing task and resume the incoming one? Null:
    // never. Then Config::task_init_pause counts.
    bool (*switch_pauses)(const Config&) = nullptr;
    // Is what the next line of that CPU breaks a known bug? Null, or returns null: none.
    const KnownBug* (*known_bug)(const Config&, StateView, CpuId) = nullptr;
    // The changes on top (Patch bits) that this kernel can have here. Null: none.
    u8 (*patches)(Kernel) = nullptr;
    std::span<const char* const> aliases = {}; // other names that readers may type
    bool reference = false; // not hardware, but what programs mean: not offered beside the others
};

// Fills in the defaults of an architecture: its options, and nothing else.
Config default_config(const Arch& arch, Kernel kernel = kernel_default);

} // namespace lazymmu
