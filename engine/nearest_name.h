// "Did you mean ...?", for all who read names that people type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazymmu {

// The nearest of some names by edit distance, or "" if none is close.
std::string nearest_name(std::string_view word, const std::vector<std::string_view>& names);

// `; did you mean "near"?`, or what there is: `; there are a, b, c`.
std::string name_hint(std::string_view word, const std::vector<std::string_view>& names,
                      const char* there_are = "there are");
// `unknown kernel "7"; did you mean ...`
std::string unknown_name(const char* what, std::string_view word,
                         const std::vector<std::string_view>& names);

} // namespace lazymmu
