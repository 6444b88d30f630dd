// The explorer's visited set: 128-bit fingerprints in open addressing, nothing else. Two different
// states with the same fingerprint would be taken for one: with n states the odds are about
// n^2 / 2^129.
#pragma once

#include "engine/state.h"
#include "engine/zeroed.h"

namespace lazymmu {

class Fingerprints {
  public:
    explicit Fingerprints(int log2_slots = 12) { allocate(log2_slots); }

    // True if it was not there before.
    bool insert(Digest d) {
        if ((used_ + 1) * 10 > slots_.size() * 7) grow();
        if (!place(d)) return false;
        used_++;
        return true;
    }
    // Asks for the memory that an insert will touch, some time ahead.
    void prefetch(Digest d) const { __builtin_prefetch(&slots_[slot_of(d)], 1); }

    u64 size() const { return used_; }
    u64 bytes() const { return slots_.size() * sizeof(Digest); }
    // Memory that the next insert may need in all, while the table grows.
    u64 bytes_when_grown() const { return bytes() * 3; }
    bool grows_next() const { return (used_ + 64) * 10 > slots_.size() * 7; }

  private:
    void allocate(int log2_slots) {
        shift_ = 64 - log2_slots;
        slots_ = Zeroed<Digest>(size_t{1} << log2_slots);
    }
    size_t slot_of(Digest d) const { return static_cast<size_t>(d.hi >> shift_); }

    bool place(Digest d) {
        if (d == Digest{}) d.lo = 1; // zero marks an empty slot
        for (size_t i = slot_of(d);; i = (i + 1) & (slots_.size() - 1)) {
            if (slots_[i] == Digest{}) {
                slots_[i] = d;
                return true;
            }
            if (slots_[i] == d) return false;
        }
    }
    void grow() {
        const Zeroed<Digest> old = std::move(slots_);
        allocate(64 - shift_ + 1);
        for (const Digest& d : old)
            if (!(d == Digest{})) place(d);
    }

    Zeroed<Digest> slots_;
    u64 used_ = 0;
    int shift_ = 0;
};

} // namespace lazymmu
