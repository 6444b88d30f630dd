// A large array that starts as zeros: pages that nobody has written cost nothing.
#pragma once

#include "engine/check.h"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <type_traits>

namespace lazymmu {

// T is one for which all bytes zero is a value.
template <class T> class Zeroed {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  public:
    explicit Zeroed(size_t count = 0)
        : size_(count), items_(static_cast<T*>(std::calloc(count ? count : 1, sizeof(T)))) {
        LAZYMMU_ASSERT(items_ && "out of memory");
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

    size_t size_;
    std::unique_ptr<T[], Free> items_;
};

} // namespace lazymmu
