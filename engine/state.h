// The whole machine is one plain value: a flat block of bytes without pointers. Its layout is
// computed once from the Config, so that a copy is one memcpy, equality memcmp, and a digest a
// hash of the block. It is canonical: unused slots are zero, so equal machines are equal bytes.
//
// StateView reads, StateRef also writes, State owns. Typed views hide the offsets.
#pragma once

#include "engine/check.h"
#include "engine/config.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

namespace lazymmu {

// Machine-wide counters. `bug` is a Msg; once set, the machine has stopped.
struct Globals {
    u16 bug = 0;
    u8 irqs_taken = 0;
    u8 migrations = 0;
    u16 pt_used = 0;
    u16 tables_used = 0;
};

struct CpuState {
    u8 current = 0;   // TaskId
    u8 irqs_off = 0;  // local interrupts disabled (in the scheduler, or in an interrupt)
    u16 tlb_next = 0; // round-robin victim
    u32 reserved = 0;
};

enum class TaskStatus : u8 { absent, runnable, exited };

struct TaskState {
    TaskStatus status = TaskStatus::absent;
    u8 cpu = 0;
    u8 mm = 0;
    u8 enable_count = 0; // task_struct::lazy_mmu_state, v7.0 on
    u8 pause_count = 0;
    u8 irq_depth = 0;      // the HARDIRQ bits of preempt_count
    i16 preempt_depth = 0; // the PREEMPT bits, signed
    u32 thread_flags = 0;  // meaning: the architecture's
    u16 top = 0;           // offset of the running frame in the stack
    u16 sp = 0;            // words in use; 0: no frame
    u8 section_depth = 0;  // what its calls promise it, whatever the kernel did (invariants.cpp)
    u8 pause_depth = 0;
    u16 reserved[3] = {};
};

static_assert(limits::stack_words <= 65535, "offsets into a stack are u16");

// A frame on a task's stack: this header, then its slots, one u64 each.
struct FrameHeader {
    u16 routine = 0;
    u16 line = 0;
    u8 slots = 0;
    u8 result_slot = 0xff; // where the caller wants the value
    u16 prev = 0;          // offset of the caller's header
};
static_assert(sizeof(FrameHeader) == sizeof(u64));

struct TlbEntry {
    u64 vpn = 0; // va >> page_shift
    u64 pte = 0; // the architecture's PTE as it was when the entry was filled
    u8 valid = 0;
    u8 mm = 0; // the tag: MmId (the architecture shows its ASID, PCID, LPID or context)
    u8 global = 0;
    u8 reserved[5] = {};
};

// One page-table page. Its frame number is derived from its index (page_table.h).
struct TableInfo {
    u64 base_va = 0; // first address that it maps
    u8 mm = 0;
    u8 level = 0; // 0 is the root
    u8 reserved[6] = {};
};

struct Layout {
    u32 cpu = 0, cpu_stride = 0;   // CpuState, then the arch's block, then the TLB
    u32 cpu_arch = 0, cpu_tlb = 0; // offsets inside one CPU's part
    u32 task = 0, task_stride = 0; // TaskState, then the arch's block, then the stack
    u32 task_arch = 0, task_stack = 0;
    u32 arch = 0; // machine-wide block of the architecture
    u32 tables = 0, pt_keys = 0, pt_values = 0;
    u32 size = 0; // bytes, a multiple of 8
    u32 arch_cpu_bytes = 0, arch_task_bytes = 0, arch_bytes = 0;
    u16 stack_words = 0, pt_entries = 0, pt_tables = 0, tlb_entries = 0;
    u8 cpus = 0, tasks = 0;
};

// Bytes that an architecture keeps per CPU, per task and per machine.
struct ArchSizes {
    u32 per_cpu = 0, per_task = 0, global = 0;
};

Layout make_layout(const Config& config, ArchSizes arch);

class StateView {
  public:
    StateView(const std::byte* base, const Layout* layout)
        : base_(const_cast<std::byte*>(base)), layout_(layout) {}

    const Layout& layout() const { return *layout_; }
    const std::byte* data() const { return base_; }

