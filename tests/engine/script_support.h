// What the tests of the script language share: architectures that have a geometry and nothing
// else, and short ways to look at a result.
#pragma once

#include "engine/api.h"
#include "engine/script/script.h"

#include <gtest/gtest.h>

#include <string>

namespace lazymmu::test {

// 4 KB pages, 48 bits; the kernel has the upper half.
inline const Arch& small_pages() {
    static const Arch arch = [] {
        Arch a{};
        a.name = "testarch";
        a.geometry = {12,
                      4,
                      {9, 9, 9, 9, 0},
                      {"PGD", "PUD", "PMD", "PTE", ""},
                      0x7f1234000000,
                      0xffffc90000000000,
                      0xffff800000000000,
                      ~u64{0}};
        return a;
    }();
    return arch;
}

// 8 KB pages, 53 bits with sign; the kernel is a window near 0, users are at the top.
inline const Arch& low_kernel() {
    static const Arch arch = [] {
        Arch a{};
        a.name = "lowkernel";
        a.geometry = {13,
                      4,
                      {10, 10, 10, 10, 0},
                      {"PGD", "PUD", "PMD", "PTE", ""},
                      0xfff8000100000000,
                      0x140000000,
                      0x100000000,
                      0x1ffffffff};
        return a;
    }();
    return arch;
}

inline std::string errors_text(const std::vector<ScriptError>& errors) {
    std::string out;
    for (const ScriptError& e : errors) out += script_error_text(e) + "\n";
    return out;
}

// "enable disable": the calls of a body, without their arguments.
inline std::string call_names(const Body& body) {
    std::string out;
    for (const Op& op : body.ops)
        out += (out.empty() ? "" : " ") + std::string(api_calls()[op.call].name);
    return out;
}

inline std::string first_error(std::string_view text) {
    const ScriptResult r = compile_script(text, small_pages());
    EXPECT_FALSE(r.program) << text;
    EXPECT_FALSE(r.errors.empty()) << text;
    return r.errors.empty() ? "" : script_error_text(r.errors[0]);
}

} // namespace lazymmu::test
