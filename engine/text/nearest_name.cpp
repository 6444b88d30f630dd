// "Did you mean ...?": the edit distance of Damerau and Levenshtein (optimal string alignment).
// A letter in the wrong case is a small error: "b" is close to "B", but not to "C".
// Tests: tests/engine/script_errors_test.cpp.
#include "engine/text/nearest_name.h"

#include "engine/text/utf8.h"

#include <algorithm>

namespace lazymmu {

namespace {

constexpr size_t longest = 64; // words that are longer are no typing errors
constexpr size_t wrong_case = 1, wrong = 4;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

size_t distance(std::string_view a, std::string_view b) {
    size_t rows[3][longest + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.size(); j++) above[j] = j * wrong;
    for (size_t i = 1; i <= a.size(); i++) {
        row[0] = i * wrong;
        for (size_t j = 1; j <= b.size(); j++) {
            const char x = lower(a[i - 1]), y = lower(b[j - 1]);
            const size_t change = a[i - 1] == b[j - 1] ? 0 : x == y ? wrong_case : wrong;
            row[j] = std::min({above[j] + wrong, row[j - 1] + wrong, above[j - 1] + change});
            const bool swapped = i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y;
            if (swapped) row[j] = std::min(row[j], before[j - 2] + wrong);
        }
        size_t* const spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b.size()];
}

} // namespace

std::string nearest_name(std::string_view word, const std::vector<std::string_view>& names) {
    std::string_view best;
    size_t best_distance = ((word.size() + 1) / 3 + 1) * wrong; // a third may be wrong
    if (word.empty() || word.size() > longest) return "";
    for (std::string_view name : names) {
        if (name.empty() || name.size() > longest) continue;
        const size_t d = distance(word, name);
        if (d >= best_distance) continue;
        best_distance = d;
        best = name;
    }
    return std::string(best);
}

std::string name_hint(std::string_view word, const std::vector<std::string_view>& names,
                      const char* there_are) {
    const std::string near = nearest_name(word, names);
    if (!near.empty()) return "; did you mean \"" + near + "\"?";
    return there_are && !names.empty() ? std::string("; ") + there_are + " " + joined(names) : "";
}

std::string unknown_name(const char* what, std::string_view word,
                         const std::vector<std::string_view>& names, const char* there_are) {
    return std::string("unknown ") + what + " \"" + printable(word) + "\"" +
           name_hint(word, names, there_are);
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string out;
    for (const std::string_view name : names) out += (out.empty() ? "" : ", ") + std::string(name);
    return out;
}

} // namespace lazymmu
