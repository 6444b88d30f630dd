// A kernel that has the listings of an earlier one has exactly these, on every architecture.
#include "tests/arch/support.h"

namespace lazymmu::test {
namespace {

TEST(Kernels, LaterOnesWithTheSameListings) {
    int later = 0;
    for (const Kernel k : every_kernel) {
        const Kernel same = kernel_with_listings_of(k);
        EXPECT_LE(same, k);
        later += same != k;
        for (const Arch* arch : all_archs()) {
            const auto program = program_for(arch->name, "touch(USER);");
            const Machine a = make_machine(default_config(*arch, same), program),
                          b = make_machine(default_config(*arch, k), program);
            for (u16 id = 0; id < limits::routines; id++)
                EXPECT_EQ(find_routine(*a.setup, id), find_routine(*b.setup, id))
                    << arch->name << " " << kernel_name(k) << " routine " << id;
        }
    }
    EXPECT_EQ(later, 1); // v7.3
}

// What a listing does not say to have ended is there in the latest kernel: none has lost its hooks.
TEST(Kernels, TheLatestHasAllThatTheOneBeforeHas) {
    const Kernel before = static_cast<Kernel>(kernel_count - 2);
    for (const Arch* arch : all_archs()) {
        const auto program = program_for(arch->name, "touch(USER);");
        const Machine a = make_machine(default_config(*arch, before), program),
                      b = make_machine(default_config(*arch, kernel_latest), program);
        for (u16 id = 0; id < limits::routines; id++)
            if (find_routine(*a.setup, id)) {
                EXPECT_TRUE(find_routine(*b.setup, id)) << arch->name << " " << id;
            }
    }
}

} // namespace
} // namespace lazymmu::test
