// Names of kernels, as readers type and read them.
// Tests: tests/engine/names_test.cpp.
#include "engine/config.h"

#include "engine/text/nearest_name.h"
#include "engine/text/utf8.h"

#include <charconv>
#include <cstdlib>

namespace lazymmu {

namespace {

constexpr int minors = 20; // v6.19 was followed by v7.0

// "v6.15", "7.3-rc7": their place in the order of releases; -1 if it is none.
int place_of(std::string_view name) {
    if (name.starts_with('v')) name.remove_prefix(1);
    int major = 0, minor = 0;
    const char* const end = name.data() + name.size();
    const auto [dot, wrong] = std::from_chars(name.data(), end, major);
    if (wrong != std::errc() || major < 1 || major > 999) return -1;
    if (dot == end) return major * minors;
    if (*dot != '.') return -1;
    const auto [rest, no_minor] = std::from_chars(dot + 1, end, minor);
    if (no_minor != std::errc() || minor < 0 || minor > 999) return -1;
    if (rest != end && *rest != '.' && *rest != '-') return -1;
    return major * minors + minor;
}

} // namespace

std::string kernel_list() {
    std::string out;
    for (int k = 0; k < kernel_count; k++)
        out += (k == 0 ? "" : k + 1 < kernel_count ? ", " : " or ") + std::string(kernel_names[k]);
    return out;
}

std::vector<Kernel> nearest_kernels(std::string_view name) {
    std::vector<Kernel> out;
    const int wanted = place_of(name);
    int best = 0;
    for (int k = 0; k < kernel_count && wanted >= 0; k++) {
        const int away = std::abs(place_of(kernel_names[k]) - wanted);
        if (!out.empty() && away > best) continue;
        if (away < best) out.clear();
        best = away;
        out.push_back(static_cast<Kernel>(k));
    }
    return out;
}

std::string unknown_kernel(std::string_view name) {
    std::string near;
    for (const Kernel k : nearest_kernels(name))
        near += (near.empty() ? "" : " or ") + ('"' + std::string(kernel_name(k)) + '"');
    if (near.empty()) { // no version at all: a typing error?
        near = nearest_name(name, {std::begin(kernel_names), std::end(kernel_names)});
        if (!near.empty()) near = '"' + near + '"';
    }
    return "unknown kernel \"" + printable(name) + "\"" +
           (near.empty() ? "; there are " + kernel_list() : "; did you mean " + near + "?");
}

} // namespace lazymmu
