// What the script compiler knows about the call sites: two addresses, two mms, user pages only.
#include "tests/engine/script_support.h"

#include <gtest/gtest.h>

namespace lazymmu::test {
namespace {

TEST(MmOpsScript, ArgumentsAreInOrder) {
    const ScriptResult r = compile_script(
        "move_ptes(USER, USER + PAGE, 3); copy_pte_range(user2, USER, user1, 4);", small_pages());
    ASSERT_TRUE(r.program) << errors_text(r.errors);
    const Op& move = r.program->tasks[0].ops[0];
    const u64 user = small_pages().geometry.user_base;
    EXPECT_EQ(move.args[0], 1u);
    EXPECT_EQ(move.args[1], user);
    EXPECT_EQ(move.args[2], user + 0x1000);
    EXPECT_EQ(move.args[3], 3u);
    const Op& copy = r.program->tasks[0].ops[1];
    EXPECT_EQ(copy.args[0], 2u);
    EXPECT_EQ(copy.args[2], 1u);
    EXPECT_EQ(copy.args[3], 4u);
}

TEST(MmOpsScript, BothAddressesAreChecked) {
    EXPECT_EQ(
        first_error("move_ptes(USER, USER + 1, 3);"),
        "1:17: 0x7f1234000001 is not the start of a page: pages have 4096 bytes (0x1000) here");
    EXPECT_EQ(first_error("move_ptes(USER, 0xfffffffff000, 3);"),
              "1:33: 3 pages from 0xfffffffff000 on go past the end of the address space");
}

TEST(MmOpsScript, UserPagesOnly) {
    EXPECT_EQ(first_error("zap_pte_range(KERNEL, 1);"),
              "1:15: 0xffffc90000000000 is a kernel address: zap_pte_range() is for user pages");
    EXPECT_EQ(first_error("move_ptes(USER, KERNEL, 1);"),
              "1:17: 0xffffc90000000000 is a kernel address: move_ptes() is for user pages");
    EXPECT_EQ(first_error("vmap_pages_pte_range(USER, 1, \"p\", 1);"),
              "1:22: 0x7f1234000000 is not a kernel address");
}

TEST(MmOpsScript, CopyNeedsAnotherUserMm) {
    EXPECT_EQ(first_error("copy_pte_range(USER, user1, 1);"),
              "1:22: copy_pte_range() goes from one user mm to another, not from user1 to user1");
    EXPECT_EQ(first_error("copy_pte_range(user2, USER, init_mm, 1);"),
              "1:29: copy_pte_range() goes from one user mm to another, not from user2 to init_mm");
    EXPECT_EQ(first_error("copy_pte_range(init_mm, USER, user1, 1);"),
              "1:31: copy_pte_range() goes from one user mm to another, not from init_mm to user1");
    EXPECT_NE(first_error("copy_pte_range(USER, 2, 1);").find("an mm like user2"),
              std::string::npos);
}

TEST(MmOpsScript, FrameNumbersHaveAnEnd) {
    EXPECT_EQ(first_error("alloc_page(0x100000001);"),
              "1:12: frame numbers go up to 0x100000000, found 0x100000001");
    EXPECT_EQ(first_error("kasan_populate_vmalloc(KERNEL, 0x100000000, 2);"),
              "1:32: frame numbers go up to 0x100000000, found 0x100000001");
}

TEST(MmOpsScript, OneArchitectureOnly) {
    EXPECT_EQ(first_error("set_memory_valid(KERNEL, 1, 1);"),
              "1:1: set_memory_valid() exists only on arm64, not on testarch");
}

} // namespace
} // namespace lazymmu::test
