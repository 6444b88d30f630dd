// Tests that go through many cases take every nth of them where sanitizers make each ten to thirty
// times slower; the plain build goes through all.
#pragma once

namespace lazymmu {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
inline constexpr bool sanitized = __has_feature(address_sanitizer);
#else
inline constexpr bool sanitized = false;
#endif

// n cases: all of them, or one in `part`.
constexpr int thinned(int n, int part = 8) { return sanitized ? (n + part - 1) / part : n; }

} // namespace lazymmu
