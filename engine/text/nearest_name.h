// "Did you mean ...?", for all who read names that people type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

// The nearest of some names by edit distance, or "" if none is close.
std::string nearest_name(std::string_view word, const std::vector<std::string_view>& names);

// `; did you mean "near"?`, or what there is, if `there_are` is given: `; there are a, b, c`.
std::string name_hint(std::string_view word, const std::vector<std::string_view>& names,
                      const char* there_are = nullptr);
// `unknown patch "tolerat"; did you mean ...`
std::string unknown_name(const char* what, std::string_view word,
                         const std::vector<std::string_view>& names,
                         const char* there_are = nullptr);
std::string joined(const std::vector<std::string_view>& names); // "a, b, c"

} // namespace lazymmu
