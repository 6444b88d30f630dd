// The programs of lazy.pml as rows of micro-steps: what lazy_model.h executes.
#pragma once

#include "engine/limits.h"
#include "engine/routine.h"

#include <array>
#include <vector>

namespace lazymmu::peer {

struct Model {
    int variant = 0;    // 0: v7.0, 1: v7.1 (tolerant), 2: v7.2
    int tasks = 2;      // T
    int irqs = 0;       // K
    int rounds = 1;     // R
    int init_pause = 1; // INITP
};

// Per CPU: Xen's mode and the queue of (pte index << 2 | value). Machine-wide: the PTEs, one byte
// each.
struct Cpu {
    u8 mode, used;
    u8 queue[4];
    u8 reserved[2];
};
enum Mode : u8 { none, mmu, cpu_mode };
inline constexpr int irq_pte = 2 * limits::tasks - 1;

enum Kind : u8 {
    test_pause,
    count_enable,
    bug_unless_none,
    set_mode,
    pre_inc,
    pre_dec,
    flush,
    tolerant_enter,
    bug_unless_mmu,
    tolerant_leave,
    test_mmu,
    count_disable,
    count_pause,
    count_resume,
    test_enable,
    test_lazy,
    append,
    direct,
    finish,
};
struct Micro {
    Kind kind;
    u8 x = 0, y = 0, post = 0; // post: 1 the queue is empty, 2 and both PTEs are (x, y)
    u16 on = 0, other = 0;     // where to go on
};

inline Model model;
inline std::array<std::vector<Micro>, 4> programs;
inline constexpr u16 fn_program = fn_arch_first; // + task
inline constexpr u16 fn_end_switch = fn_arch_first + 8;

// Writes the programs of lazy.pml.
class Writer {
  public:
    explicit Writer(std::vector<Micro>& to) : to_(to) { to_.clear(); }
    void section_a() {
        enable();
        set(0, 1);
        enable();
        set(1, 1);
        pause();
        set(0, 2);
        resume();
        disable(2, 1);
        set(1, 2);
        disable(2, 2);
    }
    void section_b() {
        enable();
        set(0, 1);
        set(1, 1);
        set(0, 2);
        set(1, 2);
        set(0, 1);
        enable();
        disable(1, 2);
        set(1, 1);
        disable(1, 1);
    }
    void end() { add(finish); }

  private:
    u16 here() const { return static_cast<u16>(to_.size()); }
    size_t add(Kind kind, int x = 0, int y = 0, int post = 0) {
        const u16 next_at = static_cast<u16>(here() + 1);
        to_.push_back({kind, static_cast<u8>(x), static_cast<u8>(y), static_cast<u8>(post), next_at,
                       next_at});
        return to_.size() - 1;
    }
    void enter() {
        if (model.variant == 0) {
            add(bug_unless_none);
            add(set_mode, mmu);
        } else if (model.variant == 1) {
            add(pre_inc);
            const size_t i = add(tolerant_enter);
            add(set_mode, mmu);
            to_[i].other = here();
            add(pre_dec);
        }
    }
    void leave(int x, int y, int post) {
        add(pre_inc);
        add(flush);
        if (model.variant == 0) {
            add(bug_unless_mmu);
            add(set_mode, none);
        } else if (model.variant == 1) {
            const size_t i = add(tolerant_leave);
            add(set_mode, none);
            to_[i].other = here();
        }
        add(pre_dec, x, y, post);
    }
    void flush_only(int x, int y) {
        add(pre_inc);
        const size_t i = model.variant == 2 ? to_.size() : add(test_mmu);
        add(flush);
        if (model.variant != 2) to_[i].other = here();
        add(pre_dec, x, y, 2);
    }
    void enable() {
        const size_t i = add(test_pause), j = add(count_enable);
        if (model.variant != 2) enter();
        to_[i].other = to_[j].other = here();
    }
    void disable(int x, int y) {
        const size_t i = add(test_pause), j = add(count_disable);
        leave(x, y, 2);
        const size_t k = to_.size() - 1;
        to_[j].other = here();
        flush_only(x, y);
        to_[k].on = to_[i].other = here();
    }
    void pause() {
        const size_t i = add(count_pause), j = add(test_enable);
        leave(0, 0, 1);
        to_[i].other = to_[j].other = here();
    }
    void resume() {
        const size_t i = add(count_resume);
        if (model.variant != 2) {
            const size_t j = add(test_enable);
            enter();
            to_[j].other = here();
        }
        to_[i].other = here();
    }
    void set(int i, int v) {
        const size_t test = add(test_lazy), queued = add(append, i, v);
        to_[test].other = here();
        add(direct, i, v);
        to_[queued].on = here();
    }
    std::vector<Micro>& to_;
};

} // namespace lazymmu::peer
