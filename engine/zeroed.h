// A large array that starts as zeros: pages that nobody has written cost nothing, and where the
// system can do it, they are huge ones, so that random access does not miss the TLB each time.
#pragma once

#include "engine/check.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <type_traits>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace lazymmu {

// T is one for which all bytes zero is a value.
template <class T> class Zeroed {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  public:
    explicit Zeroed(size_t count = 0)
        : size_(count), items_(static_cast<T*>(std::calloc(count ? count : 1, sizeof(T)))) {
        LAZYMMU_ASSERT(items_ && "out of memory");
        ask_for_huge_pages();
    }

    size_t size() const { return size_; }
    T& operator[](size_t i) { return items_[i]; }
    const T& operator[](size_t i) const { return items_[i]; }
    const T* begin() const { return items_.get(); }
    const T* end() const { return items_.get() + size_; }

  private:
    struct Free {
        void operator()(T* p) const { std::free(p); }
    };

    void ask_for_huge_pages() {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
        constexpr std::uintptr_t page = std::uintptr_t{2} << 20;
        const std::uintptr_t from =
            (reinterpret_cast<std::uintptr_t>(items_.get()) + page - 1) & ~(page - 1);
        const std::uintptr_t to =
            reinterpret_cast<std::uintptr_t>(items_.get() + size_) & ~(page - 1);
        // advice only: what it returns does not matter
        if (from < to) (void)madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE);
#endif
    }

    size_t size_;
    std::unique_ptr<T[], Free> items_;
};

} // namespace lazymmu