    const Globals& globals() const { return at<Globals>(0); }
    const CpuState& cpu(CpuId c) const { return at<CpuState>(cpu_at(c)); }
    const TaskState& task(TaskId t) const { return at<TaskState>(task_at(t)); }
    const std::byte* arch_cpu(CpuId c) const { return base_ + cpu_at(c) + layout_->cpu_arch; }
    const std::byte* arch_task(TaskId t) const { return base_ + task_at(t) + layout_->task_arch; }
    const std::byte* arch_global() const { return base_ + layout_->arch; }
    const TlbEntry& tlb(CpuId c, int i) const { return (&at<TlbEntry>(tlb_at(c)))[i]; }
    const u64* stack(TaskId t) const { return &at<u64>(task_at(t) + layout_->task_stack); }
    const TableInfo& table(int i) const { return (&at<TableInfo>(layout_->tables))[i]; }
    const u32* pt_keys() const { return &at<u32>(layout_->pt_keys); }
    const u64* pt_values() const { return &at<u64>(layout_->pt_values); }

    TaskId current(CpuId c) const { return static_cast<TaskId>(cpu(c).current); }

    // Frames, top first: depth 0 is the running one. Returns false past the last.
    bool frame(TaskId t, int depth, FrameHeader& header, const u64*& slots) const;
    int depth(TaskId t) const;

  protected:
    template <class T> T& at(u32 offset) const { return *reinterpret_cast<T*>(base_ + offset); }
    u32 cpu_at(CpuId c) const {
        return layout_->cpu + static_cast<u32>(index(c)) * layout_->cpu_stride;
    }
    u32 task_at(TaskId t) const {
        return layout_->task + static_cast<u32>(index(t)) * layout_->task_stride;
    }
    u32 tlb_at(CpuId c) const { return cpu_at(c) + layout_->cpu_tlb; }

    std::byte* base_;
    const Layout* layout_;
};

class StateRef : public StateView {
  public:
    StateRef(std::byte* base, const Layout* layout) : StateView(base, layout) {}

    std::byte* data() const { return base_; }
    Globals& globals() const { return at<Globals>(0); }
    CpuState& cpu(CpuId c) const { return at<CpuState>(cpu_at(c)); }
    TaskState& task(TaskId t) const { return at<TaskState>(task_at(t)); }
    std::byte* arch_cpu(CpuId c) const { return base_ + cpu_at(c) + layout_->cpu_arch; }
    std::byte* arch_task(TaskId t) const { return base_ + task_at(t) + layout_->task_arch; }
    std::byte* arch_global() const { return base_ + layout_->arch; }
    TlbEntry& tlb(CpuId c, int i) const { return (&at<TlbEntry>(tlb_at(c)))[i]; }
    u64* stack(TaskId t) const { return &at<u64>(task_at(t) + layout_->task_stack); }
    TableInfo& table(int i) const { return (&at<TableInfo>(layout_->tables))[i]; }
    u32* pt_keys() const { return &at<u32>(layout_->pt_keys); }
    u64* pt_values() const { return &at<u64>(layout_->pt_values); }
};

// A 128-bit fingerprint of a block of bytes (digest.cpp). Not cryptographic. Whoever keeps one for
// longer than the program runs keeps the name of the hash beside it: another version may have
// another.
inline constexpr const char* digest_hash = "xxh3";
struct Digest {
    u64 hi = 0, lo = 0;
    bool operator==(const Digest&) const = default;
    std::string hex() const; // 32 hexadecimal digits
};
Digest digest_of(const std::byte* data, u32 bytes);

class State {
  public:
    State() = default;
    explicit State(const Layout* layout) : layout_(layout), words_(layout->size / 8) {}

    StateRef ref() { return {reinterpret_cast<std::byte*>(words_.data()), layout_}; }
    StateView view() const { return {reinterpret_cast<const std::byte*>(words_.data()), layout_}; }
    Digest digest() const { return digest_of(view().data(), layout_->size); }
    bool operator==(const State& o) const { return words_ == o.words_; }
    explicit operator bool() const { return layout_ != nullptr; }

  private:
    const Layout* layout_ = nullptr;
    std::vector<u64> words_;
};

} // namespace lazymmu
