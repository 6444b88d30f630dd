// Digests are XXH3 in its form of 128 bits, all of it compiled in here. What an explorer hashes is
// mostly zeros, small numbers and words that repeat, and one word that does not count is one state
// that is never seen: so no construction of our own.
//
// Tests: tests/engine/digest_test.cpp: sparse words, swapped words, single bits, at every length.
#include "engine/state.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdio>

namespace lazymmu {

Digest digest_of(const std::byte* data, u32 bytes) {
    const XXH128_hash_t hash = XXH3_128bits(data, bytes);
    return {hash.high64, hash.low64};
}

std::string Digest::hex() const {
    char text[40];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hi),
                  static_cast<unsigned long long>(lo));
    return text;
}

} // namespace lazymmu
