// What people type that has another name here: kernels, system calls, words of C.
#include "engine/config.h"
#include "engine/script/script_hints.h"
#include "tests/engine/script_support.h"

#include <gtest/gtest.h>

namespace lazymmu {
namespace {

std::string nearest(std::string_view name) {
    std::string out;
    for (const Kernel k : nearest_kernels(name)) out += std::string(kernel_name(k)) + " ";
    return out;
}

TEST(Names, TheNearestKernelIsNearByNumber) {
    EXPECT_EQ(nearest("v7.4"), "v7.3 ");
    EXPECT_EQ(nearest("7.3-rc7"), "v7.3 ");
    EXPECT_EQ(nearest("v8.0"), "v7.3 ");
    EXPECT_EQ(nearest("v6.15"), "v6.12 v6.18 ");
    EXPECT_EQ(nearest("v6.14"), "v6.12 ");
    EXPECT_EQ(nearest("6.16.3"), "v6.18 ");
    EXPECT_EQ(nearest("v6.1"), "v6.12 ");
    EXPECT_EQ(nearest("v5.10"), "v6.12 ");
    EXPECT_EQ(nearest("v6.19"), "v6.18 v7.0 ");
    EXPECT_EQ(nearest("7"), "v7.0 ");
    for (const char* none : {"", "v", "latest", "v7.x", "v7.0banana", "-1.2", "v99999999999.1"})
        EXPECT_EQ(nearest(none), "") << none;
    EXPECT_EQ(kernel_list(), "v6.12, v6.18, v7.0, v7.1, v7.2 or v7.3");
}

std::string error_of(const std::string& text) {
    const ScriptResult r = compile_script(text, test::small_pages());
    return r.errors.empty() ? "" : script_error_text(r.errors[0]);
}

TEST(Names, WordsOfTheKernelLeadToWhatExistsHere) {
    const std::pair<const char*, const char*> words[] = {
        {"munmap(USER, 4);", "zap_pte_range("},
        {"mprotect(USER, 4, \"pr\");", "change_pte_range("},
        {"spin_lock(ptl);", "preempt_disable()"},
        {"spin_unlock(ptl);", "preempt_enable()"},
        {"flush_tlb_mm(user1);", "flush_tlb("},
        {"flush_tlb_all();", "flush_tlb("},
        {"tlb_flush();", "flush_tlb("},
        {"ptep_clear_flush(USER);", "ptep_get_and_clear("},
        {"local_irq_disable();", "irq { }"},
        {"for (i = 0; i < 4; i++) { }", "repeat N as i"},
        {"if (1) { }", "no conditions"},
        {"while (1) { }", "repeat N as i"},
        {"int x = 4;", "const NAME"},
        {"mutex_lock(m);", "might_sleep()"},
        {"schedule(B);", "switch_to(B)"},
    };
    for (const auto& [text, hint] : words) {
        const std::string error = error_of(text);
        EXPECT_NE(error.find(hint), std::string::npos) << text << "\n" << error;
        EXPECT_EQ(error.find("did you mean"), std::string::npos) << error;
    }
    EXPECT_EQ(error_of("set_pte(USER, 7, \"p\");"),
              "1:1: unknown call \"set_pte\"; set_pte_at([mm,] va, pfn, \"pwxuda\") does it");
}

// A hint may not hide a call, and what it names has to exist.
TEST(Names, HintsNameCallsThatExist) {
    for (const ApiCall& call : api_calls()) EXPECT_EQ(script::hint_for(call.name), "") << call.name;
    for (const char* word :
         {"munmap", "mprotect", "mremap", "fork", "madvise", "mmap", "vmalloc", "vfree",
          "apply_to_page_range", "ptep_clear_flush", "set_pte", "update_mmu_cache", "read"}) {
        const std::string_view hint = script::hint_for(word);
        EXPECT_TRUE(find_api_call(hint.substr(0, hint.find('(')))) << word << ": " << hint;
    }
}

} // namespace
} // namespace lazymmu
