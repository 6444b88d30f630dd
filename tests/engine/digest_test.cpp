// A word that does not count is a state that the explorer never sees. So: inputs as states are
// (zeros, small numbers, single bits, words that repeat or change places), in every position and
// for every length that a packed state has, and no two of a length may agree in 64 bits.
#include "engine/state.h"
#include "tests/sanitized.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace lazymmu {
namespace {

constexpr u32 most_words = 256; // 2048 bytes

// Lengths in words: all, or every seventh where code is slow.
template <class F> void for_each_length(u32 most, F use) {
    for (u32 n = 1; n <= most; n += sanitized ? 7 : 1) use(n);
}

class Inputs {
  public:
    explicit Inputs(u32 n) : words(n) {}

    std::vector<u64> words;
    void add() {
        const u32 bytes = static_cast<u32>(words.size() * 8);
        const Digest d = digest_of(reinterpret_cast<const std::byte*>(words.data()), bytes);
        hi_.push_back(d.hi);
        lo_.push_back(d.lo);
    }
    void add_with(u32 at, u64 value) {
        const u64 before = words[at];
        words[at] = value;
        add();
        words[at] = before;
    }
    bool all_differ() { return differ(hi_) && differ(lo_); }
    size_t size() const { return hi_.size(); }

  private:
    static bool differ(std::vector<u64>& v) {
        std::sort(v.begin(), v.end());
        return std::adjacent_find(v.begin(), v.end()) == v.end();
    }
    std::vector<u64> hi_, lo_;
};

const u64 bases[] = {0, 1, 7, 0x0101010101010101, ~u64{0}};
const u64 values[] = {2, 3, 8, 0xff, 0x100, 0x200000007, u64{1} << 63, ~u64{0} - 1};

TEST(Digest, OneWordAmongEqualOnes) {
    for_each_length(most_words, [](u32 n) {
        Inputs in(n);
        for (u64 base : bases) {
            if (n == 1 && base) continue; // one word has no others
            std::fill(in.words.begin(), in.words.end(), base);
            in.add();
            for (u32 at = 0; at < n; at++)
                for (u64 value : values) in.add_with(at, value);
        }
        EXPECT_TRUE(in.all_differ()) << n << " words";
    });
}

TEST(Digest, SingleBits) {
    for_each_length(most_words, [](u32 n) {
        Inputs in(n);
        in.add();
        for (u32 bit = 0; bit < n * 64; bit++) in.add_with(bit / 64, u64{1} << bit % 64);
        EXPECT_TRUE(in.all_differ()) << n << " words";
    });
}

// Two words of an empty state are set at once: every pair of places, and of small values.
TEST(Digest, TwoWords) {
    for_each_length(sanitized ? 40 : 80, [](u32 n) {
        Inputs in(n);
        for (u32 j = 1; j < n; j++)
            for (u64 value : {u64{1}, u64{2}, u64{1} << 40}) {
                in.words[j] = value;
                for (u32 i = 0; i < j; i++)
                    for (u64 other : {u64{1}, u64{2}, u64{1} << 40}) in.add_with(i, other);
                in.words[j] = 0;
            }
        EXPECT_TRUE(in.all_differ()) << n << " words";
    });
}

// Two bits differ, in one word or in two, also in inputs that are not sparse.
TEST(Digest, TwoBits) {
    std::mt19937_64 random(11);
    for (u32 n : {1u, 2u, 3u, 4u, 5u, 8u, 15u, 16u, 17u, 30u, 31u, 32u, 33u, 64u, 129u, 256u})
        for (bool sparse : {true, false}) {
            Inputs in(n);
            if (!sparse)
                for (u64& w : in.words) w = random();
            const u32 bits = std::min(n * 64, 256u); // that many places, spread over all
            const auto place = [&](u32 i) { return i * (n * 64 / bits) + i % 7 % (n * 64 / bits); };
            for (u32 i = 0; i < bits; i++)
                for (u32 j = 0; j < i; j++) {
                    const u32 a = place(i), b = place(j);
                    in.words[a / 64] ^= u64{1} << a % 64;
                    in.add_with(b / 64, in.words[b / 64] ^ u64{1} << b % 64);
                    in.words[a / 64] ^= u64{1} << a % 64;
                }
            EXPECT_TRUE(in.all_differ()) << n << " words";
        }
}

TEST(Digest, WordsThatChangePlaces) {
    for_each_length(128, [](u32 n) {
        Inputs in(n);
        for (u32 i = 0; i < n; i++) in.words[i] = i % 3 ? i : u64{i} << 32;
        in.add();
        for (u32 i = 0; i < n; i++)
            for (u32 j = 0; j < i; j++) {
                std::swap(in.words[i], in.words[j]);
                in.add();
                std::swap(in.words[i], in.words[j]);
            }
        EXPECT_TRUE(in.all_differ()) << n << " words";
    });
}

// As the explorer packs: a bitmap of which words differ, then those words. One word differs.
TEST(Digest, PackedStates) {
    for (u32 maps = 1; maps <= 8; maps++) {
        Inputs in(maps + 1);
        for (u64 value : {u64{0}, u64{1}, u64{5}, u64{1} << 32, ~u64{0}})
            for (u32 bit = 0; bit < maps * 64; bit++) {
                in.words[maps] = value;
                in.add_with(bit / 64, u64{1} << bit % 64);
            }
        EXPECT_TRUE(in.all_differ()) << maps;
    }
}

TEST(Digest, LengthsOfNothing) {
    Inputs in(0);
    for (u32 n = 0; n <= most_words; n++) {
        in.words.assign(n, 0);
        in.add();
    }
    EXPECT_TRUE(in.all_differ());
}

// One bit of a sparse input changes half of the digest, and each bit of it every other time.
TEST(Digest, Avalanche) {
    std::mt19937_64 random(12);
    for (u32 n : {1u, 2u, 3u, 5u, 9u, 16u, 17u, 24u, 30u, 31u, 32u, 60u, 128u}) {
        u64 flips = 0, changed = 0, of_bit[128] = {};
        std::vector<u64> words(n);
        const auto digest = [&] {
            return digest_of(reinterpret_cast<const std::byte*>(words.data()), n * 8);
        };
        for (int round = 0; round < 200; round++) {
            for (u64& w : words) w = n > 4 && random() % 4 ? 0 : random() >> random() % 64;
            const Digest before = digest();
            const u64 bit = random() % (n * 64);
            for (u64 b = bit; b < std::min<u64>(bit + 16, n * 64); b++, flips++) {
                words[b / 64] ^= u64{1} << b % 64;
                const Digest after = digest();
                words[b / 64] ^= u64{1} << b % 64;
                const u64 hi = before.hi ^ after.hi, lo = before.lo ^ after.lo;
                const int of = __builtin_popcountll(hi) + __builtin_popcountll(lo);
                EXPECT_GT(of, 25) << n << " words, bit " << b;
                changed += static_cast<u64>(of);
                for (int k = 0; k < 64; k++)
                    of_bit[k] += hi >> k & 1, of_bit[64 + k] += lo >> k & 1;
            }
        }
        const double all = static_cast<double>(flips);
        EXPECT_NEAR(static_cast<double>(changed) / all, 64, 0.6) << n << " words";
        for (u64 of : of_bit) EXPECT_NEAR(static_cast<double>(of) / all, 0.5, 0.06) << n;
    }
}

// The hash is a known one, the same everywhere: a value that its own reference program prints.
TEST(Digest, IsTheKnownHash) {
    EXPECT_EQ(digest_of(nullptr, 0).hex(), "99aa06d3014798d86001c324468d497f");
    EXPECT_STREQ(digest_hash, "xxh3");
}

} // namespace
} // namespace lazymmu
